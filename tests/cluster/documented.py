"""What docs/deployment has for a server, as the tests read it."""

from __future__ import annotations

import shlex
from collections import defaultdict
from pathlib import Path

from ..contract import ROOT

DEPLOYMENT = ROOT / "docs" / "deployment"
SOCKET = "/run/ecpat/ecpat.sock"


def directives(name: str) -> dict[str, list[str]]:
    """Return what a unit says, each directive with its values in their order."""
    found: dict[str, list[str]] = defaultdict(list)
    for line in (DEPLOYMENT / name).read_text().replace("\\\n", " ").splitlines():
        key, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found[key].append(value)
    return found


def granian_options(file: Path | None) -> list[str]:
    """Return the options of granian on a server, at this socket file; without one, but for where it listens."""
    (command,) = directives("granian.service")["ExecStart"]
    _program, *options, _application = shlex.split(command)
    if file:
        return [str(file) if option == SOCKET else option for option in options]
    place = ("--uds", SOCKET, "--uds-permissions", "0660")
    return [option for option in options if option not in place]
