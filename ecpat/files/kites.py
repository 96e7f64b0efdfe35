"""The kite of an entry in its topic's colours, as SVG and as pixels; the cover of a report that has none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from math import hypot

from markupsafe import Markup, escape
from PIL import Image, ImageDraw

from ..core.text_layout import wrap
from .kite_geometry import Fold, Point, Shape, String, decisions, geometry

INK, LEAF = "#1b1c33", "#fdfaf5"
COLOURS: Mapping[str, Mapping[str, str]] = {
    name: dict(zip(("wash", "a", "b", "c", "d", "s"), tones.split(), strict=True))
    for name, tones in {
        "indigo": "#e4e6f6 #bcc6f2 #7d8fe3 #3f54c8 #25348c #e6a51f",
        "sea": "#dbecea #abd8d2 #57aea8 #17807d #0b4b4d #ec7a56",
        "ochre": "#f7e8c8 #f2d08a #e3a838 #b97b17 #5f3c05 #3f54c8",
        "plum": "#f1e3ed #e2bcd8 #c07db0 #8e4380 #57214d #e6a51f",
        "moss": "#e5ecd9 #c4d6a8 #8fb166 #587f3c #2d4a1e #d9653d",
        "clay": "#f8e2d7 #f2bfa6 #df8a66 #b4532f #6c2b14 #17807d",
    }.items()
}  #: by name: the ground, four tones from lit to shaded, and that of another paper

_STEPS = 64  # straight pieces in a curve of pixels
_COVER = 420, 594  # width and height of a cover: an A-format page
_LINE, _LONG_WORD, _LINES = 18, 20, 4  # characters in a line of a cover, in one that is a single word; lines


@lru_cache(maxsize=4096)  # of 2 KB each: the newest of a large site, in every size that lists use
def svg(seed: str, colour: str, width: int, height: int, label: str = "") -> Markup:
    """Return a seed's kite as SVG, about 1.5 KB; a label makes it a named image, none makes it decoration.

    Colours are attributes, for where no style sheet reaches, and classes, so that the page's theme wins.
    Raises KeyError for a colour that is not in COLOURS.
    """
    name = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    tones = COLOURS[colour]
    return Markup(  # noqa: S704 — the label is escaped; all else is numbers and names of this module
        f'<svg class="kite t-{colour}" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'preserveAspectRatio="xMidYMid slice" {name}>'
        f'<rect class="k-wash" fill="{tones["wash"]}" width="{width}" height="{height}"/>'
        + "".join(_element(shape, tones, themed=True) for shape in geometry(seed, width, height))
        + "</svg>"
    )


@lru_cache(maxsize=2048)  # of 2 KB each
def cover_svg(seed: str, colour: str, lines: tuple[str, ...], foot: str = "") -> Markup:
    """Return a report's cover, for one whose first page is not drawn yet: an object, so the theme leaves it alone.

    Raises KeyError for a colour that is not in COLOURS.
    """
    (width, height), tones, style = _COVER, COLOURS[colour], decisions(seed)[26] % 3
    paper, wash, ink, top, tall = (
        (LEAF, tones["wash"], INK, 0, height * 0.6),
        (LEAF, tones["a"], tones["d"], height * 0.42, height * 0.58),
        (tones["d"], tones["d"], LEAF, height * 0.36, height * 0.64),
    )[style]
    size, margin = width * 0.083, f"{width * 0.075:.0f}"
    first = height * 0.6 + width * 0.15 if style == 0 else width * 0.215
    last = height - width * 0.06 if style == 0 else width * 0.075 + size * 0.2
    art = "".join(_element(shape, tones, themed=False) for shape in geometry(seed, width, int(tall)))
    words = "".join(
        f'<text x="{margin}" y="{first + n * size * 1.16:.0f}">{escape(line)}</text>' for n, line in enumerate(lines)
    )
    return Markup(  # noqa: S704 — the words are escaped; all else is numbers and colours of this module
        f'<svg class="cover" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" aria-hidden="true">'
        f'<rect fill="{paper}" width="{width}" height="{height}"/>'
        f'<svg y="{top:.0f}" width="{width}" height="{tall:.0f}" viewBox="0 0 {width} {int(tall)}" '
        f'preserveAspectRatio="xMidYMid slice"><rect fill="{wash}" width="{width}" height="{int(tall)}"/>{art}</svg>'
        f'<g fill="{ink}" font-size="{size:.1f}" font-weight="700" letter-spacing="-.4">{words}'
        f'<text x="{margin}" y="{last:.0f}" font-size="{size * 0.46:.1f}" font-weight="500">{escape(foot)}</text>'
        "</g></svg>"
    )


@lru_cache(maxsize=2048)
def cover_lines(title: str) -> tuple[str, ...]:
    """Break a title into the lines of a cover: about 18 characters each, at most four, then an ellipsis."""
    return wrap(title, lambda line: len(line) <= (_LINE if " " in line else _LONG_WORD), _LINES)


def image(seed: str, colour: str, width: int, height: int) -> Image.Image:
    """Return a seed's kite in pixels, with hard edges: draw it larger and reduce it.

    Raises KeyError for a colour that is not in COLOURS.
    """
    tones = COLOURS[colour]
    picture = Image.new("RGB", (width, height), tones["wash"])
    draw = ImageDraw.Draw(picture, "RGBA")  # so that opacity blends
    for shape in geometry(seed, width, height):
        if isinstance(shape, Fold):
            draw.polygon(_pixels(shape.points), f"{tones[shape.tone]}{round(255 * shape.opacity):02x}")
        else:
            draw.polygon(_pixels(_ribbon(shape)), INK)
    return picture


def _element(shape: Shape, tones: Mapping[str, str], *, themed: bool) -> str:
    if isinstance(shape, Fold):
        style = f' class="k-{shape.tone}"' if themed else ""
        opacity = f' fill-opacity="{shape.opacity:g}"'.replace("0.", ".") if shape.opacity < 1 else ""
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in shape.points)
        return f'<polygon{style} fill="{tones[shape.tone]}"{opacity} points="{points}"/>'
    style, (start, *rest) = ' class="k-line"' if themed else "", shape.points
    curve = f"M{_pair(start)}{'Q' if len(rest) == 2 else 'C'}{' '.join(map(_pair, rest))}"
    return f'<path{style} fill="none" stroke="{INK}" stroke-width="{shape.width:.2f}" d="{curve}"/>'


def _pair(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def _ribbon(line: String) -> list[Point]:
    """Return the outline of a line: down one of its sides and up the other."""
    points = [line.at(step / _STEPS) for step in range(_STEPS + 1)]
    sides: tuple[list[Point], list[Point]] = ([], [])
    for (x, y), (next_x, next_y) in pairwise(points):
        share = (line.width - 1) / 2 / (hypot(next_x - x, next_y - y) or 1)
        across, down = (next_y - y) * share, (x - next_x) * share
        sides[0].append((x + across, y + down))
        sides[1].append((x - across, y - down))
    return [*sides[0], *reversed(sides[1])]


def _pixels(points: Iterable[Point]) -> list[tuple[int, int]]:
    return [(round(x), round(y)) for x, y in points]  # Pillow would cut the fractions off
