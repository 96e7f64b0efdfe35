"""How Jinja is set up: what fails within a template fails the page.

Left to itself, Jinja shows nothing in the place of what is not there, of a property that raises AttributeError, or
of a function that raises StopIteration: half a page that looks like a whole one and leaves no line in the log. All
three come to a template as an `Undefined`, a class that Jinja lets an application define.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import jinja2
from flask import Flask
from jinja2.bccache import Bucket

from ..core import file_modes
from ..core.version import VERSION


class Undefined(jinja2.Undefined):
    """What is not there: a template may ask about it (`if`, `or`, `default`), and never show it."""

    def __init__(self, *told: Any, **named: Any) -> None:
        """Refuse to stand for what is there and failed."""
        super().__init__(*told, **named)
        hint, obj, name = self._undefined_hint, self._undefined_obj, self._undefined_name
        if hint and "StopIteration" in hint:  # so Jinja says it; a test notices when it says it otherwise
            raise RuntimeError("a function that a template calls raised StopIteration")
        if isinstance(name, str) and hasattr(obj.__class__, name):
            raise RuntimeError(f"the property {name} failed") from _failure(obj, name)

    def __str__(self) -> str:
        """Refuse to be shown."""
        self._fail_with_undefined_error()

    def __iter__(self) -> Iterator[Any]:
        """Refuse to be a list of nothing."""
        self._fail_with_undefined_error()

    def __len__(self) -> int:
        """Refuse to be counted."""
        self._fail_with_undefined_error()


def _failure(obj: Any, name: str) -> AttributeError | None:
    """Return why an attribute cannot be had, for the log."""
    try:
        getattr(obj, name)
    except AttributeError as error:
        return error
    return None


class CompiledTemplates(jinja2.FileSystemBytecodeCache):
    """What Jinja made of the templates, kept by a version of the site for all its processes."""

    def __init__(self, folder: Path) -> None:
        """Keep it in a folder, without what other versions of the site or of Jinja left there."""
        made_by = f"{VERSION}-{jinja2.__version__}-"
        super().__init__(str(folder), f"{made_by}%s")
        with suppress(OSError):  # a disk that cannot be written: everything is compiled anew
            file_modes.make_folder(folder)
            for path in folder.iterdir():
                if not path.name.startswith(made_by):
                    path.unlink()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template where the disk can be written."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def compile_all(app: Flask) -> None:
    """Compile every template, so that nobody waits for it: a second of CPU, a twentieth where it was done before."""
    app.jinja_env.bytecode_cache = CompiledTemplates(Path(app.instance_path) / "templates")
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)
