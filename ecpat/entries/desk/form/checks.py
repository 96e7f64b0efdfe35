"""What must hold before an entry is written: its fields, its facts together, the files it names."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from .... import locales
from ....accounts.models import Person
from ....core.database import LARGEST_NUMBER, db
from ....files.models import Asset
from ....files.usage import is_shown_in_texts
from ... import richtext
from .. import rights
from .entry_form import EntryForm
from .parts import COMMON
from .shared_fields import File


def check(form: EntryForm, changed: Collection[str], person: Person) -> bool:
    """Check the parts that are to be written; tell whether they can be. What is wrong is said at its field."""
    for part in changed:
        form.parts[part].validate()
        _check_files(form, part, person)
    if COMMON in changed and not form.faults:
        facts = {field.name: form[f"fact-{field.name}"].data for field in form.kind.facts}
        for name, message in form.kind.check(facts).items():
            form.fault(f"fact-{name}", message)
    for locale in locales.LOCALES:
        if locale in changed and _shows_what_is_not_there(form, locale, person):
            form.fault(f"{locale}-body", _l("The text shows a file that is not there any more. Take it out."))
    if form.entry is None and not set(locales.LOCALES).intersection(changed):
        form.fault(f"{locales.LOCALES[0]}-title", _l("Give a title in one language at least."))
    return not form.faults


def _check_files(form: EntryForm, part: str, person: Person) -> None:
    """Let each file be there and the person's to read, unless it stays as it is."""
    for name, field, bound in form.of(part):
        if not isinstance(field, File) or bound.data in (None, form.present[part][name]):
            continue
        found = select(Asset.id).where(Asset.id == bound.data, Asset.deleted_at.is_(None))
        sort = Asset.media_type.startswith(field.media_type), rights.readable(person, Asset)
        if db.session.scalar(found.where(*sort)) is None:
            form.fault(bound.name, _l("This file is not there any more. Choose another."))


def _shows_what_is_not_there(form: EntryForm, locale: str, person: Person) -> bool:
    """Tell whether a text shows a file that it did not show before and that the person may not read.

    Asked before the text is saved: one may read whatever one's own text shows.
    """
    edition = form.entry.editions.get(locale) if form.entry else None
    shown = {asset_id for asset_id in richtext.files(form[f"{locale}-body"].data) if asset_id <= LARGEST_NUMBER}
    new = shown - {use.asset_id for use in (edition.asset_uses if edition else ())}
    files = select(Asset.id).where(Asset.id.in_(new), is_shown_in_texts())
    there = set(db.session.scalars(files))
    readable = set(db.session.scalars(files.where(rights.readable(person, Asset))))
    return bool(there - readable)
