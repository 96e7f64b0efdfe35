"""Bodies for tests of the editor: those of the sample content, one that has every tag, and how two are compared."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib

from ecpat.entries import richtext
from ecpat.entries.advice import Term, Terms

from ..contract import HTML, ROOT

SAMPLE = ROOT / "ecpat" / "cli" / "sample" / "entries"
EVERY_TAG = """
<h2>Un titre <em>et</em> un <span lang="en">heading</span></h2>
<p lang="en">A paragraph <a href="help:">of help</a>, H<sub>2</sub>O, m<sup>2</sup>, <abbr
title="Organisation">ONG</abbr>, <s>barré</s>, <cite>Une œuvre</cite>,<br>and
<strong>bold with <em lang="nl">cursief</em></strong>.</p>
<h3>Un sous-titre</h3>
<ul><li>un</li><li>deux<ul><li>deux un</li><li>deux deux</li></ul></li><li><p>trois</p><p>encore trois</p></li></ul>
<ol start="4"><li>quatre</li><li>cinq</li></ol>
<ol type="a" start="3"><li>c</li></ol>
<blockquote lang="en"><p>“Quoted.”</p><p><cite>Somebody</cite></p></blockquote>
<table><caption>Des <em>nombres</em></caption><thead>
<tr><th scope="col">An</th><th scope="col" lang="en">Number</th></tr></thead>
<tbody><tr><th scope="row">2025</th><td>1</td></tr>
<tr><td colspan="2"><p>deux</p><p>lignes</p></td></tr></tbody></table>
<table><tbody><tr><th scope="row">Langue</th><td>français</td></tr>
<tr><th scope="row">Prix</th><td></td></tr></tbody></table>
<figure><img src="asset:1" alt="Un cerf-volant"><figcaption>Une <em>légende</em></figcaption></figure>
<figure><img src="asset:2"></figure>
<figure><blockquote><p>« Dit. »</p></blockquote><figcaption>Quelqu’un</figcaption></figure>
<figure class="number" lang="en"><p>38 %</p><p>of victims.</p><figcaption>UNODC,
<a href="https://unodc.org/"><cite>Report</cite></a>, 2024.</figcaption></figure>
<figure class="video"><p><a href="https://vimeo.com/1">Un film</a></p><figcaption>3 minutes</figcaption></figure>
<figure class="contact"><p>Une question ?</p><p><a href="mailto:a@b.be">Écrivez-nous</a></p></figure>
<p class="action"><a href="entry:3">Signer</a></p>
<p>Une image <img src="asset:1" alt="petite"> dans le texte, <a href="entry:3#Partie">une page</a>,
<a href="mailto:a@b.be">écrire</a>, <a href="tel:+3225222323">appeler</a>,
<a href="https://ecpat.be/?a=1&amp;b=2">ailleurs</a>.</p>
<dl><dt>Traite</dt><dd>Recruter pour exploiter.</dd><dt>Trafic</dt><dd>Faire passer une frontière.</dd></dl>
"""


TERMS = Terms(
    Term(*row)
    for row in (
        ("sectt", "fr", "preferred", "exploitation sexuelle en voyage"),
        ("sectt", "fr", "discouraged", "tourisme sexuel"),
        ("prostitution", "fr", "discouraged", "prostitution enfantine"),
        ("csam", "fr", "preferred", "matériel d’abus sexuel d’enfants"),
        ("csam", "fr", "discouraged", "pédopornographie"),
        ("trafficking", "fr", "preferred", "traite des enfants"),
        ("trafficking", "fr", "discouraged", "trafic d’enfants"),
        ("own", "fr", "discouraged", "mot maison"),
        ("sectt", "en", "preferred", "sexual exploitation in travel"),
        ("sectt", "en", "discouraged", "sex tourism"),
        ("tourist", "en", "discouraged", "sex tourist"),
    )
)


def sample() -> dict[str, str]:
    """Return the bodies of the sample content by file and language, their references as numbers."""
    bodies = {}
    for path in sorted(Path(SAMPLE).glob("*/*.toml")):
        for locale, table in tomllib.loads(path.read_text()).items():
            if locale in ("fr", "en"):
                name = f"{path.parent.name}/{path.stem} {locale}"
                bodies[name] = re.sub(r'href="entry:[^"]+"', 'href="entry:3"', table["body"])
    return bodies


def meaning(html: str) -> list[object]:
    """Return what matters of a body: tags, attributes and words."""
    # Where lines break says nothing, nor do the tags of a paragraph that is alone in an item or a cell.
    tree = html5lib.HTMLParser().parseFragment(richtext.sanitise(html))
    return _meaning(tree)


def _meaning(element: Element) -> list[object]:
    found: list[object] = []

    def add(text: str | None) -> None:
        words = re.sub(r"[ \n\t]+", " ", text or "")
        if found and isinstance(found[-1], str):
            found[-1] = re.sub(" +", " ", f"{found[-1]}{words}")
        elif words:
            found.append(words)

    add(element.text)
    for child in element:
        name = child.tag.removeprefix(HTML)
        found.append([name, dict(child.attrib), *_meaning(child)])
        add(child.tail)
    inline = {"a", "strong", "em", "sup", "sub", "span", "cite", "abbr", "br", "img"}
    if any(isinstance(part, list) and part[0] not in inline for part in found):  # a block's: spaces say nothing
        found = [part for part in found if not isinstance(part, str) or part.strip()]
    first = found[0] if found else None
    if element.tag in (f"{HTML}li", f"{HTML}td", f"{HTML}dd") and isinstance(first, list) and first[:2] == ["p", {}]:
        rest = [part for part in found[1:] if isinstance(part, list) and part[0] not in ("ul", "ol")]
        found = [*first[2:], *found[1:]] if not rest else found
    return [part.strip(" ") if isinstance(part, str) and len(found) == 1 else part for part in found if part != " "]
