"""Captions of videos and sound: WebVTT, read strictly, so that every browser shows what was written.

Of the standard (W3C, WebVTT) cues, their identifiers, settings, tags and comments; no styles and regions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NoReturn

from flask_babel import lazy_gettext as _l

LARGEST = 500_000  # bytes: a day of speech
_TIME = r"(?:(\d{2,3}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMES = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}((?:[ \t]+[a-z]+:[^\s:]+)*)[ \t]*", re.ASCII)
_SETTING = re.compile(r"(?:vertical|line|position|size|align):")
_TAG = re.compile(r"<(?:(/?)(b|i|u|c|v|lang|ruby|rt)((?:\.[^\s.<>&]+)*)([ \t][^<>&]*)?|[\d:.]+)>|<")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|lrm|rlm|nbsp|#\d{1,6}|#x[0-9a-fA-F]{1,6});)")
_NAMED = {"v", "lang"}  # tags that say whose voice it is, or which language

_NO_TAG = _l("This tag is none of WebVTT. Write < as %(sign)s.", sign="&lt;")


class CaptionsError(ValueError):
    """What is wrong with captions, and in which line."""

    def __init__(self, line: int, reason: Any) -> None:
        super().__init__(f"line {line}")
        self.message = _l("Line %(line)d: %(reason)s", line=line, reason=reason)


def read(data: bytes) -> str:
    """Return captions as they are kept; raise CaptionsError for what is no WebVTT."""
    if len(data) > LARGEST:
        _refuse(1, _l("These captions are too long."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(data.count(b"\n", 0, error.start) + 1, _l("This is not UTF-8. Save the file in this coding."))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd").rstrip().split("\n")
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]) or "-->" in lines[0]:
        _refuse(1, _l("The first line must say WEBVTT."))
    if len(lines) > 1 and lines[1].strip():
        _refuse(2, _l("An empty line must follow the first."))
    begun = -1
    for number, block in _blocks(lines):
        begun = max(begun, _block(number, block, begun))
    if begun < 0:
        _refuse(len(lines), _l("There are no captions in it."))
    return "\n".join(lines) + "\n"


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield what stands between empty lines, with the number of its first line."""
    block: list[str] = []
    for number, line in enumerate([*lines[1:], ""], 2):
        if line:
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _block(number: int, block: list[str], begun: int) -> int:
    """Check a block, and return the moment that it begins at, in milliseconds; what was there for a comment."""
    if re.match(r"NOTE(?:[ \t]|$)", block[0]):
        if "-->" in "".join(block):
            _refuse(number, _l("A comment must not have an arrow (-->) in it. An empty line ends it."))
        return begun
    if re.fullmatch(r"(?:STYLE|REGION)[ \t]*", block[0]):
        _refuse(number, _l("Styles and regions are not taken: leave this part out."))
    at = 0 if "-->" in block[0] else 1
    times = _TIMES.fullmatch(block[at]) if at < len(block) else None
    if times is None or not all(map(_SETTING.match, times[9].split())):
        _refuse(number + min(at, len(block) - 1), _l("Here must stand two times, such as 00:01.000 --> 00:04.000."))
    start, end = _moment(times.groups()[:4]), _moment(times.groups()[4:8])
    if end <= start:
        _refuse(number + at, _l("This ends before it begins."))
    if start < begun:
        _refuse(number + at, _l("This begins before the one above it."))
    if at + 1 == len(block):
        _refuse(number + at, _l("No words follow these times."))
    _check_words(number + at + 1, block[at + 1 :])
    return start


def _check_words(number: int, lines: list[str]) -> None:
    """Check the words of a cue: tags that WebVTT has, each ended, and signs that are written as it writes them."""
    opened: list[str] = []
    for place, line in enumerate(lines, number):
        if "-->" in line:
            _refuse(place, _l("An empty line must stand before the next times."))
        if _ENTITY.search(line):
            _refuse(place, _l("Write & as %(sign)s.", sign="&amp;"))
        for tag in _TAG.finditer(line):
            ending, name, _classes, said = tag.groups()
            if name is None and len(tag[0]) == 1:
                _refuse(place, _NO_TAG)
            if ending and (not opened or opened.pop() != name):
                _refuse(place, _l("This tag was not opened."))
            if name and not ending:
                if (name in _NAMED) != bool((said or "").strip()):
                    _refuse(place, _NO_TAG)
                opened.append(name)
    if opened not in ([], ["v"]):  # a voice may go on to the end
        _refuse(number + len(lines) - 1, _l("A tag is not ended."))


def _moment(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths


def _refuse(line: int, reason: Any) -> NoReturn:
    raise CaptionsError(line, reason)
