"""Writing a file for translators."""

from __future__ import annotations

from flask import render_template

from .. import richtext
from . import glossary
from .origin import Origin
from .units import Text


def write(made_from: Origin, text: Text, present: Text, page: str) -> str:
    """Return a file (XLIFF 2.0) of a text, with what the other language says now; `page` is where it comes back."""
    if present.notes and len(present.notes) != len(text.notes):
        text.leave_notes()
    targets = text.present(present)
    taken = any(name.startswith("body") for name in targets)
    return render_template(
        "entries/desk/translation.xml", origin=made_from, title=text.lines["title"], text=text, targets=targets,
        glossary=glossary.between(made_from.source, made_from.target), page=page,
        other="" if taken else richtext.plain(present.html),
    )  # fmt: skip
