"""What WordPress keeps of a text (classic, blocks, shortcodes), as the HTML that a body of ours is made from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from . import blocks, media, paragraphs, shortcodes
from .words import counted

_EMPTY = re.compile(r"<(ul|ol|figure)(?: [^<>]*)?>\s*</\1>")


@dataclass(frozen=True)
class Around:
    """What a text needs to know of the site that it comes from, and of this one."""

    link: Callable[[str], str | None]  #: where an address leads now: None where it stays, "" where nowhere
    picture: Callable[[str, int], int | None]  #: our number of a picture by its address or its number there
    gallery: Callable[[str], list[tuple[int, str]]]  #: the numbers there, and captions, of a gallery's pictures
    reusable: Callable[[int], str]  #: the text of a block that several texts share
    say_video: Callable[[str], str]  #: what a link to a video of a place is called
    title: Callable[[str], str]  #: what is called so by an address of the former site
    footnotes: str = ""  #: as WordPress keeps them beside the text


@dataclass
class Text:
    """A text on its way: what was noted of it, and which words were added and left out on purpose."""

    around: Around
    notes: dict[tuple[str, str], None] = field(default_factory=dict)  #: (what, which), each once, in their order
    added: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)

    def note(self, what: str, which: str = "") -> None:
        """Note something that is to be reported, once."""
        self.notes[what, which] = None


def converted(raw: str, around: Around) -> tuple[str, Text]:
    """Return a text as HTML, before it is sanitised, and what is to be said of it."""
    text = Text(around)
    raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    parts = []
    for part, blocked in blocks.parts(raw, text):
        made = shortcodes.replaced(blocks.broken(part) if blocked else part, text)
        parts.append(made if blocked else paragraphs.made(made))
    return _EMPTY.sub("", media.replaced("\n".join(parts), text)), text


def differing(raw: str, plain: str, text: Text) -> list[str]:
    """Return the words that a text has lost or gained on its way, beside those that were meant to."""
    before, after = counted(blocks.expanded(raw, text.around)), counted(plain, markup=False)
    for words in text.dropped:
        before.subtract(counted(words, markup=False))
    for words in text.added:
        before.update(counted(words, markup=False))
    lost, gained = before - after, after - before
    return [f"-{word}" for word in lost] + [f"+{word}" for word in gained]
