"""Bodies as Markdown and back: what Markdown cannot say to the letter stays HTML, which it allows."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from ...entries import richtext

_READER = MarkdownIt("commonmark").enable("table")
_BLOCK = re.compile(r"<(p|h2|h3|ul|ol|blockquote|table|figure|dl)(?=[\s>])")
_PIECE = re.compile(r"(<[^<>]*>)")
_SIGNS = re.compile(r"([\\`*_\[\]])")
_LINE_START = re.compile(r"^(?=[#>+=~|-]|\d+[.)])", re.MULTILINE)
_BETWEEN = re.compile(r"(?<=>)\s*\n\s*(?=<)")


def to_html(markdown: str) -> str:
    """Return Markdown as HTML, before it is sanitised."""
    return joined(_READER.render(markdown))


def joined(html: str) -> str:
    """Return HTML without the line ends between its tags, which say nothing."""
    return _BETWEEN.sub("", html).strip()


def to_markdown(body: str) -> str:
    """Return a body as Markdown: each block that reads back to the letter, any other as HTML."""
    return "\n\n".join(map(_block, _blocks(joined(body)))) + "\n" if body else ""


def _blocks(body: str) -> list[str]:
    """Return the blocks that stand beside one another in a sanitised body."""
    found, place = list[str](), 0
    while start := _BLOCK.search(body, place):
        name, depth, end = start[1], 0, start.end()
        for tag in re.compile(rf"<(/?){name}(?=[\s>])[^<>]*>").finditer(body, start.start()):
            depth += -1 if tag[1] else 1
            end = tag.end()
            if depth == 0:
                break
        found.append(body[place : start.start()] + body[start.start() : end])
        place = end
    rest = body[place:]
    return [*found, rest] if rest.strip() else found


def _block(html: str) -> str:
    written = _written(html)
    return (
        written
        if written and joined(richtext.sanitise(to_html(written))) == html
        else re.sub(r"\n\s*\n+", "\n", html)
    )


def _written(html: str) -> str:
    """Return a block as Markdown would say it; nothing where it does not try."""
    if found := re.fullmatch(r"<(p|h2|h3)>(.*)</\1>", html, re.DOTALL):
        words = _inline(found[2])
        if found[1] == "p":
            return _LINE_START.sub(r"\\", words)
        return f"{'##' if found[1] == 'h2' else '###'} {words}"
    if found := re.fullmatch(r"<(ul|ol)>((?:<li>(?:(?!</?(?:li|ul|ol|p)>).)*</li>)+)</\1>", html, re.DOTALL):
        items = re.findall(r"<li>(.*?)</li>", found[2], re.DOTALL)
        signs = ("-" if found[1] == "ul" else f"{number}." for number in range(1, len(items) + 1))
        said = (_LINE_START.sub(r"\\", _inline(item)) for item in items)
        return "\n".join(f"{sign} {words}" for sign, words in zip(signs, said, strict=True))
    if found := re.fullmatch(r"<blockquote>((?:<p>(?:(?!</?p>).)*</p>)+)</blockquote>", html, re.DOTALL):
        parts = (_written(f"<p>{part}</p>") for part in re.findall(r"<p>(.*?)</p>", found[1], re.DOTALL))
        return "\n>\n".join("> " + part.replace("\n", "\n> ") for part in parts)
    return ""


def _inline(html: str) -> str:
    parts, links = list[str](), list[str]()
    for piece in _PIECE.split(html):
        if not piece.startswith("<"):
            parts.append(_SIGNS.sub(r"\\\1", piece))
        elif piece in ("<strong>", "</strong>"):
            parts.append("**")
        elif piece in ("<em>", "</em>"):
            parts.append("*")
        elif piece == "<br>":
            parts.append("\\\n")
        elif found := re.fullmatch(r'<a href="([^"\s<>()]*)">', piece):
            links.append(found[1])
            parts.append("[")
        elif piece == "</a>" and links:
            parts.append(f"]({links.pop()})")
        else:
            parts.append(piece)
    return "".join(parts)
