"""A fourth kind is one folder, a language a catalogue and rows: what docs/how-to.md says of both is true."""

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
ADDED = re.compile(r"pybabel (init [^\n]* -l (\w+))\n.*?(LANGUAGES = [^\n]*)", re.DOTALL)
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

app = create_app()
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
GERMAN = (
    SETUP
    + """
from ecpat.topics.models import Topic, TopicLabel
with app.app_context():
    entry = db.session.get(Entry, 1)
    body = "<p>Kinderhandel bekämpfen.</p>"
    publishing.publish(publishing.save(entry, "de", title="Ein Tag in Brüssel", body=body))
    kind = entry.kind
    db.session.add(SiteText(locale="de", key="name", value="ECPAT Belgien"))
    topic = db.session.query(Topic).first()
    topic.labels["de"] = TopicLabel(locale="de", slug="kinderhandel", label="Kinderhandel")
    db.session.commit()
home = page("/de/")
assert '<html lang="de">' in home and "ECPAT Belgien" in home
for locale, name in (("fr", "Français"), ("en", "English")):
    assert f'<a class="lang tap" href="/{locale}/" hreflang="{locale}" lang="{locale}">{name}</a>' in home
assert '<a class="lang tap" href="/de/" hreflang="de" lang="de">Deutsch</a>' in page("/fr/")
path = f"/de/de-{kind}/ein-tag-in-brussel"
assert "Kinderhandel bekämpfen." in page(path)
assert "Kinderhandel" in page("/de/de-topics/kinderhandel/")
assert path in page("/sitemap.xml")
assert "Ein Tag" in page("/de/de-search/?q=kinderhandel")
assert "xx News xx" in page("/de/de-news/")
assert app.test_client().get("/", headers={"Accept-Language": "de-BE"}).headers["Location"] == "/de/"
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
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "pyproject.toml", folder)  # it says which version this is
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


def test_a_language_is_added_as_the_documentation_says(tmp_path: Path) -> None:
    """Its catalogue is begun by the command that stands there, and the setting is the one that stands there."""
    folder = copy(tmp_path)
    ((arguments, code, setting),) = ADDED.findall(HOW_TO.read_text())
    command = [sys.executable, "-m", "babel.messages.frontend", *arguments.split()]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    path = folder / "translations" / code / "LC_MESSAGES" / "messages.po"
    catalogue = polib.pofile(str(path))
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: f"xx {entry.msgid} xx", 1: f"xx {entry.msgid_plural} xx"}
        else:
            entry.msgstr = f"{code}-{entry.msgid}" if entry.msgctxt == "url" else f"xx {entry.msgid} xx"
    catalogue.save()
    catalogue.save_as_mofile(str(path.with_suffix(".mo")))
    (folder / "instance").mkdir()
    (folder / "instance" / "config.py").write_text(setting)
    grow(folder, GERMAN)
