"""Addresses of entries: none where another page of the site stands."""

from __future__ import annotations

import pytest
from flask import Flask

from ecpat.core.errors import ContentError
from ecpat.entries import service
from ecpat.entries.kind import get_kind


@pytest.mark.parametrize(
    ("kind", "title", "slug"),
    [("pages", "Actualités", "actualites-2"), ("pages", "News", "news-2"), ("news", "2019", "2019-2")],
)
def test_no_entry_stands_where_another_page_does(app: Flask, kind: str, title: str, slug: str) -> None:
    entry = service.create(get_kind(kind))
    assert service.save(entry, "fr", title=title).slug == slug
    with pytest.raises(ContentError) as refused:
        service.save(entry, "fr", title=title, slug=slug.removesuffix("-2"))
    assert slug in str(refused.value.message)
