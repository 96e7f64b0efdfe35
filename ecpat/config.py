"""Every setting: its name, default, meaning and check. Read from the environment or instance/config.py."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from .setting_values import (
    address,
    age_keys,
    base_url,
    contact,
    count,
    database,
    hosts,
    hsts,
    keep,
    languages,
    mail,
    options,
    place,
    replica,
    second_factor,
    switch,
    token,
)

ROOT = Path(__file__).parent.parent
INSTANCE = ROOT / "instance"
TIME_ZONE = ZoneInfo("Europe/Brussels")
REPLICA = "replica"  # the key of the engine that may answer in the database’s place
_QUIET = {"hide_parameters": True}  # of statements that fail: their values would stand in logs
# A server that was restarted is connected to again before anybody notices; one that is gone is given up in seconds.
_SERVER = {**_QUIET, "pool_pre_ping": True, "connect_args": {"connect_timeout": 3, "tcp_user_timeout": 5000}}
_PASSWORD = re.compile(r"((?<=://)[^:/@]*:).*(?=@)|([?&]password=)[^&]*")


class ConfigError(ValueError):
    """A setting that the site cannot start with; its text is one clear line."""


@dataclass(frozen=True)
class Setting:
    """One setting; `read` makes its value of a text and raises ValueError with what was expected."""

    name: str
    default: str
    meaning: str
    read: Callable[[str], Any] = str
    secret: bool = False  #: its value is never shown


SETTINGS = (
    Setting("LANGUAGES", "fr,en", "The languages of the site, the default one first", languages),
    Setting("DATABASE_URL", "sqlite:///site.db", "Where the content is; relative: in `instance/`", database),
    Setting("REPLICA_URL", "", "A copy of that database that readers’ pages are read from; empty: none", replica),
    Setting("MEDIA_URL", "", "Where uploads are: `s3://bucket/prefix`, `file:///…`; empty: `instance/media`", place),
    Setting("MEDIA_OPTIONS", "", "What that storage needs: `{\"key\": …, \"secret\": …}`, as JSON", options, True),
    Setting("RECORDING_SIZE", "200", "Megabytes of a [video or sound](docs/operation.md#limits)", count(1, 999)),
    Setting("BACKUP_URL", "", "Where a backup is put each night: `s3://…`, `file:///…`; empty: nowhere", place),
    Setting("BACKUP_OPTIONS", "", "What that storage needs, as JSON", options, True),
    Setting("BACKUP_KEEP", "7d,4w,12m", "How many are kept there: of days, weeks, months, years; empty: all", keep),
    Setting("BACKUP_KEY", "", "Public keys of age that they are encrypted for: `age1…`; empty: plain", age_keys),
    Setting("BASE_URL", "", "The public address, `https://…`; empty: where a request came to", base_url),
    Setting("ALLOWED_HOSTS", "localhost,127.0.0.1", "More hosts the site answers to, separated by commas", hosts),
    Setting("HSTS", "63072000", "Seconds of https alone, [and their reach](docs/operation.md#https-alone)", hsts),
    Setting("PROXIES", "0", "How many trusted proxies in front set the `X-Forwarded-…` headers", count(0, 5)),
    Setting("PAGE_SIZE", "12", "Entries on one page of a list", count(1, 100)),
    Setting("SEARCH_SIZE", "10", "Results on one page of a search", count(1, 50)),
    Setting("INSIGHT", "on", "Whether searches, lost addresses and openings are counted: `on` or `off`", switch),
    Setting("CHECK_LINKS", "off", "Whether links to other sites are checked: `on` or `off`", switch),
    Setting("INDEXING", "on", "Whether search engines may show the site: `on` or `off`", switch),
    Setting("SEARCH_RATE", "10", "Searches a second that an address may keep up; `0`: any number", count(0, 999)),
    Setting("SECURITY_CONTACT", "", "Who is told of weaknesses (`security.txt`): `name@…` or `https://…`", contact),
    Setting("SECRET_KEY", "", "What sessions are signed with; empty: made once, in `instance/secret-key`", str, True),
    Setting("SECOND_FACTOR", "asked", "Whether editors are `asked` for one or it is `required`", second_factor),
    Setting("MAIL_URL", "", "How mail is sent: `smtp://user:password@host:587`; empty: it is not", mail, True),
    Setting("MAIL_FROM", "", "Who mail comes from: `name@…`", address),
    Setting("METRICS_TOKEN", "", "What opens `/metrics`: a secret of 20 letters or more; empty: off", token, True),
)  # fmt: skip


def load(environment: Mapping[str, str], folder: Path) -> dict[str, Any]:
    """Return the settings: the environment's first, else instance/config.py's, else the defaults.

    Raises ConfigError for a wrong value or an unknown name in config.py.
    """
    written = _read_file(folder / "config.py")
    if unknown := sorted(set(written) - {setting.name for setting in SETTINGS}):
        raise ConfigError(f"instance/config.py: there is no setting called {unknown[0]}")
    values = {}
    for setting in SETTINGS:
        text = environment.get(setting.name, written.get(setting.name, setting.default))
        try:
            values[setting.name] = setting.read(str(text).strip())
        except ValueError as error:
            shown = "set" if setting.secret else repr(_PASSWORD.sub(r"\1\2…", str(text)))
            raise ConfigError(f"{setting.name} is {shown}; expected {error}") from None
    if values["MAIL_URL"] and not values["BASE_URL"]:
        raise ConfigError("MAIL_URL is set; expected BASE_URL as well: links in mails name the public address")
    return values


def _read_file(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    names: dict[str, Any] = {}
    try:
        exec(compile(path.read_text(), "instance/config.py", "exec"), names)  # noqa: S102 — the maintainer's own file
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise ConfigError(f"instance/config.py cannot be read: {reason}") from None
    return {name: value for name, value in names.items() if name.isupper()}


def located(url: str, folder: Path) -> str:
    """Return the address of a database, whose file is in the instance folder where its path is relative."""
    if url.startswith("sqlite:///") and not url.startswith("sqlite:////"):
        return f"sqlite:///{folder / url.removeprefix('sqlite:///')}"
    return url


def flask_settings(values: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Return what Flask and its extensions are told, made from the site's settings."""
    url = located(values["DATABASE_URL"], folder)
    own = urlsplit(values["BASE_URL"]).hostname
    replica = {REPLICA: {"url": values["REPLICA_URL"], **_SERVER}} if values["REPLICA_URL"] else {}
    return {
        **values,
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": _QUIET if url.startswith("sqlite:") else _SERVER,
        "SQLALCHEMY_BINDS": replica,
        "TRUSTED_HOSTS": [*values["ALLOWED_HOSTS"], *([own] if own else [])],
        "MAX_CONTENT_LENGTH": 64 * 1024,  # of readers; the desk takes more, see ecpat/desk
        "BABEL_DEFAULT_TIMEZONE": TIME_ZONE.key,
        "TEMPLATES_AUTO_RELOAD": bool(os.environ.get("FLASK_DEBUG")),
    }
