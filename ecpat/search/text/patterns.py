"""Patterns of words: who, does what, to whom; as editors write them, a line each.

- `mon père me touche`: these words in this order, with at most a few between, in any of their endings
- `{who} me {touches}`: in the place of braces, any word of a list
- `{my} + {bruise}`: all of these, in any order and however far apart; not beside words of who looks something up
- `touches: touche, frappe`: a list, or more of one; it may name others in braces
- `= aide`: this, and nothing else
- `~ qqn, kelkun: quelqu’un`: what some write for a word
- `? loi, étude, statistiques`: words of who looks something up: beside them only the first person counts
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

BETWEEN = 3  # other words between two of a pattern

Words = tuple[str, ...]
Place = frozenset[Words]  # what may stand in a place of a pattern
Spans = list[tuple[int, int]]
Meant = Sequence[Collection[str]]  # what each word of a text may be meant as

_LIST = re.compile(r"([^\W_]+)\s?:\s")
_NO_WORDS = re.compile(r"\{[^{}]*\}|^[^\W_]+\s?:\s|^[?~].*")
_PART = re.compile(r"\{([^{}]+)\}|([^{}]+)")


@dataclass(frozen=True)
class Pattern:
    """Places one after the other, or in any order; in the first person, or alone in a text."""

    places: tuple[Place, ...]
    first_person: bool
    alone: bool
    any_order: bool

    def stands(self, spans: Mapping[Place, Spans], length: int) -> bool:
        """Tell whether its places follow one another in a text of so many words, whose spans are given."""
        if self.any_order:
            return _apart([spans.get(place, []) for place in self.places], frozenset())
        between = 0 if self.alone else BETWEEN
        ends: set[int] | None = {0} if self.alone else None
        for place in self.places:
            ends = {
                end
                for start, end in spans.get(place, ())
                if ends is None or any(0 <= start - last <= between for last in ends)
            }
            if not ends:
                return False
        return not self.alone or length in (ends or ())


class Patterns:
    """The patterns of one language; `read` takes a text apart, `first_person` are words that speak of oneself."""

    def __init__(self, lines: Iterable[str], read: Callable[[str], Words], first_person: Collection[str]) -> None:
        self._read, self._first_person = read, first_person
        lines = list(lines)
        self.texts = [_NO_WORDS.sub(" ", line) for line in lines]
        self._lists: dict[str, list[str]] = {}
        written, looked_up = [], list[str]()
        for line in lines:
            if line.startswith("~"):
                continue
            if match := _LIST.match(line):
                self._lists.setdefault(match[1], []).extend(line[match.end() :].split(","))
            elif line.startswith("?"):
                looked_up += filter(None, map(str.strip, line[1:].split(",")))
            else:
                written.append(line)
        self.looked_up = tuple(looked_up)
        self._starting: dict[Place, list[Pattern]] = {}
        for line in dict.fromkeys(written):
            pattern = self._pattern(line.removeprefix("="), line.startswith("="))
            if pattern.places and all(pattern.places):  # else it names a list that is not there
                self._starting.setdefault(pattern.places[0], []).append(pattern)
        self._holding: dict[Words, list[Place]] = {}
        for place in {place for patterns in self._starting.values() for one in patterns for place in one.places}:
            for words in place:
                self._holding.setdefault(words, []).append(place)
        self._beginning: dict[str, list[Words]] = {}
        for words in self._holding:
            self._beginning.setdefault(words[0], []).append(words)
        self.words = frozenset(word for words in self._holding for word in words)

    def _pattern(self, line: str, alone: bool) -> Pattern:
        places: list[Place] = []
        for name, text in _PART.findall(line):
            places += [frozenset(self._listed(name))] if name else [frozenset([(word,)]) for word in self._read(text)]
        any_order = " + " in line
        spoken = any(2 * sum(map(self._speaks, place)) > len(place) for place in places)
        return Pattern(tuple(places), spoken and not any_order, alone, any_order)

    def _speaks(self, words: Words) -> bool:
        return any(word in self._first_person for word in words)

    def _listed(self, name: str, within: frozenset[str] = frozenset()) -> Iterator[Words]:
        """Yield what a list has, and what the lists have that it names."""
        for text in self._lists.get(name, ()) if name not in within else ():
            match = _PART.fullmatch(text.strip())
            if match and match[1]:
                yield from self._listed(match[1], within | {name})
            elif words := self._read(text):
                yield words

    def stand_in(self, meant: Meant, first_person: bool) -> bool:
        """Tell whether a pattern stands in a text, or else one in the first person."""
        spans: dict[Place, Spans] = {}
        for start, options in enumerate(meant):
            for words in (words for word in options for words in self._beginning.get(word, ())):
                end = start + len(words)
                if end <= len(meant) and all(word in meant[start + at] for at, word in enumerate(words)):
                    for place in self._holding[words]:
                        spans.setdefault(place, []).append((start, end))
        return any(
            pattern.stands(spans, len(meant))
            for place in spans
            for pattern in self._starting.get(place, ())
            if pattern.first_person or not first_person
        )


def _apart(places: Sequence[Spans], taken: frozenset[int]) -> bool:
    """Tell whether each place has words of its own in a text."""
    if not places:
        return True
    found = (frozenset(range(start, end)) for start, end in places[0])
    return any(_apart(places[1:], taken | words) for words in found if not words & taken)


def spellings(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield (what some write, what they mean) of the lines that say so."""
    for line in lines:
        if line.startswith("~"):
            written, _, meant = line[1:].partition(":")
            yield from ((word.strip(), meant.strip()) for word in written.split(","))
