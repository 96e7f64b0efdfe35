"""Every page a reader can reach, in both languages, keeps the page contract and leads to pages that exist."""

from __future__ import annotations

from collections import deque

from flask.testing import FlaskClient

from .. import contract


def test_every_page_that_can_be_reached_keeps_the_contract(client: FlaskClient) -> None:
    """Walk the whole site from both home pages; the client checks each page."""
    seen, queue, kinds = set(), deque(["/fr/", "/en/"]), set()
    while queue:
        path = queue.popleft()
        if path in seen:
            continue
        seen.add(path)
        answer = client.get(path)
        assert answer.status_code in (200, 301, 308), f"{path}: {answer.status_code}"
        kinds.add(answer.mimetype)
        if (
            answer.mimetype == "text/html"
            and answer.status_code == 200
            and not path.startswith(("/fr/recherche", "/en/search"))
        ):
            queue.extend(contract.links_of(contract.parse(answer.get_data(as_text=True))) - seen)
        elif answer.status_code in (301, 308):
            queue.append(answer.headers["Location"].removeprefix("http://localhost"))
    assert len([path for path in seen if path.startswith("/fr/")]) > 60
    assert len([path for path in seen if path.startswith("/en/")]) > 60
    assert kinds >= {
        "text/html",
        "application/atom+xml",
        "text/calendar",
        "application/pdf",
        "image/webp",
        "text/css",
    }


def test_the_page_contract_can_fail() -> None:
    """Show that the contract is not a check that passes whatever it is given."""
    head = "<head><title>Un mot – ECPAT</title></head>"
    good = f'<!doctype html><html lang="fr">{head}<body><h1>Un mot</h1>{{}}</body></html>'
    headers = {"Content-Security-Policy": "script-src 'self'"}
    contract.check(good.format("<p>Tout va bien\u202f!</p>"), "/fr/", headers)
    for bad in (
        "<h1>Deux</h1>",
        "<h3>Trop bas</h3>",
        "<p style='x'>a</p>",
        "<script>a()</script>",
        "<p>Attention !</p>",
        "<p id=a></p><p id=a></p>",
        '<img src="https://example.org/a.png" alt="" width=1 height=1>',
        "<p>Skip to the content</p>",
        '<a href="#" onclick="a()">a</a>',
        "<table><p>a</p></table>",
        "<p>L'enfant</p>",
    ):
        try:
            contract.check(good.format(bad), "/fr/", headers)
        except Exception:  # noqa: S112 — any failure is what is asked for
            continue
        raise AssertionError(f"nothing was said of {bad}")
