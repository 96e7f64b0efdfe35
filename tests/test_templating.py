"""What is changed in Jinja: functions are called as ever, messages escaped as ever, and nothing is compiled late."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from jinja2 import pass_context
from jinja2.runtime import Context

from ecpat.public import templating


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


def test_no_reader_waits_for_a_template_to_be_compiled(
    reading: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, uncached: Callable[[Flask], None]
) -> None:
    templating.compile_all(reading)

    def late(*_args: Any, **_values: Any) -> Any:
        raise AssertionError("compiled while a reader waits")

    monkeypatch.setattr(reading.jinja_env, "compile", late)
    uncached(reading)
    for path in (
        "/fr/",
        "/fr/actualites/",
        "/fr/formations/",
        "/en/search/?q=children",
        "/fr/flux.atom",
        "/sitemap.xml",
    ):
        assert client.get(path).status_code == 200, path
    assert client.get("/fr/rien").status_code == 404
