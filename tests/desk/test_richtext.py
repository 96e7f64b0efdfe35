"""What a body keeps of hostile, huge and badly made HTML, and how a plain text becomes one."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from hashlib import sha256

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecpat.entries import diff, outdated, richtext
from ecpat.entries.advice import advise
from ecpat.entries.richtext import blocks, markup

from ..contract import HTML, ROOT
from .bodies import EVERY_TAG, TERMS, meaning, sample

TOOLS, BUNDLE = ROOT / "tools" / "editor", ROOT / "ecpat" / "static" / "js" / "desk" / "editor.js"
ALLOWED = {"lang", "href", "scope", "colspan", "rowspan", "start", "type", "title", "src", "alt", "class"}
NAMES = [
    *sorted(markup.TAGS),
    *("h1", "h4", "b", "i", "div", "script", "style", "svg", "math", "mi", "title", "textarea", "template"),
    *("noscript", "iframe", "form", "input", "select", "option", "foreignObject", "plaintext", "xmp", "o:p", "font"),
    *("body", "html", "frameset", "annotation-xml", "mglyph", "nobr"),
]
_values = st.sampled_from([
    "javascript:alert(1)", "JaVa\tScript:alert(1)", "&#106;avascript:alert(1)", "data:text/html,<script>", "entry:3",
    "https://x.be/", "asset:1", "fr", "x' onclick='a()", '"><script>alert(1)</script>', "</p><img src=x onerror=a()>",
    "<!--", "-->", "color:red", "</title><script>", "2", "1e9", "number", "action", "vbscript:x", "//evil", "help:",
])  # fmt: skip
_attributes = st.sampled_from(
    ["href", "src", "alt", "title", "lang", "style", "class", "onclick", "ONERROR", "onload", "xlink:href", "id",
     "colspan", "start", "scope", "srcdoc", "formaction", "data-x", "is", "xmlns"]
)  # fmt: skip
_quotes = st.sampled_from(["", '"', "'"])


@st.composite
def tags(draw: st.DrawFn) -> str:
    """Draw a tag as attackers and word processors write them: open or not, quoted or not, closed or not."""
    quote = draw(_quotes)
    pairs = draw(st.lists(st.tuples(_attributes, _values), max_size=3))
    inside = "".join(
        f"{draw(st.sampled_from([' ', '/', chr(10), '']))}{name}={quote}{value}{quote}" for name, value in pairs
    )
    start = draw(st.sampled_from(["<", "<", "</"]))
    return f"{start}{draw(st.sampled_from(NAMES))}{inside}{draw(st.sampled_from(['>', '>', '>', '/>', '']))}"


soup = st.lists(
    st.one_of(
        tags(),
        st.text(max_size=8),
        st.sampled_from(
            ["<!--", "-->", "<![CDATA[", "]]>", "<?xml", "&lt;script&gt;", "&amp;", "\x00", "<", ">", "&nbsp;"]
        ),
    ),
    max_size=25,
).map("".join)


def holds_nothing_else(html: str) -> None:
    """Check what a browser would make of sanitised HTML: known elements, known attributes, known addresses."""
    for element in html5lib.HTMLParser().parseFragment(html).iter():
        if not isinstance(element.tag, str) or element.tag == "DOCUMENT_FRAGMENT":
            continue
        assert element.tag.removeprefix(HTML) in markup.TAGS, html
        assert set(element.attrib) <= ALLOWED, html
        if "href" in element.attrib:
            assert re.match(r"(https?|mailto|tel|entry|help):|//|/|[^:]*$", element.attrib["href"]), html
        if "class" in element.attrib:
            assert element.attrib["class"] in blocks.CLASSES[element.tag.removeprefix(HTML)], html
        if "src" in element.attrib:
            assert re.fullmatch(r"asset:\d+", element.attrib["src"]), html


@given(soup)
def test_whatever_comes_is_clean_and_stays_so(html: str) -> None:
    once = richtext.sanitise(html)
    assert richtext.sanitise(once) == once
    holds_nothing_else(once)


@given(st.text(max_size=300))
def test_any_text_is_kept_as_a_text(text: str) -> None:
    kept = richtext.sanitise(richtext.from_typed(text))
    assert richtext.sanitise(kept) == kept
    holds_nothing_else(kept)


@pytest.mark.parametrize(
    "attack",
    [
        '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
        '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
        "<svg><desc><![CDATA[</desc><script>alert(1)</script>]]></svg>",
        "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
        '<svg><use href="data:image/svg+xml;base64,x#y"/></svg>',
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
        '<p title="<!--"><img title="--><img src=x onerror=alert(1)>">',
        '<a href="jav&#x09;ascript:alert(1)">x</a><a href="&#1;javascript:alert(1)">y</a>',
        "<table><td><table><td><script>alert(1)</script><a href=javascript:x>y</a></table></table>",
        "<a><table><a href=javascript:alert(1)>x",
        "<b><p><table><b><div><style>*{}</style><img src=asset:1 onerror=x>",
        "<abbr title='\"><img src=x onerror=alert(1)>'>x</abbr>",
        "<template><img src=x onerror=alert(1)></template><plaintext><img src=x onerror=alert(1)>",
        "<![if !IE]><script>alert(1)</script><![endif]><?php echo '<script>' ?>",
    ],
)
def test_known_tricks_leave_nothing(attack: str) -> None:
    kept = richtext.sanitise(f"<p>avant</p>{attack}")
    holds_nothing_else(kept)
    assert kept.startswith("<p>avant</p>")
    assert richtext.sanitise(kept) == kept


# What repeats in a hostile text: each was, or is in other parsers, a cost that grows with the square of its length.
HOSTILE = {
    "blocks in blocks": "<blockquote>",
    "lists in lists": "<ul><li>",
    "tables in tables": "<table><tr><td>",
    "formatting in formatting": "<b><i>",
    "links in links": "<a href=https://x.be>",
    "misnested": "<em><p><strong></em></p>",
    "adopted": "<a><b><i><p></a></b></i>",
    "paragraphs that never end": "<p>x",
    "items of no list": "<li>x",
    "words loose in a table": "<table>x<tr>y",
    "paragraphs loose in a table": "<table><p>x",
    "cells": "<td>x<th>y",
    "brackets": "<",
    "ampersands": "&",
    "ampersands and words": "R&D ",
    "entities": "&lt;",
    "entities that never end": "&amp",
    "numbers": "&#65;",
    "spaces by name": "&nbsp;",
    "tags that never end": "<a <a <a",
    "quotes that never end": "<a '\"",
    "comments": "<!-- <p> ",
    "comments that never end": "<!--",
    "sections": "<![CDATA[ ]]>",
    "scripts": "<script>",
    "scripts that end in nothing": "<script></script",
    "guillemets": "«\u00a0x\u00a0» ",
    "guillemets and tags of no body": "«<font>",
    "no-break spaces": "\u00a0",
    "questions": "a ? ",
    "quotes": '"',
    "apostrophes": "l'a",
    "dashes": "—-",
    "points": ".»",
    "white space": " \n\t",
    "control characters": "\x00\x01",
    "combining": "e\u0301\u0302",
    "right to left": "\u202eab",
    "words": "mot ",
    "one long word": "mot",
    "discouraged words": "tourisme sexuel ",
    "halves of discouraged words": "tourisme  -  ",
    "links": "<a href=entry:1>ici</a> ",
    "pictures": "<img src=asset:1 alt=x>",
    "phrases": "<span lang=en>a ? </span>",
    "marks of a plain text": "- [a](https://x.be)\n## b\n> c\n",
    "lines": "\r\n",
    "from Word": "<p class=Mso style='margin:0'><span style='x:y'>Bonjour<o:p></o:p></span></p>\n",
}
# What comes once, and is long.
LONG: dict[str, Callable[[int], str]] = {
    "an attribute": lambda size: f"<p {'a' * size}>x",
    "attributes": lambda size: f"<p {'a=b ' * (size // 4)}>x",
    "a value": lambda size: f"<img src=asset:1 alt='{'«' * size}'>",
    "an address": lambda size: f"<a href='https://x.be/?{'&' * size}'>x</a>",
    "the name of a tag": lambda size: f"<{'a' * size}>x",
    "a script without end": lambda size: "<script>" + "</script" * (size // 8),
    "formatting that never ends": lambda size: (
        "".join(f"<em lang=a-{n}>" for n in range(size // 36)) + "<p>x" * (size // 8)
    ),
    "spaces before a question": lambda size: f"<p>a{' ' * size}?",
    "spaces before nothing": lambda size: f"<p>a{' ' * size}x",
    "a number of a character": lambda size: f"<p>&#{'1' * size};",
    "one link of many words": lambda size: f"<p><a href=help:>{'<em>x</em>' * (size // 10)}</a>",
    "two texts that repeat": lambda size: "<p>a a b a</p>\n" * (size // 15),
}
QUARTER = 1 << 15  # characters, against four times as many; a megabyte against a quarter of one has the same ratios


def cost(html: str) -> float:
    """Return the CPU seconds of all that is done with a text at a save, on a page and in the form."""
    began = time.process_time()
    kept = richtext.spaced(richtext.sanitise(richtext.from_typed(html)), "fr")
    richtext.plain(kept)
    richtext.reading_minutes(kept)
    richtext.resolve(kept, lambda _id: None)
    list(richtext.values(kept))
    outdated.said({"body": kept})
    diff.words(richtext.plain(kept), richtext.plain(kept).replace("a", "b"))
    advise("fr", html[:100], html[:300], html, TERMS, {})
    took = time.process_time() - began
    assert len(kept) <= 8 * len(html) + 100
    return took


@pytest.mark.parametrize("name", [*HOSTILE, *LONG])
def test_four_times_the_text_costs_at_most_six_times_as_much(name: str) -> None:
    def text(size: int) -> str:
        return LONG[name](size) if name in LONG else f"<p>{HOSTILE[name] * (size // len(HOSTILE[name]))}"

    # CPU time of this process alone, as a ratio, the best of several: how busy the machine is changes little of it.
    # Below 30 ms the clock and the allocator count, not the text.
    for _attempt in range(3):
        whole, quarter = cost(text(4 * QUARTER)), 0.03
        if whole <= 6 * quarter or whole <= 6 * (quarter := max(cost(text(QUARTER)), quarter)):
            return
    raise AssertionError(f"{quarter:.2f} s for a quarter, {whole:.2f} s for the whole")


def test_ten_thousand_levels_are_made_few() -> None:
    for tag in ("<blockquote>", "<div>", "<ul><li>", "<em>", "<table><tr><td>", "<svg><g>"):
        kept = richtext.sanitise(f"{tag * 10_000}<p>mots</p>")
        depth, deepest = 0, 0
        for ending in re.findall(r"<(/?)(?!br|img)", kept):
            depth += -1 if ending else 1
            deepest = max(deepest, depth)
        assert deepest <= 2 * markup.DEPTH
        assert tag.startswith("<svg") or "mots" in kept


@pytest.mark.parametrize("name", ["every tag", *sample()])
def test_what_editors_wrote_stays_as_it_is(name: str) -> None:
    html = EVERY_TAG if name == "every tag" else sample()[name]
    kept = richtext.sanitise(html)
    assert re.findall(r"<\w+", kept) == re.findall(r"<\w+", html)
    assert richtext.sanitise(kept) == kept


def test_headings_emphasis_and_loose_text_find_their_place() -> None:
    html = "Bonjour <b>vous</b><h1>Titre</h1><div>Un <i>texte</i></div><div>deux</div><h4>Bas</h4><p>&nbsp;</p>"
    expected = "<p>Bonjour <strong>vous</strong></p><h2>Titre</h2><p>Un <em>texte</em></p><p>deux</p><h3>Bas</h3>"
    assert richtext.sanitise(html) == expected
    assert richtext.sanitise("<ul><li>un<li>deux</ul>") == "<ul><li>un</li><li>deux</li></ul>"
    assert richtext.sanitise("<p>a<p>b") == "<p>a</p><p>b</p>"


def test_what_stands_loose_in_a_table_gets_a_cell_and_parts_of_no_table_are_paragraphs() -> None:
    kept = richtext.sanitise("<table>un<tr>deux<td>trois<p>quatre</table><td>cinq<tr>six")
    assert kept == (
        "<table><tbody><tr><td>un</td></tr><tr><td>deux</td><td>trois<p>quatre</p></td></tr></tbody></table>"
        "<p>cinq</p><p>six</p>"
    )
    assert richtext.sanitise(kept) == kept


def test_long_texts_come_out_as_they_went_in() -> None:
    text = "« R&D\u00a0» &lt;3 é\u202f! " * 20_000
    kept = richtext.sanitise(f"<p>{text}</p>")
    assert kept == f"<p>{text.replace('&D', '&amp;D').strip()} </p>"
    assert richtext.sanitise(f"<p>{'mot<font>' * 20_000}</p>") == f"<p>{'mot' * 20_000}</p>"


@pytest.mark.parametrize(
    ("href", "kept"),
    [
        ("entry:3", "entry:3"), (" ENTRY:3 ", "entry:3"), ("help:", "help:"), ("Help:", "help:"),
        ("entry:", None), ("entry:x", None), ("entry:3?a", None), ("entry:٣", None), ("entry:" + "9" * 19, None),
        ("help:x", None), ("entry:3#Partie", "entry:3#Partie"), ("entry:3# a", None),
        ("asset:1", "asset:1"), ("asset:x", None), ("https://x.be/?a=entry:3", "https://x.be/?a=entry:3"),
    ],
)  # fmt: skip
def test_references_are_those_that_the_editor_makes(href: str, kept: str | None) -> None:
    link = "<a>x</a>" if kept is None else f'<a href="{kept}">x</a>'
    assert richtext.sanitise(f'<p><a href="{href}">x</a></p>') == f"<p>{link}</p>"


def test_a_picture_has_a_source_whatever_its_other_words_say() -> None:
    for image in ("<img alt=' src=x'>", "<img alt=' src=\"asset:1'>", "<img data-src=asset:1>", "<img src=asset:x>"):
        assert richtext.sanitise(f"<p>a{image}</p>") == "<p>a</p>"


def test_no_control_character_is_kept_however_it_is_written() -> None:
    kept = richtext.sanitise("<p>a\x01b&#1;c&#x1f;d\ufffee&#xFFFF;f&#127;\tg</p>")
    assert kept == "<p>abcdef\tg</p>"


def test_links_that_lead_nowhere_keep_their_words() -> None:
    body = (
        '<p><a lang="en" href="entry:3"><em>un</em></a> <a href="entry:4">deux</a> <a href="https://x.be">trois</a> '
        'href="entry:4" <a href="entry:3">quatre</a></p>'
    )
    assert richtext.resolve(body, {4: "/fr/quatre"}.get) == (
        '<p><em>un</em> <a href="/fr/quatre">deux</a> <a href="https://x.be">trois</a> href="entry:4" quatre</p>'
    )


def test_a_part_of_a_page_stays_named_and_lists_keep_their_letters() -> None:
    body = '<p><a href="entry:4#Chiffres">deux</a></p><ol type="a" start="3"><li>c</li></ol>'
    assert richtext.sanitise(body) == body
    assert richtext.references(body) == {4}
    assert '<a href="/fr/quatre#Chiffres">' in richtext.resolve(body, {4: "/fr/quatre"}.get)


def test_the_words_of_a_list_within_an_item_are_its_own() -> None:
    assert richtext.plain("<ul><li>un<ol><li>deux</li></ol></li><li>trois</li></ul>") == "un\ndeux\ntrois"


def test_a_comparison_gives_up_where_the_same_words_come_over_and_over() -> None:
    few = "\n".join(["un deux trois quatre cinq", "six sept huit", "neuf dix"])
    assert [piece.text for piece in diff.words(few, few.replace("sept", "zéro")) if piece.kind != "same"] == [
        "sept ", "zéro ",
    ]  # fmt: skip
    old, new = "a " * 900, "".join(f"a x{n} " for n in range(450))
    pieces = diff.words(old, new)
    assert [piece.kind for piece in pieces if piece.kind != "same"] == ["removed", "added"]
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new


def test_a_plain_text_becomes_paragraphs_headings_lists_quotations_and_links() -> None:
    text = """Première ligne
seconde ligne, a < b & c

## Un titre
### Un sous-titre
- un
- deux
1. premier
2. second

> Dit par quelqu’un
[la page d’aide](help:) et [mauvais](javascript:x)"""
    assert richtext.sanitise(richtext.from_typed(text)) == (
        "<p>Première ligne<br>seconde ligne, a &lt; b &amp; c</p>\n<h2>Un titre</h2>\n<h3>Un sous-titre</h3>\n"
        "<ul><li>un</li><li>deux</li></ul>\n<ol><li>premier</li><li>second</li></ol>\n"
        "<blockquote><p>Dit par quelqu’un</p></blockquote>\n"
        '<p><a href="help:">la page d’aide</a> et [mauvais](javascript:x)</p>'
    )


def test_html_is_not_taken_for_a_plain_text() -> None:
    html = "<p>Un\n\n## texte</p>"
    assert richtext.from_typed(html) == html


def test_the_editor_is_built_from_its_sources() -> None:
    digest = sha256()
    names = [
        "build.mjs",
        "package-lock.json",
        "package.json",
        *(f"src/{path.name}" for path in (TOOLS / "src").iterdir()),
    ]
    for name in sorted(names):
        digest.update(f"{name}\0".encode() + (TOOLS / name).read_bytes() + b"\0")
    assert f"sources: sha256-{digest.hexdigest()}" in BUNDLE.read_text()[:300], "run `make editor` and commit"


def test_every_package_of_the_editor_is_free_pinned_and_named_with_its_licence() -> None:
    lock = json.loads((TOOLS / "package-lock.json").read_text())["packages"]
    notices = BUNDLE.with_name("editor.LICENSES.txt").read_text()
    for path, package in lock.items():
        if path:
            assert "resolved" not in package, path
            assert package["license"] in ("MIT", "ISC", "BSD-3-Clause"), path
            assert "integrity" in package, path
    for name in json.loads((TOOLS / "package.json").read_text())["devDependencies"]:
        assert name == "esbuild" or f"\n{name} " in notices, name


def test_meaning_sees_what_is_lost() -> None:
    assert meaning("<p>a <em>b</em></p>") != meaning("<p>a b</p>")
    assert meaning('<p lang="en">a</p>') != meaning("<p>a</p>")
    assert meaning("<ul><li><p>a</p></li></ul>") == meaning("<ul>\n<li>a</li></ul>")
