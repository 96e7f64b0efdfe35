"""The picture window: pictures found, sent, described and chosen, for an entry's picture or for a text.

It is a page that leads back to the form, where what was typed is kept as an autosave; a script lays it over the form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, or_, select, union
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response as WerkzeugResponse

from ... import locales
from ...core.database import db
from ...core.i18n import language_name
from ...desk import access, layout, transactions
from ...desk.pagination import Page
from ...files import service, usage
from ...files.desk import downloads, finding, uploads
from ...files.desk.rights import may_describe
from ...files.forms import FOCAL_WIDTH, PictureForm, form_of
from ...files.models import Asset
from ...web.feature import Route
from ...web.forms import ids
from ...web.pagination import counted
from .. import file_usage
from .. import kind as registry
from ..kind import Kind
from ..models import AssetUse, Edition, Entry
from . import rights, titles
from .form import autosave
from .form.entry_form import EntryForm, sent_now, typed, untouched

SHOWN = 24  # pictures of a page
LEAD, WITHOUT, SAVE, NEXT, OPEN, UPLOAD = "lead", "without", "save", "next", "open", "upload"
ASKED = ("q", "show", "for", "page", "picture")  # what the window's own addresses say


@dataclass(frozen=True)
class Place:
    """For which entry pictures are chosen: one that is there, or a new one of a kind."""

    kind: Kind
    entry: Entry | None

    @property
    def entry_id(self) -> int:
        """Return the entry's number; 0 for a new one."""
        return self.entry.id if self.entry else 0

    def url(self, **values: Any) -> str:
        """Return the address of the window."""
        if self.entry:
            return url_for("desk.pictures", entry_id=self.entry.id, **values)
        return url_for("desk.pictures_new", kind=self.kind.name, **values)

    def form_url(self, **values: Any) -> str:
        """Return the address of the form."""
        if self.entry:
            return url_for("desk.entry", entry_id=self.entry.id, **values)
        return url_for("desk.new", kind=self.kind.name, **values)


@dataclass(frozen=True)
class Row:
    """A picture as the window shows it: in how many entries it is, in which languages it lacks words."""

    asset: Asset
    uses: int
    lacking: Sequence[str]


def window(entry_id: int) -> WerkzeugResponse:
    """Choose a picture for an entry."""
    found = rights.opened(access.person(), entry_id)
    return _answer(Place(registry.get_kind(found.kind), found))


def window_new(kind: str) -> WerkzeugResponse:
    """Choose a picture for an entry that is not there yet."""
    return _answer(Place(autosave.kind_named(kind), None))


def lead(form: EntryForm) -> Asset | None:
    """Return the picture that a form has for its entry."""
    chosen = select(Asset).where(Asset.id == form["image"].data, rights.readable(access.person(), Asset))
    return db.session.scalar(chosen)


def _answer(place: Place) -> WerkzeugResponse:
    person = access.person()
    match request.form.get("do", SAVE) if request.method == "POST" else "":
        case "":
            return _page(place)
        case "open":
            fields = typed(place.kind, sent_now())
            transactions.write(lambda: autosave.store(place.kind, place.entry_id, person, fields))
            return redirect(place.url(picture=request.form.get("image") or None), 303)
        case "upload":
            sent = [file for file in request.files.getlist("file") if file.filename]
            kept, faults = uploads.receive_all(sent, by=person, kind="image")
            nothing = [] if sent else [("", str(_("Choose a file first.")))]
            return _page(place, kept[0] if kept else None, faults=[*nothing, *faults])
        case "without":
            return _choose(place, LEAD, None)
        case do:
            return _describe(place, do)


def _describe(place: Place, do: str) -> WerkzeugResponse:
    """Keep what was said of the picture that is chosen, and do with it what was asked."""
    person, asset = access.person(), _asked_for() or abort(404)
    form = form_of(asset)
    if not isinstance(form, PictureForm):
        abort(404)
    form.whole = False
    clicked = form.click(request.form)
    if may_describe(person, asset) and form.differs(asset):
        if not form.validate():
            return _page(place, asset, form)
        form.write(asset)
        service.describe(asset, form.words(), by=person)
        db.session.commit()
    if clicked or do == SAVE:
        return _page(place, asset, said=_("Saved."))
    if do == NEXT:
        following = _pictures().where(usage.undescribed(), Asset.id < asset.id).order_by(Asset.id.desc()).limit(1)
        found = db.session.scalar(following)
        return _page(
            place, found or asset, said=_("Saved. This is the next.") if found else _("Saved. It was the last.")
        )
    return _choose(place, do, asset)


def _choose(place: Place, do: str, asset: Asset | None) -> WerkzeugResponse:
    """Put a picture where it was chosen for: into the form that a script has open, or into what is kept of it."""
    person, part = access.person(), rights.COMMON if do == LEAD else do
    if part not in (rights.COMMON, *locales.LOCALES) or (asset is None and do != LEAD):
        abort(404)
    shut = rights.closed(person, place.entry)
    if part in shut:
        abort(403)
    if uploads.by_script():
        return jsonify(do=do, **(finding.told(asset) if asset else {"id": ""}))

    def work() -> None:
        kept = autosave.found(place.kind, place.entry_id, person)
        fields = dict(kept.fields) if kept else untouched(place.kind, place.entry, shut)
        if asset is None or do == LEAD:
            fields["image"] = [str(asset.id) if asset else ""]
        else:
            body = f"{part}-body"
            fields[body] = [f'{next(iter(fields.get(body, [])), "")}<figure><img src="asset:{asset.id}"></figure>']
        autosave.store(place.kind, place.entry_id, person, fields)

    transactions.write(work)
    return redirect(place.form_url(typed=1, _anchor="image" if do == LEAD else f"{part}-body"), 303)


def _page(
    place: Place, asset: Asset | None = None, form: PictureForm | None = None, said: str = "",
    faults: Sequence[tuple[str, Any]] = (),
) -> Response:  # fmt: skip
    person = access.person()
    asset = asset or _asked_for()
    if asset is not None and form is None:
        shown = form_of(asset, fresh=True)
        form = shown if isinstance(shown, PictureForm) else abort(404)
    views = _views(place.entry)
    asked = {name: request.args.get(name, "") for name in ASKED if name != "page"}
    found = _pictures().where(*views.get(asked["show"], ()), *finding.matching(asked["q"]))
    purpose = asked["for"] if asked["for"] in locales.LOCALES else LEAD
    return layout.render(
        "entries/desk/pictures.html", 422 if faults or (form and form.errors) else 200,
        place=place, asked=asked | {"picture": str(asset.id) if asset else ""}, purpose=purpose, said=said,
        faults=faults, heading=titles.of(place.entry) if place.entry else None,
        page=Page.of(found.order_by(Asset.id.desc()), SHOWN, _rows), chosen=_row(asset), form=form,
        counts={name: db.session.scalar(counted(_pictures().where(*view))) for name, view in views.items()},
        closed=rights.closed(person, place.entry), may_describe=asset is not None and may_describe(person, asset),
        kept=autosave.found(place.kind, place.entry_id, person),
        thumb=downloads.thumb_url, large=downloads.large_url, most=uploads.LARGEST["image"],
        too_large=uploads.too_large("image"), no_recordings=uploads.NO_RECORDINGS,
        accepted=uploads.ACCEPTED["image"], focal_width=FOCAL_WIDTH, language_name=language_name,
    )  # fmt: skip


def _asked_for() -> Asset | None:
    """Return the picture that the address names, if any; 404 and 403 as for every file."""
    number = next(iter(ids([request.args.get("picture", "")])), None)
    return downloads.asset_of(number) if number else None


def _pictures() -> Select[Asset]:
    return select(Asset).where(usage.is_picture(), usage.readable_by(access.person()), *usage.available())


def _views(entry: Entry | None) -> dict[str, tuple[ColumnElement[bool], ...]]:
    """Return what can be shown, by name: all pictures, those of the entry, those that lack words."""
    views: dict[str, tuple[ColumnElement[bool], ...]] = {"": (), "words": (usage.undescribed(),)}
    if entry is not None:
        own = or_(Asset.id == entry.image_id, file_usage.used(Edition.entry_id == entry.id))
        views["entry"] = (own,)
    return views


def _rows(found: Select[Asset]) -> list[Row]:
    assets = list(db.session.scalars(found.options(selectinload(Asset.words))))
    wanted = [asset.id for asset in assets]
    leads = select(Entry.image_id, Entry.id).where(Entry.image_id.in_(wanted), Entry.deleted_at.is_(None))
    texts = select(AssetUse.asset_id, Edition.entry_id).join(Edition).where(AssetUse.asset_id.in_(wanted))
    both = union(leads, texts).subquery()
    uses = {row[0]: row[1] for row in db.session.execute(select(both.c[0], func.count()).group_by(both.c[0]))}
    return [Row(asset, uses.get(asset.id, 0), _lacking(asset)) for asset in assets]


def _row(asset: Asset | None) -> Row | None:
    return next(iter(_rows(select(Asset).where(Asset.id == asset.id))), None) if asset else None


def _lacking(asset: Asset) -> list[str]:
    said = {locale for locale, words in asset.words.items() if words.alt}
    return [] if asset.decorative else [locale for locale in locales.LOCALES if locale not in said]


ROUTES = (
    Route("pictures", "{entries}/<id:entry_id>/{pictures}", window, methods=("GET", "POST")),
    Route("pictures_new", "{entries}/{new}/<kind>/{pictures}", window_new, methods=("GET", "POST")),
)
