"""The security headers, by the rules of Mozilla's HTTP Observatory (mdn/mdn-http-observatory, August 2026)."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.kind import get_kind
from ecpat.files.models import Asset
from ecpat.files.pictures import storage
from ecpat.web.middleware import security_headers

from ..conftest import DeskClient, build
from ..core.test_language import WORLD_DAY
from ..desk.forms import write
from ..desk.test_previews import made_link
from ..files.test_media import make_image

TLS = "https://localhost"
PAGES = (
    "/fr/",
    "/en/",
    "/en/news/",
    WORLD_DAY["fr"],
    "/fr/recherche/?q=mineurs",
    "/fr/nulle-part",
    "/fr/redaction/connexion",
)
SIX_MONTHS = 15_552_000  # seconds
BROAD = {"http:", "https:", "ftp:", "*", "data:", "blob:", "'unsafe-inline'", "'unsafe-eval'"}
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
# What each part of a site may win. Left out are the five points for being on browsers' own list of hosts, to be had
# only by asking their makers, and those for a cookie, which readers never get.
BONUSES = {
    "content-security-policy": 10, "referrer-policy": 5, "x-frame-options": 5, "cross-origin-resource-policy": 10,
    "cross-origin-opener-policy": 10, "cross-origin-embedder-policy": 10, "subresource-integrity": 5,
    "strict-transport-security": 0, "x-content-type-options": 0, "cookies": 0, "cross-origin-resource-sharing": 0,
}  # fmt: skip


def policy_of(header: str) -> dict[str, set[str]]:
    """Return the directives of a content security policy."""
    parts = (part.split() for part in header.lower().split(";") if part.strip())
    return {name: set(sources) for name, *sources in parts}


def csp(header: str) -> int:
    """Return what a content security policy wins or loses."""
    policy = policy_of(header)
    default = policy.get("default-src", {"*"})
    scripts, styles = policy.get("script-src", default), policy.get("style-src", default)
    if not policy:
        return -25
    if scripts & BROAD or policy.get("object-src", default) & BROAD:
        return -20
    if styles & BROAD:
        return 0
    strict = default == {"'none'"} and policy.get("form-action", {"*"}) <= {"'none'", "'self'"}
    return 10 if strict and policy.get("base-uri", {"*"}) <= {"'none'", "'self'"} else 5


def marks(answer_headers: dict[str, str], html: str) -> dict[str, int]:
    """Return what each part of an answer over TLS wins or loses; 100 and their sum is the score."""
    told = {name.lower(): value.strip().lower() for name, value in answer_headers.items()}
    age = re.search(r"max-age=(\d+)", told.get("strict-transport-security", ""))
    scripts = re.findall(r"<script\b[^>]*\bsrc=[^>]*>", html)
    own = all(re.search(r'src="/[^/]', script) for script in scripts)
    framed = policy_of(told.get("content-security-policy", "")).get("frame-ancestors")
    return {
        "content-security-policy": csp(told.get("content-security-policy", "")),
        "referrer-policy": 5 if told.get("referrer-policy") in PRIVATE else -5 if "referrer-policy" in told else 0,
        "x-frame-options": 5 if framed or told.get("x-frame-options") in ("deny", "sameorigin") else -20,
        "cross-origin-resource-policy": 10
        * (told.get("cross-origin-resource-policy") in ("same-origin", "same-site")),
        "cross-origin-opener-policy": 10 * told.get("cross-origin-opener-policy", "").startswith("same-origin"),
        "cross-origin-embedder-policy": 10
        * (told.get("cross-origin-embedder-policy") in ("require-corp", "credentialless")),
        "subresource-integrity": 5 * (own and all("integrity=" in script for script in scripts)) if own else -50,
        "strict-transport-security": 0 if age and int(age[1]) >= SIX_MONTHS else -20,
        "x-content-type-options": 0 if told.get("x-content-type-options") == "nosniff" else -5,
        "cookies": 0 if "set-cookie" not in told else -20,
        "cross-origin-resource-sharing": -50 if told.get("access-control-allow-origin") == "*" else 0,
    }


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_the_best_mark_with_all_bonuses(reading: Flask, path: str) -> None:
    answer = FlaskClient(reading, reading.response_class).get(path, base_url=TLS)
    found = {name: value for name, value in answer.headers if name != "Set-Cookie" or "redaction" not in path}
    assert marks(found, answer.get_data(as_text=True)) == BONUSES
    assert 100 + sum(BONUSES.values()) == 155


def test_a_kept_page_has_them_too(reading: Flask) -> None:
    client = FlaskClient(reading, reading.response_class)
    first, again = (client.get("/fr/", base_url=TLS) for _ in range(2))
    assert dict(first.headers) == dict(again.headers)


@pytest.mark.parametrize("missing", sorted(security_headers.HEADERS))
def test_a_missing_header_costs_points(missing: str) -> None:
    rest = {name: value for name, value in security_headers.HEADERS.items() if name != missing}
    tls = {"Strict-Transport-Security": "max-age=63072000"}
    assert sum(marks(security_headers.HEADERS | tls, "").values()) == 155 - 100
    free = missing in ("Permissions-Policy", "X-Frame-Options")  # not judged; said by the policy too
    assert (sum(marks(rest | tls, "").values()) < 55) is not free


def test_the_desks_cookie_is_for_this_host_and_tls_alone(app: Flask) -> None:
    answer = FlaskClient(app, app.response_class).get("/fr/redaction/connexion", base_url=TLS)
    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        words = {word.strip() for word in cookie.split(";")[1:]}
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= words


def test_nothing_tells_which_version_of_what_answers(reading: Flask) -> None:
    client = FlaskClient(reading, reading.response_class)
    for path in ("/fr/", "/static/nothing", "/fr/flux.atom", "/robots.txt", "/healthz"):
        found = client.get(path, base_url=TLS).headers
        assert not {"Server", "X-Powered-By", "Via"} & set(found.keys())


def test_plain_http_is_never_told_to_be_remembered_as_tls(tmp_path: Path, reading: Flask) -> None:
    assert "Strict-Transport-Security" not in reading.test_client().get("/fr/").headers
    behind = build(Path(reading.instance_path), {"PROXIES": "1"}).test_client()
    for scheme in ("http", "https"):
        answer = behind.get("/fr/", headers={"X-Forwarded-Proto": scheme})
        assert ("Strict-Transport-Security" in answer.headers) is (scheme == "https")


@pytest.mark.parametrize(
    ("setting", "header"),
    [
        ("63072000", "max-age=63072000"),
        ("300", "max-age=300"),
        ("31536000 subdomains", "max-age=31536000; includeSubDomains"),
        ("63072000 preload", "max-age=63072000; includeSubDomains; preload"),
        ("0", "max-age=0"),
    ],
)
def test_how_long_and_how_far_browsers_insist_on_tls_is_a_setting(reading: Flask, setting: str, header: str) -> None:
    client = build(Path(reading.instance_path), {"HSTS": setting}).test_client()
    assert client.get("/fr/", base_url=TLS).headers["Strict-Transport-Security"] == header


def test_other_names_of_the_domain_are_left_alone_unless_that_is_asked_for(reading: Flask) -> None:
    told = reading.test_client().get("/fr/", base_url=TLS).headers["Strict-Transport-Security"]
    assert told == "max-age=63072000"


def policy_at(client: FlaskClient, path: str, status: int = 200, **more: Any) -> str:
    """Return which sites may show what is at a path."""
    answer = client.get(path, **more)
    assert answer.status_code == status, path
    return answer.headers["Cross-Origin-Resource-Policy"]


def test_other_sites_may_show_every_picture_of_a_feed_and_nothing_else(app: Flask, reader: FlaskClient) -> None:
    file = db.session.scalars(select(Asset).where(Asset.media_type.startswith("image/"))).first()
    assert file
    body = f'<p><img src="asset:{file.id}" alt="Un dessin"></p>'
    service.publish(service.save(service.create(get_kind("news")), "fr", title="En image", body=body))
    db.session.commit()
    feed = reader.get("/fr/flux.atom").get_data(as_text=True)
    shown = re.findall(rf"http://localhost(/media/{file.digest}/[0-9]+\.\w+|/static/[^<\"]+)", feed)
    assert len(shown) > 2
    for path in (*shown, "/fr/share.png", f"{WORLD_DAY['fr']}.png"):
        assert policy_at(reader, path) == "cross-origin", path
    picture = reader.get(shown[1])
    known = {"If-None-Match": picture.headers["ETag"]}
    assert policy_at(reader, shown[1], 304, headers=known) == "cross-origin"  # a cache puts this over what it has
    css = re.findall(r'href="(/static/[^"]+\.css)"', reader.get("/fr/").get_data(as_text=True))
    for path in (*css, "/fr/", "/fr/flux.atom", "/robots.txt", "/fr/opensearch.xml"):
        assert policy_at(reader, path) == "same-origin", path
    assert policy_at(reader, f"/media/{'0' * 64}/480.jpg", 404) == "same-origin"


def test_a_picture_that_is_not_public_is_shown_by_this_site_alone(
    app: Flask, reader: FlaskClient, enter: Callable[..., DeskClient]
) -> None:
    file = Asset(
        digest=storage().put(make_image(900, 600, "JPEG")), media_type="image/jpeg", width=900, height=600,
        name="a", size=1,
    )  # fmt: skip
    db.session.add(file)
    db.session.commit()
    browser = enter("editor")
    draft = write("Un brouillon", body=f'<p>a</p><p><img src="asset:{file.id}" alt="b"></p>')
    token = made_link(browser, draft, "fr").rpartition("/")[2]
    assert policy_at(reader, f"/media/{file.digest}/480.jpg?draft={token}") == "same-origin"
    assert policy_at(browser, f"/fr/redaction/fichiers/{file.digest}/480.webp") == "same-origin"


def test_every_public_page_says_how_long_it_may_be_kept(reading: Flask) -> None:
    client = reading.test_client()
    names = ("opensearch.xml", "manifest.json", "flux.atom", "formations/calendrier.ics", "")
    for path in (*(f"/fr/{name}" for name in names), "/sitemap.xml", "/robots.txt"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "public, no-cache", path
        assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304, path
