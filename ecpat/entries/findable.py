"""By what the desk finds an edition, and sorts its lists: worked out at every save."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, object_session

from ..accounts.models import Person
from ..core.characters import folded
from ..core.database import Base, db
from . import richtext
from .models import Edition, Entry
from .revisions import words_shown


class Findable(Base):
    """An edition's title and its words, folded, each word once; who saved it last, if anybody.

    The words of its working copy stand apart: not everybody who reads what is live may read those.
    """

    __tablename__ = "findable"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    title: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    copied: Mapped[str] = mapped_column(Text, default="", server_default="")


def said(words: Mapping[str, Any]) -> str:
    """Return what the words of an edition or of its working copy say: folded, each once."""
    texts = (words["title"], words["summary"], words["slug"], words.get("readers_words", ""))
    details = (words["details"] or {}).values()
    return " ".join(dict.fromkeys(folded(" ".join((*texts, richtext.plain(words["body"]), *details))).split()))


def row(edition: Edition, by: Person | None) -> Findable:
    """Return by what an edition without working copy is found, saved by a person."""
    person_id, words = by.id if by else None, said(words_shown(edition))
    return Findable(
        edition_id=edition.id, person_id=person_id, title=folded(edition.title), words=words, copied=""
    )  # fmt: skip


def note(edition: Edition, by: Person | None) -> None:
    """Keep by what an edition is found, and that a person saved it."""
    db.session.merge(row(edition, by))


def note_copy(edition: Edition, words: Mapping[str, Any]) -> None:
    """Keep by what an edition is found, and by what its working copy is: the words that were saved last."""
    session = object_session(edition)
    kept = session.get(Findable, edition.id) if session else None
    if kept is not None:
        kept.title, kept.words = folded(edition.title), said(words_shown(edition))
        kept.copied = said(words) if edition.has_copy else ""


def touch(entry: Entry, by: Person | None) -> None:
    """Keep that a person saved what the languages of an entry share."""
    for edition in entry.editions.values():
        kept = db.session.get(Findable, edition.id)
        if kept is not None:
            kept.person_id = by.id if by else None
