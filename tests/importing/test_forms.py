"""Forms that texts of real sites have, many in one import: each becomes what its readers saw."""

# ruff: noqa: E501 — pieces of exports stand here as they are written

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import select

from ecpat.core.database import db
from ecpat.entries.models import Edition
from ecpat.files.models import Asset

from ..files.test_media import make_image, make_pdf
from .conftest import Import, edition, reasons
from .exports import SITE, attachment, category, export, post, term

UP = f"{SITE}/wp-content/uploads/2019/03"
FILM = '<p><a href="https://www.youtube.com/watch?v=abc">Vidéo sur YouTube</a></p>'
OTHER = '<p><a href="https://vimeo.com/12345">Vidéo sur Vimeo</a></p>'
FORMS = {
    # The ends of a summary and of a page part paragraphs.
    "Avant<!--more Lire-->Après": "<p>Avant</p><p>Après</p>",
    "Avant<!--nextpage-->Après": "<p>Avant</p><p>Après</p>",
    "Un\n<!--nextpage-->\nDeux": "<p>Un</p><p>Deux</p>",
    # Films, in the shortcodes of plugins.
    "[youtube https://www.youtube.com/watch?v=abc]": FILM,
    "[youtube=https://www.youtube.com/watch?v=abc&w=320]": FILM,
    '[youtube id="abc" width="600"]': FILM,
    '[fusion_youtube id="https://www.youtube.com/watch?v=abc" width="600"][/fusion_youtube]': FILM,
    "[vimeo 12345]": OTHER,
    "[av_video src='https://vimeo.com/12345' format='16-9']": OTHER,
    '[su_youtube url="https://www.youtube.com/watch?v=abc" title="Le film"]': '<p><a href="https://www.youtube.com/watch?v=abc">Le film</a></p>',
    '<object width="425"><param name="movie" value="http://www.youtube.com/v/abc&hl=fr"></param><embed src="http://www.youtube.com/v/abc&hl=fr"></embed></object>': FILM,
    "[audio:https://example.org/son.mp3|titles=Son]": '<p><a href="https://example.org/son.mp3">son.mp3</a></p>',
    "Avant [playlist] après [sic] [note: voir]": "<p>Avant  après [sic] [note: voir]</p>",
    # Links that plugins make.
    f'[pdf-embedder url="{UP}/rapport.pdf" title="rapport"]': '<p><a href="entry:{rapport}">rapport</a></p>',
    f'[gview file="{UP}/rapport.pdf"]': '<p><a href="entry:{rapport}">Rapport</a></p>',
    '[button link="https://example.org/x" color="red"]Cliquez[/button] [button url="/?p=2" text="Va"]': '<p><a href="https://example.org/x">Cliquez</a> <a href="entry:{autre}">Va</a></p>',
    "[accordion][toggle title='Question']Réponse[/toggle][/accordion]": "<h3>Question</h3><p>Réponse</p>",
    "[dropcap]L[/dropcap]e mot": "<p>Le mot</p>",
    # Builders.
    "[vc_row][vc_raw_html]JTNDcCUzRUJvbmpvdXIlMjBtb25kZSUzQyUyRnAlM0U=[/vc_raw_html][vc_raw_js]eA==[/vc_raw_js][/vc_row]": "<p>Bonjour monde</p>",
    '[vc_row][vc_gallery type="image_grid" images="7,9"][/vc_row]': "{gallery}",
    '[et_pb_gallery gallery_ids="7,9"][/et_pb_gallery]': "{gallery}",
    '[vc_custom_heading text="Titre `{`a`}`"]': "<h3>Titre [a]</h3>",
    f'[et_pb_blurb title="Un %91a%93" image="{UP}/photo-300x200.jpg"]<p>Mot</p>[/et_pb_blurb]': '<h3>Un [a]</h3><p><img src="asset:{photo}"></p><p>Mot</p>',
    '[et_pb_fullwidth_header title="Titre" button_one_text="Va" button_one_url="https://example.org/"]<p>x</p>[/et_pb_fullwidth_header]': '<h3>Titre</h3><p><a href="https://example.org/">Va</a></p><p>x</p>',
    '<a href="#" role="button">\n\t\tBouton\n\t</a>': '<p><a href="#">Bouton</a></p>',
    # Pictures.
    f'[caption id="attachment_7" width="300"]<a href="{UP}/photo.jpg"><img class="wp-image-7" src="{UP}/photo-300x200.jpg"\nalt="Alt" /></a> Une <em>légende</em>[/caption]': '<figure><img src="asset:{photo}" alt="Alt"><figcaption>Une <em>légende</em></figcaption></figure>',
    "Avant\n\n[gallery]\n\nAprès": "<p>Avant</p>{gallery}<p>Après</p>",
    '[gallery ids="9,999,7" link="file"]': '<figure><img src="asset:{neuf}"></figure><figure><img src="asset:{photo}"><figcaption>Légende &amp; suite</figcaption></figure>',
    'Joie <img class="emoji" alt="😀" src="https://s.w.org/images/core/emoji/2/72x72/1f600.png" /> <img src="/wp-includes/images/smilies/icon_smile.gif" alt=":)" class="wp-smiley" />': "<p>Joie 😀 :)</p>",
    '<img src="https://i0.wp.com/www.ancien.example/wp-content/uploads/2019/03/photo.jpg?resize=300%2C200&#038;ssl=1">': '<p><img src="asset:{photo}"></p>',
    f'<img src="{UP}/retouche-e1612345678901-300x200.jpg"><img src="{UP}/retouche-300x200.jpg"><img src="{UP}/retouche.jpg">': '<p><img src="asset:{retouche-e1612345678901}"><img src="asset:{retouche-e1612345678901}"><img src="asset:{retouche-e1612345678901}"></p>',
    f'<img src="{UP}/plan-800x600.jpg"><img src="{UP}/plan.jpg"><img src="{UP}/plan-300x200.jpg">': '<p><img src="asset:{plan-800x600}"><img src="asset:{plan}"><img src="asset:{plan}"></p>',
    f'<img src="{SITE}/wp-content/uploads/sites/3/2019/03/photo.jpg">': '<p><img src="asset:{photo}"></p>',
    # Blocks.
    '<!-- wp:paragraph --><p>Texte<sup data-fn="u1" class="fn"><a href="#u1" id="u1-link">1</a></sup></p><!-- /wp:paragraph --><!-- wp:footnotes /-->': "<p>Texte<sup>1</sup></p><ol><li>Note <em>en bas</em></li></ol>",
    '<!-- wp:block {"ref":70,"content":{"a":{"content":"b"}}} /-->': "<p>Partagé</p>",
    '<!-- wp:block {"ref":71} /--><p>Un</p>': "<p>Un</p>",
    '<!-- wp:block {"ref":72} /-->': '<p><a href="entry:{notice}">Notice</a></p>',
    '<!-- wp:social-links --><ul><!-- wp:social-link {"url":"https://example.org/x","service":"x"} /--></ul><!-- /wp:social-links --><p>Un</p>': "<p>Un</p>",
    f'<!-- wp:file {{"id":8}} --><div class="wp-block-file"><a href="{UP}/rapport.pdf">Le rapport</a><a href="{UP}/rapport.pdf" class="wp-block-file__button" download>Télécharger</a></div><!-- /wp:file -->': '<p><a href="entry:{rapport}">Le rapport</a> <a href="entry:{rapport}">Télécharger</a></p>',
    f'<!-- wp:embed {{"url":"{SITE}/2019/03/titre-2/"}} --><figure><div class="wp-block-embed__wrapper">\n{SITE}/2019/03/titre-2/\n</div></figure><!-- /wp:embed -->': '<figure><p><a href="entry:{autre}">Autre</a></p></figure>',
    # Addresses.
    f"Voir\n\n{SITE}/2019/03/titre-2/": '<p>Voir</p><p><a href="entry:{autre}">Autre</a></p>',
    '<a href="/category/droits/page/2/">c</a> <a href="/?cat=20">d</a> <a href="/theme/sante/">e</a>': '<p><a href="/fr/themes/droits/">c</a> <a href="/fr/themes/droits/">d</a> <a href="/fr/themes/sante/">e</a></p>',
    '<a href="/en/">h</a> <a href="/feed/">f</a> <a href="/author/marie/">a</a> <a href="/2019/03/">m</a> <a href="/2019/">y</a>': '<p><a href="/en/">h</a> <a href="/fr/flux.atom">f</a> <a href="/fr/actualites/">a</a> <a href="/fr/actualites/2019/03/">m</a> <a href="/fr/actualites/2019/">y</a></p>',
    '<a href="//www.ancien.example//2019/03/titre-2/2/">a</a> <a href="/2019/03/titre-2/trackback/">b</a> <a href="/?post_type=post&amp;p=2">c</a>': '<p><a href="entry:{autre}">a</a> <a href="entry:{autre}">b</a> <a href="entry:{autre}">c</a></p>',
    '<a href="https://wp.me/p1-2">a</a> <a href="mailto:x@example.org">b</a>': '<p><a href="https://wp.me/p1-2">a</a> <a href="mailto:x@example.org">b</a></p>',
    # What only a text of this site may say.
    '<img src="asset:1"><a href="asset:1">a</a><a href="entry:1">e</a><a href=" HELP:">h</a>': "<p>aeh</p>",
    # Word, and what looks like tags.
    '<!--[if !supportLists]-->·<!--[endif]-->liste <st1:City>Liège</st1:City><w:x>s</w:x>': "<p>·liste Lièges</p>",
    "3 < 5 et 7 > 2, a<b, <3": "<p>3 &lt; 5 et 7 &gt; 2, a&lt;b, &lt;3</p>",
    "a ]]> b&hellip; \U0001f468\u200d\U0001f469\u200d\U0001f467": "<p>a ]]&gt; b… \U0001f468\u200d\U0001f469\u200d\U0001f467</p>",
}  # fmt: skip
REPORTED = {"Avant [playlist] après [sic] [note: voir]": "shortcode", "[et_pb_blog]": "shortcode"}


def test_each_form_becomes_what_readers_saw(take: Import, tmp_path: Path) -> None:
    folder = tmp_path / "uploads/2019/03"
    folder.mkdir(parents=True)
    names = ("photo", "neuf", "retouche-e1612345678901", "plan-800x600", "plan")
    for width, name in enumerate(names, 40):
        (folder / f"{name}.jpg").write_bytes(make_image(width, 30, "JPEG"))
    for name in ("rapport", "notice"):
        (folder / f"{name}.pdf").write_bytes(make_pdf(f"Texte de {name}"))
    raws = [*FORMS, "[et_pb_blog]"]
    topics = (("category", "droits", "Droits"), ("theme", "sante", "Santé"))
    notes = json.dumps([{"content": "Note <em>en bas</em>", "id": "u1"}])
    numbered = list(enumerate(raws, 1000))
    gallery = next(number for number, raw in numbered if "[gallery]" in raw)
    report = take(
        export(
            category(20, "droits", "Droits"), term(23, "theme", "sante", "Santé"),
            *(post(number, f"Texte {number}", raw, labels=topics, metas={"footnotes": notes}) for number, raw in numbered),
            post(2, "Autre"),
            attachment(7, "2019/03/photo.jpg", parent=gallery, excerpt="Légende &amp; suite"),
            attachment(9, "2019/03/neuf.jpg", parent=gallery),
            attachment(8, "2019/03/rapport.pdf", title="Rapport"), attachment(18, "2019/03/notice.pdf", title="Notice"),
            *(attachment(number, f"2019/03/{name}.jpg") for number, name in enumerate(names[2:], 10)),
            post(70, "Bloc", "<p>Partagé</p>", kind="wp_block"),
            post(71, "Bloc retiré", "<p>Secret</p>", kind="wp_block", status="draft"),
            post(72, "Bloc à notice", f'<p><a href="{UP}/notice.pdf">Notice</a></p>', kind="wp_block"),
        ),
        "--uploads", str(tmp_path / "uploads"),
    )  # fmt: skip
    known = {asset.name.removesuffix(".jpg"): asset.id for asset in db.session.scalars(select(Asset))}
    known |= {name.lower(): edition(name).entry_id for name in ("Autre", "Rapport", "Notice")}
    said = FORMS['[gallery ids="9,999,7" link="file"]']
    two = said.index("</figure>") + len("</figure>")
    known["gallery"] = (said[two:] + said[:two]).format(**known)  # type: ignore[assignment]
    bodies = dict(db.session.execute(select(Edition.title, Edition.body).where(Edition.title.like("Texte %"))).all())
    made = {raw: bodies[f"Texte {number}"].replace("\n", "") for number, raw in numbered if raw in FORMS}
    assert made == {raw: body.format(**known) for raw, body in FORMS.items()}
    changed = reasons(report)
    assert {key for key, why in changed if why == "words"} == set()
    assert all((f"post:{raws.index(raw) + 1000}", why) in changed for raw, why in REPORTED.items())
    hostile = f"post:{next(number for number, raw in numbered if 'asset:1' in raw)}"
    lost = {(key, why) for key, why in changed if why.startswith(("link", "picture"))}
    assert lost == {(hostile, "picture-lost")}
