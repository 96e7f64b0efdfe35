"""What an import did: taken, changed, left out, and why, in words of the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

Progress = Callable[[str, int, int], None]  # told of what (“files”, “texts”), how many so far, of how many

WHY = {
    "kind-unknown": _l("Nobody has said what becomes of this type; the plan asks."),
    "not-wanted": _l("The map leaves it out."),
    "language": _l("The site does not speak its language."),
    "language-unknown": _l("Its language is not known; the plan asks."),
    "pair-refused": _l("Another item of its group has the same language: it stands alone."),
    "twice": _l("It is in the export twice, to the letter."),
    "binned": _l("It was in the bin there, and is in the bin here."),
    "password": _l("It had a password: it is a draft, which readers do not see."),
    "draft": _l("It was a draft, and is one."),
    "pending": _l("It waited for somebody to read it: it is a draft."),
    "private": _l("It was private: it is a draft, which readers do not see."),
    "scheduled": _l("It is scheduled, as it was there."),
    "missed": _l("It was scheduled for a day that is over: it is a draft, since readers never saw it."),
    "undated": _l("It has no date: it is a draft."),
    "state": _l("Its state is not known here: it is a draft."),
    "untitled": _l("It had no title: it has its first words."),
    "title-long": _l("Its title was too long, and is shortened. It was:"),
    "summary-long": _l("Its excerpt was too long, and is shortened. It was:"),
    "event-undated": _l("It does not say when it takes place, or not so that it can be read:"),
    "recurs": _l("It takes place more than once: it is here once, on the day that the export says."),
    "slug": _l("Its address was not free or has other letters: it is another. The old one leads there. It was:"),
    "words": _l("Its words are not the same as before. Look at it. Lost (-) and gained (+):"),
    "shortcode": _l("A part that a plugin made is gone; its words stay:"),
    "block": _l("A part that WordPress put together by itself is gone:"),
    "gallery": _l("A gallery has no picture that is here."),
    "picture-lost": _l("A picture in it is not here:"),
    "media-lost": _l("A recording or film in it is not here:"),
    "video": _l("A film is a link now:"),
    "embedded": _l("Something of another site is a link now:"),
    "link-gone": _l("A link led nowhere: its words stay."),
    "link-old": _l("A link leads to an address of the former site that nothing here answers:"),
    "file-lost": _l("The file is not among the uploads."),
    "file-refused": _l("The file cannot be kept:"),
    "file-large": _l("The file is larger than any that is kept."),
    "alt-long": _l("Its words were too long, and are shortened."),
    "image-lost": _l("Its picture is not here:"),
    "document": _l("This PDF is a resource of its own now, since a text leads to it:"),
    "refused": _l("It cannot be kept:"),
    "address-taken": _l("Its old address leads elsewhere already:"),
    "address-long": _l("Its old address is too long to be kept:"),
    "role-taken": _l("Another page has its role:"),
    "menu": _l("The site has a menu of its own: this one is not taken."),
    "menu-other": _l("It is another menu than the one that is taken."),
    "menu-place": _l("A place in the menu leads nowhere here."),
    "menu-below": _l("A place below another: the menu has one level."),
    "touched": _l("Somebody has changed it since: it stays."),
}  # fmt: skip


@dataclass
class Line:
    """What became of something: its key there, its title, where it is here, why, and which part of it."""

    key: str
    title: str
    why: str = ""
    detail: str = ""
    address: str = ""  #: of its page, if it has one
    subject: str = ""  #: such as "entry:12"
    locale: str = ""

    def as_json(self, link: str = "") -> dict[str, str]:
        """Return it with its reason in words, and the address that it had there."""
        said = str(WHY[self.why]) if self.why else ""
        return {name: value for name, value in {**asdict(self), "reason": said, "link": link}.items() if value}


@dataclass
class Report:
    """What came of an import, in the order of what was read."""

    taken_lines: list[Line] = field(default_factory=list)
    changed_lines: list[Line] = field(default_factory=list)
    left_out_lines: list[Line] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    links: dict[str, str] = field(default_factory=dict)  #: the address that each had there, under its key

    def taken(self, key: str, title: str, subject: str, locale: str = "", address: str = "") -> None:
        """Note what is here now."""
        self.taken_lines.append(Line(key, title, address=address, subject=subject, locale=locale))

    def changed(self, key: str, title: str, why: str, detail: str = "") -> None:
        """Note what is otherwise than it was."""
        self.changed_lines.append(Line(key, title, why, detail[:1000]))

    def left_out(self, key: str, title: str, why: str, detail: str = "") -> None:
        """Note what is not here, and why."""
        self.left_out_lines.append(Line(key, title, why, detail[:1000]))

    def count(self, what: str, number: int = 1) -> None:
        """Count what needs no line of its own."""
        self.counts[what] += number

    def as_json(self) -> dict[str, Any]:
        """Return all of it."""
        return {
            "taken": [line.as_json(self.links.get(line.key, "")) for line in self.taken_lines],
            "changed": [line.as_json(self.links.get(line.key, "")) for line in self.changed_lines],
            "left_out": [line.as_json(self.links.get(line.key, "")) for line in self.left_out_lines],
            "counts": dict(sorted(self.counts.items())),
        }
