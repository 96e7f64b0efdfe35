"""Pictures that say nothing to those who do not see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask_babel import lazy_gettext as _l

from .reading import Text
from .remark import Remark


def remarks(text: Text, files: Mapping[int, str | None]) -> Iterator[Remark]:
    """Remark on pictures without alternative text that are not decorative, and on files that are gone."""
    for shown in dict.fromkeys(text.pictures):
        place = _l("Picture %(number)d", number=shown.file)
        if shown.file not in files:
            yield Remark(
                "picture", place, _l("This file does not exist any more."), _l("Choose another, or take it out.")
            )
        elif not shown.alt.strip() and files[shown.file] == "":
            yield Remark(
                "picture",
                place,
                _l("This picture has no alternative text in this language."),
                _l("Say in a few words what it shows, or mark the file as decorative."),
            )
