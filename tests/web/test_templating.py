"""What is changed in Jinja: calls and messages are as ever, nothing is compiled late, what fails fails the page."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache, pass_context
from jinja2.runtime import Context

from ecpat.web import templating

from ..conftest import DeskClient, build


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ plain(1, more=2) }}", "1 2"),
        ("{% for one in [3] %}{{ plain(one, more=one) }}{% endfor %}", "3 3"),
        ("{{ asking() }}", "here"),
        ("{{ 'a b'.upper() }}", "A B"),
        ("{% macro twice(it) %}{{ it }}{{ it }}{% endmacro %}{{ twice(plain(5, more='<')) }}", "5 &lt;5 &lt;"),
        ("{{ unheard_of is defined }}", "False"),
    ],
)
def test_functions_are_called_with_what_they_ask_for(reading: Flask, template: str, expected: str) -> None:
    @pass_context
    def asking(context: Context) -> Any:
        return context["where"]

    def plain(one: object, more: object) -> str:
        return f"{one} {more}"

    with reading.test_request_context("/fr/"):
        assert render_template_string(template, where="here", asking=asking, plain=plain) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('{{ _("%(name)s – all that is new", name="<b>") }}', "&lt;b&gt; – tout ce qui est nouveau"),
        (
            '{% autoescape false %}{{ _("%(name)s – all that is new", name="<b>") }}{% endautoescape %}',
            "<b> – tout ce qui est nouveau",
        ),
        ('{{ _("Skip to the content") }}', "Aller au contenu"),
    ],
)
def test_what_is_put_into_a_message_is_escaped_where_the_template_is(
    reading: Flask, template: str, expected: str
) -> None:
    with reading.test_request_context("/fr/"):
        assert render_template_string(template) == expected


def refuse(*_args: Any, **_values: Any) -> Any:
    """Be called in the place of what compiles a template."""
    raise AssertionError("compiled while somebody waits")


def test_nobody_waits_for_a_template_to_be_compiled(
    app: Flask, reader: FlaskClient, enter: Callable[..., DeskClient], monkeypatch: pytest.MonkeyPatch,
    uncached: Callable[[Flask], None],
) -> None:  # fmt: skip
    templating.compile_all(app)
    monkeypatch.setattr(app.jinja_env, "compile", refuse)
    uncached(app)
    for path in (
        "/fr/",
        "/fr/actualites/",
        "/fr/formations/",
        "/en/search/?q=children",
        "/fr/flux.atom",
        "/sitemap.xml",
    ):
        assert reader.get(path).status_code == 200, path
    assert reader.get("/fr/rien").status_code == 404
    editor = enter()
    for path in ("/fr/redaction/", "/fr/redaction/fiches/", "/fr/redaction/fiches/nouvelle/news"):
        assert editor.get(path).status_code == 200, path


def test_a_process_compiles_no_template_that_another_has_compiled(
    seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(seeded, tmp_path / "instance", ignore=shutil.ignore_patterns("templates"))
    templating.compile_all(build(folder))
    (folder / "templates" / "0.9-an-earlier-version").write_bytes(b"")
    following = build(folder)
    monkeypatch.setattr(following.jinja_env, "compile", refuse)
    templating.compile_all(following)
    assert following.test_client().get("/fr/").status_code == 200
    assert not (folder / "templates" / "0.9-an-earlier-version").exists()


def test_a_full_disk_keeps_no_template_from_being_compiled(
    seeded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(FileSystemBytecodeCache, "dump_bytecode", full)
    app = build(shutil.copytree(seeded, tmp_path / "instance", ignore=shutil.ignore_patterns("templates")))
    templating.compile_all(app)
    assert app.test_client().get("/fr/").status_code == 200


class _Failing:
    """What templates are given that fails, each in its own way."""

    here = "here"

    def stop(self) -> str:
        raise StopIteration

    def attribute(self) -> str:
        return str(None.lower())  # type: ignore[attr-defined]

    def key(self) -> str:
        return dict[str, str]()["x"]

    @property
    def broken(self) -> str:
        return str(None.lower())  # type: ignore[attr-defined]


FAILURES = {
    "a function": "{{ it.stop() }}",
    "a function in a macro": "{% macro part() %}<p>{{ it.stop() }}</p>{% endmacro %}{{ part() }}",
    "a macro in one": "{% macro a() %}{{ it.stop() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ b() }}",
    "around a call": "{% macro a() %}{{ caller() }}{% endmacro %}{% call a() %}{{ it.stop() }}{% endcall %}",
    "a function asked about": "{% macro a() %}{% if it.stop() %}x{% endif %}{% endmacro %}{{ a() }}",
    "a function that asks for the context": "{% macro a() %}{{ asking() }}{% endmacro %}{{ a() }}",
    "a filter": "{% macro a() %}{{ 1|stopped }}{% endmacro %}{{ a() }}",
    "a list": "{% for one in it.stop() %}{% endfor %}",
    "an attribute of none": "{{ it.attribute() }}",
    "a key": "{{ it.key() }}",
    "a property": "{{ it.broken }}",
    "a property asked about": "{% if it.broken %}x{% endif %}",
    "a name": "{{ nothing_such }}",
    "a name in a macro": "{% macro a() %}{{ nothing_such }}{% endmacro %}{{ a() }}",
    "a missing attribute": "{{ it.nothing_such }}",
    "a missing key": "{{ {}.nothing_such }}",
    "a missing list": "{% for one in it.nothing_such %}{% endfor %}",
    "a missing list joined": "{{ it.nothing_such|join(', ') }}",
    "a missing text in a text": "{{ 'a ' ~ it.nothing_such }}",
}


@pytest.fixture(scope="module")
def failing(seeded: Path) -> Flask:
    """Return a site with a page for each way to fail."""
    app = build(seeded)

    @pass_context
    def asking(_context: Context) -> str:
        raise StopIteration

    def stopped(_value: int) -> str:
        raise StopIteration

    def half(failure: str) -> str:
        page = f"<p>before</p>{FAILURES[failure]}<p>after</p>"
        return render_template_string(page, it=_Failing(), asking=asking)

    app.jinja_env.filters["stopped"] = stopped
    app.add_url_rule("/fr/half/<failure>", "half", half)
    return app


@pytest.mark.parametrize("failure", FAILURES)
def test_what_fails_in_a_template_is_an_error_page_and_a_line_in_the_log(
    failing: Flask, failure: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = FlaskClient.open(failing.test_client(), f"/fr/half/{failure}")
    page, said = answer.get_data(as_text=True), capsys.readouterr().out
    assert answer.status_code == 500
    assert "Quelque chose a mal tourné de notre côté" in page
    assert "<p>before" not in page
    assert [line for line in said.splitlines() if '"event": "error"' in line and "Traceback" in line]


def test_a_template_may_ask_about_what_is_not_there(reading: Flask) -> None:
    asked = (
        "{{ 'yes' if nothing_such else 'no' }} {{ it.x or 'or' }} {{ it.x|default('else') }} {{ it.x is defined }}"
    )
    with reading.test_request_context("/fr/"):
        assert render_template_string(asked, it={}) == "no or else False"
