"""What a command unpacks or writes is gone at the next start when it is killed, and never taken from a living one."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from flask import Flask

from ecpat.cli import scratch
from ecpat.core.jobs import Worker

from ..cli.test_backup import run
from ..conftest import build, copy_site, pretend_drawn
from ..contract import ROOT

WITHOUT_NAMELESS_FILES = "import os; del os.O_TMPFILE; from flask.cli import main; main()"


@pytest.fixture
def instance(seeded: Path, tmp_path: Path) -> Path:
    """Return the instance folder of a site of the test's own, in which nothing is left to be drawn."""
    folder = copy_site(seeded, tmp_path / "site" / "instance")
    pretend_drawn(build(folder))
    return folder


@pytest.fixture
def file(instance: Path, tmp_path: Path) -> Path:
    """Return a backup of it."""
    assert run(build(instance), "backup", str(tmp_path / "whole.tar.gz")).exit_code == 0
    return tmp_path / "whole.tar.gz"


@contextmanager
def command(instance: Path, *words: str, start: tuple[str, ...] = ("-m", "flask"), **more: str) -> Iterator[int]:
    """Run a command of the site in a process of its own; yield its number, and kill it in the end."""
    process = subprocess.Popen(
        (sys.executable, *start, "--app", "tests.cluster.node:application", "ecpat", *words),
        cwd=ROOT, env={"PATH": os.environ["PATH"], "NODE": str(instance), **more}, start_new_session=True,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process.pid
        assert process.poll() is None
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


def until(seen: Callable[[], object]) -> None:
    """Wait until something can be seen."""
    deadline = time.monotonic() + 180
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.002)


def left(instance: Path, name: str = "database") -> list[Path]:
    """Return the files of a name in scratch folders."""
    return sorted((instance / "tmp").glob(f"*/{name}"))


def start(instance: Path) -> None:
    """Start the site as a server does."""
    code = (
        "import runpy, pathlib, ecpat.config as config; "
        f"config.INSTANCE = pathlib.Path({str(instance)!r}); runpy.run_path('wsgi.py')"
    )
    subprocess.run((sys.executable, "-c", code), cwd=ROOT, env={"PATH": os.environ["PATH"]}, check=True, timeout=600)


def unpack_and_be_killed(instance: Path, file: Path, slow: Path, *words: str) -> None:
    """Let a command unpack a backup that comes through a pipe and stops before its end, and kill it."""
    before = left(instance)  # which the command itself removes
    os.mkfifo(slow)
    pipe = os.open(slow, os.O_RDWR)
    with open(pipe, "wb", buffering=0), command(instance, *words, str(slow)):
        feeding = threading.Thread(target=os.write, args=(pipe, file.read_bytes()[:-100]))
        feeding.start()
        until(lambda: not feeding.is_alive() and left(instance) not in ([], before))
        scratch.sweep(build(instance))
        (unpacked,) = left(instance)
        assert (unpacked.parent / "media").is_dir()
        assert [stat.S_IMODE(path.stat().st_mode) for path in (unpacked, unpacked.parent)] == [0o600, 0o700]
    assert left(instance)


def test_what_was_unpacked_by_a_killed_command_is_gone_at_the_next_start(
    instance: Path, file: Path, tmp_path: Path
) -> None:
    for words in (("backup", "--verify"), ("restore", "--yes")):
        unpack_and_be_killed(instance, file, tmp_path / f"{words[0]}.tar.gz", *words)
    start(instance)
    assert not left(instance, "")
    assert [path.name for path in (instance / "tmp").iterdir()] == ["lock"]


@pytest.fixture
def large(instance: Path) -> Path:
    """Return an upload that takes long enough to be packed that somebody can look in between."""
    path = instance / "media" / "ab" / ("ab" + "0" * 62)
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as sparse:
        sparse.truncate(400 << 20)
    return path


def test_a_killed_backup_leaves_nothing_beside_its_file_and_its_copy_of_the_database_till_the_next_start(
    instance: Path, large: Path, tmp_path: Path
) -> None:
    target = tmp_path / "elsewhere" / "site.tar.gz"
    target.parent.mkdir()
    with command(instance, "backup", str(target)) as number:
        descriptors = Path(f"/proc/{number}/fd")

        def opened() -> list[str]:
            found = []
            for path in descriptors.iterdir():
                with suppress(FileNotFoundError):  # closed since it was listed
                    found.append(str(path.readlink()))
            return found

        until(lambda: any(name.startswith(str(target.parent)) for name in opened()))
        os.kill(number, signal.SIGSTOP)  # it is never done before it has been looked at
        assert list(target.parent.iterdir()) == []
        assert left(instance)
    assert list(target.parent.iterdir()) == []
    assert left(instance)
    scratch.sweep(build(instance))
    assert not left(instance, "")


def test_where_files_have_names_the_part_of_a_killed_backup_is_found_again(
    instance: Path, large: Path, tmp_path: Path
) -> None:
    target = tmp_path / "elsewhere" / "site.tar.gz"
    target.parent.mkdir()
    with command(instance, "backup", str(target), start=("-c", WITHOUT_NAMELESS_FILES)) as number:
        until(lambda: list(target.parent.iterdir()))
        os.kill(number, signal.SIGSTOP)  # it is never done before it has been looked at
        scratch.sweep(build(instance))
        (part,) = target.parent.iterdir()
        assert stat.S_IMODE(part.stat().st_mode) == 0o600
    assert list(target.parent.iterdir()) == [part]
    scratch.sweep(build(instance))
    assert list(target.parent.iterdir()) == []
    assert not left(instance, "")


def test_a_part_that_may_not_be_removed_is_remembered_for_who_may(
    instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, unlink = build(instance), Path.unlink
    part = tmp_path / ".site.tar.gz.part"
    part.write_bytes(b"half a backup")
    abandoned = instance / "tmp" / "backup-killed"
    abandoned.mkdir(parents=True)
    (abandoned / "elsewhere").symlink_to(part)
    (abandoned / "database").write_bytes(b"accounts")

    def on_a_disk_that_is_read_only(path: Path, missing_ok: bool = False) -> None:
        if path == part:
            raise OSError(30, "Read-only file system")
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", on_a_disk_that_is_read_only)
        scratch.sweep(app)
    assert part.exists()
    assert not left(instance)
    scratch.sweep(app)
    assert not part.exists()
    assert not abandoned.exists()


def test_a_backup_that_ends_well_leaves_nothing_anywhere(instance: Path, file: Path, tmp_path: Path) -> None:
    for words in (("backup",), ("backup", "--verify"), ("restore", "--yes")):
        assert run(build(instance), *words, str(file)).exit_code == 0
    assert {path.name for path in tmp_path.iterdir()} == {"site", "whole.tar.gz"}
    assert [path.name for path in (instance / "tmp").iterdir()] == ["lock"]


def test_the_worker_removes_what_killed_commands_left_while_the_site_runs(app: Flask) -> None:
    left = Path(app.instance_path) / "tmp" / "backup-killed"
    left.mkdir(parents=True)
    (left / "lock").touch()
    (left / "database").write_text("of somebody")
    Worker(app).work_off()
    assert not left.exists()
