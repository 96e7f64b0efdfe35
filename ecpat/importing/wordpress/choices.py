"""What an operator decides of an import, in a file of TOML that the plan proposes."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _l

from ... import locales
from ...entries.kind import all_kinds
from ..errors import RefusedFile

_TABLES = ("site", "languages", "kinds", "topics", "pairs")


@dataclass(frozen=True)
class Choices:
    """Languages, kinds and topics by what an export calls them; "" leaves out."""

    language: str = ""  #: of what nothing tells the language
    hosts: tuple[str, ...] = ()  #: under which the former site answered, beside its own
    menu: str | None = None  #: the slug of the menu that is taken; "" for none
    languages: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)
    pairs: Mapping[str, str] = field(default_factory=dict)


def read(path: Path) -> Choices:
    """Read an operator's file; raises RefusedFile for what it cannot say."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RefusedFile(_l("The map is no TOML: %(message)s.", message=str(error))) from error
    for name, table in tables.items():
        if name not in _TABLES or not isinstance(table, dict):
            raise RefusedFile(_l("The map has a table that nothing reads: %(name)s.", name=name))
    site = tables.get("site", {})
    languages = _checked(tables.get("languages", {}), locales.LOCALES)
    kinds = _checked(tables.get("kinds", {}), [kind.name for kind in all_kinds()])
    usual = str(site.get("language", ""))
    _checked({"language": usual}, locales.LOCALES)
    return Choices(
        usual, tuple(map(str, site.get("hosts", ()))), site.get("menu"), languages, kinds,
        {key: str(value) for key, value in tables.get("topics", {}).items()},
        {_key(key): _key(value) for key, value in tables.get("pairs", {}).items()},
    )  # fmt: skip


def _key(number: Any) -> str:
    return str(number) if str(number).startswith("post:") else f"post:{number}"


def _checked(table: Mapping[str, Any], known: Any) -> dict[str, str]:
    for name, value in table.items():
        if value not in ("", *known):
            raise RefusedFile(
                _l("The map says “%(value)s” of “%(name)s”; it can be: %(known)s.", value=str(value), name=name,
                   known=", ".join(known))
            )  # fmt: skip
    return {name: str(value) for name, value in table.items()}
