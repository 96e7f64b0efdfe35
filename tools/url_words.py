"""Find the words of paths for the catalogues: what stands in braces in the path of a route (see `babel.cfg`)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import IO, Any

from babel.messages.extract import extract_python

WORD = re.compile(r"\{([a-z-]+)\}")
DECLARED = ("Route", "Matter", "HelpPage")  # what has a path: its second argument, or the one called “path”


def extract(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[tuple[Any, ...]]:
    """Yield what Babel finds in a file of Python, and the words of the paths that it declares."""
    yield from extract_python(file, keywords, comment_tags, options)
    file.seek(0)
    calls = (node for node in ast.walk(ast.parse(file.read())) if isinstance(node, ast.Call))
    for node in calls:
        for path in _paths(node):
            for word in WORD.findall(path):
                yield node.lineno, "pgettext", ("url", word), []


def _paths(node: ast.Call) -> Iterator[str]:
    """Yield the texts of the path that a call declares; one that is put together has several."""
    if not isinstance(node.func, ast.Name) or node.func.id not in DECLARED:
        return
    named = [keyword.value for keyword in node.keywords if keyword.arg == "path"]
    for argument in named or node.args[1:2]:
        for part in ast.walk(argument):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value
