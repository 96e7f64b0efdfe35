"""Pages as readers will see them, for who is signed in and for who was sent a link."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import Response, abort, flash, redirect, request, send_file, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.orm.attributes import set_committed_value
from werkzeug.wrappers import Response as WerkzeugResponse

from ....accounts import audit
from ....accounts.models import Person
from ....core import clock
from ....core.database import db
from ....core.i18n import current_locale
from ....desk import access, layout, transactions
from ....files import preview_keys, public
from ....web import caching, urls
from ....web.feature import ANYONE, Route
from ... import copies, kind
from ...drafts import PreviewLink, digest_of, link_of
from ...models import Edition, Entry
from ...public import addresses, pages
from .. import rights, titles

LASTS = timedelta(days=7)
TOKEN = 32  # random bytes of a link
_CLOSED = _l("This link was closed, or is more than seven days old. Ask whoever gave it to you for a new one.")


def preview(entry_id: int) -> Response:
    """Show the saved words of the page's language to somebody who may write them."""
    entry = rights.opened(access.person(), entry_id)
    return _page(entry, "preview", {"entry_id": entry_id}, str(entry_id))


def preview_pdf(entry_id: int) -> Response:
    """Send the PDF that goes with them."""
    return _pdf(rights.opened(access.person(), entry_id))


def good_link(token: str) -> PreviewLink:
    """Return the link that a token opens; 404, with what to do, where it is closed or over."""
    return link_of(token) or abort(404, _CLOSED)


def shared(token: str) -> Response:
    """Show the saved words of the page's language to whoever has a link that is still good."""
    link = good_link(token)
    entry = db.session.get_one(Entry, link.entry_id)
    return _page(entry, "shared", {"token": token}, token, link.expires_at)


def shared_pdf(token: str) -> Response:
    """Send the PDF that goes with them."""
    link = good_link(token)
    return _pdf(db.session.get_one(Entry, link.entry_id))


def share(entry_id: int) -> WerkzeugResponse:
    """Show who can see an entry's preview by a link; make a new link, or end one."""
    person = access.person()
    entry = rights.opened(person, entry_id)
    if request.method == "GET":
        title, language = titles.of(entry)
        made = session.pop("link", None)
        shown = made["token"] if made and made["entry"] == entry_id else ""
        return layout.render(
            "entries/desk/share.html",
            entry=entry,
            title=title,
            language=language,
            token=shown,
            found=_links(entry_id),
        )
    ended = request.form.get("end", "")
    if ended:
        transactions.write(lambda: _end(entry_id, ended, person))
        flash(_("The link does not open anything any more."))
    else:
        session["link"] = {"entry": entry_id, "token": transactions.write(lambda: _make(entry_id, person))}
    return redirect(url_for("desk.share", entry_id=entry_id), 303)


def _make(entry_id: int, person: Person) -> str:
    token = secrets.token_urlsafe(TOKEN)
    db.session.execute(delete(PreviewLink).where(PreviewLink.expires_at <= clock.now()))
    db.session.add(
        PreviewLink(
            token_digest=digest_of(token), entry_id=entry_id, person_id=person.id, expires_at=clock.now() + LASTS
        )
    )
    audit.record(person, "preview.shared", f"entry:{entry_id}")
    return token


def _end(entry_id: int, digest: str, person: Person) -> None:
    db.session.execute(
        delete(PreviewLink).where(PreviewLink.entry_id == entry_id, PreviewLink.token_digest == digest)
    )
    audit.record(person, "preview.ended", f"entry:{entry_id}")


def _links(entry_id: int) -> list[tuple[PreviewLink, str]]:
    """Return an entry's links that are still good, with who made them."""
    found = (
        select(PreviewLink, Person.name)
        .join(Person, Person.id == PreviewLink.person_id)
        .where(PreviewLink.entry_id == entry_id, PreviewLink.expires_at > clock.now())
        .order_by(PreviewLink.expires_at)
    )
    return [(row[0], row[1]) for row in db.session.execute(found)]


def _edition(entry: Entry) -> Edition:
    """Return an entry's edition in the page's language as it was saved last, as if it were live; 404 for none."""
    edition = entry.editions.get(current_locale())
    if edition is None or entry.deleted_at is not None:
        abort(404)
    copies.overlay(entry)
    edition.previewed = True
    if edition.published_at is None:
        set_committed_value(edition, "published_at", clock.now())  # of this page alone: it is never written
    return edition


def _page(entry: Entry, endpoint: str, values: dict[str, Any], key: str, until: datetime | None = None) -> Response:
    """Return the public page of an edition, marked as a preview, whose files a key opens."""
    changed = any(one.changed for one in entry.editions.values())
    present = entry.editions.get(current_locale())
    on_site = addresses.edition_url(present) if present is not None and present.live else ""
    edition = _edition(entry)
    preview_keys.show(key)
    versions = urls.Versions(
        {locale: url_for(f"desk.{endpoint}", locale=locale, **values) for locale in entry.editions},
        frozenset(locale for locale, other in entry.editions.items() if other.live),
    )
    compare = url_for("desk.compare" if until is None else "desk.shared_changes", **values) if changed else ""
    band = {"until": until, "back": url_for("desk.entry", entry_id=entry.id), "compare": compare}
    of_kind = kind.get_kind(entry.kind)
    if pages.VIDEO in request.args:
        answer = pages.with_video(of_kind, edition, versions, request.args[pages.VIDEO], preview=band)
    else:
        answer = pages.page_of(of_kind, edition, versions, robots="noindex", preview=band)
    shown = answer.get_data(as_text=True)
    if edition.pdf is not None:
        shown = shown.replace(addresses.document_url(edition), url_for(f"desk.{endpoint}_pdf", **values))
    if on_site:  # nothing is at a new address yet
        shown = shown.replace(f'href="{addresses.edition_url(edition)}', f'href="{on_site}')
    answer.set_data(shown)
    return _unkept(answer)


def _pdf(entry: Entry) -> Response:
    edition = _edition(entry)
    pdf = edition.pdf or abort(404)
    answer = send_file(public.original(pdf.digest), pdf.media_type, download_name=f"{edition.slug}.pdf")
    return _unkept(answer, caching.PRIVATE)


def _unkept(answer: Response, keep: str = "no-store") -> Response:
    answer.headers["Cache-Control"] = keep
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


ROUTES = (
    Route("preview", "{entries}/<id:entry_id>/{preview}", preview),
    Route("preview_pdf", "{entries}/<id:entry_id>/{preview}.pdf", preview_pdf),
    Route("share", "{entries}/<id:entry_id>/{share}", share, "writer", ("GET", "POST")),
    Route("shared", "{preview}/<token>", shared, ANYONE),
    Route("shared_pdf", "{preview}/<token>.pdf", shared_pdf, ANYONE),
)
