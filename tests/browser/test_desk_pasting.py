"""What arrives by the clipboard or is dropped: from there to the saved text and the page that readers see."""

# ruff: noqa: E501 — tags stand here as office programs write them

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import html5lib
import pytest
from flask import Flask
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from ecpat.core.database import db
from ecpat.entries import richtext, service
from ecpat.entries.kind import get_kind
from ecpat.files.models import Asset

from ..desk import bodies, form
from ..files.test_media import make_image
from ..pasted import PASTED, word
from .conftest import open_context
from .desk import enter, own_site, served

pytestmark = pytest.mark.browser

# The whole way: a copy as programs make it, then the keys that paste.
COPY = """([html, plain]) => {
    const put = (event) => {
        if (html) event.clipboardData.setData("text/html", html);
        event.clipboardData.setData("text/plain", plain || "x");
        event.preventDefault();
    };
    document.addEventListener("copy", put, {once: true});
    document.execCommand("copy");
}"""
CLEAR = """() => {
    const area = document.querySelector("#fr-body");
    area.value = "";
    area.dispatchEvent(new Event("change", {bubbles: true}));
    document.querySelector("#fr-body-editor").focus();
}"""
# Many at once, for what is drawn at random: the event alone, in one question to the browser.
MANY = """(pieces) => {
    const area = document.querySelector("#fr-body"), editor = document.querySelector("#fr-body-editor");
    return pieces.map((html) => {
        area.value = "";
        area.dispatchEvent(new Event("change", {bubbles: true}));
        const data = new DataTransfer();
        data.setData("text/html", html);
        editor.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        new FormData(area.form);
        return area.value;
    });
}"""
FILE = """([kind, base64, name, type]) => {
    const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0)), data = new DataTransfer();
    data.items.add(new File([bytes], name, {type}));
    const editor = document.querySelector("#fr-body-editor"), box = editor.getBoundingClientRect();
    const options = {bubbles: true, cancelable: true, clientX: box.x + 20, clientY: box.y + 20};
    const event = kind === "paste" ? new ClipboardEvent("paste", {...options, clipboardData: data})
        : new DragEvent("drop", {...options, dataTransfer: data});
    editor.dispatchEvent(event);
    return event.defaultPrevented;
}"""


@pytest.fixture(scope="module")
def site(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, str]]:
    """Serve a site with the trial form; return it and its address."""
    app = own_site(seeded, tmp_path_factory.mktemp("pasting"))
    form.install(app, [])
    with served(app) as address:
        yield app, address


@pytest.fixture(scope="module")
def signed_in(browser: Browser, site: tuple[Flask, str]) -> Iterator[BrowserContext]:
    with open_context(browser, site[1]) as context:
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        yield context


@pytest.fixture(scope="module")
def page(signed_in: BrowserContext) -> Iterator[Page]:
    """Return the form, which the tests share; they fail where the browser complained of anything."""
    page = signed_in.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else 0)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    enter(page)
    page.goto(form.PATHS["fr"])
    yield page
    assert [line for line in complaints if "422" not in line] == []


def pasted(page: Page, html: str, plain: str = "") -> str:
    """Copy and paste into the empty editor, and return what the form would send."""
    page.evaluate(CLEAR)
    page.evaluate(COPY, [html, plain])
    page.keyboard.press("Control+v")
    return body(page)


def body(page: Page) -> str:
    return str(page.evaluate("() => new FormData(document.querySelector('main form')).get('fr-body')"))


@pytest.mark.parametrize("name", PASTED)
def test_what_arrives_is_what_was_meant(page: Page, name: str) -> None:
    piece = PASTED[name]
    found = pasted(page, piece.html, piece.plain)
    assert bodies.meaning(found) == bodies.meaning(piece.body)
    assert not [words for words in piece.gone if words in found]
    said = page.locator(".editor-pasted").first.text_content() or ""
    assert piece.said in said
    assert bool(piece.said) == bool(said), said
    assert bodies.meaning(pasted(page, piece.html, piece.plain)) == bodies.meaning(found)


def test_readers_see_what_was_meant_and_nothing_that_was_left_out(page: Page, site: tuple[Flask, str]) -> None:
    app, address = site
    found = {name: pasted(page, piece.html, piece.plain) for name, piece in PASTED.items()}
    with app.app_context():
        edition = service.save(
            service.create(get_kind("news")), "fr", title="Collages", body=richtext.sanitise("".join(found.values()))
        )
        service.publish(edition)
        db.session.commit()
        path = f"/fr/actualites/{edition.slug}"
    shown = page.request.get(f"{address}{path}").text()
    seen = words_of(shown)
    for name, piece in PASTED.items():
        for text in re.split(r"<[^<>]*>", piece.body):
            assert words_of(text) in seen, (name, text)
        assert not [text for text in piece.gone if len(text) > 3 and f" {text} " in f" {seen} "], name


def words_of(html: str) -> str:
    """Return the words of some HTML, whatever blanks are between them."""
    tree = html5lib.HTMLParser().parse(html)
    return " ".join("".join(tree.itertext()).replace("\u202f", " ").split())


# Whatever tree of tags office programs write


WRAPS = (
    "<p>{}</p>", "<p class=MsoNormal>{}</p>", "<div>{}</div>", "<h1>{}</h1>", "<h2>{}</h2>", "<h4>{}</h4>",
    "<ul><li>{}</li></ul>", "<ol start=3><li>{}</li></ol>", "<ul><ul><li>{}</li></ul></ul>", "<ol type=a><li>{}</li></ol>",
    "<ul><li><p>{}</p></li></ul>", "<li>{}</li>", "<ul>{}</ul>", "<blockquote>{}</blockquote>", "<pre>{}</pre>",
    "<table><tr><td>{}</td><td>{}</td></tr><tr><td>{}</td></tr></table>", "<table><col><col><tr><td>{}</td></tr></table>",
    "<table><caption>{}</caption><thead><tr><th>{}</th><th>{}</th></tr></thead><tr><td>{}</td><td></td></tr></table>",
    "<dl><dt>{}</dt><dd>{}</dd></dl>", "<section>{}</section>", "<figure>{}<figcaption>{}</figcaption></figure>",
    "<p style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>·&nbsp;</span>{}</p>",
    "<p style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>3.&nbsp;</span>{}</p>",
    "<div style='margin-left:1in'><span style='mso-special-format:bullet'>•</span>{}</div>",
    "<span style='display:block'>{}</span>", "<div style='white-space:pre-wrap'>{}</div>", "<address>{}</address>",
)  # fmt: skip
MARKS = (
    "<b>{}</b>", "<i>{}</i>", "<strong>{}</strong>", "<u>{}</u>", "<s>{}</s>", "<sup>{}</sup>", "<font color=red>{}</font>",
    "<span style='font-weight:700'>{}</span>", "<span lang=EN-GB>{}</span>", "<a href='https://x.be/'>{}</a>", "<o:p>{}</o:p>",
    "<ins>{}</ins>", "<span style='mso-bidi-font-style:italic'>{}</span>", "<cite>{}</cite>", "<a name=x>{}</a>",
    "<b style='font-weight:normal'>{}</b>", "<span class=msoIns>{}</span>", "<sub>{}</sub>", "<code>{}</code>",
)  # fmt: skip
HIDDEN = (
    "<del>{}</del>", "<span class=msoDel>{}</span>", "<span style='display:none'>{}</span>", "<!-- {} -->",
    "<span style='mso-hide:all'>{}</span>", "<a class=msocomanchor href='#_msocom_1'>{}</a>", "<style>.{}{{color:red}}</style>",
    "<span style='visibility:hidden'>{}</span>", "<span hidden>{}</span>", "<script>{}</script>", "<xml>{}</xml>",
)  # fmt: skip
GAPS = (
    " ",
    "\n",
    "<br>",
    "<b> </b>",
    "<i>\n</i>",
    "<strong><br></strong>",
    " <span>&nbsp;</span>",
    "<o:p>&nbsp;</o:p> ",
    "<hr>",
)


@st.composite
def trees(draw: st.DrawFn) -> str:
    """Draw a tree whose words are w0, w1 …, with gaps between words that stand beside each other; hidden ones are h."""
    budget = draw(st.integers(1, 12))

    def part(depth: int) -> str:
        nonlocal budget
        budget -= 1
        choice = draw(st.integers(0, 9))
        if depth > 5 or budget < 0 or choice < 3:
            return f"{draw(st.sampled_from(GAPS))}WORD{draw(st.sampled_from(GAPS))}"
        if choice == 3:
            return f"{draw(st.sampled_from(HIDDEN)).format('HIDE')}"
        pattern = draw(st.sampled_from(WRAPS if choice < 7 else MARKS))
        for _ in range(pattern.count("{}")):
            pattern = pattern.replace("{}", "".join(part(depth + 1) for _ in range(draw(st.integers(1, 3)))), 1)
        return pattern

    return "".join(part(0) for _ in range(draw(st.integers(1, 3))))


def numbered(tree: str) -> tuple[str, list[str]]:
    """Return a tree with a number in each of its words, and the words that a reader of it sees."""
    parts = iter(range(10_000))
    html = re.sub("WORD|HIDE", lambda match: f"{'mot' if match[0] == 'WORD' else 'cache'}{next(parts)}x", tree)
    # A browser's parser moves what stands loose in a table: each word counts, not where it is.
    return html, sorted(re.findall(r"mot\d+x", html))


def spoken(html: str) -> str:
    return richtext.plain(richtext.sanitise(html))


@settings(max_examples=6, phases=[Phase.generate])  # a tree is read at once: none is made smaller
@given(st.lists(trees(), min_size=60, max_size=60))
def test_no_word_is_lost_or_glued_and_what_was_hidden_stays_so(page: Page, drawn: list[str]) -> None:
    pieces = [numbered(tree) for tree in drawn]
    once = page.evaluate(MANY, [html for html, _words in pieces])
    again = page.evaluate(MANY, once)
    for (html, expected), first, second in zip(pieces, once, again, strict=True):
        # What numbers an item may stay a heading's number.
        assert sorted(word for word in re.findall(r"[^\W_]+", spoken(first)) if word != "3") == expected, (
            html,
            first,
        )
        assert bodies.meaning(second) == bodies.meaning(re.sub("(?<=<p>) | (?=</p>)", "", first)), (
            html,
            first,
            second,
        )
        assert not re.search(r"<li>(<p></p>)?</li>|<li>(<p></p>)?<[uo]l", first), (html, first)
        server = spoken(richtext.from_typed(html))
        assert set(expected) <= set(re.findall(r"mot\d+x", server)), (html, server)


# Pictures


def sent(page: Page, kind: str, data: bytes, name: str, media_type: str) -> None:
    page.evaluate(CLEAR)
    assert page.evaluate(FILE, [kind, b64encode(data).decode(), name, media_type])


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_a_picture_is_sent_and_stands_where_it_was_put(page: Page, site: tuple[Flask, str], kind: str) -> None:
    data = make_image(300, 200 + len(kind), "PNG")
    sent(page, kind, data, "Capture.png", "image/png")
    expect(page.locator("#fr-body-editor figure")).to_have_count(1)
    with site[0].app_context():
        asset = db.session.scalars(select(Asset).order_by(Asset.id.desc())).first()
        assert asset is not None
        assert asset.name == "Capture"
        number = asset.id
    assert body(page) == f'<figure><img src="asset:{number}"></figure>'
    expect(page.locator(".editor-pasted").first).to_contain_text("ce qu’elle montre")


def test_a_picture_within_a_text_is_sent(page: Page) -> None:
    address = f"data:image/png;base64,{b64encode(make_image(40, 30, 'PNG')).decode()}"
    found = pasted(page, word(f"<p class=MsoNormal>Avant <img src='{address}'> après</p>"))
    assert re.fullmatch(r'<p>Avant</p>\n(<figure><img src="asset:\d+"></figure>\n)?<p>après</p>', found)
    expect(page.locator("#fr-body-editor figure")).to_have_count(1)
    assert re.fullmatch(r'<p>Avant</p>\n<figure><img src="asset:\d+"></figure>\n<p>après</p>', body(page))


@pytest.mark.parametrize(
    ("name", "media_type", "said"),
    [
        (
            "dossier.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "Seules des images",
        ),
        ("rapport.pdf", "application/pdf", "Seules des images"),
        ("photo.png", "image/png", "n’a pas pu être insérée"),
    ],
)
def test_what_cannot_be_inserted_is_told_why(page: Page, name: str, media_type: str, said: str) -> None:
    sent(page, "drop", b"not a picture", name, media_type)
    expect(page.locator(".editor-pasted").first).to_contain_text(said)
    assert body(page) == ""
