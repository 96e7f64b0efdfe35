"""Backups of a site on PostgreSQL, whose password has all that an address or a program could trip over."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import func, make_url, select, text

from ecpat.cli.scratch import sweep
from ecpat.core import generation
from ecpat.core.database import db
from ecpat.entries.models import Edition
from ecpat.search import service

from ..cli.test_backup import lend_drawn, publish, run
from ..cli.test_backup_gaps import (  # what this database does differently; files are the same on any
    drawn,  # noqa: F401
    older,  # noqa: F401
    test_a_migration_that_fails_leaves_everything_as_it_was,  # noqa: F401
    test_a_schema_of_a_newer_version_is_backed_up_and_said_not_to_be_compared,  # noqa: F401
    test_a_table_and_a_column_are_missed,  # noqa: F401
    test_a_trigger_of_the_audit_is_missed_and_restoring_makes_it_anew,  # noqa: F401
    test_an_index_and_a_constraint_are_missed,  # noqa: F401
    test_an_older_schema_is_brought_forward_while_it_is_restored,  # noqa: F401
)
from ..conftest import build
from ..core.test_leftovers import command, left, until
from .conftest import leave
from .server import PASSWORD, Server


def on_new_database(postgres: Server, folder: Path) -> Flask:
    """Return a site that has nothing yet, on an empty database."""
    return build(folder, {"DATABASE_URL": postgres.address(postgres.database())})


def test_a_backup_comes_back_on_the_same_and_on_an_empty_database(
    postgres: Server, app: Flask, tmp_path: Path
) -> None:
    path = tmp_path / "site.tar.gz"
    count = db.session.scalar(select(func.count(Edition.id)))
    db.session.remove()
    result = run(app, "backup", str(path))
    assert result.exit_code == 0, result.output
    publish("Après")
    assert "is whole" in run(app, "backup", "--verify", str(path)).output
    db.session.remove()
    result = run(app, "restore", str(path), "--yes")
    assert result.exit_code == 0, result.output
    assert db.session.scalar(select(func.count(Edition.id))) == count
    assert generation.current() > 1
    assert service.state() is None
    db.session.remove()
    two = on_new_database(postgres, tmp_path / "two")
    lend_drawn(app, two)
    assert run(two, "restore", str(path)).exit_code == 0
    with two.app_context():
        assert db.session.scalar(select(func.count(Edition.id))) == count
        publish("La suite des numéros continue")
        leave()


def test_what_runs_and_what_is_in_the_way_is_refused(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "site.tar.gz"
    assert run(app, "backup", str(path)).exit_code == 0
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE of_a_newer_version (id int)"))
    assert "of_a_newer_version" in run(app, "restore", str(path), "--yes").output
    with db.engine.begin() as connection:
        connection.execute(text("CREATE FUNCTION evil() RETURNS int LANGUAGE sql AS 'SELECT 1'"))
    assert run(app, "backup", str(tmp_path / "evil.tar.gz")).exit_code == 0
    assert "more than data" in run(app, "restore", str(tmp_path / "evil.tar.gz"), "--yes").output


def test_a_trigger_that_does_not_fire_and_a_function_that_does_nothing_are_missed(app: Flask, tmp_path: Path) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit DISABLE TRIGGER audit_no_change"))
        connection.execute(
            text(
                "CREATE OR REPLACE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RETURN OLD; END $$"
            )
        )
    missing = "2 (function audit_append_only, trigger audit_no_change)"
    for words in (("backup",), ("backup", "--verify")):
        result = run(app, *words, str(tmp_path / "site.tar.gz"))
        assert (result.exit_code, missing in result.output) == (1, True)


def test_who_may_not_make_a_schema_gets_a_backup_and_is_told(postgres: Server, app: Flask, tmp_path: Path) -> None:
    name = db.engine.url.database
    role = f"of_{name}"
    postgres.ask(f"CREATE ROLE {role} LOGIN PASSWORD 'plain'")
    for statement in ("GRANT SELECT ON ALL TABLES", "GRANT SELECT ON ALL SEQUENCES"):
        with db.engine.begin() as connection:
            connection.execute(text(f"{statement} IN SCHEMA public TO {role}"))
    url = db.engine.url.set(username=role, password="plain").render_as_string(hide_password=False)
    result = run(build(Path(app.instance_path), {"DATABASE_URL": url}), "backup", str(tmp_path / "site.tar.gz"))
    assert result.exit_code == 1
    assert "is written" in result.output
    assert f"permission denied for database {name}" in result.output


SPELT = "&sslmode=disable&application_name=a%20'b'%5C&options=-c%20statement_timeout%3D60000"


def test_all_that_an_address_says_reaches_the_tools_and_no_list_of_processes_shows_the_password(
    postgres: Server, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = tmp_path / "shown"
    for tool in ("pg_dump", "pg_restore"):
        program = tmp_path / "bin" / tool
        program.parent.mkdir(exist_ok=True)
        program.write_text(f'#!/bin/sh\ntr "\\0" " " < /proc/$$/cmdline >> {shown}\nexec {shutil.which(tool)} "$@"\n')
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    name, url = "odd 'name\\=", db.engine.url
    leave()
    postgres.ask(f'CREATE DATABASE "{name}" TEMPLATE {url.database}')
    try:
        odd = url.set(database=name).render_as_string(hide_password=False)
        site = build(Path(app.instance_path), {"DATABASE_URL": odd + SPELT})
        for words in (("backup",), ("backup", "--verify"), ("restore", "--yes")):
            result = run(site, *words, str(tmp_path / "site.tar.gz"))
            assert result.exit_code == 0, result.output
        with site.app_context():
            leave()
    finally:
        postgres.ask(f'DROP DATABASE "{name}" WITH (FORCE)')
    text_shown = shown.read_text()
    assert text_shown.count("pg_dump") == 1
    assert text_shown.count("--dbname=") == 3
    for spelling in (PASSWORD, quote(PASSWORD), PASSWORD[:3], "***"):
        assert spelling not in text_shown


def test_a_database_for_verifying_is_dropped_when_its_command_was_killed(
    postgres: Server, app: Flask, tmp_path: Path
) -> None:
    def scratch_databases() -> int:
        return int(postgres.ask("SELECT count(*) FROM pg_database WHERE datname LIKE 'verify%'"))

    path, program, reached = tmp_path / "site.tar.gz", tmp_path / "bin" / "pg_restore", tmp_path / "reached"
    assert run(app, "backup", str(path)).exit_code == 0
    program.parent.mkdir()
    real = shutil.which("pg_restore")
    program.write_text(
        f'#!/bin/sh\ncase "$*" in *--list*) exec {real} "$@";; esac\n{real} "$@"\ntouch {reached}\nexec sleep 600\n'
    )
    program.chmod(0o755)
    instance = Path(app.instance_path)
    with command(instance, "backup", "--verify", str(path), PATH=f"{program.parent}:{os.environ['PATH']}"):
        until(reached.exists)
        sweep(app)
        assert scratch_databases() == 1
        assert left(instance)
    assert scratch_databases() == 1
    until(lambda: not postgres.ask("SELECT count(*) FROM pg_stat_activity WHERE datname LIKE 'verify%'"))
    sweep(app)
    assert scratch_databases() == 0
    assert not left(instance)


def test_a_wrong_password_is_said_in_one_line(app: Flask, tmp_path: Path) -> None:
    url = db.engine.url.set(password="wrong").render_as_string(hide_password=False)
    result = run(build(Path(app.instance_path), {"DATABASE_URL": url}), "backup", str(tmp_path / "site.tar.gz"))
    assert result.exit_code == 1
    assert "password authentication failed" in result.output
    assert "Traceback" not in result.output


def test_the_server_of_the_tests_asks_for_a_password(postgres: Server) -> None:
    url = make_url(postgres.address("postgres"))
    done = subprocess.run(
        ("psql", "--no-password", "-h", url.query["host"], "-U", url.username, "-c", "SELECT 1", "postgres"),
        check=False, capture_output=True, text=True, env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert (done.returncode, "no password supplied" in done.stderr) == (2, True)
