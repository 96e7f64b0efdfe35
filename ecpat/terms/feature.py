"""Words of the field: the vocabulary that searches and advice go by."""

from __future__ import annotations

from ..web.feature import Feature
from . import desk

FEATURE = Feature("terms", desk=desk.ROUTES)
