"""Moving in and out."""

from __future__ import annotations

from ..web.feature import Feature
from . import commands

FEATURE = Feature("importing", commands=(commands.import_group, commands.export_command))
