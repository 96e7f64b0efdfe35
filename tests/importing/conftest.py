"""A site that an export moves into."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from ecpat.core.database import db
from ecpat.entries.models import Edition

Import = Callable[..., dict[str, Any]]


@pytest.fixture
def command(app: Flask, tmp_path: Path) -> Callable[..., Result]:
    """Return what runs the import of an export, given as text or bytes, with more options."""

    def run(text: str | bytes, *options: str) -> Result:
        file = tmp_path / "export.xml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return app.test_cli_runner().invoke(args=["ecpat", "import", "wordpress", str(file), *options])

    return run


@pytest.fixture
def take(command: Callable[..., Result]) -> Import:
    """Return what imports an export and gives its report."""

    def run(text: str | bytes, *options: str) -> dict[str, Any]:
        result = command(text, *options)
        assert result.exit_code == 0, result.output[-2000:]
        return json.loads(result.stdout)  # type: ignore[no-any-return]

    return run


def edition(title: str, locale: str = "fr") -> Edition:
    """Return the edition of a title."""
    return db.session.scalars(select(Edition).where(Edition.title == title, Edition.locale == locale)).one()


def reasons(report: dict[str, Any], part: str = "changed") -> set[tuple[str, str]]:
    """Return what a report says of which key."""
    return {(line["key"], line["why"]) for line in report[part] if "why" in line}
