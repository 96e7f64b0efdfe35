"""What every Python that is supported understands alike."""

from __future__ import annotations

import ast
import re

from ..contract import ROOT

_GROUP = re.compile(r"(?<!\\)\)(?:[*+?]|\{[0-9,]+\})\+|\(\?>")


def patterns(source: str) -> list[str]:
    """Return the patterns that a module gives to `re`."""
    calls = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return [ast.unparse(call.args[0]) for call in calls if ast.unparse(call.func).startswith("re.") and call.args]


def test_no_pattern_repeats_a_group_for_good() -> None:
    """Python before 3.11.5, and so Debian 12's, finds less by such patterns (its issue gh-106052)."""
    modules = {str(path.relative_to(ROOT)): path.read_text() for path in (ROOT / "ecpat").rglob("*.py")}
    assert patterns('import re\n_ENDS = re.compile(r"(?:a|bc)*+d")') == ["'(?:a|bc)*+d'"]
    assert _GROUP.search("'(?:a|bc)*+d'")
    assert [(name, one) for name, text in modules.items() for one in patterns(text) if _GROUP.search(one)] == []
