"""One machine on which something fails: what is in memory goes on being served, and it recovers by itself."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from ..conftest import build, furnish
from ..postgres import server as postgres
from . import disks
from .balancer import balancing
from .machines import Machine
from .nodes import Editor, Node, free_port
from .readers import COUNTED, Readers, SocketConnection, failures, stale
from .test_cluster import SAFE

HERE = Machine((), "127.0.0.1")
WARM = (*COUNTED, "/en/", "/fr/formations/")
COLD = "/en/topics/"


@pytest.fixture
def serve(seeded: Path, tmp_path: Path) -> Iterator[Callable[..., Node]]:
    """Return what starts a site on this machine, on a copy of the sample content."""
    with ExitStack() as stack:

        def start(
            folder: Path | None = None,
            workers: int = 1,
            machine: Machine = HERE,
            file: Path | None = None,
            **settings: str,
        ) -> Node:
            folder = shutil.copytree(seeded, folder or tmp_path / "node", dirs_exist_ok=True)
            node = Node(machine, folder, settings, free_port(), workers, file)
            stack.callback(node.stop)
            node.start()
            return node

        yield start


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


def connect(node: Node) -> Callable[[], HTTPConnection]:
    """Return what connects a reader to a node."""
    return lambda: HTTPConnection(node.machine.address, node.port, timeout=20)


def warm(node: Node) -> None:
    """Ask once for each page, so that it is in memory."""
    for path in WARM:
        assert node.ask(path)[0] == 200, path


def wait_for(node: Node, part: str, state: str) -> None:
    """Wait until `/readyz` says so of a part."""
    deadline = time.monotonic() + 15
    while node.ready().get(part) != state:
        assert time.monotonic() < deadline, node.ready()
        time.sleep(0.2)


def wait_until_it_answers(node: Node) -> None:
    """Wait for the worker that takes the place of one that was killed."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        with suppress(OSError, HTTPException):
            node.ask("/healthz")
            return
        time.sleep(0.2)
    raise AssertionError(node.log.read_text())


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
    deadline = time.monotonic() + 15
    while not editor.publish(number):
        assert time.monotonic() < deadline
    time.sleep(1)
    for path in (*COUNTED, COLD):
        status, body = node.ask(path)
        assert status == 200, path
        assert path == COLD or f"Numéro {number}".encode() in body, path


def test_workers_that_are_killed_are_replaced_and_no_request_is_lost(
    serve: Callable[..., Node], write: Callable[[Node], Editor], tmp_path: Path
) -> None:
    node = serve(workers=2, file=tmp_path / "node.sock")
    editor = write(node)
    before = node.workers()
    assert len(before) == 2
    with (
        balancing(HERE, tmp_path, [node]) as front,
        Readers(lambda: SocketConnection(front), WARM, 4, 0.005) as readers,
    ):
        for worker in before:
            time.sleep(1)
            os.kill(worker, signal.SIGKILL)
            deadline = time.monotonic() + 15
            while worker in node.workers() or len(node.workers()) != 2:
                assert time.monotonic() < deadline
                time.sleep(0.1)
            time.sleep(2)
        editor.publish(2)
        time.sleep(1.5)
    assert not failures(readers.answers)
    assert len(readers.answers) > 200
    assert not stale(readers.answers, editor.acknowledged)
    after = node.workers()
    assert len(after) == 2
    assert not set(before) & set(after)


def test_a_reload_under_load_loses_no_request(
    serve: Callable[..., Node], write: Callable[[Node], Editor], tmp_path: Path
) -> None:
    node = serve(workers=2, file=tmp_path / "node.sock")
    editor = write(node)
    before = node.workers()
    with (
        balancing(HERE, tmp_path, [node]) as front,
        Readers(lambda: SocketConnection(front), WARM, 4, 0.005) as readers,
    ):
        time.sleep(0.5)
        node.reload()
        deadline = time.monotonic() + 30
        while set(node.workers()) & set(before) or len(node.workers()) != 2:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        editor.publish(2)
        time.sleep(1.5)
    assert not failures(readers.answers)
    assert not stale(readers.answers, editor.acknowledged)
    assert len(readers.answers) > 200


READER = "203.0.113.7"  # on this machine itself readers cannot be told apart, so none is counted


def counted(node: Node) -> int:
    """Return how many addresses that lead nowhere are counted; fewer than five readers met each, so none by name."""
    with closing(sqlite3.connect(node.folder / "site.db")) as database:
        return int(database.execute("SELECT count(*) FROM pending_count").fetchone()[0])


def miss(node: Node, *paths: str) -> None:
    """Ask for addresses that lead nowhere."""
    for path in paths:
        headers = {"Accept": "text/html", "X-Forwarded-For": READER}
        assert node.ask(f"/fr/nulle-part/{path}", headers)[0] == 404


def wait_until_counted(node: Node, number: int) -> None:
    """Wait until so many addresses are counted."""
    deadline = time.monotonic() + 30
    while counted(node) != number:
        assert time.monotonic() < deadline, counted(node)
        time.sleep(0.1)


def test_what_was_counted_is_written_when_workers_are_replaced_and_when_the_site_ends(
    serve: Callable[..., Node],
) -> None:
    node = serve(PROXIES="1")
    before = node.workers()
    miss(node, "a", "b", "c", "a")
    wait_until_counted(node, 3)
    miss(node, "d", "e")
    node.reload()
    wait_until_counted(node, 5)
    deadline = time.monotonic() + 30
    while set(node.workers()) & set(before):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    miss(node, "f")
    wait_until_counted(node, 6)
    miss(node, "g", "h")
    node.end()
    assert counted(node) == 8


def test_a_database_that_crashed(write: Callable[[Node], Editor], tmp_path: Path) -> None:
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
        server.start()
        wait_for(node, "status", "ok")
        recovers(node, editor, 3)


def test_a_database_that_is_locked(serve: Callable[..., Node], write: Callable[[Node], Editor]) -> None:
    node = serve()
    editor = write(node)
    warm(node)
    other = sqlite3.connect(node.folder / "site.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with Readers(connect(node), [*WARM, "/fr/formations/", "/en/training/"], 3, 0.01) as readers:
        assert not editor.publish(2)  # after five seconds
    assert not [answer for answer in readers.answers if answer.status != 200]
    assert len(readers.answers) > 30  # whoever waited with the editor would have got one
    other.execute("ROLLBACK")
    other.close()
    wait_for(node, "status", "ok")
    recovers(node, editor, 3)


def test_slow_clients_hold_nobody_up(serve: Callable[..., Node], write: Callable[[Node], Editor]) -> None:
    node = serve()
    write(node)
    slow = [socket.create_connection((node.machine.address, node.port)) for _ in range(200)]
    for number, connection in enumerate(slow):
        connection.sendall(
            b"POST /fr/ HTTP/1.1\r\nContent-Length: 60000\r\n\r\nx" if number % 2 else b"GET /fr/ HTTP/1.1\r\nX:"
        )
    with Readers(connect(node), [*WARM, COLD], 3, 0.01) as readers:
        rounds, given_up = 0, time.monotonic() + 60
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


def test_what_is_too_large_is_refused_and_the_next_is_answered(serve: Callable[..., Node], tmp_path: Path) -> None:
    node = serve()
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


def test_a_full_disk(serve: Callable[..., Node], write: Callable[[Node], Editor], tmp_path: Path) -> None:
    assert disks.mountable(), "this test mounts a disk: it needs root"
    with disks.disk(tmp_path / "disk") as disk:
        node = serve(disk.folder)
        try:
            editor = write(node)
            warm(node)
            disk.fill()
            wait_for(node, "disk", "full")
            still_served(node)
            assert node.ask(COLD)[0] == 200
            assert not editor.publish(2)
            disk.free()
            wait_for(node, "disk", "nearly full")  # a small disk always is
            recovers(node, editor, 3)
            editor.close()
        finally:
            node.stop()


def test_a_disk_that_turned_read_only(
    serve: Callable[..., Node], write: Callable[[Node], Editor], tmp_path: Path
) -> None:
    assert disks.mountable(), "this test mounts a disk: it needs root"
    with disks.disk(tmp_path / "disk") as disk:
        node = serve(disk.folder)
        os.sync()  # the sample content has long been there; what is published from here on has not
        try:
            editor = write(node)
            warm(node)
            disk.fail()
            wait_for(node, "disk", "read-only")
            still_served(node)
            assert not editor.publish(2)
            assert node.ask(COLD)[0] == 200
            editor.close()
            node.kill()
            disk.unmount()
            disk.mount()
            node.start()
            again = Editor(node)
            again.acknowledged.update(editor.acknowledged)
            recovers(node, again, 3)
            again.close()
        finally:
            node.stop()


def test_a_disk_that_is_read_only_for_a_while(
    serve: Callable[..., Node], write: Callable[[Node], Editor], tmp_path: Path
) -> None:
    assert disks.mountable(), "this test mounts a disk: it needs root"
    with disks.disk(tmp_path / "disk") as disk:
        node = serve(disk.folder, PROXIES="1")
        try:
            outlives_a_while_of_reading(node, write(node), disks.locking(disk.folder))
        finally:
            node.stop()


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
        wait_until_it_answers(node)
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
        miss(node, "enfin")
        wait_until_counted(node, before + 1)  # the worker itself writes again
