"""A topic's page: what comes next first, then the newest by the date shown, what has no date last."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecpat.core import clock
from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.kind import get_kind
from ecpat.topics.models import Topic, TopicLabel

NOW = datetime(2026, 11, 30, 8, tzinfo=UTC)
DAYS = st.integers(-900, 400)
THINGS = st.lists(
    st.tuples(st.sampled_from(["news", "resources", "training"]), DAYS, st.sampled_from(["day", "day", "none"])),
    min_size=1, max_size=8, unique_by=lambda thing: thing[1],
)  # fmt: skip


def place(thing: tuple[str, int, str]) -> tuple[int, int]:
    """Return what orders things of a topic, as a reader would say it."""
    kind, day, precision = thing
    if precision == "none":
        return 2, 0
    return (0, day) if kind == "training" and day > 0 else (1, -day)


@given(things=THINGS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_things_are_ordered_by_the_date_that_is_shown(
    app: Flask, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch, things: list[tuple[str, int, str]]
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    app.config["PAGE_SIZE"] = 5
    topic = Topic(key="only-here", colour="sea", position=99)
    topic.labels["fr"] = TopicLabel(locale="fr", slug="rien-qu-ici", label="Rien qu’ici")
    db.session.add(topic)
    titles = {}
    for number, thing in enumerate(things):
        kind, day, precision = thing
        moment = NOW + timedelta(days=day)
        facts = {"starts_at": moment, "ends_at": moment} if kind == "training" else {}
        facts |= {"document_type": "report"} if kind == "resources" else {}
        entry = service.create(get_kind(kind), topics=[topic], date_precision=precision, **facts)
        titles[f"Chose {number}"] = thing
        live_since = NOW - timedelta(days=1000 - number) if kind == "training" else moment
        service.publish(service.save(entry, "fr", title=f"Chose {number}"), live_since)
    db.session.commit()
    try:
        shown, path = [], "/fr/themes/rien-qu-ici/"
        for query in ("", "?page=2"):
            answer = reader.get(path + query)
            shown += re.findall(r"<h3><a [^>]*>(Chose \d+)</a>", answer.text) if answer.status_code == 200 else []
        live = [title for title, (kind, day, _precision) in titles.items() if kind == "training" or day <= 0]
        assert sorted(shown) == sorted(live)
        assert [place(titles[title]) for title in shown] == sorted(place(titles[title]) for title in live)
        if len(live) > 1:
            assert "d’abord ce qui vient, puis le plus récent" in reader.get(path).text
    finally:
        db.session.delete(topic)
        db.session.commit()
