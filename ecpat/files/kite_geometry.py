"""The geometry of a paper kite: its seed decides the folds, and nothing else does.

Each byte of SHA-256(seed) is one decision, so the picture is the same everywhere, for ever; positions are
fractions of the frame, so it is the same kite in any frame. Coordinates are in the frame's units, y downwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from math import comb, cos, sin
from typing import NamedTuple

Point = tuple[float, float]

_DISTANCES = (
    0.62,
    0.8,
    1.02,
    1.4,
)  # the sail's length in shorter sides of the frame: far, middle, near, nearer still
_TONES = {3: "bcd", 4: "abcd", 5: "abbcd", 6: "abbccd"}


@dataclass(frozen=True)
class Fold:
    """A piece of paper: a polygon in a tone, from `a` (lit) to `d` (shaded), or `s` (of another paper)."""

    tone: str
    points: tuple[Point, ...]
    opacity: float = 1.0


@dataclass(frozen=True)
class String:
    """A line of a width: a Bézier curve with its first point, one or two control points and its last point."""

    points: tuple[Point, ...]
    width: float

    def at(self, t: float) -> Point:
        """Return the point at t, from 0 (the first point) to 1 (the last)."""
        degree = len(self.points) - 1
        weights = [comb(degree, k) * t**k * (1 - t) ** (degree - k) for k in range(degree + 1)]
        x, y = (
            sum(weight * point[axis] for weight, point in zip(weights, self.points, strict=True)) for axis in (0, 1)
        )
        return x, y


Shape = Fold | String


class _Sail(NamedTuple):
    nose: Point
    right: Point
    tail: Point
    left: Point
    cross: Point  #: where the two spars meet

    @property
    def outline(self) -> tuple[Point, ...]:
        return self[:4]


def decisions(seed: str) -> bytes:
    """Return the 32 bytes that decide how a kite looks."""
    return sha256(seed.encode(errors="replace")).digest()


def geometry(seed: str, width: int, height: int) -> tuple[Shape, ...]:
    """Return the shapes of a seed's kite in a frame, from the farthest to the nearest."""
    kite = _Kite(seed, width, height)
    return (kite.sheet(), *kite.other(), kite.string(), *kite.sail(), *kite.tail())


class _Kite:
    """The decisions of one seed in one frame, and the parts that follow from them."""

    def __init__(self, seed: str, width: int, height: int) -> None:
        self.byte = decisions(seed)
        self.width, self.height, self.unit = width, height, min(width, height)
        self.side = 1 if self.byte[0] & 1 else -1  # which way the wind blows
        self.length = self.unit * _DISTANCES[self.byte[1] % 4]
        self.lean = self.side * self.pick(2, 0.16, 0.9)
        self.centre = width * (0.5 - self.side * self.pick(3, 0.0, 0.16)), height * self.pick(4, 0.33, 0.45)
        self.body = self.sail_at(self.centre, self.length, self.lean, 5)

    def pick(self, i: int, low: float, high: float) -> float:
        """Return byte i as a number between two others."""
        return low + (high - low) * self.byte[i] / 255

    def sail_at(self, centre: Point, length: float, lean: float, i: int) -> _Sail:
        """Return a sail that leans by an angle (radians, clockwise) and whose form bytes i to i + 3 decide."""
        ux, uy, vx, vy = sin(lean), -cos(lean), cos(lean), sin(lean)

        def at(along: float, across: float) -> Point:
            return centre[0] + length * (along * ux + across * vx), centre[1] + length * (along * uy + across * vy)

        cross, tilt = self.pick(i, 0.29, 0.40), self.pick(i + 1, -0.07, 0.07)
        right, left = at(tilt, self.pick(i + 2, 0.27, 0.41)), at(-tilt, -self.pick(i + 3, 0.27, 0.41))
        return _Sail(at(cross, 0), right, at(cross - 1, 0), left, at(0, 0))

    def sheet(self) -> Fold:
        """Return the same sail, larger and turned, as if seen through tissue paper."""
        centre = (
            self.centre[0] + self.side * self.width * self.pick(9, 0.06, 0.24),
            self.centre[1] + self.height * 0.1,
        )
        lean = self.lean - self.side * self.pick(11, 0.5, 1.5)
        return Fold("a", self.sail_at(centre, self.length * self.pick(10, 1.4, 2), lean, 12).outline, opacity=0.38)

    def other(self) -> Iterator[Shape]:
        """Yield someone else's kite, far away: there is one in two of three."""
        if self.byte[30] % 3 == 0:
            return
        width, height, side = self.width, self.height, self.side
        centre = width * (0.5 + side * self.pick(31, 0.27, 0.4)), height * self.pick(6, 0.14, 0.36)
        far = self.sail_at(centre, self.unit * 0.13, self.lean * 0.8, 8)
        x = far.cross[0]
        bend, end = (x + side * width * 0.01, height * 0.7), (x + side * width * 0.13, height * 1.04)
        yield String((far.cross, bend, end), self.unit / 480)
        yield Fold("c", (far.nose, far.right, far.tail))
        yield Fold("b", (far.nose, far.left, far.tail))

    def string(self) -> String:
        """Return the string, from the crossing down to the hand, which is always outside the frame."""
        (x, y), width, height, side = self.body.cross, self.width, self.height, self.side
        hand = width * (0.5 + side * self.pick(16, 0.26, 0.5)), height * 1.04
        slack = x + side * width * 0.04, height * self.pick(17, 0.7, 0.9)
        pull = hand[0] - side * width * 0.2, height * self.pick(18, 0.84, 0.98)
        return String(((x, y), slack, pull, hand), self.unit / 240)

    def sail(self) -> Iterator[Fold]:
        """Yield the sail and its three to six folds, each toned by how far it faces the light, at the upper left."""
        nose, right, tail, left, cross = self.body
        fold_right = _between(right, tail, self.pick(19, 0.35, 0.65))
        fold_left = _between(left, tail, self.pick(20, 0.35, 0.65))
        folds = 3 + self.byte[21] % 4
        facets: list[tuple[Point, ...]]
        facets = [(nose, right, cross, left)] if folds == 3 else [(nose, right, cross), (nose, cross, left)]
        facets += [(right, fold_right, cross), (fold_right, tail, cross)] if folds > 4 else [(right, tail, cross)]
        facets += [(left, fold_left, cross), (fold_left, tail, cross)] if folds > 5 else [(left, tail, cross)]
        facets.sort(key=lambda facet: sum(cross[0] - x + cross[1] - y for x, y in facet) / len(facet), reverse=True)
        tones = _TONES[len(facets)]
        if self.byte[22] % 3 == 0:
            tones = f"{tones[0]}s{tones[2:]}"
        yield Fold("c", self.body.outline)
        yield from (Fold(tone, facet) for tone, facet in zip(tones, facets, strict=True))

    def tail(self) -> Iterator[Shape]:
        """Yield the tail, a slow S, and its two to four slips of paper, which shrink as they go."""
        (x, y), length = self.body.tail, self.length
        dx, dy = -self.side * length * self.pick(23, 0.02, 0.3), length * self.pick(24, 0.34, 0.62)
        away = x - sin(self.lean) * length * 0.25, y + cos(self.lean) * length * 0.25
        line = String(((x, y), away, (x + dx * 2.1, y + dy * 0.5), (x + dx, y + dy)), self.unit / 240)
        yield line
        slips = 2 + self.byte[25] % 3
        for i in range(1, slips + 1):
            (x, y), size = line.at(i / slips), length * (0.062 - 0.007 * i)
            turn = self.pick(25 + i, 0.2, 1.3) * (-1) ** i
            c, s = cos(turn) * size, sin(turn) * size
            corners = (x - c, y - s), (x + s * 0.45, y - c * 0.45), (x + c, y + s), (x - s * 0.45, y + c * 0.45)
            yield Fold("s", corners)


def _between(start: Point, end: Point, t: float) -> Point:
    return start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t
