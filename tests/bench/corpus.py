"""A large bilingual site in a database that was migrated: rows written as they are, without the rooms above.

Deterministic: the same count gives the same site. Half of the entries are news, a third resources, a sixth training.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from ecpat import locales
from ecpat.core import clock
from ecpat.core.characters import folded
from ecpat.core.database import db
from ecpat.entries.findable import Findable
from ecpat.entries.models import Alias, Edition, Entry, Reference
from ecpat.news.kind import News
from ecpat.resources.kind import DOCUMENT_TYPES, Resource
from ecpat.topics.models import EntryTopic
from ecpat.training.kind import Training

KINDS = ("news", "resources", "news", "resources", "news", "training")
_WORDS = {
    "fr": "enfant traite protection formation tuteur avocat victime soutien droit rapport pays école aide",
    "en": "child trafficking protection training guardian lawyer victim support right report help country",
}
WORDS = {locale: words.split() for locale, words in _WORDS.items()}
BATCH = 5_000


def fill(count: int, topics: int = 6) -> None:
    """Add that many entries in both languages; the sample content must be there for its topics. Commits."""
    chance, start = random.Random(count), clock.now()  # noqa: S311 — words, no secrets
    first = (db.session.query(Entry.id).order_by(Entry.id.desc()).limit(1).scalar() or 0) + 1
    for begin in range(0, count, BATCH):
        rows: dict[Any, list[dict[str, Any]]] = {
            table: [] for table in (Entry, News, Resource, Training, Alias, Edition, Findable, EntryTopic, Reference)
        }
        for number in range(begin, min(begin + BATCH, count)):
            _entry(rows, first + number, number, start - timedelta(hours=number + 1), chance, topics)
        for table, values in rows.items():
            if values:
                db.session.execute(insert(table.__table__), values)
        db.session.commit()


def _entry(
    rows: dict[Any, list[dict[str, Any]]], key: int, number: int, at: datetime, chance: random.Random, topics: int
) -> None:
    kind = KINDS[number % len(KINDS)]
    rows[Entry].append({
        "id": key, "kind": kind, "created_at": at, "kite_seed": f"entry-{key}", "date_precision": "day",
        "deleted_at": None, "role": None, "image_id": None, "saves": 0, "version": 1,
    })  # fmt: skip
    if kind == "news":
        rows[News].append({"id": key, "source_url": ""})
    elif kind == "resources":
        types = list(DOCUMENT_TYPES)
        rows[Resource].append(
            {"id": key, "document_type": types[number % len(types)], "year": at.year, "external_url": ""}
        )
    else:
        rows[Training].append({"id": key, "starts_at": at, "ends_at": at + timedelta(hours=6), "online": False,
                               "languages": "fr", "registration_url": "", "registration_closes_at": None,
                               "full": False, "places": None})  # fmt: skip
    rows[EntryTopic] += [
        {"entry_id": key, "topic_id": topic, "position": place}
        for place, topic in enumerate(chance.sample(range(1, topics + 1), 2))
    ]
    for locale in locales.LOCALES:
        slug, words = f"{locale}-entry-{number}", WORDS[locale]
        text = " ".join(chance.choices(words, k=60))
        body = f"<h2>{text[:40]}</h2>" + "".join(f"<p>{text}</p>" for _ in range(6))
        rows[Alias].append({"kind": kind, "slug": slug, "entry_id": key})
        rows[Edition].append({
            "id": 2 * key + locales.LOCALES.index(locale), "entry_id": key, "kind": kind, "locale": locale,
            "slug": slug, "title": f"{text[:50]} {key}", "summary": text[:140], "body": body,
            "details": {"place": "Bruxelles"},
            "published_at": at, "updated_at": at.astimezone(UTC), "saves": 1, "document_id": None, "version": 1,
        })  # fmt: skip
        said = dict.fromkeys(folded(f"{text} {slug} bruxelles").split())
        said |= dict.fromkeys(
            f"{chance.getrandbits(24):x}" for _word in range(200)
        )  # as many words as an article has
        rows[Findable].append({
            "edition_id": 2 * key + locales.LOCALES.index(locale), "person_id": None,
            "title": folded(f"{text[:50]} {key}"), "words": " ".join(said),
        })  # fmt: skip
