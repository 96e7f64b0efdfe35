"""What the documented units run: nights without a database, reloads with a wrong setting, mail that leaves."""

from __future__ import annotations

import os
import runpy
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from ..checkout import Checkout
from ..conftest import build
from ..contract import ROOT
from ..core.test_jobs import eventually, mail_somebody, settings_of
from ..mailserver import serving
from .balancer import balancing
from .documented import DEPLOYMENT, directives
from .machines import Machine
from .nodes import HOST, SocketConnection, free_port
from .readers import Readers, failures
from .units import Unit

UNITS = {
    "granian.service": "ecpat.service",
    "ecpat-work.service": "ecpat-work.service",
    "ecpat-doctor.service": "ecpat-doctor.service",
    "ecpat-doctor.timer": "ecpat-doctor.timer",
}
BEHIND_NGINX = {"PROXIES": "1", "ALLOWED_HOSTS": f"localhost,{HOST}"}


@pytest.fixture(scope="module")
def checkout(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """Return a site as it is on a server, with the sample content."""
    folder = tmp_path_factory.mktemp("units")
    return Checkout(folder / "srv", shutil.copytree(seeded, folder / "instance"))


@contextmanager
def unit(name: str, checkout: Checkout) -> Iterator[Unit]:
    """Yield a unit at a checkout; end what runs of it afterwards."""
    made = Unit(name, checkout)
    try:
        yield made
    finally:
        made.kill()


@pytest.fixture(scope="module")
def site(checkout: Checkout) -> Iterator[Unit]:
    """Return the site's unit, started with lists of three entries."""
    with unit("granian.service", checkout) as made:
        checkout.configure(PAGE_SIZE="3", **BEHIND_NGINX)
        assert made.start() == ""
        eventually(lambda: len(made.workers()) == 2)
        yield made


@contextmanager
def away(checkout: Checkout) -> Iterator[None]:
    """Take the database away: nothing can be opened where it was."""
    database, aside = checkout.instance / "site.db", checkout.instance / "aside.db"
    database.rename(aside)
    for ending in ("-wal", "-shm"):
        if (log := Path(f"{database}{ending}")).exists():
            log.rename(f"{aside}{ending}")
    database.mkdir()
    try:
        yield
    finally:
        database.rmdir()
        aside.rename(database)
        for ending in ("-wal", "-shm"):
            if (log := Path(f"{aside}{ending}")).exists():
                log.rename(f"{database}{ending}")


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    assert program is not None, "the tests need systemd-analyze: Debian's package is called systemd"
    there = tmp_path / "bin"
    there.mkdir()
    for name in ("python", "granian", "flask"):
        (there / name).symlink_to("/bin/true")
    for source, target in UNITS.items():
        text = (DEPLOYMENT / source).read_text().replace("/srv/ecpat/.venv/bin", str(there))
        (tmp_path / target).write_text(text)
    done = subprocess.run(
        (program, "verify", *(str(tmp_path / target) for target in UNITS.values())),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_they_are_started_again_however_often_they_fail_and_only_one_may_reach_the_network() -> None:
    site, work, *_others = (directives(name) for name in UNITS)
    for says in (site, work):
        assert says["Restart"] == ["always"]
        assert says["StartLimitIntervalSec"] == ["0"]
    assert site["RestrictAddressFamilies"] == ["AF_UNIX"]
    assert site["IPAddressDeny"] == ["any"]
    assert set(work["RestrictAddressFamilies"][0].split()) == {"AF_UNIX", "AF_INET", "AF_INET6"}
    assert not work["IPAddressDeny"]
    apart = {"RestrictAddressFamilies", "IPAddressDeny"}
    shut = {name for name in site if name.startswith(("Protect", "Private", "Restrict", "SystemCall", "Lock"))}
    assert {name: work[name] for name in shut - apart} == {name: site[name] for name in shut - apart}
    assert site["Wants"] == ["ecpat-work.service"]
    assert site["PropagatesReloadTo"] == ["ecpat-work.service"]
    assert work["PartOf"] == ["ecpat.service"]


def test_gunicorn_loads_the_site_in_its_workers_so_that_a_reload_takes_new_code_and_settings() -> None:
    assert runpy.run_path(str(DEPLOYMENT / "gunicorn.conf.py"))["preload_app"] is False


def test_a_worker_that_dies_while_the_database_is_away_is_replaced_and_recovers_by_itself(
    site: Unit, checkout: Checkout
) -> None:
    assert site.ask("/fr/aide/")[0] == 200
    build(checkout.instance).test_cli_runner().invoke(args=["ecpat", "down-page"])  # as the worker's unit does
    with away(checkout):
        before = site.workers()
        for number in before:
            os.kill(number, signal.SIGKILL)
        eventually(lambda: len(site.workers() - before) == 2)
        new, begun = site.workers(), time.monotonic()
        for path in ("/fr/", "/fr/recherche/?q=mineurs", "/en/help/"):
            status, page, headers = site.ask(path)
            assert status == 503
            assert headers["Retry-After"] == "60"
            assert 'href="tel:116000"' in page
        again = Unit("granian.service", checkout)
        assert "The site cannot start: the database does not answer" in again.start()
        assert "The site cannot start: the database does not answer" in site.reload()
        eventually(lambda: time.monotonic() > begun + 6)  # granian gives up where one dies 5.5 s after its start
        assert site.workers() == new
    eventually(lambda: site.ask("/fr/aide/")[0] == 200)
    assert site.ask("/fr/recherche/?q=mineurs")[0] == 200
    assert site.process is not None
    assert site.process.poll() is None


WRONG: tuple[tuple[dict[str, str], str], ...] = (
    ({"PAGE_SIZE": "0"}, "PAGE_SIZE is '0'"),
    ({"PAGE_SIZ": "5"}, "there is no setting called PAGE_SIZ"),
    ({"DATABASE_URL": "sqlite:////nowhere/site.db"}, "the database does not answer"),
)


def test_a_reload_with_a_wrong_setting_changes_nothing_and_says_so_one_with_a_right_one_loses_no_request(
    site: Unit, checkout: Checkout, tmp_path: Path
) -> None:
    page = site.ask("/fr/actualites/")[1]
    before = site.workers()
    for settings, told in WRONG:
        checkout.configure(**settings)
        assert told in site.reload()
    time.sleep(1)
    assert site.workers() == before
    assert site.ask("/fr/actualites/")[1] == page
    checkout.configure(PAGE_SIZE="4", **BEHIND_NGINX)
    with (
        balancing(Machine((), "127.0.0.1"), tmp_path, [site]) as front,
        Readers(lambda: SocketConnection(front), ("/fr/", "/fr/actualites/", "/en/training/"), 4, 0.02) as readers,
    ):
        assert site.reload() == ""
        eventually(lambda: len(site.workers()) == 2 and not site.workers() & before)
        known = len(readers.answers)
        eventually(lambda: len(readers.answers) > known + 50)
    assert not failures(readers.answers)
    assert site.ask("/fr/actualites/")[1] != page


def stack_of(process: subprocess.Popen[str]) -> str:
    """Return where a process has its stack: elsewhere once it has begun anew."""
    lines = Path(f"/proc/{process.pid}/maps").read_text().splitlines()
    return next((line.split()[0] for line in lines if line.endswith("[stack]")), "")


def test_mail_leaves_by_the_worker_s_unit_and_takes_new_settings(checkout: Checkout) -> None:
    app = build(checkout.instance)
    with unit("ecpat-work.service", checkout) as work, serving() as one, serving() as other, app.app_context():
        checkout.configure(**settings_of(one))
        assert work.start() == ""
        mail_somebody(app)
        eventually(lambda: len(one.taken) == 1)
        process = work.process
        assert process is not None
        checkout.configure(**settings_of(other), PAGE_SIZE="0")
        assert "PAGE_SIZE is '0'" in work.reload()
        mail_somebody(app)
        eventually(lambda: len(one.taken) == 2)
        checkout.configure(**settings_of(other))
        before = stack_of(process)
        assert work.reload() == ""
        eventually(lambda: stack_of(process) != before)
        mail_somebody(app)
        eventually(lambda: len(other.taken) == 1)
        work.stop()
        assert process.returncode == 0
        assert process.stdout is not None
        assert process.stdout.read() == ""


def workers_of(checkout: Checkout) -> set[int]:
    """Return the numbers of the processes that do the jobs of a site."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (folder / "cmdline").read_bytes()
            if b"ecpat\0work\0" in command and (folder / "cwd").resolve() == checkout.folder.resolve():
                found.add(int(folder.name))
    return found


def answers(port: int) -> bool:
    """Tell whether a site answers at a port of this machine."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    with suppress(OSError, HTTPException):
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    return False


@pytest.mark.parametrize("how", ["Ctrl-C", "killed"])
def test_make_run_does_the_work_too_and_leaves_nothing_behind(checkout: Checkout, how: str) -> None:
    shutil.copy(ROOT / "Makefile", checkout.folder)
    checkout.configure()
    shutil.rmtree(checkout.instance / "down", ignore_errors=True)
    port, programs = free_port(), Path(sys.executable).parent
    # `-o` takes what is named for done: the installation, and once the database too.
    done = ("-o", ".venv/.run") if how == "Ctrl-C" else ("-o", "migrated")
    run = checkout.run_shell(("make", *done, "run", f"BIN={programs}", f"PORT={port}", "WORKERS=1"))
    try:
        eventually(lambda: answers(port) and (checkout.instance / "down" / "fr.html").exists())
        (worker,) = workers_of(checkout)
        if how == "Ctrl-C":
            os.killpg(run.pid, signal.SIGINT)
        else:
            parent = int(Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()[1])
            os.kill(parent, signal.SIGKILL)  # granian itself
        run.wait(90)
        eventually(lambda: not workers_of(checkout))
    finally:
        with suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
    assert run.stdout is not None
    told = run.stdout.read()
    assert f"The site is at http://127.0.0.1:{port}/fr/" in told
    assert "Traceback" not in told
