"""What roles are called, and what each may do."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

ROLE_WORDS = {"writer": _l("Writer"), "editor": _l("Editor"), "administrator": _l("Administrator")}
ROLE_HINTS = {
    "writer": _l("writes drafts"),
    "editor": _l("writes, publishes, looks after files and help lines"),
    "administrator": _l("does all of this, and looks after people and settings"),
}
