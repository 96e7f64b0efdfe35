"""Which links to other sites there are, and asking, a few at a time, whether they lead somewhere."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from flask import current_app
from sqlalchemy import Select, delete, select, update

from ...core import clock, dates, jobs
from ...core.database import db
from ...core.services import Service
from .. import richtext
from ..kind import get_kind
from ..models import Edition, Entry
from ..queries import any_entry, is_live
from .models import ENOUGH, ExternalLink, LinkUse, digest_of
from .request import Net, RefusedError, UnreachableError

AGENT = "ECPAT-links"
AGAIN, SOON = timedelta(days=7), timedelta(days=1)  # until a link is asked again; one that failed
FEW = 3  # links of a turn, each of another host: so no host is asked more than once a minute
TURN = timedelta(minutes=1)
REDIRECTS = 5
BATCH = 500  # editions that are read at once
PATIENCE = 30.0  # seconds for a link with all its redirects
LONGEST = 2_000  # characters of an address
UNTOLD = (401, 403, 405, 429, 451, 503, 999)  # with which sites turn programs away: it says nothing of the page
NET = Service[Net](
    lambda app: Net(headers={"User-Agent": f"{AGENT}/1.0 (+{app.config['BASE_URL'] or 'no address'})"})
)


@dataclass(frozen=True)
class Found:
    """What came of asking for a link: why it failed; nothing where it did not, or where that cannot be told."""

    reason: str = ""


def urls_of(edition: Edition, entry: Entry) -> set[str]:
    """Return the addresses of other sites that an edition links to, in its text and in its entry's facts."""
    facts = (getattr(entry, field.name) for field in get_kind(entry.kind).facts if field.name.endswith("_url"))
    named = [value for name, value in richtext.values(edition.body) if name == "href"]
    urls = (urldefrag(str(url or "").strip())[0] for url in (*named, *facts))
    return {url for url in urls if url.lower().startswith(("http://", "https://")) and len(url) <= LONGEST}


def collect() -> None:
    """Note which links the editions have that readers see now; forget those that none has any more."""
    entry, now = any_entry(), clock.now()
    found = select(Edition, entry).join(entry, entry.id == Edition.entry_id)
    found = found.where(is_live(), entry.deleted_at.is_(None)).execution_options(yield_per=BATCH)
    wanted: dict[tuple[int, str], str] = {}
    for edition, one in db.session.execute(found):
        wanted |= {(edition.id, digest_of(url)): url for url in urls_of(edition, one)}
    known = set(db.session.scalars(select(ExternalLink.digest)))
    urls = {digest: url for (_edition, digest), url in wanted.items() if digest not in known}
    db.session.add_all(ExternalLink(digest=digest, url=url, check_at=now) for digest, url in urls.items())
    db.session.flush()
    present = {(use.edition_id, use.digest): use for use in db.session.scalars(select(LinkUse))}
    for key in present.keys() - wanted.keys():
        db.session.delete(present[key])
    db.session.execute(update(LinkUse).values(noted_at=now).execution_options(synchronize_session=False))
    new = wanted.keys() - present.keys()
    db.session.add_all(LinkUse(edition_id=key[0], digest=key[1], noted_at=now) for key in new)
    db.session.flush()
    db.session.execute(delete(ExternalLink).where(ExternalLink.digest.not_in(select(LinkUse.digest))))


def due(most: int) -> list[ExternalLink]:
    """Return the links that are to be asked now, of each host one."""
    found = select(ExternalLink).where(ExternalLink.check_at <= clock.now()).order_by(ExternalLink.check_at)
    by_host: dict[str, ExternalLink] = {}
    for link in db.session.scalars(found.limit(200)):
        by_host.setdefault(urlsplit(link.url).netloc.lower(), link)
    return list(by_host.values())[:most]


def check(link: ExternalLink, net: Net) -> None:
    """Ask for a link and keep what came of it; nothing is read or held in the database meanwhile."""
    digest, url = link.digest, link.url
    db.session.commit()
    found = ask(url, net)
    kept = db.session.get(ExternalLink, digest)
    if kept is None:
        return
    today = dates.today()
    if not found.reason:
        kept.failures, kept.reason = 0, ""
    elif kept.failures == 0 or kept.checked_on != today:
        kept.failures, kept.reason = kept.failures + 1, found.reason[:60]
    kept.checked_on, kept.check_at = today, clock.now() + (SOON if found.reason else AGAIN)
    db.session.commit()


def ask(url: str, net: Net) -> Found:
    """Ask for an address, its head and then the whole where that says no, as robots.txt allows; follow redirects."""
    until = time.monotonic() + PATIENCE
    try:
        for _redirect in range(REDIRECTS + 1):
            if time.monotonic() > until:
                return Found("slow")
            if not net.asks(url) or not _allowed(url, net):
                return Found()
            answer = net.ask("HEAD", url)
            if answer.status >= 400:
                answer = net.ask("GET", url)
            if answer.status not in (301, 302, 303, 307, 308) or not answer.location:
                failed = answer.status >= 400 and answer.status not in UNTOLD
                return Found(str(answer.status) if failed else "")
            url = urljoin(url, answer.location)
    except RefusedError as error:
        return Found(f"refused: {error}")
    except UnreachableError as error:
        return Found(str(error))
    return Found("redirects")


def _allowed(url: str, net: Net) -> bool:
    """Tell whether a site lets programs ask for an address (RFC 9309)."""
    rules, where = RobotFileParser(), urljoin(url, "/robots.txt")
    for _redirect in range(REDIRECTS):
        answer = net.ask("GET", where)
        if answer.status not in (301, 302, 303, 307, 308) or not answer.location:
            break
        where = urljoin(where, answer.location)
    if answer.status >= 500:
        return False
    rules.parse(answer.body.decode(errors="replace").splitlines() if answer.status == 200 else [])
    return rules.can_fetch(AGENT, url)


def broken() -> Select[int, str]:
    """Select (edition's id, address) of the links that failed on two days or more and did not answer since.

    Of an edition that was saved since its links were noted, nothing is known.
    """
    found = select(LinkUse.edition_id, ExternalLink.url).join(ExternalLink, ExternalLink.digest == LinkUse.digest)
    found = found.join(Edition, Edition.id == LinkUse.edition_id).where(Edition.updated_at <= LinkUse.noted_at)
    return found.where(ExternalLink.failures >= ENOUGH).order_by(LinkUse.edition_id, ExternalLink.url)


@jobs.handler("links.collect", every=timedelta(days=1))
def collect_daily(_payload: jobs.Payload) -> None:
    """Note which links there are, where CHECK_LINKS is on."""
    if current_app.config["CHECK_LINKS"]:
        collect()


@jobs.handler("links.check", every=TURN)
def check_some(_payload: jobs.Payload) -> None:
    """Ask for a few links, where CHECK_LINKS is on."""
    if current_app.config["CHECK_LINKS"]:
        for link in due(FEW):
            check(link, NET.current())
