"""The engine of PostgreSQL by itself: it ranks as the embedded one does, and holds whatever happens to writers."""

from __future__ import annotations

import os
import random
import signal
import time
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from ecpat.core.database import db
from ecpat.entries import service
from ecpat.search.embedded import EmbeddedEngine
from ecpat.search.engine import BusyError, Engine, Request, State, UnreadyError, Words, Work
from ecpat.search.postgres import PostgresEngine
from ecpat.search.text.parsed_query import understand
from ecpat.search.text.query import parse

from ...search.beside import FORK, publish_beside_readers
from .conftest import make_app

WORKS = 40
CHANCE = random.Random(7)  # noqa: S311 — chance, no secret
SYLLABLES = ("ba", "co", "di", "fu", "lan", "mer", "nis", "por", "ta", "vel")
WORDS = [first + second + last for first in SYLLABLES for second in SYLLABLES for last in ("", "s", "ment", "ation")]
RARITY = [1 / (place + 3) for place in range(len(WORDS))]


def some(number):
    """Return words as texts have them: few of them often."""
    return CHANCE.choices(WORDS, RARITY, k=number)


def quiet(done, total):
    """Tell nobody."""


def work(number, edition, words=""):
    """Return a work whose text names its edition."""
    return Work(number, "news", (), 2020, number, False, edition, [
        Words(number, "fr", f"Texte {number}", f"voyage révision{edition} {words}"),
    ])  # fmt: skip


def mixed(number):
    """Return a work of chance, in one language or two, with or without pages."""
    editions = []
    for place, locale in enumerate(("fr", "en")):
        if CHANCE.random() < 0.7 or (place and not editions):
            pages = [(page, " ".join(some(100))) for page in range(1, CHANCE.choice((1, 1, 4)))]
            body = " ".join(some(CHANCE.randrange(20, 200)))
            editions.append(Words(2 * number + place, locale, " ".join(some(4)), body, pages))
    kind = CHANCE.choice(("news", "resource"))
    has_pages = any(words.pages for words in editions)
    return Work(number, kind, ("travel",), 2000 + number % 9, number, has_pages, 2**63 + number, editions)


def ask(engine: Engine, typed: str, **more):
    """Search without corrections and thesaurus."""
    query = parse(typed)
    meanings = {locale: understand(query, locale) for locale in ("en", "fr")}
    return engine.search(meanings, Request(typed, "fr", **more))


@pytest.fixture
def engine(url):
    """Return an engine with some works."""
    found = PostgresEngine(create_engine(url))
    found.rebuild((work(number, 0) for number in range(WORKS)), WORKS, State(1, "1"), quiet)
    return found


def test_both_engines_answer_alike(engine, tmp_path: Path):
    works = [mixed(number) for number in range(120)]
    embedded = EmbeddedEngine(tmp_path)
    for one in (embedded, engine):
        one.rebuild(iter(works[:90]), 90, State(1, "1"), quiet)
        one.update(works[90:], [works[3].entry_id], State(2, "1"))
        assert one.signatures()[7] == 2**63 + 7
    chance = [" ".join(some(CHANCE.randrange(1, 7))) for _ in range(10)]
    queries = [*chance, f'"{WORDS[0]} {WORDS[1]}"', f'"{WORDS[0]}"', f"{WORDS[0]} -{WORDS[1]}", f"-{WORDS[2]}", ""]
    same = []
    for typed in queries:
        for more in ({}, {"sort": "date"}, {"kind": "news", "page": 2}, {"year": 2003}, {"language": "en"}):
            theirs, ours = ask(embedded, typed, **more), ask(engine, typed, **more)
            assert (ours.total, ours.facets) == (theirs.total, theirs.facets), (typed, more)
            assert len(ours.matches) == len(theirs.matches)
            expected, found = ([match.entry_id for match in one.matches] for one in (theirs, ours))
            if "sort" in more:
                assert found == expected, (typed, more)
            elif typed in chance:
                same.append(len({*found} & {*expected}) / max(1, len(expected)))
    assert sum(same) / len(same) > 0.9
    assert embedded.locales() == engine.locales() == ["en", "fr"]
    for start in ("ba", "mer", "x"):
        assert embedded.completions(start, "fr", 5) == engine.completions(start, "fr", 5)
    assert embedded.correction("bacco", "fr") == engine.correction("bacco", "fr") != ""


def test_a_text_longer_than_any_column_is_kept_as_far_as_it_fits(engine):
    words = " ".join(f"mot{number:06}" for number in range(60_000))
    often = "soleil " * 70_000
    assert engine.update([work(1, 1, words), work(2, 1, often)], (), State(2, "1"))
    assert ask(engine, "mot000001").total == 1
    assert [match.entry_id for match in ask(engine, "soleil").matches] == [2]
    assert ask(engine, "voyage").total == WORKS


def test_only_later_generations_are_written(engine):
    assert engine.update([work(1, 5)], (), State(5, "1"))
    assert not engine.update([work(1, 4)], (), State(4, "1"))
    assert (engine.state().generation, engine.signatures([1, 99])) == (5, {1: 5})
    assert engine.update([work(1, 4)], (), State(4, "1"), anyway=True)
    assert engine.state().generation == 4
    assert engine.update((), [1], State(6, "1"))
    assert ask(engine, "voyage").total == WORKS - 1
    assert not engine.knows("fr", understand(parse("révision4"), "fr").tokens[0])


def test_what_another_machine_wrote_meanwhile_is_looked_at_again(url, engine):
    other = PostgresEngine(create_engine(url))
    engine.signatures()
    assert other.update([work(1, 2)], (), State(2, "1"))
    assert engine.update([work(2, 3)], (), State(3, "1"))
    assert engine.state().generation == 2
    engine.signatures()
    assert engine.update([work(1, 0)], (), State(3, "1"))
    assert engine.state().generation == 3


def test_one_rebuild_at_a_time_and_none_is_seen_half(url, engine):
    seen = []

    def look(done, total):
        seen.append((done, ask(engine, "voyage").total))
        with pytest.raises(BusyError):
            PostgresEngine(create_engine(url)).rebuild(iter(()), 0, State(9, "1"), quiet)

    engine.rebuild((work(number, 1) for number in range(3)), 3, State(2, "1"), look)
    assert seen == [(3, WORKS)]
    assert ask(engine, "voyage").total == 3
    with create_engine(url).connect() as connection:
        found = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'search'"))
        assert sorted(found) == ["document_2", "state", "term_2", "work_2"]


def test_a_rebuild_that_fails_leaves_the_old_index(engine):
    def works():
        yield work(1, 1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine.rebuild(works(), 2, State(2, "1"), quiet)
    assert ask(engine, "voyage").total == WORKS
    engine.distrust()
    assert engine.state() is None
    with pytest.raises(UnreadyError):
        ask(engine, "voyage")


def write_for_ever(url):
    """Update and rebuild without end."""
    engine = PostgresEngine(create_engine(url))
    for generation in count(engine.state().generation + 1):
        if generation % 5:
            engine.update([work(generation % WORKS, generation)], (), State(generation, "1"))
        else:
            works = (work(number, generation) for number in range(WORKS))
            engine.rebuild(works, WORKS, State(generation, "1"), quiet)


def test_writers_killed_and_readers_meanwhile(url, engine):
    generation = 1
    for _ in range(10):
        writer = FORK.Process(target=write_for_ever, args=(url,))
        writer.start()
        until = time.monotonic() + 0.3
        while time.monotonic() < until:
            found = ask(engine, "voyage", size=100)
            assert found.total == len({match.entry_id for match in found.matches}) == WORKS
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        assert engine.state().generation >= generation
        generation = engine.state().generation
        assert set(engine.signatures()) == set(range(WORKS))
    assert generation > 10
    with create_engine(url).connect() as connection:
        number = connection.scalar(text("SELECT number FROM search.state"))
        wrong = connection.scalar(text(
            f"SELECT count(*) FROM search.term_{number} FULL JOIN (SELECT term AS text, count(*) AS documents "  # noqa: S608
            f"FROM search.document_{number}, unnest(tsvector_to_array(stems) || tsvector_to_array(others)) AS term "
            f"GROUP BY term) AS counted USING (text) WHERE text ~ '^[swrp]' AND documents IS DISTINCT FROM count"
        ))  # fmt: skip
        assert wrong == 0


def test_processes_search_while_one_publishes(app, url, publish, find, tmp_path):
    first = publish(fr=("Début", "voyage"))
    assert find("voyage").total == 1
    assert publish_beside_readers(lambda: make_app(tmp_path, url), publish, texts=40, threads=2) == []
    assert find("voyage").total == 41
    service.unpublish(db.session.merge(first).editions["fr"])
    db.session.commit()
    assert find("voyage").total == 40
