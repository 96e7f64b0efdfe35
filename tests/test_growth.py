"""A fourth kind is one module; Dutch is "nl", a catalogue and rows: no other line changes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib

from .contract import ROOT

HOW_TO = ROOT / "docs" / "how-to.md"
SHOWN = re.compile(r"^`(ecpat/[\w/.]+)`:\n\n```\w+\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SETUP = """
from ecpat.app import create_app
from ecpat.cli import seed
from ecpat.core import clock
from ecpat.entries import service as publishing
from ecpat.entries.models import Entry
from ecpat.entries.kind import get_kind
from ecpat.texts.models import SiteText
from ecpat.core.database import db
from flask_migrate import upgrade

app = create_app({}, None)
app.testing = True
with app.app_context():
    upgrade()
    seed.write()
    db.session.commit()


def page(path):
    answer = app.test_client().get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True)
"""
FOURTH_KIND = (
    SETUP
    + """
with app.app_context():
    entry = publishing.create(get_kind("podcasts"))
    for locale, title in (("fr", "Une voix singulière"), ("en", "A singular voice")):
        publishing.publish(publishing.save(entry, locale, title=title, body="<p>Ornithorynque platypus.</p>"))
    db.session.commit()
assert "Une voix singulière" in page("/fr/podcasts/")
assert "Une voix singulière" in page("/fr/podcasts/une-voix-singuliere")
assert 'hreflang="en" lang="en">English' in page("/fr/podcasts/une-voix-singuliere")
assert 'href="/fr/podcasts/"' in page("/fr/")
assert "A singular voice" in page("/en/")
assert "A singular voice" in page("/en/podcasts/feed.atom")
assert "/en/podcasts/a-singular-voice" in page("/sitemap.xml")
found = page("/en/search/?q=platypus")
assert "singular" in found and "Podcast" in found, found
assert "Listening" in page("/fr/listening/")
assert "/fr/listening/" in page("/sitemap.xml")
answer = app.test_client().get("/fr/redaction/heard")
assert answer.status_code == 302 and "connexion" in answer.headers["Location"], answer.status
counted = app.test_cli_runner().invoke(args=["ecpat", "count-podcasts"])
assert counted.output == "1\\n", counted.output
"""
)
DUTCH = (
    SETUP
    + """
from ecpat.topics.models import Topic, TopicLabel
with app.app_context():
    entry = db.session.get(Entry, 1)
    body = "<p>Kinderhandel bestrijden.</p>"
    publishing.publish(publishing.save(entry, "nl", title="Een dag in Brussel", body=body))
    kind = entry.kind
    db.session.add(SiteText(locale="nl", key="name", value="ECPAT België"))
    topic = db.session.query(Topic).first()
    topic.labels["nl"] = TopicLabel(locale="nl", slug="kinderhandel", label="Kinderhandel")
    word = {"news": "nieuws", "pages": "", "resources": "bronnen", "training": "vormingen"}[kind]
    db.session.commit()
home = page("/nl/")
assert '<html lang="nl">' in home and "ECPAT België" in home
for locale, name in (("fr", "Français"), ("en", "English")):
    assert f'<a class="lang tap" href="/{locale}/" hreflang="{locale}" lang="{locale}">{name}</a>' in home
assert '<a class="lang tap" href="/nl/" hreflang="nl" lang="nl">Nederlands</a>' in page("/fr/")
path = "/nl/" + (word + "/" if word else "") + "een-dag-in-brussel"
assert "Kinderhandel bestrijden." in page(path)
assert "Kinderhandel" in page("/nl/onderwerpen/kinderhandel/")
assert path in page("/sitemap.xml")
assert "Een dag" in page("/nl/zoeken/?q=kinderhandel")
assert "xx News xx" in page("/nl/nieuws/")
assert app.test_client().get("/", headers={"Accept-Language": "nl-BE"}).headers["Location"] == "/nl/"

import re
from html import unescape
from flask_security import hash_password
from ecpat.accounts.models import Person

with app.app_context():
    secret = "one long password for tests"
    db.session.add(
        Person(email="a@example.org", name="Chief", role="administrator", password=hash_password(secret))
    )
    db.session.commit()
with app.test_request_context("/nl/"):
    start, entering, leaving = (
        app.url_for(f"{name}", locale="nl") for name in ("desk.overview", "security.login", "security.logout")
    )
browser = app.test_client()
token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', browser.get(entering).get_data(as_text=True))[1]
browser.post(entering, data={"csrf_token": token, "email": "a@example.org", "password": secret})
waiting, opened = ["/nl/", start], {}
while waiting:
    path = waiting.pop()
    if path in opened or path == leaving:
        continue
    answer = browser.get(path)
    opened[path] = answer.status_code
    if answer.mimetype == "text/html":
        found = re.findall(r'href="(/nl/[^"#]*)', answer.get_data(as_text=True))
        waiting += [unescape(one) for one in found]
    answer.close()
failed = {path: status for path, status in opened.items() if status >= 400}
assert not failed, failed
desk = {path for path in opened if path.startswith(start)}
assert len(desk) > 60 and len(opened) - len(desk) > 10, (len(desk), len(opened))
"""
)


def grow(folder: Path, script: str) -> None:
    """Run a script on a copy of the site; its error is the test's."""
    (folder / "check.py").write_text(script)
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder), "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [sys.executable, "check.py"], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


def copy(folder: Path) -> Path:
    """Copy the site's code and catalogues, without its content."""
    for name in ("ecpat", "translations"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_a_fourth_kind_is_what_the_documentation_shows(tmp_path: Path) -> None:
    """Its pages, a page of readers, one at the desk and a command."""
    folder = copy(tmp_path)
    shown = SHOWN.findall(HOW_TO.read_text())
    assert len(shown) == 8
    for name, text in shown:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    factory = folder / "ecpat" / "app.py"
    code = factory.read_text().replace("PAGES, TOPICS,", "PAGES, PODCASTS, TOPICS,")
    code = code.replace("from .pages.", "from .podcasts.feature import FEATURE as PODCASTS\nfrom .pages.")
    factory.write_text(code)
    grow(folder, FOURTH_KIND)


def test_dutch_is_a_code_a_catalogue_and_rows(tmp_path: Path) -> None:
    """Every page that a link leads to opens, of readers and at the desk."""
    folder = copy(tmp_path)
    code = folder / "ecpat" / "locales.py"
    code.write_text(code.read_text().replace('("fr", "en")', '("fr", "en", "nl")'))
    catalogue = polib.pofile(str(folder / "translations" / "messages.pot"))
    paths = {
        "news": "nieuws",
        "topics": "onderwerpen",
        "search": "zoeken",
        "training": "vormingen",
        "resources": "bronnen",
    }
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=2; plural=(n != 1);"}
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: f"xx {entry.msgid} xx", 1: f"xx {entry.msgid_plural} xx"}
        elif entry.msgctxt == "url":
            entry.msgstr = paths.get(entry.msgid, f"nl-{entry.msgid}")
        else:
            entry.msgstr = f"xx {entry.msgid} xx"
    target = folder / "translations" / "nl" / "LC_MESSAGES"
    target.mkdir(parents=True)
    catalogue.save_as_mofile(str(target / "messages.mo"))
    grow(folder, DUTCH)
