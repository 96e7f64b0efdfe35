"""By what the desk finds an edition, and sorts its lists: worked out at every save."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from ..accounts.models import Person
from ..core.characters import folded
from ..core.database import Base, db
from . import richtext
from .models import Edition, Entry


class Findable(Base):
    """An edition's title and its words, folded, each word once; who saved it last, if anybody."""

    __tablename__ = "findable"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)


def words_of(edition: Edition) -> str:
    """Return what an edition says: its words, folded, each once."""
    said = (edition.title, edition.summary, edition.slug, edition.readers_words, richtext.plain(edition.body))
    return " ".join(dict.fromkeys(folded(" ".join((*said, *edition.details.values()))).split()))


def note(edition: Edition, by: Person | None) -> None:
    """Keep by what an edition is found, and that a person saved it."""
    title = folded(edition.title)
    row = Findable(edition_id=edition.id, person_id=by.id if by else None, title=title, words=words_of(edition))
    db.session.merge(row)


def touch(entry: Entry, by: Person | None) -> None:
    """Keep that a person saved what the languages of an entry share."""
    for edition in entry.editions.values():
        row = db.session.get(Findable, edition.id)
        if row is not None:
            row.person_id = by.id if by else None
