"""The facts of what an item becomes: an event's days and place, a resource's year, who wrote it."""

from __future__ import annotations

import re
from datetime import time, timedelta
from html import unescape
from typing import Any

from ...config import TIME_ZONE
from ...core.text_layout import one_line
from ...entries.kind import Kind
from ...entries.words import DETAIL_LENGTH
from ..bodies import silent
from ..bodies.words import ANY_TAG, BLOCK_TAG
from . import php
from .items import Item
from .plan import Part
from .states import dated, moment, zone_of
from .survey import Survey

_YES = ("yes", "1", "true", "on")


def plain(text: str) -> str:
    """Return a text of HTML on one line, without tags and entities; what stands in two blocks is two words."""
    return one_line(unescape(ANY_TAG.sub("", BLOCK_TAG.sub(" ", silent.without(text)))))


def facts_of(kind: Kind, item: Item) -> dict[str, Any]:
    """Return the columns of an entry of a kind."""
    if kind.name == "training":
        return _event(item)
    if kind.name == "resources":
        at = dated(item)
        return {"document_type": "report", "year": at.astimezone(TIME_ZONE).year if at else None}
    return {}


def _event(item: Item) -> dict[str, Any]:
    """Return when an event of The Events Calendar takes place."""
    metas = item.metas
    zone = zone_of(metas.get("_EventTimezone", ""))
    begins = moment(metas.get("_EventStartDateUTC", "")) or moment(metas.get("_EventStartDate", ""), zone)
    ends = moment(metas.get("_EventEndDateUTC", "")) or moment(metas.get("_EventEndDate", ""), zone) or begins
    if metas.get("_EventAllDay", "").lower() in _YES:  # a day begins where the event is, whatever its UTC fields say
        begins = moment(metas.get("_EventStartDate", ""), zone) or begins
        ends = moment(metas.get("_EventEndDate", ""), zone) or ends
        whole = ends and ends.astimezone(zone).time() == time()  # a day alone, which ends with its last minute
        ends = ends + timedelta(hours=23, minutes=59) if ends and whole else ends
    if begins is None or ends is None:
        begins = ends = None
    elif ends < begins:
        ends = begins
    address = metas.get("_EventURL", "").strip()
    if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?:/\S*)?", address):
        address = f"https://{address}"
    return {
        "starts_at": begins,
        "ends_at": ends,
        "online": any(
            metas.get(name, "").lower() in _YES for name in ("_tribe_events_is_virtual", "_EventIsVirtual")
        ),
        "registration_url": address if re.fullmatch(r"https?://\S{1,490}", address) else "",
    }


def undated(item: Item) -> bool:
    """Tell whether an event does not say when it is, or not so that it can be read."""
    return _event(item)["starts_at"] is None


def recurs(item: Item) -> bool:
    """Tell whether an event of The Events Calendar takes place more than once."""
    rules = php.mapping(item.metas.get("_EventRecurrence", "")).get("rules")
    return isinstance(rules, dict) and bool(rules)


def details_of(kind: Kind, part: Part, survey: Survey) -> dict[str, str]:
    """Return the facts of an edition that are words."""
    item, known = part.item, {field.name for field in kind.details}
    details: dict[str, str] = {}
    if "authors" in known and item.creator:
        logins = [one.name for one in item.labels if one.domain == "author"] or [item.creator]  # several, by a plugin
        details["authors"] = "; ".join(dict.fromkeys(survey.channel.authors.get(login, login) for login in logins))
    if kind.name == "training":
        details["place"] = _place(item, survey)
        details["organiser"] = "; ".join(one.title for one in _others(item, "_EventOrganizerID", survey))
        details["price"] = _price(item)
    return {name: plain(text)[:DETAIL_LENGTH] for name, text in details.items() if text}


def _place(item: Item, survey: Survey) -> str:
    parts = list[str]()
    for venue in _others(item, "_EventVenueID", survey)[:1]:
        address = (venue.metas.get(name, "").strip() for name in ("_VenueAddress", "_VenueZip", "_VenueCity"))
        street, code, city = address
        parts = [venue.title, street, f"{code} {city}".strip()]
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _others(item: Item, name: str, survey: Survey) -> list[Item]:
    """Return the items that a custom field names by their numbers: one, or several as PHP serialises them."""
    numbers = list[str]()
    for value in item.several(name):
        numbers += [value] if value.isdigit() else [str(one) for one in php.mapping(value).values()]
    found = (survey.items.get(f"post:{number}") for number in numbers)
    return [one for one in found if one is not None]


def _price(item: Item) -> str:
    cost, sign = item.metas.get("_EventCost", "").strip(), item.metas.get("_EventCurrencySymbol", "").strip()
    sign = sign or item.metas.get("_EventCurrencyCode", "").strip()
    if not cost or not sign or not cost.replace(".", "").replace(",", "").isdigit():
        return cost
    return f"{sign}{cost}" if item.metas.get("_EventCurrencyPosition", "") == "prefix" else f"{cost}\u00a0{sign}"
