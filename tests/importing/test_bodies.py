"""Texts: classic, blocks, shortcodes, builders, debris, films, links; the same words before and after."""

# ruff: noqa: E501 — pieces of exports stand here as they are written

from __future__ import annotations

import pytest

from .conftest import Import, edition, reasons
from .exports import SITE, export, post

NBSP = "\u00a0"


def body_of(take: Import, raw: str, *others: str) -> tuple[str, set[str]]:
    """Return the body that a text becomes, and what the report says of it."""
    report = take(export(post(1, "Ce texte", raw), *others))
    return edition("Ce texte").body, {line["why"] for line in report["changed"] if line["key"] == "post:1"}


TEXTS = [
    ("Un.\n\nDeux\nlignes.", "<p>Un.</p><p>Deux<br>lignes.</p>"),
    ("Un.\r\n\r\n\r\nDeux.", "<p>Un.</p><p>Deux.</p>"),
    ("<h2>Titre</h2>\nTexte", "<h2>Titre</h2><p>Texte</p>"),
    ("Avant\n<ul>\n<li>un</li>\n<li>deux</li>\n</ul>\nAprès", "<p>Avant</p><ul><li>un</li><li>deux</li></ul><p>Après</p>"),
    ("<blockquote>Un\n\nDeux</blockquote>", "<blockquote><p>Un</p><p>Deux</p></blockquote>"),
    ("<b>gras</b> et <i>penché</i>", "<p><strong>gras</strong> et <em>penché</em></p>"),
    ("<pre>a\n  b</pre>", "<p>a<br>  b</p>"),
    ("Un [sic] mot", "<p>Un [sic] mot</p>"),
    ("Écrire [[caption]] ou [[box]mot[/box]]", "<p>Écrire [caption] ou [box]mot[/box]</p>"),
    ("Avant<!--more-->\n\nAprès", "<p>Avant</p><p>Après</p>"),
    (
        "<!-- wp:paragraph -->\n<p>Un.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:list -->\n<ul><!-- wp:list-item -->\n"
        "<li>deux</li>\n<!-- /wp:list-item --></ul>\n<!-- /wp:list -->",
        "<p>Un.</p>\n\n<ul>\n<li>deux</li>\n</ul>",
    ),
    (
        '<!-- wp:paragraph {"align":"center"} -->\n<p>Un.</p>\n<!-- /wp:paragraph -->\n\nLibre\n\nencore',
        "<p>Un.</p>\n<p>Libre</p><p>encore</p>",
    ),
    (
        '<!-- wp:verse --><pre class="wp-block-verse">un\ndeux</pre><!-- /wp:verse -->',
        "<p>un<br>deux</p>",
    ),
    (
        '<!-- wp:table --><figure class="wp-block-table"><table><tbody><tr><td>1</td></tr></tbody></table>'
        "<figcaption>Tableau</figcaption></figure><!-- /wp:table -->",
        "<figure><table><tbody><tr><td>1</td></tr></tbody></table><figcaption>Tableau</figcaption></figure>",
    ),
    (
        '[vc_row][vc_column][vc_column_text]Un\n\nDeux[/vc_column_text][/vc_column][/vc_row]',
        "<p>Un</p><p>Deux</p>",
    ),
    ('[et_pb_section][et_pb_text admin_label="T"]Mot[/et_pb_text][/et_pb_section]', "<p>Mot</p>"),
    (
        '<p class="MsoNormal" style="margin:0"><span style="color:black">Mot<o:p></o:p></span></p><!--[if gte mso 9]><xml>'
        "<w:Brol>brol</w:Brol></xml><![endif]-->",
        "<p>Mot</p>",
    ),
    ('<div class="elementor"><div><p>Un</p></div><style>.x{}</style></div>', "<p>Un</p>"),
]  # fmt: skip


def test_a_text_keeps_its_form(take: Import) -> None:
    numbered = dict(enumerate(TEXTS, start=1))
    report = take(export(*(post(number, f"Texte {number}", raw) for number, (raw, _body) in numbered.items())))
    made = {raw: edition(f"Texte {number}").body.replace("\n", "") for number, (raw, _body) in numbered.items()}
    assert made == {raw: body.replace("\n", "") for raw, body in TEXTS}
    assert "words" not in {why for _key, why in reasons(report)}


def test_an_unknown_shortcode_is_reported_and_its_words_stay(take: Import) -> None:
    made, notes = body_of(
        take, 'Avant [box color="red"]Important[/box] [contact-form-7 id="5" title="Contact"] après'
    )
    assert "Important" in made
    assert "[" not in made
    assert "shortcode" in notes
    assert "words" not in notes


@pytest.mark.parametrize(
    ("raw", "address", "said"),
    [
        ("https://www.youtube.com/watch?v=abc123", "https://www.youtube.com/watch?v=abc123", "YouTube"),
        ("[embed]https://vimeo.com/12[/embed]", "https://vimeo.com/12", "Vimeo"),
        (
            '<iframe src="https://www.youtube.com/embed/abc" title="Le film de Lina"></iframe>',
            "https://www.youtube.com/watch?v=abc", "Le film de Lina",
        ),
        (
            '<!-- wp:embed {"url":"https://youtu.be/abc"} -->\n<figure class="wp-block-embed"><div class="wp-block-embed__'
            'wrapper">\nhttps://youtu.be/abc\n</div></figure>\n<!-- /wp:embed -->',
            "https://youtu.be/abc", "YouTube",
        ),
    ],
)  # fmt: skip
def test_a_film_is_a_link_with_a_title(take: Import, raw: str, address: str, said: str) -> None:
    made, notes = body_of(take, f"Avant\n\n{raw}\n\nAprès")
    assert f'<a href="{address}">' in made
    assert said in made
    assert notes == {"video"}


ADDRESSES = [
    f"{SITE}/2019/03/titre-2/", f"{SITE}/2019/03/titre-2", "http://ancien.example/2019/03/titre-2/",
    "//www.ancien.example/2019/03/titre-2/", "/2019/03/titre-2/", "../titre-2/", f"{SITE}/?p=2", "/?p=2",
    "?p=2", f"{SITE}/2019/03/04/titre-2/", f"{SITE}/index.php/2019/03/titre-2/", f"{SITE}/titre-2/",
    f"{SITE}/archives/2", f"{SITE}/2019/03/titre-2/feed/", f"{SITE}/2019/03/titre%2D2/",
]  # fmt: skip


def test_a_link_to_an_item_is_a_reference_whatever_its_form(take: Import) -> None:
    numbered = dict(enumerate(ADDRESSES, start=10))
    texts = (post(number, f"Texte {number}", f'<a href="{old}#suite">voir</a>') for number, old in numbered.items())
    report = take(export(*texts, post(2, "Autre")))
    reference = f'<a href="entry:{edition("Autre").entry_id}#suite">voir</a>'
    assert [old for number, old in numbered.items() if reference not in edition(f"Texte {number}").body] == []
    assert {(key, why) for key, why in reasons(report) if key != "post:2"} == set()


def test_links_of_any_script_and_to_pages_below_pages(take: Import) -> None:
    slug = "%d9%85%d8%b1%d8%ad%d8%a8%d8%a7"
    raw = '<a href="/2019/03/مرحبا/">un</a> <a href="/parent/enfant/">deux</a> <a href="/?page_id=3">trois</a>'
    made, _notes = body_of(
        take, raw, post(2, "مرحبا", slug=slug, link=f"{SITE}/2019/03/{slug}/"),
        post(3, "Enfant", slug="enfant", kind="page", parent=4, link=f"{SITE}/parent/enfant/"),
    )  # fmt: skip
    one, two = edition("مرحبا").entry_id, edition("Enfant").entry_id
    assert [one, two, two] == [int(part.split('"')[0]) for part in made.split("entry:")[1:]]


def test_a_link_into_nothing_is_reported_and_one_elsewhere_stays(take: Import) -> None:
    made, notes = body_of(
        take, f'<a href="{SITE}/jamais/">a</a> <a href="https://example.org/x">b</a> <a href="#n">c</a>'
    )
    assert f'href="{SITE}/jamais/"' in made
    assert 'href="https://example.org/x"' in made
    assert notes == {"link-old"}


def test_a_shared_block_stands_in_each_text_and_never_within_itself(take: Import) -> None:
    made, notes = body_of(
        take, '<!-- wp:block {"ref":7} /-->', post(7, "Partagé", "<p>Partout</p><!-- wp:block {\"ref\":7} /-->", kind="wp_block")
    )  # fmt: skip
    assert made == "<p>Partout</p>"
    assert notes == set()


def test_what_plays_by_itself_is_reported(take: Import) -> None:
    made, notes = body_of(take, '<p>Un</p><!-- wp:latest-posts {"postsToShow":3} /--><p>Deux</p>')
    assert made.replace("\n", "") == "<p>Un</p><p>Deux</p>"
    assert notes == {"block"}


def test_nothing_of_a_text_runs(take: Import) -> None:
    made, _notes = body_of(
        take, '<p onclick="x()">Un</p><script>alert(1)</script><a href="javascript:alert(1)">deux</a><img src=x onerror=y>'
    )  # fmt: skip
    assert "alert" not in made
    assert "onclick" not in made
    assert "<img" not in made


def test_lost_words_are_told(take: Import) -> None:
    report = take(export(post(1, "Ce texte", "<p>Un</p><form><select><option>choix</option></select></form>")))
    assert ("post:1", "words") not in reasons(report)
