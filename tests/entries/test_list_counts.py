"""A list has as many pages as what readers see of it needs, whatever was binned, withdrawn or lies ahead."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from ecpat.core import clock
from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.models import Edition

LISTED = re.compile(r'<h3><a href="([^"]+)">')


def walked(reader: FlaskClient, path: str) -> list[str]:
    """Return the addresses that a list leads to below what lies ahead, page by page; the next page is none."""
    found: list[str] = []
    for number in range(1, 40):
        answer = reader.get(f"{path}?page={number}")
        if answer.status_code == 404:
            return found
        listed = LISTED.findall(answer.get_data(as_text=True).partition('id="found"')[2])
        assert listed, f"page {number} is empty"
        found += listed
    raise AssertionError("no last page")


@pytest.mark.parametrize(("path", "kind"), [("/fr/actualites/", "news"), ("/fr/formations/", "training")])
def test_a_list_has_the_pages_that_it_needs(app: Flask, reader: FlaskClient, path: str, kind: str) -> None:
    app.config["PAGE_SIZE"] = 1
    before = walked(reader, path)
    own = select(Edition).where(Edition.kind == kind, Edition.locale == "fr", Edition.slug.in_(_slugs(before)))
    binned, ended, both, scheduled, *_others = db.session.scalars(own.order_by(Edition.id))
    now = clock.now()
    for edition in (binned, both):
        service.discard(edition.entry)
    for edition in (ended, both):
        service.end(edition, now - timedelta(days=1))
    service.publish(scheduled, now + timedelta(days=1))
    db.session.commit()
    gone = {edition.slug for edition in (binned, ended, both, scheduled)}
    assert _slugs(walked(reader, path)) == [slug for slug in _slugs(before) if slug not in gone]


def _slugs(paths: list[str]) -> list[str]:
    return [path.rpartition("/")[2] for path in paths]
