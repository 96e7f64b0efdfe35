"""One thing written two ways is one thing: the forms that texts, searches and all that helps them have in common.

Lower case, composed letters, one kind of apostrophe; numbers without what groups their digits, abbreviations without
stops, « mineur·e·s » as « mineurs », “e-mail” as “email”, accents back on the letters that PDFs set them apart from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ...core.slugs import latin

_APOSTROPHES, _HIDDEN = "’ʼ‘`", re.compile("[\u00ad\u200b\u2060\ufeff]")
_SPELLED = {"œ": "oe", "æ": "ae", "ß": "ss"}
_MARKS = re.compile(r"[\u0300-\u036f]")
_AFTER_BLANK = re.compile(r" (?=[\u0300-\u036f])")

# « pr´elev´ee »: accents before their letters, where one stands within a word; else apostrophes, as in « l´enfant ».
_ACCENTS = {"´": "\u0301", "`": "\u0300", "ˆ": "\u0302", "¨": "\u0308", "¸": "\u0327"}
_ACCENTED = re.compile(r"([´`ˆ¨¸]) ?([aeiouycıAEIOUYC])")
_WITHIN = re.compile(r"[´`ˆ¨¸](?:(?<=[ˆ¨¸])|(?<=[^\W\d_]{2}.)(?<![Qq][Uu].)) ?(?=[aeiouycı])")

# Nine digits and more that begin with 0 or a country's number, but no date; else digits by three. Patterns begin with
# the rarest sign, and look behind it: they are tried at each letter of each text.
_DIGITS = re.compile(r"[\d+](?:[\d .,/'’()\u00a0\u202f-]*\d)?")
_PHONE = (
    r"(?<![\w.,])(?!(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-]\d)(?=[+0](?:[ ./()\u00a0\u202f-]{0,3}\d){8})"
    r"(?:(?:\+|00)[ .\u00a0]?\d\d[ .\u00a0]?(?:\(0\)[ .\u00a0]?)?|0)\d{1,3}(?:[ ./\u00a0\u202f-]?\d{2,3}){2,4}(?!\d)"
)
_BY_THREE = r"(?<![\d.,])(?!0)\d{1,3}([ .,'’\u00a0\u202f])\d{3}(?:\1\d{3})*(?!\d)|(?<!\d)116[/-]\d{3}(?!\d)"
_NUMBER = re.compile(rf"{_PHONE}|{_BY_THREE}")
_NO_DIGIT, _ABROAD = re.compile(r"\(0\)|\D"), re.compile(r"\+|00")
BELGIUM, _HELP_LINE = "32", re.compile(r"116\d{3}")  # the same all over Europe, dialled without a 0

_STOP = re.compile(r"\.(?<=(?<![^\W_])[^\W\d_]\.)(?=[^\W\d_](?![^\W_]))")
_ABBREVIATION = re.compile(r"(?<![^\W_])(?<![^\W_]\.)[^\W\d_](?:\.[^\W\d_])+(?![^\W_])")
_HYPHEN = re.compile(r"-(?<=(?<![\w-])[eE]-)(?=[^\W\d_]{3})")
_E_MAIL = re.compile(r"e mail(?<=(?<!\w)e mail)(?=s?(?!\w))")

_ANY = "(?:[nltsrfv]?e|t?rice|euse|[iè]?[eè]re|elle|enne|ine|ive|sse)s?"
_NO_WORD = "(?:e|t?rice|euse)s?"  # an ending that is no word of its own
_ENDING = re.compile(
    r"[·•‧⋅∙(./-](?<=[^\W\d_]{2}.)"
    rf"(?:(?<=[·•‧⋅∙]){_ANY}(?:[·•‧⋅∙]s)?|(?<=\()(?:{_ANY}|s|x|ren)\)(?:\(?s\)?)?|(?<=[./-])(?:{_ANY}[./-]s|{_NO_WORD}))"
    r"(?![^\W_])",
    re.IGNORECASE,
)
_STROKES = r"\u0100-\u0151\u0154-\u024f\u1e00-\u1eff"
_UNPLAIN = re.compile(rf"[\u0300-\u036f\u00ad\u200b{_STROKES}]")
_UNPLAIN_WORD = re.compile(rf"[^\W_]*(?:(?: ?[\u0300-\u036f\u00ad\u200b]|[{_STROKES}])[^\W_]*)+")
_APART = re.compile(r"[^\W_]*(?:[´`ˆ¨¸] ?[aeiouycıAEIOUYC][^\W_]*)+")


def normal(text: str) -> str:
    """Return a text in its normal form, accents kept."""
    if not text.isascii():
        text = _HIDDEN.sub("", _AFTER_BLANK.sub("", _composed(text)))
        text = unicodedata.normalize("NFKC", text.replace("´", "'"))  # which would make of it a blank and an accent
        for apostrophe in _APOSTROPHES:
            text = text.replace(apostrophe, "'")
    elif "`" in text:
        text = _composed(text).replace("`", "'")
    text = _ENDING.sub(_plural, _DIGITS.sub(_grouped, text.lower()))
    return _E_MAIL.sub("email", _HYPHEN.sub("", _STOP.sub("", text)))


def fold(word: str) -> str:
    """Return a lower-case text in the letters that its own are made from: without accents, strokes and ligatures."""
    if word.isascii():
        return word
    return _MARKS.sub("", unicodedata.normalize("NFKD", word.translate(_LETTERS)))


def odd(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text has words that are written with more than plain letters, or in several parts."""
    for run in _DIGITS.finditer(text):
        yield from (match.span() for match in _NUMBER.finditer(text, *run.span()))
    yield from ((_start(text, match.start()), match.end()) for match in _ENDING.finditer(text))
    yield from ((match.start() - 1, _end(text, match.end())) for match in _HYPHEN.finditer(text))
    for sign, word in ((_STOP, _ABBREVIATION), (_UNPLAIN, _UNPLAIN_WORD), (_E_MAIL, _E_MAIL)):
        if sign.search(text):
            yield from (match.span() for match in word.finditer(text))
    if _set_apart(text):
        yield from (match.span() for match in _APART.finditer(text))


def _start(text: str, at: int) -> int:
    while at and text[at - 1].isalnum():
        at -= 1
    return at


def _end(text: str, at: int) -> int:
    while at < len(text) and text[at].isalnum():
        at += 1
    return at


def _set_apart(text: str) -> bool:
    return any(accent in text for accent in _ACCENTS) and _WITHIN.search(text) is not None


def _composed(text: str) -> str:
    """Return a text with its accents on their letters."""
    if not _set_apart(text):
        return text
    return _ACCENTED.sub(lambda match: match[2].replace("ı", "i") + _ACCENTS[match[1]], text)


def _grouped(match: re.Match[str]) -> str:
    """Return a run of digits, whole where it is one number."""
    run = match[0]
    return run if run.isdigit() and run[0] != "0" else _NUMBER.sub(_number, run)


def _number(match: re.Match[str]) -> str:
    """Return a number's digits; a telephone number's as they are dialled here."""
    digits = _NO_DIGIT.sub("", match[0])
    if not _ABROAD.match(match[0]):
        return digits
    digits = digits.removeprefix("00")
    if not digits.startswith(BELGIUM):
        return digits
    here = digits.removeprefix(BELGIUM)
    return here if _HELP_LINE.fullmatch(here) else f"0{here}"


def _plural(match: re.Match[str]) -> str:
    """Return the ending of a word that is written with both: none, or a plural's where it is one."""
    return "s" if match[0].rstrip(")").endswith("s") and match.string[match.start() - 1] not in "sx" else ""


class _Letters(dict[int, str]):
    """Which Latin letters others are made from; each is looked up once."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = made = _SPELLED.get(letter) or latin(letter).strip() or letter
        return made


_LETTERS = _Letters()
