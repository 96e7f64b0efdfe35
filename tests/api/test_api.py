"""The API: its examples, its description, what it lists, and that it tells nothing that is not public."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from ecpat.api import queries
from ecpat.core import clock
from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition, Entry

from ..contract import ROOT
from ..core.test_language import WORLD_DAY, slug_of

EXAMPLES = re.findall(r"`GET (\S+)`\n\n```json\n(.*?)```", (ROOT / "docs" / "api.md").read_text(), re.DOTALL)
TYPES: dict[str, Any] = {"string": str, "integer": int, "object": dict, "array": list, "null": type(None)}


def read(client: FlaskClient, address: str) -> Any:
    """Return what the API says at an address."""
    answer = client.get(address.removeprefix("http://localhost"))
    assert answer.status_code == 200, address
    assert answer.mimetype == "application/json"
    return answer.json


def contains(whole: Any, part: Any) -> bool:
    """Tell whether an answer has all that an example shows: of lists, something like each thing that is shown."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(name in whole and contains(whole[name], part[name]) for name in part)
    if isinstance(part, list):
        return isinstance(whole, list) and all(any(contains(one, shown) for one in whole) for shown in part)
    return bool(whole == part)


def conforms(value: Any, schema: Any, whole: Any) -> None:
    """Raise AssertionError where a value is not as its schema has it (the keywords of JSON Schema that we use)."""
    if reference := schema.get("$ref"):
        return conforms(value, whole["components"]["schemas"][reference.rpartition("/")[2]], whole)
    if choices := schema.get("oneOf"):
        chosen = [one for one in choices if isinstance(value, TYPES[one["type"]])]
        assert len(chosen) == 1
        return conforms(value, chosen[0], whole)
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    assert isinstance(value, tuple(TYPES[one] for one in types)), (value, types)
    assert value in schema.get("enum", [value])
    if isinstance(value, list):
        for item in value:
            conforms(item, schema["items"], whole)
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        assert set(schema.get("required", ())) <= set(value)
        assert set(value) <= set(properties) or not properties
        for name, item in value.items():
            if part := properties.get(name) or schema.get("additionalProperties"):
                conforms(item, part, whole)
    return None


def write(title: str = "Une chose", slug: str = "une-chose") -> Edition:
    """Return a draft."""
    edition = service.save(service.create(get_kind("news")), "fr", title=title, slug=slug, body="<p>Secret.</p>")
    db.session.commit()
    return edition


@pytest.mark.parametrize(("path", "shown"), EXAMPLES, ids=[path for path, _shown in EXAMPLES])
def test_the_examples_are_what_is_answered(client: FlaskClient, path: str, shown: str) -> None:
    example, answer = json.loads(shown), client.get(path)
    assert answer.status_code == example.get("status", 200)
    assert contains(answer.json, example), answer.get_data(as_text=True)[:2000]


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 5


def test_every_answer_is_as_the_description_says(client: FlaskClient) -> None:
    described = read(client, "/api/openapi.json")
    assert described["openapi"].startswith("3.1")
    base = urlsplit(described["servers"][0]["url"]).path
    entries = [item["id"] for item in read(client, "/api/entries")["items"]]
    for path, methods in described["paths"].items():
        assert list(methods) == ["get"]  # nothing can be written
        schema = methods["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        for number in entries if "{id}" in path else [0]:
            conforms(read(client, base + path.replace("{id}", str(number))), schema, described)
        for parameter in methods["get"].get("parameters", []):
            if parameter["in"] == "query":
                found = read(client, f"{base}{path}?{parameter['name']}={parameter['example']}")
                conforms(found, schema, described)
    problem = described["components"]["schemas"]["Problem"]
    for path, status in (("/api/entries/999999", 404), ("/api/entries?page=x", 400), ("/api/entries?page=999", 404)):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
        conforms(answer.json, problem, described)


def test_every_schema_that_is_named_is_there(client: FlaskClient) -> None:
    described = client.get("/api/openapi.json").get_data(as_text=True)
    names = set(re.findall(r"#/components/schemas/(\w+)", described))
    assert names == set(json.loads(described)["components"]["schemas"])


def test_the_list_is_walked_to_its_end_and_has_each_edition_once(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PER_PAGE", 7)
    address, found = "/api/entries?since=2000-01-01", []  # a list that is never kept
    while address:
        part = read(client, address)
        found += [(item["id"], item["language"]) for item in part["items"]]
        assert len(part["items"]) == 7 or part["next"] is None
        address = part["next"]
    assert len(found) == len(set(found)) == part["total"] > 40
    moments = [item["modified"] for item in read(client, "/api/entries?page=2&since=2000-01-01")["items"]]
    assert moments == sorted(moments, reverse=True)


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("kind=training", lambda item: item["kind"] == "training"),
        ("language=en", lambda item: item["language"] == "en"),
        ("topic=child-trafficking", lambda item: "child-trafficking" in item["topics"]),
    ],
)
def test_what_is_asked_for_is_all_that_is_listed(client: FlaskClient, query: str, holds: Any) -> None:
    everything = read(client, "/api/entries")
    assert everything["pages"] == 1 or everything["total"] > 50
    chosen = read(client, f"/api/entries?{query}")
    assert chosen["items"]
    assert all(holds(item) for item in chosen["items"])
    assert 0 < chosen["total"] < everything["total"]


def test_only_what_changed_since_a_moment_is_listed(reader: FlaskClient) -> None:
    moment = clock.now() + timedelta(seconds=1)
    since = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert read(reader, f"/api/entries?since={since}")["total"] == 0
    edition = write()
    service.publish(edition)
    edition.updated_at = moment + timedelta(seconds=1)
    db.session.commit()
    assert [item["title"] for item in read(reader, f"/api/entries?since={since}")["items"]] == ["Une chose"]


def test_an_entry_has_its_text_in_every_language_with_addresses_of_its_own(client: FlaskClient) -> None:
    (item,) = (
        one
        for one in read(client, "/api/entries?kind=news&language=en")["items"]
        if one["url"].endswith(WORLD_DAY["en"])
    )
    editions = {one["language"]: one for one in read(client, item["entry"])["editions"]}
    assert set(editions) == {"fr", "en"}
    for locale, edition in editions.items():
        assert edition["url"] == f"http://localhost{WORLD_DAY[locale]}"
        links = re.findall(r'href="http://localhost(/[^"]*)"', edition["body"])
        assert links
        assert all(link.startswith(f"/{locale}/") for link in links)
        assert 'href="/' not in edition["body"]
        assert edition["structured_data"]["inLanguage"] == locale


def test_a_date_is_said_as_far_as_it_is_known(client: FlaskClient) -> None:
    listed = {
        item["url"].rpartition("/")[2]: item["date"] for item in read(client, "/api/entries?kind=news")["items"]
    }
    assert listed[slug_of("react-begins", "fr")] == "2015-11"


@pytest.mark.parametrize("state", ["draft", "scheduled", "withdrawn", "deleted", "destroyed"])
def test_what_is_not_public_is_nowhere(reader: FlaskClient, state: str) -> None:
    edition = write()
    entry_id, entry = edition.entry_id, edition.entry
    if state in ("withdrawn", "deleted", "destroyed"):
        service.publish(edition)
        db.session.commit()
        assert "Secret." in reader.get(f"/api/entries/{entry_id}").get_data(as_text=True)
    if state == "scheduled":
        service.publish(edition, clock.now() + timedelta(days=1))
    if state == "withdrawn":
        service.unpublish(edition)
    if state in ("deleted", "destroyed"):
        service.discard(entry)
    if state == "destroyed":
        service.destroy(entry)
    db.session.commit()
    assert reader.get(f"/api/entries/{entry_id}").status_code == 404
    for query in ("", "?kind=news", "?since=2000-01-01"):
        assert "Une chose" not in reader.get(f"/api/entries{query}").get_data(as_text=True)


def test_a_language_that_is_not_online_is_left_out(reader: FlaskClient) -> None:
    edition = write()
    service.publish(edition)
    service.save(edition.entry, "en", title="Not yet")
    db.session.commit()
    assert [one["language"] for one in read(reader, f"/api/entries/{edition.entry_id}")["editions"]] == ["fr"]


def test_nothing_of_those_who_write_is_told(reader: FlaskClient) -> None:
    entry_id = db.session.query(Entry.id).limit(1).scalar()
    told = reader.get(f"/api/entries/{entry_id}").get_data(as_text=True) + reader.get("/api/entries").get_data(
        as_text=True
    )
    for name in ("readers_words", "saves", "version", "role", "created_at", "deleted_at", "digest", "kite_seed"):
        assert f'"{name}"' not in told


@pytest.mark.parametrize(
    "path", ["/api/", "/api/openapi.json", "/api/topics", "/api/entries", "/api/entries?kind=news"]
)
def test_answers_are_kept_by_their_etag_and_may_be_read_from_other_sites(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(
    "query",
    [
        "kind=films",
        "topic=rien",
        "language=nl",
        "since=demain",
        "since=9999-12-31T23:59:59-14:00",
        "page=0",
        "page=１",
    ],
)
def test_a_question_that_cannot_be_answered_is_told_what_is_wrong(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/entries?{query}")
    assert answer.status_code == 400
    assert answer.json["detail"].startswith(query.partition("=")[0])
