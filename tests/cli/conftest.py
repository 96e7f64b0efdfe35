"""Sites that commands are tried on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask_migrate import upgrade

from ecpat.core.database import db

from ..conftest import build, copy_site


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the instance folder of a site that has tables and nothing in them, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    with build(folder).app_context():
        upgrade()
        db.session.remove()
        db.engine.dispose()
    return folder


@pytest.fixture
def bare(migrated: Path, tmp_path: Path) -> Iterator[Flask]:
    """Return a site without any content, within an application context."""
    app = build(copy_site(migrated, tmp_path / "bare"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def run(app: Flask, *words: str, typed: str = "") -> Result:
    """Run `flask ecpat …` on a site; what it says of itself is never a traceback."""
    result = app.test_cli_runner().invoke(args=["ecpat", *words], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result
