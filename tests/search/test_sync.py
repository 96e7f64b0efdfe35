"""What goes on behind the readers' back: large rebuilds, merging, other versions of the index."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest

from ecpat.core.database import db
from ecpat.core.jobs import Worker
from ecpat.entries import service as publishing
from ecpat.files.models import Asset, AssetPage
from ecpat.search import service, sync
from ecpat.search.index import engine as index_engine
from ecpat.search.index.engine import SearchIndex
from ecpat.search.text.analysis import analyser
from ecpat.search.text.crisis import needs_help
from ecpat.search.types import Request, State, Words, Work
from ecpat.terms.models import HelpPhrase, ThesaurusTerm
from ecpat.topics.models import Topic

from .conftest import make_app


@pytest.fixture
def large(monkeypatch):
    """Let every site be too large for indexing within a request."""
    monkeypatch.setattr(sync, "AT_ONCE", 0)


def test_a_large_site_is_indexed_behind_the_reader(app, publish, find, large):
    publish(fr=("Un", "voyage"))
    results = find("voyage")
    assert (results.ready, results.total) == (False, 0)
    service.INDEX_SYNC.of(app).wait(20)
    assert (find("voyage").ready, find("voyage").total) == (True, 1)


def test_long_work_is_left_to_the_machine_s_worker_of_jobs(app, publish, find, large):
    """An application of its own on the same folder stands for the process of `flask ecpat work`."""
    worker = make_app(Path(app.instance_path))
    publish(fr=("Un", "voyage"))
    service.INDEX_SYNC.of(worker).index.keep()
    assert find("voyage").ready is False
    service.INDEX_SYNC.of(app).wait(20)
    assert find("voyage").ready is False  # nobody has done it yet
    with worker.app_context():
        Worker(worker).work_off()
    service.INDEX_SYNC.of(worker).wait(20)
    assert (find("voyage").ready, find("voyage").total) == (True, 1)


def test_a_long_pdf_is_indexed_behind_the_reader(app, publish, find, monkeypatch):
    kept = publish(fr=("Un", "voyage"))
    assert find("voyage").total == 1
    monkeypatch.setattr(sync, "HEAVY", 1000)
    pdf = Asset(digest="0" * 64, name="long", media_type="application/pdf", size=1)
    pdf.pages = [AssetPage(number=number, text="montagne " * 20) for number in range(1, 10)]
    publishing.save(kept, "fr", title="Un", document=pdf)
    db.session.commit()
    results = find("montagne")
    assert (results.ready, results.total) == (True, 0)
    service.INDEX_SYNC.of(app).wait(20)
    assert find("montagne").total == 1
    service.invalidate()
    assert find("montagne").ready is False
    service.INDEX_SYNC.of(app).wait(20)
    assert find("montagne").total == 1


def test_large_changes_are_indexed_behind_while_nothing_stale_shows(app, publish, find, large):
    kept, gone = publish(fr=("Un", "voyage")), publish(fr=("Deux", "voyage"))
    find("voyage")
    service.INDEX_SYNC.of(app).wait(20)
    assert find("voyage").total == 2
    publishing.unpublish(gone.editions["fr"])
    publishing.save(kept, "fr", title="Trois", body="<p>montagne</p>")
    db.session.commit()
    results = find("voyage")
    assert (results.ready, results.total) == (True, 0)
    service.INDEX_SYNC.of(app).wait(20)
    assert (find("voyage").total, find("montagne").total) == (0, 1)


def test_small_segments_are_merged_behind_the_reader(app, publish, find, monkeypatch):
    monkeypatch.setattr(index_engine, "MANY_SEGMENTS", 10)
    for number in range(14):
        publish(fr=(f"Texte {number}", "voyage"))
        assert find("voyage").total == number + 1
    service.INDEX_SYNC.of(app).wait(20)
    find("voyage")
    service.INDEX_SYNC.of(app).wait(20)
    assert find("voyage").total == 14
    assert len(list((Path(app.instance_path) / "search").glob("index-*/*.trm"))) < 10


def test_an_index_of_another_version_is_made_anew(app, publish, find, monkeypatch):
    publish(fr=("Un", "voyage"))
    assert find("voyage").total == 1
    before = next((Path(app.instance_path) / "search").glob("index-*"))
    monkeypatch.setattr(sync, "VERSION", "another")
    assert find("voyage").total == 1
    after = next((Path(app.instance_path) / "search").glob("index-*"))
    assert after != before
    assert json.loads((after / "state.json").read_text())["version"] == "another"


def test_a_rebuild_tells_how_far_it_is(app, publish, find):
    for number in range(3):
        publish(fr=(f"Texte {number}", "voyage"), commit=number == 2)
    told = []
    service.rebuild(lambda done, total: told.append((done, total)))
    assert told[-1] == (3, 3)
    assert find("voyage").total == 3


def test_words_are_counted_once_however_often_segments_are_merged(tmp_path):
    def work(number):
        words = Words(number, "fr", f"Texte {number}", f"voyage mot{number}")
        return Work(number, "news", (), 2020, number, False, number, [words])

    engine = SearchIndex(tmp_path)
    engine.rebuild(map(work, range(20)), 20, State(1, "1"), lambda done, total: None)
    assert engine.completions("voy", "fr", 2) == ["voyage"]
    for number in range(20, 50):
        assert engine.update([work(number)], (), State(number, "1"))
        assert engine.completions(f"mot{number}", "fr", 2) == [f"mot{number}"]
    assert engine.needs_merging()
    engine.merge()
    assert engine.completions("mot20", "fr", 2) == ["mot20"]
    assert not engine.needs_merging()
    assert engine._words("fr").counts["voyage"] == 50


def test_words_of_works_that_are_hidden_are_neither_suggested_nor_known(tmp_path):
    works = [Work(number, "news", (), 2020, number, False, number, [Words(number, "fr", f"Texte {number}", word)])
             for number, word in ((1, "voyage"), (2, "mystérieusement"))]  # fmt: skip
    engine = SearchIndex(tmp_path)
    engine.rebuild(iter(works), 2, State(1, "1"), lambda done, total: None)
    (token,) = analyser("fr").tokens("mystérieusement")
    assert (engine.completions("myst", "fr", 2), engine.knows("fr", token)) == (["mystérieusement"], True)
    assert engine.correction("mysterieusemnt", "fr")
    engine.hide({2}, 2)
    assert (engine.completions("myst", "fr", 2), engine.knows("fr", token)) == ([], False)
    assert engine.correction("mysterieusemnt", "fr") == ""
    assert engine.completions("voy", "fr", 2) == ["voyage"]


def answer(folder, asked, told):
    """Answer as another worker does, each time it is asked."""
    app = make_app(folder)
    while asked.get():
        with app.app_context():  # each request has its own
            results = service.find(Request("dada", "fr"))
            words = [suggestion.text for suggestion in service.suggest("voya", "fr")]
            titles = [str(hit.title) for hit in service.find(Request("montagne", "fr")).hits]
            told.put((needs_help("une chute de cheval"), results.preferred, words, titles))


def test_what_editors_change_shows_on_every_worker_at_once(app, publish, tmp_path):
    kept, gone = publish(fr=("Haut", "montagne")), publish(fr=("Voyager", "voyageurs en montagne"))
    context = multiprocessing.get_context("fork")
    asked, told = context.Queue(), context.Queue()
    db.session.remove()
    db.engine.dispose()
    worker = context.Process(target=answer, args=(tmp_path, asked, told))
    worker.start()

    def another() -> tuple:
        asked.put(True)
        return told.get(timeout=20)

    helped, preferred, words, titles = another()
    assert (helped, preferred, sorted(titles)) == (False, (), ["Haut", "Voyager"])
    assert {"Voyager", "voyageurs"} <= set(words)
    db.session.add(ThesaurusTerm(concept="horse", locale="fr", use="preferred", text="cheval de bois"))
    horse = ThesaurusTerm(concept="horse", locale="fr", use="discouraged", text="dada")
    phrase = HelpPhrase(locale="fr", phrase="chute de cheval")
    db.session.add_all([horse, phrase])
    publishing.save(db.session.merge(kept), "fr", title="Plus haut", body="<p>montagne</p>")
    publishing.discard(db.session.merge(gone))
    db.session.commit()
    assert another() == (True, (("dada", "cheval de bois"),), ["Voyage et tourisme"], ["Plus haut"])
    horse.text, phrase.phrase = "bidet", "autre chute"
    db.session.get(Topic, 1).labels["fr"].label = "Ailleurs"
    db.session.commit()
    assert another() == (False, (), [], ["Plus haut"])
    asked.put(False)
    worker.join(10)
    assert worker.exitcode == 0
