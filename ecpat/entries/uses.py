"""What editions refer to: the entries that a body links to, the files that it and a working copy use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, false, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ..core.database import LARGEST_NUMBER, Base
from ..core.generation import Content
from ..files.models import Asset
from ..files.usage import is_shown_in_texts
from . import richtext

if TYPE_CHECKING:
    from .models import Edition


class Reference(Content, Base):
    """That an edition's body links to an entry: derived from the body at every save; it outlives that entry."""

    __tablename__ = "reference"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True)
    entry_id: Mapped[int] = mapped_column(primary_key=True, index=True)


class AssetUse(Content, Base):
    """That an edition's body shows a file, or that its working copy alone uses a file: derived at every save."""

    __tablename__ = "asset_use"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True, index=True)
    in_copy: Mapped[bool] = mapped_column(default=False, server_default=false())  #: readers do not see it


def note(session: Session, edition: Edition, copied: Iterable[int] = ()) -> None:
    """Keep what an edition's body links to and shows, even entries that are gone, and files its copy alone uses."""
    wanted = {entry_id for entry_id in richtext.references(edition.body) if entry_id <= LARGEST_NUMBER}
    kept = [reference for reference in edition.references if reference.entry_id in wanted]
    added = wanted - {reference.entry_id for reference in kept}
    edition.references = [*kept, *(Reference(entry_id=entry_id) for entry_id in sorted(added))]
    shown = _there(session, richtext.files(edition.body), is_shown_in_texts())
    uses = {**dict.fromkeys(_there(session, copied), True), **dict.fromkeys(shown, False)}
    rows = {use.asset_id: use for use in edition.asset_uses}
    for asset_id, in_copy in uses.items():
        rows.setdefault(asset_id, AssetUse(asset_id=asset_id)).in_copy = in_copy
    edition.asset_uses = [rows[asset_id] for asset_id in sorted(uses)]


def _there(session: Session, ids: Iterable[int], *clauses: Any) -> set[int]:
    """Return those ids that are of files."""
    named = [asset_id for asset_id in ids if asset_id <= LARGEST_NUMBER]
    return set(session.scalars(select(Asset.id).where(Asset.id.in_(named), *clauses)))
