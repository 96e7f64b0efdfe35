"""A text typed without tags, as HTML: for those who write without script."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby

_HEADING = re.compile(r"(##|###)[ \t]+(\S.*)")
_ITEM = re.compile(r"[-*•–][ \t]+(\S.*)")
_NUMBERED = re.compile(r"[0-9]{1,3}[.)][ \t]+(\S.*)")
_QUOTE = re.compile(r">[ \t]?(.*)")
_LINK = re.compile(r"""\[([^\[\]]+)\]\(((?:https?://|mailto:|tel:|entry:|help:)[^\s()"]*)\)""")
_BREAK = re.compile(r"\r\n?|[\n\u2028\u2029]")


def to_html(text: str) -> str:
    """Return paragraphs, `## ` and `### ` headings, `- ` and `1. ` lists, `> ` quotations, `[words](address)` links.

    Blocks of different shapes need no blank line between them; a line break within a paragraph is kept.
    """
    blocks = []
    for shape, group in groupby(map(_shape, map(str.strip, _BREAK.split(text))), key=lambda line: line[0]):
        lines = [_inline(words) for _, words in group]
        if shape in ("h2", "h3"):
            blocks += [f"<{shape}>{line}</{shape}>" for line in lines]
        elif shape in ("ul", "ol"):
            blocks.append(f"<{shape}>{''.join(f'<li>{line}</li>' for line in lines)}</{shape}>")
        elif shape == "blockquote":
            blocks.append(f"<blockquote><p>{'<br>'.join(lines)}</p></blockquote>")
        elif shape == "p":
            blocks.append(f"<p>{'<br>'.join(lines)}</p>")
    return "\n".join(blocks)


def _shape(line: str) -> tuple[str, str]:
    """Return what a line is part of (nothing for a blank one), and its words."""
    if not line:
        return "", ""
    if heading := _HEADING.fullmatch(line):
        return "h2" if heading[1] == "##" else "h3", heading[2]
    for shape, pattern in (("ul", _ITEM), ("ol", _NUMBERED), ("blockquote", _QUOTE)):
        if found := pattern.fullmatch(line):
            return shape, found[1]
    return "p", line


def _inline(words: str) -> str:
    return _LINK.sub(r'<a href="\2">\1</a>', escape(words, quote=False))
