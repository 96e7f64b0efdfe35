"""Safe: whole or not at all, again without harm, taken back, and nothing of a hostile file runs."""

# ruff: noqa: E501 — pieces of exports stand here as they are written

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select, text

from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.models import Alias, Edition, Entry
from ecpat.importing.journal import Imported
from ecpat.site.redirects import Redirect
from ecpat.topics.models import Topic

from .conftest import Import, edition, reasons
from .exports import category, comment, export, post

COUNTED = (Entry, Edition, Alias, Redirect, Topic, Imported)


def counts() -> list[int | None]:
    """Return how much there is of all that an import writes."""
    db.session.rollback()
    return [db.session.scalar(select(func.count()).select_from(model)) for model in COUNTED]


def content() -> set[tuple[object, ...]]:
    """Return what editions say."""
    columns = (Edition.title, Edition.slug, Edition.body, Edition.published_at, Edition.saves)
    return {tuple(row) for row in db.session.execute(select(*columns))}


def site() -> str:
    """Return an export of a few batches."""
    link = '<a href="/?p={}">voir</a>'
    return export(
        category(20, "droits", "Droits"),
        *(post(number, f"Titre {number}", f"<p>Texte {link.format(120 - number)}</p>",
               labels=(("category", "droits", "Droits"),), more=comment(number)) for number in range(1, 121)),
    )  # fmt: skip


def test_a_second_run_changes_nothing(take: Import) -> None:
    before = take(site())
    once, said = counts(), content()
    again = take(site())
    assert (counts(), content()) == (once, said)
    assert len(before["taken"]) == 121
    assert again["taken"] == []


def test_new_items_are_added_and_what_editors_changed_stays(take: Import) -> None:
    take(export(post(1, "Un", "<p>Avant</p>")))
    found = edition("Un")
    service.save(found.entry, "fr", title="Un, corrigé", body="<p>Après</p>")
    db.session.commit()
    take(export(post(1, "Un", "<p>Avant</p>"), post(2, "Deux", '<a href="/?p=1">voir</a>')))
    assert edition("Un, corrigé").body == "<p>Après</p>"
    assert f'href="entry:{edition("Un, corrigé").entry_id}"' in edition("Deux").body


def test_killed_it_goes_on_where_it_was(app: Flask, take: Import, tmp_path: Path) -> None:
    file = tmp_path / "export.xml"
    file.write_text(site())
    script = (
        "import sys; from pathlib import Path; from ecpat.app import create_app\n"
        "from ecpat.importing.wordpress import run; from ecpat.importing.wordpress.choices import Choices\n"
        f"app = create_app({{}}, Path({app.instance_path!r}))\n"
        "def halt(what, done, total): print('batch', flush=True); sys.stdin.read()\n"
        f"with app.app_context(): run.run(Path({str(file)!r}), None, Choices(), halt)\n"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert any(line.startswith("batch") for line in process.stdout)
        process.send_signal(signal.SIGKILL)
    half = db.session.scalar(select(func.count()).where(Edition.title.startswith("Titre ")))
    assert half == 50
    report = take(site())
    assert db.session.scalar(select(func.count()).where(Edition.title.startswith("Titre "))) == 120
    assert len([line for line in report["taken"] if line["key"].startswith("post:")]) == 70
    assert f'href="entry:{edition("Titre 119").entry_id}"' in edition("Titre 1").body


def test_undo_takes_back_what_nobody_touched(take: Import) -> None:
    before, said = counts(), content()
    take(site())
    report = take(site(), "--undo")
    assert (counts(), content()) == (before, said)
    assert report["left_out"] == []
    take(site())
    assert edition("Titre 1").slug == "titre-1"


def test_undo_leaves_what_somebody_changed(take: Import) -> None:
    take(site())
    found = edition("Titre 5")
    service.save(found.entry, "fr", title="Corrigé", body=found.body)
    service.unpublish(edition("Titre 6"))
    service.save_facts(edition("Titre 7").entry, {}, [])
    db.session.commit()
    report = take(site(), "--undo")
    assert {line["key"] for line in report["left_out"] if line["key"].startswith("post:")} == {
        "post:5",
        "post:6",
        "post:7",
    }
    assert edition("Corrigé").body
    assert db.session.scalar(select(func.count()).where(Edition.title.startswith("Titre "))) == 2


BOMB = """<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><rss><channel><title>&c;</title></channel></rss>"""
OUTSIDE = """<?xml version="1.0"?>
<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>"""
REMOTE = """<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd"><rss><channel></channel></rss>"""


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (BOMB, 1), (OUTSIDE, 2), (REMOTE, 1), (site()[: len(site()) // 2], 600), (site()[:-8], None), ("", 1),
        (site().replace("Titre 3]", "Titre\x003]"), None), (site().encode().replace(b"droits", b"dr\xe9ts"), None),
        (site().replace('encoding="UTF-8"', 'encoding="klingon"'), 1), ("<html><body>403</body></html>", 1),
        ("PK\x03\x04 zip", 1), ("<rss><channel><title>x</title></channel></rss>", None), ("<rss>" + "<a>" * 100_000, 1),
        (site().replace("</item>", "</itme>", 1), None), (site().replace("Titre 9]]", "Titre &bad; 9]]").replace("<![CDATA[Titre &bad; 9]]>", "&bad;"), None),
    ],
)  # fmt: skip
@pytest.mark.unchanged
def test_hostile_and_broken_files_are_refused_with_the_line_and_nothing_is_written(
    command: Callable[..., Result], data: str | bytes, line: int | None
) -> None:
    before = counts()
    result = command(data)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert result.output.startswith("Error: ")
    assert line != 1 or "line 1:" in result.output
    assert counts() == before


def test_control_characters_are_left_out(take: Import) -> None:
    take(export(post(1, "Un\x0b titre", "<p>Avec\x03 cela</p>")))
    assert edition("Un titre").body == "<p>Avec cela</p>"


def test_another_encoding_that_is_named_is_read(take: Import) -> None:
    text = export(post(1, "Été", "<p>à Liège</p>")).replace('encoding="UTF-8"', 'encoding="ISO-8859-1"')
    take(text.encode("latin-1"))
    assert edition("Été").body == "<p>à Liège</p>"


def test_large_and_deep_bodies_and_circles(take: Import) -> None:
    long = "<p>" + "mot " * 1_250_000 + "</p>"
    report = take(
        export(
            category(20, "a", "A", "b"), category(21, "b", "B", "a"),
            post(1, "Long", long, labels=(("category", "a", "A"),)), post(2, "Profond", "<div>" * 50_000 + "fond"),
            post(3, "Un", kind="page", link="", parent=4), post(4, "Deux", kind="page", link="", parent=3),
            post(5, "Crochets", "[[[" * 20_000), post(6, "Trop", "x" * 9_000_000),
            post(7, "Bombe", '<!-- wp:block {"ref":70} /--><p>fin</p>'),
            *(post(number, "Bloc", f'<!-- wp:block {{"ref":{number + 1}}} /-->' * 300, kind="wp_block") for number in range(70, 76)),
        )
    )  # fmt: skip
    assert len(edition("Long").body) > 4_000_000
    assert edition("Profond").body == "<p>fond</p>"
    assert edition("Bombe").body == "<p>fin</p>"
    assert ("post:6", "refused") in reasons(report, "left_out")
    assert db.session.scalar(select(func.count()).select_from(Entry).where(~Entry.editions.any())) == 0


def test_the_database_is_whole_after_all(take: Import) -> None:
    take(site())
    take(site(), "--undo")
    assert db.session.execute(text("PRAGMA foreign_key_check")).all() == []


def test_a_map_that_says_what_nothing_reads_is_refused(command: Callable[..., Result], tmp_path: Path) -> None:
    chosen = tmp_path / "map.toml"
    for said in ('[kinds]\npost = "poems"', "[kindz]\na = 1", "not toml", '[languages]\nnl = "nl"'):
        chosen.write_text(said)
        result = command(site(), "--map", str(chosen))
        assert result.exit_code == 1
        assert "map" in result.output
