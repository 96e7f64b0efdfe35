"""How tests fill in the form of an entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.kind import get_kind
from ecpat.entries.models import Edition

from .. import contract
from ..conftest import DeskClient
from ..contract import HTML

Enter = Callable[..., DeskClient]
LIST = {"fr": "/fr/redaction/fiches/", "en": "/en/desk/entries/"}
NEW = {"fr": "/fr/redaction/fiches/nouvelle/news", "en": "/en/desk/entries/new/news"}


def write(title: str = "Un titre", locale: str = "fr", **more: Any) -> Edition:
    """Return a new draft."""
    edition = service.save(service.create(get_kind("news")), locale, title=title, **more)
    db.session.commit()
    return edition


def path_of(entry_id: int, locale: str = "fr") -> str:
    return f"{LIST[locale]}{entry_id}"


def shown(browser: DeskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def unchecked(client: FlaskClient, path: str, **data: Any) -> tuple[int, str]:
    """Return the status and the text of an answer that keeps no contract: it shows what nothing would let in."""
    with client.application.app_context():
        method = "POST" if data else "GET"
        got = FlaskClient.open(client, path, method=method, data=data, content_type="multipart/form-data")
        return got.status_code, got.get_data(as_text=True)


def form_of(browser: DeskClient, path: str) -> MultiDict[str, str]:
    """Return the fields of the form as a browser without script would send them, all untouched."""
    return fields_in(shown(browser, path))


def fields_in(page: str) -> MultiDict[str, str]:
    """Return the fields of the form in a page."""
    tree = contract.parse(page)
    form = next(one for one in tree.iter(f"{HTML}form") if one.get("id") == "sheet")
    fields: MultiDict[str, str] = MultiDict()
    for one in form.iter():
        name = one.get("name", "")
        if not name or name == "do" or one.get("disabled") is not None:
            continue
        if one.tag == f"{HTML}textarea":
            fields.add(name, "".join(one.itertext()))
        elif one.tag == f"{HTML}select":
            options = list(one.iter(f"{HTML}option"))
            chosen = [option for option in options if option.get("selected") is not None] or options[:1]
            fields.add(name, chosen[0].get("value", ""))
        elif one.get("type") not in ("checkbox", "radio") or one.get("checked") is not None:
            fields.add(name, one.get("value", ""))
    return fields


def sent(browser: DeskClient, path: str, page: str = "", **changed: str) -> Any:
    """Open a form, change some fields (`fr__title` is fr-title) and send it."""
    fields = form_of(browser, page or path)
    for name, value in changed.items():
        fields[name.replace("__", "-")] = value
    return browser.post(path, data=fields)
