"""Tables as spreadsheets save them: every row judged before any is written, taken once, and taken back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from ecpat.core.database import db
from ecpat.entries import service
from ecpat.entries.models import Edition, Entry
from ecpat.resources.kind import Resource
from ecpat.site.redirects import Redirect
from ecpat.training.kind import Training

from .conftest import edition

Table = Callable[..., Result]
AGENDA = (
    "key;published;starts_at;ends_at;online;languages;places;topics;title_fr;body_fr;place_fr;title_en;partners_en\r\n"
    'a;01/12/2025;31/12/2026 09:30;31/12/2026 17h00;non;"fr, nl";12;travel;"Se former, ensemble";'
    '"**Gras**\r\n\r\ndeux";Liège;Training together;"A; B"\r\n'
)


@pytest.fixture
def table(app: Flask, tmp_path: Path) -> Table:
    """Return what takes in a table of a kind, given as text or bytes, with more options."""

    def run(kind: str, text: str | bytes, *options: str, name: str = "table.csv") -> Result:
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return app.test_cli_runner().invoke(args=["ecpat", "import", "csv", kind, str(file), *options])

    return run


@pytest.fixture
def taken(table: Table) -> Callable[..., dict[str, Any]]:
    """Return what takes in a table and gives its report."""

    def run(*words: Any, **more: Any) -> dict[str, Any]:
        result = table(*words, **more)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)  # type: ignore[no-any-return]

    return run


def faults(result: Result) -> list[str]:
    """Return what is told of the rows of a refused table."""
    assert result.exit_code == 1, result.output
    assert "nothing was taken in" in result.output
    return result.output.splitlines()[1:]


def number(model: Any) -> int:
    """Return how many rows there are."""
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_an_agenda(taken: Any, reader: FlaskClient) -> None:
    report = taken("trainings", b"\xef\xbb\xbf" + AGENDA.encode())
    assert len(report["taken"]) == 2
    one = edition("Se former, ensemble")
    training = db.session.get_one(Training, one.entry_id)
    assert training.starts_at.isoformat() == "2026-12-31T08:30:00+00:00"  # type: ignore[union-attr]
    assert training.ends_at.isoformat() == "2026-12-31T16:00:00+00:00"  # type: ignore[union-attr]
    assert (training.online, training.languages, training.places) == (False, "fr,nl", 12)
    assert [topic.key for topic in training.topics] == ["travel"]
    assert one.body == "<p><strong>Gras</strong></p><p>deux</p>"
    assert one.details["place"] == "Liège"
    assert one.published_at.isoformat() == "2025-11-30T23:00:00+00:00"  # type: ignore[union-attr]
    assert edition("Training together", "en").details["partners"] == "A; B"
    assert reader.get("/fr/formations/se-former-ensemble").status_code == 200


def test_a_second_run_changes_nothing_and_it_can_be_taken_back(taken: Any) -> None:
    before = number(Edition)
    taken("trainings", AGENDA)
    again = taken("trainings", AGENDA.replace("Liège", "Namur"))
    assert again["taken"] == []
    assert edition("Se former, ensemble").details["place"] == "Liège"
    more = taken("trainings", AGENDA + "b;;;;;;;;Une autre;;;;\r\n")
    assert [line["title"] for line in more["taken"]] == ["Une autre"]
    assert edition("Une autre").published_at is None
    service.save(edition("Une autre").entry, "fr", title="Une autre, changée")
    db.session.commit()
    report = taken("trainings", AGENDA, "--undo")
    assert [line["title"] for line in report["left_out"]] == ["Une autre, changée"]
    assert number(Edition) == before + 1


def test_a_plan_writes_nothing(taken: Any) -> None:
    before = number(Entry)
    report = taken("trainings", AGENDA, "--plan")
    assert [line["locale"] for line in report["taken"]] == ["fr", "en"]
    assert number(Entry) == before
    assert len(taken("trainings", AGENDA)["taken"]) == 2


def test_all_that_is_wrong_is_told_and_nothing_is_written(table: Table) -> None:
    before = number(Entry)
    text = (
        "title_fr,starts_at,ends_at,registration_closes_at,online,places,topics,languages,registration_url,summary_fr,published\n"
        "Bien,2026-12-31,2026-12-31,,,,,,,,\n"
        "Un,31/02/2026 10:00,31/12/2026,demain,peut-être,douze,rien,xx,example.org,,\n"
        ",2026-12-31,2026-12-30,,oui,,,,,Sans titre,soon\n"
        "\n"
        "Deux,2026-12-31,2026-12-30,,,0,,,,,\n"
        "Bien,2026-12-31,2026-12-31,,,,,,,,\n"
        ",,,,,,,,,,\n"
        "Trois,2026-12-31,,,,,,,,,\n"
    )
    told = faults(table("trainings", text))
    assert sorted(line.partition(":")[0] for line in told) == [
        "row 3, languages", "row 3, online", "row 3, places", "row 3, registration_closes_at",
        "row 3, registration_url", "row 3, starts_at", "row 3, topics",
        "row 4, ends_at", "row 4, published", "row 4, title_fr",
        "row 6, ends_at", "row 7, key", "row 9, ends_at",
    ]  # fmt: skip
    assert "row 3, topics: there is no topic “rien”" in told
    assert "row 4, title_fr: A title is needed." in told
    assert number(Entry) == before


def test_days_alone_are_whole_days(taken: Any) -> None:
    taken("trainings", "title_fr\tstarts_at\tends_at\nUn jour\t31.12.2026\t2027-01-01\n")
    training = db.session.get_one(Training, edition("Un jour").entry_id)
    assert training.starts_at.isoformat() == "2026-12-30T23:00:00+00:00"  # type: ignore[union-attr]
    assert training.ends_at.isoformat() == "2027-01-01T22:59:00+00:00"  # type: ignore[union-attr]


def test_resources_and_cells_that_a_spreadsheet_would_run(taken: Any, table: Table, reader: FlaskClient) -> None:
    formula = '=HYPERLINK("#evil";"x")'
    quoted = '"' + formula.replace('"', '""') + '"'
    columns = "document_type;year;published;title_fr;authors_fr;body_fr"
    text = f"sep=;\n{columns}\nÉtude;2020;2020-01-02;{quoted};@SUM(A1);{quoted}\n"
    taken("resources", text)
    one = db.session.scalars(select(Edition).where(Edition.title.startswith("=HYPERLINK"))).one()
    resource = db.session.get_one(Resource, one.entry_id)
    assert (resource.document_type, resource.year, one.details["authors"]) == ("study", 2020, "@SUM(A1)")
    page = reader.get(f"/fr/ressources/{one.slug}")
    assert page.status_code == 200
    assert one.body == f"<p>{formula}</p>"
    told = faults(table("resources", "title_en;year;document_type\nX;20;\nY;2020;livre\n"))
    assert [line.partition(":")[0] for line in told] == ["row 2, document_type", "row 3, document_type"]


def test_redirects(taken: Any, table: Table, reader: FlaskClient) -> None:
    text = "path;target\r\n/vieux/chemin/;/fr/\r\nhttp://localhost/autre?p=12;https://www.example.org/x\r\n"
    assert [line["key"] for line in taken("redirects", text)["taken"]] == ["/vieux/chemin", "/autre?p=12"]
    assert reader.get("/vieux/chemin").headers["Location"].endswith("/fr/")
    assert taken("redirects", text)["taken"] == []
    told = faults(table("redirects", "path,target\n/fr/,/en/\n/a,/nulle-part\n/b,\n/c,/fr/\n/c,/en/\nd,http://x\n"))
    assert [line.partition(":")[0] for line in told] == [
        "row 2, path", "row 3, target", "row 4, target", "row 6, path", "row 7, path", "row 7, target",
    ]  # fmt: skip
    before = number(Redirect)
    db.session.get_one(Redirect, "/vieux/chemin").target = "/en/"
    db.session.commit()
    report = taken("redirects", text, "--undo")
    assert report["counts"] == {"redirects": 1}
    assert number(Redirect) == before - 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Déjà;vu\n".encode("cp1252"), "no UTF-8"),
        ("title_fr\nÉté".encode("utf-16"), "no UTF-8"),
        ("title_fr;titre\nA;B\n", "line 1: there is no column “titre”"),
        ("title_fr;title_fr\nA;B\n", "names each column once"),
        ("", "names each column once"),
        ('title_fr\n"A\nB\n', "cannot be told apart"),
        ("title_fr\n" + "A" * 200_000, "cannot be told apart"),
        ("title_fr\nA;B;C\n", "row 2: it has more cells"),
        ("title_fr\n" + "A\n" * 20_001, "more than 20000 rows"),
    ],
)
@pytest.mark.unchanged
def test_a_file_that_is_no_table(table: Table, text: str | bytes, said: str) -> None:
    before = number(Entry)
    result = table("trainings", text)
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output
    assert number(Entry) == before


@pytest.mark.parametrize("kind", ["redirects", "trainings", "resources"])
def test_a_template_is_a_table_without_rows(app: Flask, taken: Any, kind: str) -> None:
    text = app.test_cli_runner().invoke(args=["ecpat", "import", "csv", kind, "--template"]).stdout
    columns = next(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    told = (Path(__file__).parents[2] / "docs/moving-in.md").read_text()
    assert [name for name in columns if f"`{name.removesuffix('_fr').removesuffix('_en')}" not in told] == []
    assert taken(kind, text)["taken"] == []


def test_a_kind_without_a_file_is_told(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["ecpat", "import", "csv", "trainings"])
    assert result.exit_code == 2
    assert "Name the file" in result.output
