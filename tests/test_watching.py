"""The alert rules and the board that are shipped name figures that the site has, and all figures are documented."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from .conftest import build
from .contract import ROOT

DEPLOYMENT = ROOT / "docs" / "deployment"
TOKEN = "a-token-of-the-tests-alone"  # noqa: S105 — it opens nothing else
_NAME = re.compile(r"\bsite_[a-z_]+")


@pytest.fixture(scope="module")
def figures(seeded: Path) -> dict[str, set[str]]:
    """Return the labels of all figures that a site shows, once it was asked for a page and a search."""
    site = build(seeded, {"METRICS_TOKEN": TOKEN, "BACKUP_URL": "file:///nowhere"})
    client = site.test_client()
    for path in ("/fr/", "/fr/recherche/?q=mineurs"):
        client.get(path)
    shown = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    families = text_string_to_metric_families(shown)
    return {sample.name: set(sample.labels) for family in families for sample in family.samples}


def rules() -> list[dict[str, str]]:
    """Return the alert rules."""
    (group,) = yaml.safe_load((DEPLOYMENT / "prometheus-rules.yml").read_text())["groups"]
    return list(group["rules"])


def expressions() -> list[str]:
    """Return all that is asked of Prometheus."""
    board = json.loads((DEPLOYMENT / "grafana-board.json").read_text())
    return [rule["expr"] for rule in rules()] + [
        target["expr"] for panel in board["panels"] for target in panel["targets"]
    ]


def test_each_figure_that_is_named_is_one_of_the_site(figures: dict[str, set[str]]) -> None:
    named = {name for expression in expressions() for name in _NAME.findall(expression)}
    assert len(named) >= 6
    assert named <= set(figures)


def test_each_label_that_is_named_is_one_of_its_figure(figures: dict[str, set[str]]) -> None:
    for expression in expressions():
        known = {label for name in _NAME.findall(expression) for label in figures[name]} | {"job", "instance"}
        for asked in re.findall(r"(?:by|on) \(([^)]*)\)", expression):
            assert set(asked.replace(" ", "").split(",")) <= known, expression
        for selector in re.findall(r"\{([^}]*)\}", expression):
            assert set(re.findall(r"([a-z]+)(?:=~|=)", selector)) <= known, expression


def test_each_alert_says_what_is_wrong_and_what_to_do() -> None:
    for rule in rules():
        assert rule.keys() == {"alert", "expr", "for", "labels", "annotations"}
        assert set(rule["annotations"]) == {"summary", "do"}
    assert len({rule["alert"] for rule in rules()}) == len(rules())


def test_each_figure_is_documented(figures: dict[str, set[str]]) -> None:
    documented = set(_NAME.findall((ROOT / "docs" / "operation.md").read_text()))
    assert {re.sub(r"_(bucket|sum|count)$", "", name) for name in figures} <= documented
