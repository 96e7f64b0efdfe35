"""The site's files in a folder of their own, as on a server, to run what the documentation runs there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from .contract import ROOT


class Checkout:
    """A folder with the code and an instance folder; programs run there as on a server."""

    def __init__(self, folder: Path, instance: Path) -> None:
        self.folder, self.instance = folder, instance
        for name in ("ecpat", "translations"):
            shutil.copytree(ROOT / name, folder / name)  # with what Python compiled: each start is quicker
        for name in ("wsgi.py", "pyproject.toml"):
            shutil.copy(ROOT / name, folder)
        (folder / "instance").symlink_to(instance)

    def start(self, *command: str, **settings: str) -> subprocess.Popen[str]:
        """Start a Python program there, with settings of the environment; its output can be read."""
        return self.run_shell((sys.executable, *command), **settings)

    def run_shell(self, command: tuple[str, ...], **settings: str) -> subprocess.Popen[str]:
        """Start a program there."""
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **settings}
        pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        return subprocess.Popen(command, cwd=self.folder, env=environment, text=True, start_new_session=True, **pipes)

    def configure(self, **settings: str) -> None:
        """Write instance/config.py."""
        lines = (f"{name} = {value!r}\n" for name, value in settings.items())
        (self.instance / "config.py").write_text("".join(lines))
