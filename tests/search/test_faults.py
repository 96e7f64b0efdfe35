"""Search goes on, or heals by itself, whatever happens to the index or to those who write it."""

from __future__ import annotations

import itertools
import os
import random
import resource
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from ecpat.core.database import db
from ecpat.entries import service as publishing
from ecpat.search import service, sync
from ecpat.search.index import engine
from ecpat.search.index.engine import SearchIndex
from ecpat.search.text.parsed_query import understand
from ecpat.search.text.query import parse
from ecpat.search.types import Request, State, Words, Work

from ..arrange import spoil
from .beside import FORK, publish_beside_readers
from .conftest import make_app

WORKS = 40


def work(number, edition):
    text = f"voyage révision{edition} " + " ".join(f"mot{number * other % 97}" for other in range(60))
    return Work(number, "news", (), 2020, number, False, edition, [Words(number, "fr", f"Texte {number}", text)])


def works(edition):
    return (work(number, edition) for number in range(WORKS))


def count(engine, text="voyage"):
    return engine.search({"fr": understand(parse(text), "fr")}, Request(text, "fr", size=100))


def write_for_ever(folder):
    engine = SearchIndex(folder)
    for generation in itertools.count((engine.state() or State(0, "")).generation + 1):
        if os.urandom(1)[0] < 32:
            engine.rebuild(works(generation), WORKS, State(generation, "1"), lambda done, total: None)
        else:
            engine.update([work(generation % WORKS, generation)], (), State(generation, "1"))


def test_writers_that_are_killed(tmp_path):
    chance = random.Random(7)  # noqa: S311 — chance, no secret
    SearchIndex(tmp_path).rebuild(works(0), WORKS, State(1, "1"), lambda done, total: None)
    engine = SearchIndex(tmp_path)
    generation = 1
    for _ in range(25):
        writer = FORK.Process(target=write_for_ever, args=(tmp_path,))
        writer.start()
        until = time.monotonic() + 20
        while engine.state().generation == generation and time.monotonic() < until:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.08))  # it writes without a pause
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        state = engine.state()
        assert state is not None
        assert state.generation > generation
        generation = state.generation
        for searched in (engine, SearchIndex(tmp_path)):
            found = count(searched)
            assert found.total == len({match.entry_id for match in found.matches}) == WORKS
        signatures = engine.signatures()
        assert set(signatures) == set(range(WORKS))
        assert count(engine, f"révision{max(signatures.values())}").total >= 1
    assert engine.update([work(3, 10**6)], (), State(10**6, "1"))
    assert count(engine, "révision1000000").total == 1
    engine.rebuild(works(1), WORKS, State(10**6 + 1, "1"), lambda done, total: None)
    assert len(list(tmp_path.glob("index-*"))) == 1


def test_two_writers_at_once(tmp_path, monkeypatch):
    monkeypatch.setattr("ecpat.search.index.engine.PATIENCE", 60.0)  # whoever waits longer gives up
    SearchIndex(tmp_path).rebuild(works(0), WORKS, State(1, "1"), lambda done, total: None)

    def write(engine):
        for generation in range(2, 22):
            engine.update([work(generation, generation)], (), State(generation, "1"))

    threads = [Thread(target=write, args=(SearchIndex(tmp_path),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine = SearchIndex(tmp_path)
    assert engine.state().generation == 21
    assert {engine.signatures()[number] for number in range(2, 22)} == set(range(2, 22))
    assert count(engine).total == WORKS


@pytest.fixture
def full_disk(monkeypatch):
    """Let no file grow beyond a few bytes, which fails in every place where a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def fill(size=600):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))

    def empty():
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    fill.empty = empty
    yield fill
    empty()


@pytest.mark.parametrize("size", [0, 100, 600, 2000])
def test_a_full_disk_shows_what_is_live_and_heals(publish, find, monkeypatch, full_disk, size):
    monkeypatch.setattr(sync, "PAUSE", 0.0)
    kept, gone = publish(fr=("Un", "voyage")), publish(fr=("Deux", "voyage"))
    assert find("voyage").total == 2
    publishing.unpublish(gone.editions["fr"])
    publishing.save(kept, "fr", title="Trois", body="<p>montagne</p>")
    publish(fr=("Quatre", "voyage"))
    full_disk(size)
    results = find("voyage")
    assert results.ready
    assert "Deux" not in {hit.title for hit in results.hits}
    assert results.total == len(results.hits)
    full_disk.empty()
    assert [hit.title for hit in find("voyage").hits] == ["Quatre"]
    assert find("montagne").total == 1


def test_a_disk_full_from_the_start(publish, find, monkeypatch, full_disk):
    monkeypatch.setattr(sync, "PAUSE", 0.0)
    publish(fr=("Un", "voyage"))
    full_disk(0)
    assert not find("voyage").ready
    full_disk.empty()
    assert find("voyage").total == 1


@pytest.fixture
def small_disk(tmp_path, full_disk):
    """Return a folder on a disk of its own and what fills that disk but for some bytes, and what frees it.

    Where a user may mount none, files that cannot grow take its place.
    """
    folder = tmp_path / "disk"
    folder.mkdir()
    size = 512 << 10
    try:
        told = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True)
        mounted = told.returncode == 0
    except OSError:
        mounted = False
    filler = folder / "filler"

    def fill(left):
        with filler.open("wb", buffering=0) as file:
            written = 0
            with suppress(OSError):
                while more := file.write(bytes(4096)):
                    written += more
            file.truncate(max(0, written - left))

    if not mounted:
        yield folder, full_disk, full_disk.empty
        return
    assert shutil.disk_usage(folder).total == size
    yield folder, fill, lambda: filler.unlink(missing_ok=True)
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.parametrize("left", [0, 4096, 12288, 24576])
def test_a_disk_of_its_own_that_fills_up(app, publish, find, monkeypatch, small_disk, left):
    folder, fill, empty = small_disk
    app.config["SEARCH_FOLDER"] = folder / "search"
    monkeypatch.setattr(sync, "PAUSE", 0.0)
    kept, gone = publish(fr=("Un", "voyage")), publish(fr=("Deux", "voyage"))
    assert find("voyage").total == 2
    publishing.unpublish(gone.editions["fr"])
    publishing.save(kept, "fr", title="Trois", body="<p>montagne</p>")
    publish(fr=("Quatre", "voyage " + " ".join(f"mot{number}" for number in range(300))))
    fill(left)
    for _ in range(3):
        results = find("voyage")
        assert results.ready
        assert "Deux" not in {hit.title for hit in results.hits}
    if left == 0:
        assert find("montagne").total == 0
        with pytest.raises(OSError, match=r"space|large"):
            service.rebuild()
        assert find("voyage").ready
    empty()
    assert [hit.title for hit in find("voyage").hits] == ["Quatre"]
    assert find("montagne").total == 1
    assert len(list((folder / "search").glob("index-*"))) == 1
    service.INDEX_SYNC.of(app).index.reopen()


def index_files(app):
    folder = Path(app.instance_path) / "search"
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "lock"]


@pytest.mark.parametrize("harm", ["empty", "cut", "noise", "delete"])
def test_a_damaged_file_heals(app, publish, harm):
    chance = random.Random(harm)  # noqa: S311 — chance, no secret
    for number in range(3):
        publish(fr=(f"Texte {number}", "voyage en Belgique"))
    service.find(Request("voyage", "fr"))
    for place in range(len(index_files(app))):
        path = index_files(app)[min(place, len(index_files(app)) - 1)]
        data = path.read_bytes() or b" "
        if harm == "delete":
            path.unlink()
        else:
            noise = bytes(chance.randrange(256) for _ in data)
            spoil(path, {"empty": b"", "cut": data[: len(data) // 2], "noise": noise}[harm])
        service.INDEX_SYNC.put(app, service.sync_of(app))  # as a new process would find it
        results = service.find(Request("voyage Belgique", "fr"))
        assert (results.ready, results.total, len(results.hits)) == (True, 3, 3), path.name


def test_a_deleted_folder_heals(app, publish, find):
    publish(fr=("Un", "voyage"))
    assert find("voyage").total == 1
    shutil.rmtree(Path(app.instance_path) / "search")
    assert find("voyage").total == 1
    publish(fr=("Deux", "voyage"))
    shutil.rmtree(Path(app.instance_path) / "search")
    assert find("voyage").total == 2


def test_another_database_or_a_restored_one_is_indexed_anew(app, publish, find, tmp_path):
    publish(fr=("Un", "voyage"))
    assert find("voyage").total == 1
    db.session.remove()
    db.engine.dispose()
    saved = tmp_path / "backup.db"
    shutil.copy(tmp_path / "site.db", saved)
    publish(fr=("Deux", "voyage"))
    assert find("voyage").total == 2
    db.session.remove()
    db.engine.dispose()
    for path in tmp_path.glob("site.db*"):
        path.unlink()
    shutil.copy(saved, tmp_path / "site.db")
    assert find("voyage").total == 1
    publish(fr=("Trois", "montagne"))
    assert (find("voyage").total, find("montagne").total) == (1, 1)


def test_threads_and_processes_search_while_one_publishes(app, publish, tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "PATIENCE", 60.0)  # whoever waits longer leaves out what changed
    publish(fr=("Début", "voyage"))
    service.find(Request("voyage", "fr"))
    assert publish_beside_readers(lambda: make_app(tmp_path), publish, texts=100, threads=4) == []
    assert service.find(Request("voyage", "fr")).total == 101
