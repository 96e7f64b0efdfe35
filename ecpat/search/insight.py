"""What is looked for, without watching anyone: counts per day and language, of searches that five readers made.

Which searches may be kept at all is decided here; that five readers made one, by `content.frequent`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import CheckConstraint, Connection, String, delete, insert, update
from sqlalchemy.orm import Mapped, mapped_column

from ..core.database import Base
from .text.crisis import HelpPhrases
from .text.dictionary import words
from .text.forms import fold, normal

KEPT = timedelta(days=396)  # thirteen months
LONGEST = 80  # characters; a longer search is a story, and somebody's own
_AROUND = '?!.,;:…«»“”"()'  # what may stand around a word
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")


class SearchCount(Base):
    """How many readers made a search on a day, and how many of them were told that there is nothing."""

    __tablename__ = "search_count"
    __table_args__ = (CheckConstraint("made >= 1 AND missed BETWEEN 0 AND made", name="counts_plausible"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    locale: Mapped[str] = mapped_column(String(12), primary_key=True)
    text: Mapped[str] = mapped_column(String(LONGEST), primary_key=True)
    made: Mapped[int]
    missed: Mapped[int]


@dataclass(frozen=True)
class Search:
    """A search that a reader made, which of its words no live text has, and whether nothing was found."""

    locale: str
    text: str
    unknown: tuple[str, ...]
    missed: bool
    phrases: HelpPhrases

    def key(self) -> str:
        """Return under what it is counted; nothing where it must not be kept, as distress, mistyped or not."""
        text = keepable(self.text, self.unknown)
        distress = self.phrases.stand_in(text, self.unknown)
        return f"{self.locale} {text}" if text and not distress else ""

    def write(self, connection: Connection, day: date, readers: int) -> None:
        """Write it down for so many readers more; those before the last got the same answer, as far as is known."""
        row = SearchCount.__table__.c
        key = {"day": day, "locale": self.locale, "text": keepable(self.text, self.unknown)}
        missed = readers if self.missed else 0
        same = (row.day == key["day"]) & (row.locale == key["locale"]) & (row.text == key["text"])
        more = update(SearchCount).where(same).values(made=row.made + readers, missed=row.missed + missed)
        if connection.execute(more).rowcount == 0:
            connection.execute(insert(SearchCount).values(**key, made=readers, missed=missed))

    @classmethod
    def forget(cls, connection: Connection, day: date) -> None:
        """Delete what was written down more than thirteen months before a day."""
        connection.execute(delete(SearchCount).where(SearchCount.day < day - KEPT))


def keepable(text: str, unknown: tuple[str, ...]) -> str:
    """Return a search as it may be kept: plain words, each of a live text or of a dictionary; else nothing.

    So no number, address, name of an account or of a person slips in, however it is written.
    """
    if any(unicodedata.category(letter) == "Cf" for letter in text):  # unseen, it may hide what a word is
        return ""
    plain = [word.strip(_AROUND) for word in normal(text).split()]
    kept = " ".join(filter(None, plain))
    if len(kept) > LONGEST or any(letter.isnumeric() for letter in text + kept):
        return ""
    ours = all(_WORD.fullmatch(word) for word in kept.split()) and all(fold(word) in words() for word in unknown)
    return kept if ours else ""
