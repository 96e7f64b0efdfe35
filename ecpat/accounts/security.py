"""Flask-Security as an application has it: set up by the desk, asked by whoever looks after passwords and factors."""

from __future__ import annotations

from flask_security import Security

from ..core.services import Service

SECURITY = Service[Security]()
