"""Two machines behind nginx, one PostgreSQL with a streaming replica, uploads on shared storage."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from ecpat.core.database import db

from ..conftest import build, furnish
from ..core.test_jobs import eventually
from ..postgres import server as postgres
from ..postgres.server import QUICK, Server
from . import machines
from .balancer import balancing
from .nodes import PORT, Editor, Node, SocketConnection
from .readers import COUNTED, LATEST, Readers, failures, stale

OTHERS = (
    "/en/",
    "/en/resources/",
    "/en/training/",
    "/en/help/",
    "/fr/formations/",
    "/fr/themes/",
    "/fr/recherche/?q=mineurs",
)
SAFE = (*QUICK, "synchronous_commit=on")  # what is acknowledged is there after a crash


@dataclass
class Cluster:
    """What a test can push and pull at."""

    front: Path
    nodes: list[Node]
    editor: Editor
    primary: Server
    replica: Server
    settings: dict[str, str]
    published: int = 0

    def readers(self, *more: str, count: int = 6) -> Readers:
        """Return readers of the pages that tell how old they are, and of others."""
        return Readers(lambda: SocketConnection(self.front), [*COUNTED, *more], count, pause=0.01)

    def publish_for(self, seconds: float, pause: float = 0.3) -> None:
        """Publish one number after another for some time."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.published += 1
            self.editor.publish(self.published)
            time.sleep(pause)

    def wait_to_read(self, readers: Readers, nodes: int = 1) -> None:
        """Wait until so many nodes have shown what was published last; `stale` tells what was shown for too long."""
        given_up = time.monotonic() + 60
        while len({one.node for one in list(readers.answers) if one.number == self.published}) < nodes:
            assert time.monotonic() < given_up
            time.sleep(0.1)
        time.sleep(LATEST + 0.2)  # for what must not be shown any more

    def reads_of_replica(self) -> int:
        """Return how many rows the replica has read for somebody."""
        return int(self.replica.ask("SELECT sum(tup_fetched) FROM pg_stat_database WHERE datname LIKE 'test%'"))


@pytest.fixture(scope="module")
def cluster(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Start it all."""
    found = postgres.programs()
    assert found is not None, "the tests need PostgreSQL: Debian's package is called postgresql"
    base = tmp_path_factory.mktemp("cluster")
    with ExitStack() as stack:
        front, (one, two) = stack.enter_context(machines.cluster(2))
        primary = stack.enter_context(postgres.running(found, SAFE))
        database = primary.database()
        settings = {"DATABASE_URL": primary.address(database), "MEDIA_URL": f"file://{base}/shared", "PROXIES": "1"}
        shutil.copytree(furnished / "media", base / "shared")
        furnish(build(base / "seed", settings))
        replica = stack.enter_context(postgres.running(found, SAFE, replica_of=primary))
        settings["REPLICA_URL"] = replica.address(database)
        nodes = [Node(machine, base / machine.address, settings, PORT) for machine in (one, two)]
        for node in nodes:
            shutil.copytree(base / "seed" / "search", node.folder / "search")  # no reader waits for its making
            stack.callback(node.stop)
            node.start()
        editor = Editor(nodes[0])
        stack.callback(editor.close)
        socket = stack.enter_context(balancing(front, base, nodes, patience=4))
        made = Cluster(socket, nodes, editor, primary, replica, settings)
        made.publish_for(0.1)
        for path in (*COUNTED, *OTHERS):  # the first pages of a worker are slow where every core is busy
            eventually(lambda: both_show(made, path))  # noqa: B023 — called here
        yield made


def both_show(cluster: Cluster, path: str) -> bool:
    """Tell whether both nodes show a page; one that was late for it is asked again after two seconds."""
    answers = [ask(cluster, path) for _ in range(4)]
    return {status for status, _, _ in answers} == {200} and len({node for _, _, node in answers}) == 2


def ask(cluster: Cluster, path: str) -> tuple[int, str, str]:
    """Ask through nginx; return status, body and which node answered."""
    connection = SocketConnection(cluster.front)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read().decode(errors="replace")
    connection.close()
    return answer.status, body, answer.headers["X-Node"]


def test_what_one_node_publishes_the_other_shows_within_a_second(cluster: Cluster) -> None:
    before = cluster.reads_of_replica()
    with cluster.readers("/en/resources/", "/fr/recherche/?q=mineurs") as readers:
        cluster.publish_for(2)
        cluster.wait_to_read(readers, nodes=2)
    assert not failures(readers.answers)
    assert not stale(readers.answers, cluster.editor.acknowledged)
    time.sleep(1)
    assert cluster.reads_of_replica() > before + 50


def test_both_nodes_find_what_one_published(cluster: Cluster) -> None:
    cluster.publish_for(0.1)
    time.sleep(1)
    found = {}
    for _ in range(8):
        status, body, node = ask(cluster, f"/fr/recherche/?q=Numéro+{cluster.published}".replace("é", "%C3%A9"))
        found[node] = (status, "/fr/actualites/compteur" in body)
    assert list(found.values()) == [(200, True)] * 2


def test_uploads_are_the_same_on_both_nodes(cluster: Cluster) -> None:
    answers = {}
    page = ask(cluster, "/fr/ressources/")[1]
    cover = "/media/" + page.partition('src="/media/')[2].partition('"')[0]
    for _ in range(4):
        status, body, node = ask(cluster, cover)
        answers[node] = (status, body)
    assert len(answers) == 2
    assert len(set(answers.values())) == 1
    assert next(iter(answers.values()))[0] == 200


def doctor(cluster: Cluster, **settings: str) -> str:
    """Return what the doctor says on the first machine."""
    site = build(cluster.nodes[0].folder, cluster.settings | settings)
    with site.app_context():
        told = site.test_cli_runner().invoke(args=["ecpat", "doctor"]).output
        for engine in db.engines.values():
            engine.dispose()
    return told


def test_the_doctor_looks_at_the_replica(cluster: Cluster) -> None:
    assert "ok       replica: it is level" in doctor(cluster)
    assert "error    replica: it is no replica" in doctor(cluster, REPLICA_URL=cluster.settings["DATABASE_URL"])
    gone = cluster.settings["REPLICA_URL"].replace("host=", "host=/nowhere")
    assert "error    replica: it does not answer" in doctor(cluster, REPLICA_URL=gone)


def test_a_replica_that_lags_makes_no_page_old(cluster: Cluster) -> None:
    cluster.replica.ask("SELECT pg_wal_replay_pause()")
    try:
        with cluster.readers() as readers:
            cluster.publish_for(1.5)
            cluster.wait_to_read(readers)
    finally:
        cluster.replica.ask("SELECT pg_wal_replay_resume()")
    assert not failures(readers.answers)
    assert not stale(readers.answers, cluster.editor.acknowledged)


def test_a_node_killed_under_load_costs_no_reader_anything(cluster: Cluster) -> None:
    lost = cluster.nodes[1]
    name = f"{lost.machine.address}:{lost.port}"
    with cluster.readers("/en/", "/fr/formations/") as readers:

        def wait_for_it(since: float) -> None:
            given_up = time.monotonic() + 60
            while not any(answer.node == name and answer.began > since for answer in list(readers.answers)):
                assert time.monotonic() < given_up
                cluster.publish_for(0.3)

        wait_for_it(0)
        lost.kill()
        cluster.publish_for(1)
        lost.start()
        wait_for_it(time.monotonic())  # it comes back by itself
        time.sleep(1.2)
    assert not failures(readers.answers)
    assert not stale(readers.answers, cluster.editor.acknowledged)
    assert len(readers.answers) > 100


def test_a_node_off_the_network_costs_no_reader_anything(cluster: Cluster) -> None:
    lost = cluster.nodes[1]
    if not lost.machine.prefix:  # on one address of the loopback range nothing can be unplugged: stop it instead
        lost.kill()
    else:
        lost.machine.cut(True)
    try:
        with cluster.readers() as readers:
            cluster.publish_for(2.2)
            cluster.wait_to_read(readers)
    finally:
        if lost.machine.prefix:
            lost.machine.cut(False)
        else:
            lost.start()
    assert not failures(readers.answers)
    assert not stale(readers.answers, cluster.editor.acknowledged)


def test_without_the_replica_the_database_answers(cluster: Cluster) -> None:
    cluster.replica.kill()
    with cluster.readers() as readers:
        cluster.publish_for(1)
        time.sleep(1.2)
    cluster.replica.start()
    assert not failures(readers.answers)
    assert not stale(readers.answers, cluster.editor.acknowledged)


def test_without_the_database_the_replica_answers_and_nothing_acknowledged_is_lost(cluster: Cluster) -> None:
    cluster.publish_for(1.5)
    cluster.primary.kill()
    with cluster.readers("/en/training/", "/fr/themes/", "/en/help/") as readers:
        time.sleep(2)
        assert not cluster.editor.publish(cluster.published + 1)
        status, said, _node = ask(cluster, "/readyz")
        searched, page, _node = ask(cluster, "/fr/recherche/?q=mineurs")
    assert (status, json.loads(said)) == (
        200,
        {"status": "degraded", "database": "does not answer", "replica": "ok", "files": "ok", "disk": "ok"},
    )
    assert searched == 200  # in the index of its own machine
    assert 'href="/fr/' in page.partition("<main")[2]
    assert not failures(readers.answers)
    assert not stale(readers.answers, cluster.editor.acknowledged)
    cluster.primary.start()
    time.sleep(1.5)
    with cluster.readers() as readers:
        cluster.publish_for(1)
        cluster.wait_to_read(readers)
    assert not failures(readers.answers)
    assert not stale(readers.answers, cluster.editor.acknowledged)
