"""The parts of paths that are no words: of each page there is one address, so a number is written in one way only."""

from __future__ import annotations

from werkzeug.routing import BaseConverter, IntegerConverter, Map

from ..core.database import LARGEST_NUMBER


class SlugConverter(BaseConverter):
    """A part of a path without dots: what follows a dot says which file is meant."""

    regex = r"[^/.]+"


class NumberConverter(IntegerConverter):
    """A number as it is written: digits of other scripts or needless zeros would be more addresses of one page."""

    regex = "[1-9][0-9]*"


class DigitsConverter(IntegerConverter):
    """So many digits, as those of a year or a month."""

    regex = "[0-9]+"


class IdConverter(IntegerConverter):
    """The id of a row, which a database can hold; any other number is no address."""

    regex = "[1-9][0-9]{0,9}"

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_NUMBER)


CONVERTERS = {"slug": SlugConverter, "number": NumberConverter, "digits": DigitsConverter, "id": IdConverter}
