"""One machine on which something fails: what is in memory goes on being served, and it recovers by itself."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from http.client import HTTPException
from pathlib import Path

import pytest

from ..conftest import build, furnish
from ..core.test_jobs import eventually
from ..postgres import server as postgres
from . import disks
from .balancer import balancing
from .machines import Machine
from .nodes import Editor, Node, SocketConnection, free_port
from .readers import COUNTED, LATEST, Readers, failures, stale
from .test_cluster import SAFE

HERE = Machine((), "127.0.0.1")
WARM = (*COUNTED, "/en/", "/fr/formations/")
COLD = "/en/topics/"


def started(node: Node, seeded: Path) -> Node:
    """Start a site on a copy of the sample content."""
    shutil.copytree(seeded, node.folder, dirs_exist_ok=True)
    node.start()
    return node


@pytest.fixture
def serve(seeded: Path, tmp_path: Path) -> Iterator[Callable[..., Node]]:
    """Return what starts a site on this machine, on a copy of the sample content."""
    with ExitStack() as stack:

        def start(
            workers: int = 1,
            machine: Machine = HERE,
            file: Path | None = None,
            level: str = "warning",
            **settings: str,
        ) -> Node:
            node = Node(machine, tmp_path / "node", settings, free_port(), workers, file, level)
            stack.callback(node.stop)
            return started(node, seeded)

        yield start


@pytest.fixture(scope="module")
def kept(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """Return a site of one worker, for several tests."""
    node = Node(HERE, tmp_path_factory.mktemp("faults") / "node", {"PROXIES": "1"}, free_port())
    yield started(node, seeded)
    node.stop()


@pytest.fixture
def node(kept: Node) -> Node:
    """Return that site, started again where a test has ended it."""
    if not kept.runs:
        kept.start()
    return kept


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[disks.Disk]:
    """Return a small disk, for several tests."""
    assert disks.mountable(), "these tests mount a disk: they need root"
    with disks.disk(tmp_path_factory.mktemp("small") / "disk") as mounted:
        yield mounted


@pytest.fixture(scope="module")
def on_disk(disk: disks.Disk, seeded: Path) -> Iterator[Node]:
    """Return a site on the small disk, for several tests."""
    node = Node(HERE, disk.folder, {"PROXIES": "1"}, free_port())
    yield started(node, seeded)
    node.stop()


@pytest.fixture
def write() -> Iterator[Callable[[Node], Editor]]:
    """Return what begins an editor's work on a node: number 1 is published."""
    with ExitStack() as stack:

        def begin(node: Node) -> Editor:
            editor = Editor(node)
            stack.callback(editor.close)
            assert editor.publish(1)
            return editor

        yield begin


def warm(node: Node) -> None:
    """Ask once for each page, so that it is in memory."""
    for path in WARM:
        assert node.ask(path)[0] == 200, path


def wait_for(node: Node, part: str, state: str) -> None:
    """Wait until `/readyz` says so of a part."""
    eventually(lambda: node.ready().get(part) == state)


def answers(node: Node) -> bool:
    """Tell whether a worker answers, as one that takes the place of one that was killed."""
    with suppress(OSError, HTTPException):
        return node.ask("/healthz")[0] == 200
    return False


def still_served(node: Node) -> None:
    """Assert that what is in memory is served, and does not wait five seconds each for what fails."""
    given_up = time.monotonic() + 60
    for path in WARM * 3:
        assert node.ask(path)[0] == 200, path
        assert time.monotonic() < given_up


def recovers(node: Node, editor: Editor, number: int) -> None:
    """Assert that a number can be published again and is seen, and that the one acknowledged before was not lost."""
    status, body = node.ask(COUNTED[0])
    assert status == 200, body
    assert any(f"Numéro {known}".encode() in body for known in editor.acknowledged)
    eventually(lambda: editor.publish(number))
    time.sleep(LATEST)
    for path in (*COUNTED, COLD):
        status, body = node.ask(path)
        assert status == 200, path
        assert path == COLD or f"Numéro {number}".encode() in body, path


def test_workers_that_are_killed_are_replaced_and_no_request_is_lost(
    serve: Callable[..., Node], write: Callable[[Node], Editor], tmp_path: Path
) -> None:
    node = serve(workers=2, file=tmp_path / "node.sock", level="info")
    editor = write(node)
    eventually(lambda: node.begun() == 2)
    before = set(node.workers())
    assert len(before) == 2
    with (
        balancing(HERE, tmp_path, [node]) as front,
        Readers(lambda: SocketConnection(front), WARM, 4, 0.02) as readers,
    ):

        def read(number: int) -> None:
            """Wait until so many pages more were read."""
            known = len(readers.answers)
            eventually(lambda: len(readers.answers) > known + number)

        for begun, worker in enumerate(before, 3):
            read(50)
            os.kill(worker, signal.SIGKILL)
            eventually(lambda: node.begun() == begun)  # noqa: B023 — called here
        after = set(node.workers())
        assert len(after) == 2
        assert not after & before
        editor.publish(2)
        time.sleep(LATEST + 0.5)
        read(50)
    assert not failures(readers.answers)
    assert not stale(readers.answers, editor.acknowledged)


# On this machine itself readers cannot be told apart, so none is counted. Each run has a reader of its own: a site
# that is killed leaves in shared memory who asked today, where the next run's site of the same folder finds it.
READER = f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}::7"


def counted(node: Node) -> int:
    """Return how many addresses that lead nowhere are counted; fewer than five readers met each, so none by name."""
    with closing(sqlite3.connect(node.folder / "site.db")) as database:
        return int(database.execute("SELECT count(*) FROM pending_count").fetchone()[0])


def miss(node: Node, *paths: str) -> None:
    """Ask for addresses that lead nowhere."""
    for path in paths:
        headers = {"Accept": "text/html", "X-Forwarded-For": READER}
        assert node.ask(f"/fr/nulle-part/{path}", headers)[0] == 404


def test_what_was_counted_is_written_when_workers_are_replaced_and_when_the_site_ends(node: Node) -> None:
    before, known = node.workers(), counted(node)
    miss(node, "a", "b", "c", "a")
    eventually(lambda: counted(node) == known + 3)
    miss(node, "d", "e")
    node.reload()
    eventually(lambda: counted(node) == known + 5)
    eventually(lambda: not set(node.workers()) & set(before) and answers(node))
    miss(node, "f")
    eventually(lambda: counted(node) == known + 6)
    miss(node, "g", "h")
    node.end()
    assert counted(node) == known + 8


def test_a_database_that_crashed_and_a_worker_that_begins_without_it(
    write: Callable[[Node], Editor], tmp_path: Path
) -> None:
    found = postgres.programs()
    assert found is not None
    with postgres.running(found, SAFE) as server, ExitStack() as stack:
        settings = {"DATABASE_URL": server.address(server.database())}
        furnish(build(tmp_path / "node", settings))
        node = Node(HERE, tmp_path / "node", settings, free_port())
        stack.callback(node.stop)
        node.start()
        editor = write(node)
        warm(node)
        server.kill()
        wait_for(node, "database", "does not answer")
        assert node.ask("/readyz")[0] == 503
        status, page = node.ask("/fr/recherche/?q=mineurs")
        assert (status, b'href="tel:116000"' in page.partition(b"<main")[2]) == (503, True)
        still_served(node)
        assert not editor.publish(2)
        assert node.ask("/healthz")[0] == 200
        (worker,) = node.workers()
        os.kill(worker, signal.SIGKILL)
        eventually(lambda: answers(node))  # one that has begun without a database
        status, page = node.ask("/fr/recherche/?q=mineurs")
        assert (status, b'href="tel:116000"' in page.partition(b"<main")[2]) == (503, True)
        server.start()
        wait_for(node, "status", "ok")
        recovers(node, editor, 3)


def test_a_database_that_is_locked(node: Node, write: Callable[[Node], Editor]) -> None:
    editor = write(node)
    warm(node)
    other = sqlite3.connect(node.folder / "site.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with Readers(node.connect, [*WARM, "/fr/formations/", "/en/training/"], 3, 0.02) as readers:
        assert not editor.publish(2)  # after five seconds
    assert not [answer for answer in readers.answers if answer.status != 200]
    assert len(readers.answers) > 30  # whoever waited with the editor would have got one
    other.execute("ROLLBACK")
    other.close()
    wait_for(node, "status", "ok")
    recovers(node, editor, 3)


def test_slow_clients_hold_nobody_up(node: Node, write: Callable[[Node], Editor]) -> None:
    write(node)
    slow = [socket.create_connection((node.machine.address, node.port)) for _ in range(200)]
    for number, connection in enumerate(slow):
        connection.sendall(
            b"POST /fr/ HTTP/1.1\r\nContent-Length: 60000\r\n\r\nx" if number % 2 else b"GET /fr/ HTTP/1.1\r\nX:"
        )
    with Readers(node.connect, [*WARM, COLD], 3, 0.02) as readers:
        rounds, given_up = 0, time.monotonic() + 180
        while rounds < 10 or len(readers.answers) <= 100:
            assert time.monotonic() < given_up
            time.sleep(0.3)
            rounds += 1
            for connection in slow:
                with suppress(OSError):  # it was given up
                    connection.sendall(b"x")
    for connection in slow:
        connection.close()
    assert not failures(readers.answers)


def sent(connection: socket.socket, data: bytes) -> int:
    """Send bytes and return the status of the answer; 0 where the connection is closed without one."""
    connection.settimeout(30)
    try:
        connection.sendall(data)
        answer = connection.recv(4096)
    except OSError:
        return 0
    finally:
        connection.close()
    return int(answer.split()[1]) if answer.startswith(b"HTTP/") else 0


def test_what_is_too_large_is_refused_and_the_next_is_answered(node: Node, tmp_path: Path) -> None:
    with balancing(HERE, tmp_path, [node]) as front:

        def direct() -> socket.socket:
            return socket.create_connection((node.machine.address, node.port))

        def through() -> socket.socket:
            made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            made.connect(str(front))
            return made

        start = b"GET /fr/ HTTP/1.1\r\nHost: www.example.org\r\nConnection: close\r\n"
        large = start + b"X-Large: " + b"x" * 100_000 + b"\r\n\r\n"
        long = b"GET /fr/?" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: www.example.org\r\n\r\n"
        body = start.replace(b"GET", b"POST") + b"Content-Length: 70000\r\n\r\n" + bytes(70_000)
        foreign = start.replace(b"www.example.org", b"evil.example") + b"\r\n"
        for connect in (direct, through):
            for data in (large, long):
                assert sent(connect(), data) in (0, 400, 414, 431)
            assert sent(connect(), body) in (0, 405, 413)
            assert sent(connect(), foreign) in (400, 404)
            assert sent(connect(), start + b"\r\n") == 200


def test_a_full_disk(disk: disks.Disk, on_disk: Node, write: Callable[[Node], Editor]) -> None:
    editor = write(on_disk)
    warm(on_disk)
    disk.fill()
    wait_for(on_disk, "disk", "full")
    still_served(on_disk)
    assert on_disk.ask(COLD)[0] == 200
    assert not editor.publish(2)
    disk.free()
    wait_for(on_disk, "disk", "nearly full")  # a small disk always is
    recovers(on_disk, editor, 3)


def test_a_disk_that_is_read_only_for_a_while(
    disk: disks.Disk, on_disk: Node, write: Callable[[Node], Editor]
) -> None:
    outlives_a_while_of_reading(on_disk, write(on_disk), disks.locking(disk.folder))


def test_a_disk_that_turned_read_only(disk: disks.Disk, on_disk: Node, write: Callable[[Node], Editor]) -> None:
    os.sync()  # the sample content has long been there; what is published from here on has not
    editor = write(on_disk)
    warm(on_disk)
    disk.fail()
    wait_for(on_disk, "disk", "read-only")
    still_served(on_disk)
    assert not editor.publish(2)
    assert on_disk.ask(COLD)[0] == 200
    editor.close()
    on_disk.kill()
    disk.unmount()
    disk.mount()
    on_disk.start()
    with closing(Editor(on_disk)) as again:
        again.acknowledged.update(editor.acknowledged)
        recovers(on_disk, again, 3)


def test_a_folder_that_may_not_be_written_for_a_while(
    serve: Callable[..., Node], write: Callable[[Node], Editor]
) -> None:
    node = serve(machine=Machine(disks.PLAIN_USER, HERE.address), PROXIES="1")
    outlives_a_while_of_reading(node, write(node), disks.closing(node.folder))


def outlives_a_while_of_reading(node: Node, editor: Editor, lock: Callable[[bool], None]) -> None:
    """Assert that a node goes on while all is read-only, with workers that start meanwhile, and afterwards."""
    with ExitStack() as stack:
        stack.callback(editor.close)
        warm(node)
        lock(True)
        stack.callback(lock, False)
        wait_for(node, "disk", "read-only")
        still_served(node)
        os.kill(node.workers()[0], signal.SIGKILL)  # the next one opens everything as it is now
        eventually(lambda: answers(node))
        wait_for(node, "disk", "read-only")
        for path in (*WARM, COLD, "/fr/recherche/?q=enfants"):
            assert node.ask(path)[0] == 200, path
        late = Editor(node)
        stack.callback(late.close)
        assert not late.publish(2)
        lock(False)
        late.acknowledged.update(editor.acknowledged)
        assert late.publish(3)
        recovers(node, late, 4)
        assert b'href="/fr/actualites/compteur"' in node.ask("/fr/recherche/?q=num%C3%A9ro")[1]
        assert node.ready()["search"] == "ok"
        before = counted(node)
        miss(node, *map(str, range(9)))  # more than the two searches above, which may be written only now
        eventually(lambda: counted(node) >= before + 9)  # the worker itself writes again
