"""Every setting: its name, default, meaning and check. Read from the environment or instance/config.py."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fsspec import get_filesystem_class
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from .backups import age_keys, keep

ROOT = Path(__file__).parent.parent
INSTANCE, CATALOGUES = ROOT / "instance", ROOT / "translations"
TIME_ZONE = ZoneInfo("Europe/Brussels")
_NAME = r"(?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63}"
REPLICA = "replica"  # the key of the engine that may answer in the database’s place
_QUIET = {"hide_parameters": True}  # of statements that fail: their values would stand in logs
# A server that was restarted is connected to again before anybody notices; one that is gone is given up in seconds.
_SERVER = {**_QUIET, "pool_pre_ping": True, "connect_args": {"connect_timeout": 3, "tcp_user_timeout": 5000}}
_YEAR = 31_536_000  # seconds
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


def _languages(value: str) -> tuple[str, ...]:
    codes = tuple(map(str.strip, value.split(",")))
    shipped = {path.parts[-3] for path in CATALOGUES.glob("*/LC_MESSAGES/messages.po")}
    if len(shipped.intersection(codes)) < len(codes):
        known = ", ".join(sorted(shipped))
        raise ValueError(f"codes of languages that have a catalogue ({known}), each once, with commas between")
    return codes


def database(value: str) -> str:
    """Return the address of a database; raise ValueError with what was expected."""
    if not re.match(r"sqlite:///.|postgresql\+psycopg://.", value):
        raise ValueError("sqlite:///… or postgresql+psycopg://…")
    try:
        url = make_url(value)
        url.get_dialect().import_dbapi()
    except ImportError:
        raise ValueError(
            "its driver to be installed: pip install --require-hashes -r requirements-postgres.txt"
        ) from None
    except (ArgumentError, ValueError):
        raise ValueError("an address such as postgresql+psycopg://user:password@host:5432/name") from None
    if "@" in (url.host or ""):  # the rest of a password would be told as the host that does not answer
        raise ValueError("an @ within a password to be written %40")
    return value


def _replica(value: str) -> str:
    if value and not value.startswith("postgresql+psycopg://"):
        raise ValueError("postgresql+psycopg://…, or nothing")
    return database(value) if value else value


def _place(value: str) -> str:
    protocol = re.match(r"([a-z][a-z0-9]*)://[^:]*$", value)
    if value and (protocol is None or (protocol[1] == "file" and not value.startswith("file:///"))):
        raise ValueError("an address such as s3://bucket/folder or file:///shared/folder")
    try:
        if protocol is not None:
            get_filesystem_class(protocol[1])
    except ImportError:
        raise ValueError("its driver to be installed: for S3, requirements-s3.txt") from None
    except ValueError:
        raise ValueError("a kind of storage that fsspec knows, such as s3://…") from None
    return value


def _options(value: str) -> dict[str, Any]:
    try:
        options = json.loads(value or "{}")
    except ValueError:
        options = None
    if not isinstance(options, dict):
        raise ValueError('a JSON object, such as {"key": "…", "secret": "…", "endpoint_url": "https://…"}')
    return options


def _hosts(value: str) -> list[str]:
    hosts = [host.strip().lower() for host in value.split(",") if host.strip()]
    if not hosts or not all(re.fullmatch(rf"\.?{_NAME}", host) for host in hosts):
        raise ValueError("host names without port, separated by commas")
    return hosts


def _base_url(value: str) -> str:
    value = value.lower()
    if value and not re.fullmatch(rf"https?://{_NAME}(:[0-9]{{1,5}})?", value):
        raise ValueError("an address such as https://www.example.org, without a path")
    return value


def _count(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,12}", value) or not low <= int(value) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(value)

    return read


def _switch(value: str) -> bool:
    if value.lower() not in ("on", "off"):
        raise ValueError("on or off")
    return value.lower() == "on"


def _contact(value: str) -> str:
    if re.fullmatch(r"[^@\s:/]+@[^@\s:/]+", value):
        return f"mailto:{value}"
    if value and not re.fullmatch(r"(https://|mailto:)[!-~]+", value):
        raise ValueError("an address such as security@example.org or https://www.example.org/security")
    return value


def _token(value: str) -> str:
    if value and not re.fullmatch(r"[!-~]{20,200}", value):
        raise ValueError("20 to 200 letters, digits and signs, such as `openssl rand -hex 24` gives")
    return value


def _second_factor(value: str) -> str:
    if value not in ("asked", "required"):
        raise ValueError("asked or required")
    return value


def _mail(value: str) -> str:
    if value and not re.fullmatch(rf"smtps?://([^\s:@/]+:[^\s@/]+@)?{_NAME}(:[0-9]{{1,5}})?", value):
        raise ValueError("an address such as smtp://user:password@mail.example.org:587 or smtps://…:465")
    return value


def _address(value: str) -> str:
    if value and not re.fullmatch(r"[^@\s:/]+@[^@\s:/]+", value):
        raise ValueError("an address such as desk@example.org")
    return value


def _hsts(value: str) -> str:
    found = re.fullmatch(r"([0-9]{1,9})(?: +(subdomains|preload))?", value)
    if found is None:
        raise ValueError("a number of seconds, then subdomains, preload or nothing")
    if found[2] == "preload" and int(found[1]) < _YEAR:
        raise ValueError(f"{_YEAR} seconds or more with preload")
    reach = {"subdomains": "; includeSubDomains", "preload": "; includeSubDomains; preload"}
    return f"max-age={found[1]}{reach.get(found[2], '')}"


SETTINGS = (
    Setting("LANGUAGES", "fr,en", "The languages of the site, the default one first", _languages),
    Setting("DATABASE_URL", "sqlite:///site.db", "Where the content is; relative: in `instance/`", database),
    Setting("REPLICA_URL", "", "A copy of that database that readers’ pages are read from; empty: none", _replica),
    Setting("MEDIA_URL", "", "Where uploads are: `s3://bucket/prefix`, `file:///…`; empty: `instance/media`", _place),
    Setting("MEDIA_OPTIONS", "", "What that storage needs: `{\"key\": …, \"secret\": …}`, as JSON", _options, True),
    Setting("BACKUP_URL", "", "Where a backup is put each night: `s3://…`, `file:///…`; empty: nowhere", _place),
    Setting("BACKUP_OPTIONS", "", "What that storage needs, as JSON", _options, True),
    Setting("BACKUP_KEEP", "7d,4w,12m", "How many are kept there: of days, weeks, months, years; empty: all", keep),
    Setting("BACKUP_KEY", "", "Public keys of age that they are encrypted for: `age1…`; empty: plain", age_keys),
    Setting("BASE_URL", "", "The public address, `https://…`; empty: where a request came to", _base_url),
    Setting("ALLOWED_HOSTS", "localhost,127.0.0.1", "More hosts the site answers to, separated by commas", _hosts),
    Setting("HSTS", "63072000", "Seconds of https alone, [and their reach](docs/operation.md#https-alone)", _hsts),
    Setting("PROXIES", "0", "How many trusted proxies in front set the `X-Forwarded-…` headers", _count(0, 5)),
    Setting("PAGE_SIZE", "12", "Entries on one page of a list", _count(1, 100)),
    Setting("SEARCH_SIZE", "10", "Results on one page of a search", _count(1, 50)),
    Setting("INSIGHT", "on", "Whether searches, lost addresses and openings are counted: `on` or `off`", _switch),
    Setting("CHECK_LINKS", "off", "Whether links to other sites are checked: `on` or `off`", _switch),
    Setting("INDEXING", "on", "Whether search engines may show the site: `on` or `off`", _switch),
    Setting("SEARCH_RATE", "10", "Searches a second that an address may keep up; `0`: any number", _count(0, 999)),
    Setting("SECURITY_CONTACT", "", "Who is told of weaknesses (`security.txt`): `name@…` or `https://…`", _contact),
    Setting("SECRET_KEY", "", "What sessions are signed with; empty: made once, in `instance/secret-key`", str, True),
    Setting("SECOND_FACTOR", "asked", "Whether editors are `asked` for one or it is `required`", _second_factor),
    Setting("MAIL_URL", "", "How mail is sent: `smtp://user:password@host:587`; empty: it is not", _mail, True),
    Setting("MAIL_FROM", "", "Who mail comes from: `name@…`", _address),
    Setting("METRICS_TOKEN", "", "What opens `/metrics`: a secret of 20 letters or more; empty: off", _token, True),
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
