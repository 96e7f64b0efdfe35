"""What a release promises: one version, migrations that stay as they landed, a list of what it is made of."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from hashlib import sha256

from flask import Flask

from ecpat.core.version import VERSION
from tools import sbom

from .contract import ROOT

SUMS = ROOT / "tests" / "schemas" / "migrations.sha256"
MIGRATIONS = ROOT / "ecpat" / "migrations" / "versions"


def test_a_migration_that_has_landed_is_as_it_was() -> None:
    """Those up to the newest that is listed have landed; CONTRIBUTING.md says how one is added."""
    landed = {name: digest for digest, name in (line.split() for line in SUMS.read_text().splitlines())}
    there = {path.name: sha256(path.read_bytes()).hexdigest() for path in MIGRATIONS.glob("[0-9]*.py")}
    assert {name: digest for name, digest in there.items() if name <= max(landed)} == landed


def test_the_version_is_said_in_one_place(reading: Flask) -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION
    result = reading.test_cli_runner().invoke(args=["ecpat", "--version"])
    assert result.output == f"ecpat {VERSION}\n"
    sections = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert next(section for section in sections if section != "Unreleased") == VERSION


def test_the_list_of_parts_names_every_locked_package_once() -> None:
    written = sbom.document(datetime(2026, 11, 30, tzinfo=UTC))
    assert (written["bomFormat"], written["specVersion"], written["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", written["serialNumber"])
    assert written["metadata"]["component"]["version"] == VERSION
    parts = {part["bom-ref"]: part for part in written["components"]}
    assert len(parts) == len(written["components"])
    locked = re.findall(r"^([a-z0-9._-]+)==([^ ;]+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE)
    assert {f"pkg:pypi/{name}@{version}" for name, version in locked} <= set(parts)
    assert "pkg:npm/%40tiptap/core@3.34.0" in parts
    for reference, part in parts.items():
        assert part["type"] == "library"
        assert part.get("purl", reference) == reference
        for digest in part.get("hashes", ()):
            assert re.fullmatch("[0-9a-f]{128}", digest["content"])
    assert [part["name"] for part in parts.values() if part.get("scope") == "excluded"] == ["esbuild"]


def test_the_list_of_parts_says_what_each_is_for() -> None:
    written = sbom.document(datetime(2026, 11, 30, tzinfo=UTC))
    needs = {one["ref"]: one["dependsOn"] for one in written["dependencies"]}
    known = {"ecpat", *(part["bom-ref"] for part in written["components"])}
    assert set(needs) == known
    assert {name for names in needs.values() for name in names} == known - {"ecpat"}
    assert any(name.startswith("pkg:pypi/flask@") for name in needs["ecpat"])
    assert any(name.startswith("pkg:npm/prosemirror-model@") for names in needs.values() for name in names)
