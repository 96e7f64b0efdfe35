"""The seeded site on PostgreSQL: the same fixtures as elsewhere, so that the same tests run on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from ecpat.core.database import db

from ..conftest import build, copy_site, furnish
from . import server
from .server import Server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """Return a server of the tests' own."""
    found = server.programs()
    if found is None:
        pytest.fail("the tests need PostgreSQL: Debian's package is called postgresql")
    with server.running(found) as running:
        yield running


def use(folder: Path, url: str) -> Path:
    """Let the site on an instance folder have its database at an address."""
    (folder / "config.py").write_text(f"DATABASE_URL = {url!r}\n")
    return folder


def leave() -> None:
    """Let go of the database."""
    db.session.remove()
    db.engine.dispose()


@pytest.fixture(scope="session")
def filled(postgres: Server, furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return an instance folder and a database with the sample content, migrated and indexed, to be copied."""
    name = postgres.database()
    folder = use(tmp_path_factory.mktemp("postgres"), postgres.address(name))
    shutil.copytree(furnished / "media", folder / "media")  # with what is drawn
    furnish(build(folder))
    return folder, name


@pytest.fixture(scope="session")
def seeded(postgres: Server, filled: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an instance folder with the sample content, for tests that only read."""
    folder = copy_site(filled[0], tmp_path_factory.mktemp("reading") / "instance")
    return use(folder, postgres.address(postgres.database(filled[1])))


@pytest.fixture(scope="session")
def reading(seeded: Path) -> Flask:
    """Return the seeded site, for tests that only read."""
    return build(seeded)


@pytest.fixture
def app(postgres: Server, filled: tuple[Path, str], tmp_path: Path) -> Iterator[Flask]:
    """Return a site of the test's own, seeded, within an application context."""
    folder = copy_site(filled[0], tmp_path / "instance")
    with postgres.copy(filled[1]) as url:
        own = build(use(folder, url))
        with own.app_context():
            yield own
            leave()
