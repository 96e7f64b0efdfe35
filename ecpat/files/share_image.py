"""The picture that stands for a page where its address is shared: the kite, the title, the organisation's name."""

from __future__ import annotations

import unicodedata
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from ..core.text_layout import wrap
from . import kites

WIDTH, HEIGHT = 1200, 630  # pixels

_DRAWING = "1"  # to be changed with the drawing, so that none made before is used
_FONT = Path(__file__).parent.parent / "static" / "fonts" / "atkinson-next.woff2"  # variable, weights 200 to 800
_SCALE = 3  # all is drawn that much larger, then reduced: what follows is in pixels of the result
_SIZES = (54, 520), (50, 560), (46, 620), (42, 680), (38, 740)  # of a title, and the width its lines may take
_LINES, _LEADING = 4, 1.06
_CAPITAL = 0.67  # a capital's height, in parts of the size
_NAME_SIZE, _NAME_WIDTH, _ABOVE_NAME = 25, 600, 61
_MARGIN, _END, _FOLD, _NARROWEST = 56, 100, 64, 420  # the panel's


class _Type:
    """A size and weight of the site's typeface, and how much closer its letters stand (parts of the size)."""

    def __init__(self, size: float, weight: int, tight: float = 0) -> None:
        self.font = ImageFont.truetype(_FONT, size * _SCALE)
        self.font.set_variation_by_axes([weight])
        self.size, self.tight = size, tight * size

    def length(self, text: str) -> float:
        return self.font.getlength(text) / _SCALE - self.tight * len(text)

    def lines(self, text: str, width: float, most: int) -> tuple[str, ...]:
        return wrap(text, lambda line: self.length(line) <= width, most)

    def shown(self, text: str) -> str:
        """Return a text; where the typeface has a blank for a letter, the letter it is derived from is there."""

        def lacks(letter: str) -> bool:
            return not letter.isspace() and self.font.getmask(letter).getbbox() is None

        letters = unicodedata.normalize("NFC", text)
        return "".join(unicodedata.normalize("NFD", letter)[0] if lacks(letter) else letter for letter in letters)

    def write(self, pen: ImageDraw.ImageDraw, x: float, y: float, text: str) -> float:
        """Write from x on the base line y and return where the next letter goes."""
        for i, letter in enumerate(text):
            kerned = x + self.length(text[: i + 1]) - self.length(letter)
            pen.text((kerned * _SCALE, y * _SCALE), letter, kites.INK, self.font, "ls")
        return x + self.length(text)


def digest(title: str, name: str, seed: str, colour: str) -> str:
    """Return 32 hexadecimal digits that name what `draw` makes of the same words."""
    return sha256("\0".join((_DRAWING, title, name, seed, colour)).encode(errors="replace")).hexdigest()[:32]


def draw(title: str, name: str, seed: str, colour: str) -> bytes:
    """Draw a share image as PNG, 1200 × 630 pixels; the first word of the name is strong.

    A title too long for four lines ends in an ellipsis. Raises KeyError for a colour that is not in kites.COLOURS.
    """
    picture = kites.image(seed, colour, WIDTH * _SCALE, HEIGHT * _SCALE)
    pen = ImageDraw.Draw(picture)
    strong, light = _Type(_NAME_SIZE, 680), _Type(_NAME_SIZE, 400)
    face, lines = _set(strong.shown(title))
    names = strong.lines(strong.shown(name), _NAME_WIDTH, 1)
    widest = max((*map(face.length, lines), *map(strong.length, names)), default=0)
    name_at, leading = HEIGHT - _MARGIN, face.size * _LEADING
    first = name_at - _ABOVE_NAME - leading * (len(lines) - 1)
    _panel(pen, max(_NARROWEST, _MARGIN + widest + _END), first - face.size * _CAPITAL - _MARGIN)
    for number, line in enumerate(lines):
        face.write(pen, _MARGIN, first + leading * number, line)
    for line in names:
        word, space, rest = line.partition(" ")
        light.write(pen, strong.write(pen, _MARGIN, name_at, word + space), name_at, rest)
    file = BytesIO()
    picture = picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    picture.quantize(192, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    return file.getvalue()


def _set(title: str) -> tuple[_Type, tuple[str, ...]]:
    """Return the largest type that a title can be set in, and its lines, as even as they can be."""
    for size, width in _SIZES:
        face = _Type(size, 680, 0.018)
        lines = face.lines(title, width, _LINES + 1)
        if len(lines) <= _LINES:
            break
    else:
        return face, face.lines(title, width, _LINES)
    for narrower in range(width, 0, -8):
        evener = face.lines(title, narrower, _LINES + 1)
        if len(evener) > len(lines):
            break
        lines = evener
    return face, lines


def _panel(pen: ImageDraw.ImageDraw, right: float, top: float) -> None:
    """Draw the leaf at the lower start, its upper corner folded."""
    corners = (0, top), (right - _FOLD, top), (right, top + _FOLD), (right, HEIGHT), (0, HEIGHT)
    pen.polygon([(x * _SCALE, y * _SCALE) for x, y in corners], kites.LEAF)
