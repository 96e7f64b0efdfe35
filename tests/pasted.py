"""What programs put on the clipboard, written after their manners, and what it means."""

# ruff: noqa: E501 — pieces of clipboards stand here as programs write them

from __future__ import annotations

from dataclasses import dataclass

_SIGN = "<span style='font-family:Symbol'><span style='mso-list:Ignore'>{}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span></span>"
NBSP = "\u00a0"


@dataclass(frozen=True)
class Pasted:
    """A piece of a clipboard, the body that it means, what of it may never be seen, and what is said of it."""

    html: str
    body: str
    gone: tuple[str, ...] = ()
    said: str = ""
    plain: str = ""


def word(*parts: str) -> str:
    """Return a piece as Word puts it on the clipboard."""
    return (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head>'
        "<meta name=Generator content='Microsoft Word 15'><style><!-- p.MsoNormal {margin:0cm;} span.msoIns "
        "{text-decoration:underline;} span.Discret {mso-style-name:Discret; display:none; mso-hide:all;} "
        "@page WordSection1 {size:21cm 29.7cm;} div.WordSection1 {page:WordSection1;} --></style>"
        "<!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]--></head><body lang=FR-BE "
        f"style='tab-interval:35.4pt'><!--StartFragment-->{''.join(parts)}<!--EndFragment--></body></html>"
    )


def item(text: str, sign: str = "·", level: int = 1, number: str = "lfo1") -> str:
    """Return a paragraph that is an item of one of Word's lists."""
    return (
        f"<p class=MsoListParagraphCxSpMiddle style='text-indent:-18.0pt;mso-list:l0 level{level} {number}'>"
        f"<![if !supportLists]>{_SIGN.format(sign)}<![endif]>{text}<o:p></o:p></p>"
    )


def online(text: str, level: int = 1, tag: str = "ul", more: str = "") -> str:
    """Return an item of Word Online's: each in a list and a wrapper of its own."""
    return (
        f'<div class="ListContainerWrapper SCXW1 BCX0"><{tag} class="BulletListStyle1" role="list"{more}>'
        f'<li class="OutlineElement Ltr" data-leveltext="" data-font="Symbol" data-listid="4" role="listitem" '
        f'data-aria-posinset="1" data-aria-level="{level}"><p class="Paragraph"><span class="TextRun" lang="FR-BE">'
        f'<span class="NormalTextRun">{text}</span></span><span class="EOP">&nbsp;</span></p></li></{tag}></div>'
    )


def slide(text: str, sign: str = "•", margin: str = ".31in", form: str = "bullet") -> str:
    """Return a line of PowerPoint's with its bullet in a span of its own."""
    return (
        f"<div style='margin-left:{margin};text-indent:-.31in;direction:ltr;unicode-bidi:embed'><span style='"
        f"font-family:Arial;mso-special-format:{form}'>{sign}</span><span lang=fr-BE style='color:black'>{text}</span>"
        "</div>"
    )


_CELLS = "<tr><td>2023</td><td align=right>1&nbsp;200</td></tr><tr><td>2024</td><td align=right>1 350</td></tr>"
_EXCEL_HEAD = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><style><!--table {mso-displayed-decimal-separator:","'
    ';} td {font-weight:400;white-space:nowrap;} .xl65 {font-weight:700;} .xl66 {mso-number-format:"0,0";} --></style>'
    "</head><body link=blue><table border=0 width=174>"
)
_EXCEL_ROWS = (
    "<col width=87 style='width:65pt'><col width=87 style='mso-width-source:userset;width:65pt'>"
    "<tr height=20><td class=xl65 height=20>Année</td><td class=xl65>Dossiers</td></tr>"
    "<tr height=20><td align=right>2023</td><td class=xl66 align=right>1 200</td></tr>"
    "<tr height=0 style='display:none'><td>secret</td><td>99</td></tr>"
    "<tr height=20><td align=right>2024</td><td class=xl66 align=right>1,5</td></tr>"
)
_EXCEL = (
    '<table><thead><tr><th scope="col">Année</th><th scope="col">Dossiers</th></tr></thead><tbody>'
    "<tr><td>2023</td><td>1 200</td></tr><tr><td>2024</td><td>1,5</td></tr></tbody></table>"
)
_COLUMN = [
    "Les enfants victimes de traite ont droit à une protec-",
    "tion particulière, et un tuteur leur est désigné dans les",
    "meilleurs délais. Il s’agit peut-",
    "être du point le plus important de la loi qui a été vo-",
    "tée en 2019.",
    "Un second paragraphe commence ici et continue sur la",
    "ligne suivante jusqu’à son point.",
]
_COLUMN_BODY = (
    "<p>Les enfants victimes de traite ont droit à une protection particulière, et un tuteur leur est désigné dans les "
    "meilleurs délais. Il s’agit peut-être du point le plus important de la loi qui a été votée en 2019.</p>"
    "<p>Un second paragraphe commence ici et continue sur la ligne suivante jusqu’à son point.</p>"
)
_MENDED = "réunies en paragraphes"
_PIXEL = "https://example.org/x.png"

PASTED = {
    # any program
    "blanks between marks": Pasted(
        "<p>La<b> </b>victime<i> </i>peut<u>\n</u>parler</p>", "<p>La victime peut parler</p>"
    ),
    "breaks within marks": Pasted("un<strong><br></strong>deux<em><br/></em>trois", "<p>un<br>deux<br>trois</p>"),
    "blanks of a browser": Pasted(
        '<span>du</span><span class="Apple-converted-space">&nbsp;</span><b>gras</b><br class="Apple-interchange-newline">',
        "<p>du <strong>gras</strong></p>",
    ),
    "blocks by style": Pasted(
        '<span style="display: block">un</span><span style="display:block">deux</span>', "<p>un</p><p>deux</p>"
    ),
    # Word
    "Word: properties whole": Pasted(
        word(
            "<p class=MsoNormal><i style='mso-bidi-font-style:normal'>x</i> et <span style='mso-bidi-font-style:italic;"
            "mso-bidi-font-weight:bold'>y</span>, <b style='mso-bidi-font-weight:normal'>z</b> "
            "<span style='font-style:italic;font-weight:700'>w</span></p>"
        ),
        "<p><em>x</em> et y, <strong>z</strong> <strong><em>w</em></strong></p>",
    ),
    "Word: changes": Pasted(
        word(
            "<p class=MsoNormal>Le <del cite='mailto:A' datetime='2026-01-03T10:00'>3 mars</del><span class=msoIns>"
            "<ins cite='mailto:A'>10 mars</ins></span><span class=msoDel><s>, à Gand</s></span>, à Liège</p>"
        ),
        "<p>Le 10 mars, à Liège</p>",
        ("3 mars", "Gand"),
        "supprimé en suivi des modifications",
    ),
    "Word: comments": Pasted(
        word(
            "<p class=MsoNormal><a style='mso-comment-reference:AB_1;mso-comment-date:20260103T1000'>Le dossier</a>"
            "<span class=MsoCommentReference><span style='font-size:8.0pt'><a class=msocomanchor id='_anchor_1' "
            "href='#_msocom_1' language=JavaScript>[AB1]</a><span style='mso-special-character:comment'>&nbsp;"
            "</span></span></span> avance.</p><div style='mso-element:comment-list'><hr class=msocomoff><div "
            "style='mso-element:comment'><p class=MsoCommentText>Ne pas citer Emma</p></div></div>"
        ),
        "<p>Le dossier avance.</p>",
        ("AB1", "Emma"),
        "commentaires",
    ),
    "Word: hidden": Pasted(
        word(
            "<p class=MsoNormal>Vu<span style='display:none;mso-hide:all'> dossier 12</span><span class=Discret> Emma"
            "</span>.</p>"
        ),
        "<p>Vu.</p>",
        ("12", "Emma"),
        "Du texte masqué",
    ),
    "Word: struck": Pasted(
        word("<p class=MsoNormal>Le <s>3</s> <span style='text-decoration:line-through'>4</span> 5 mars</p>"),
        "<p>Le <s>3</s> <s>4</s> 5 mars</p>",
        said="barrés",
    ),
    "Google Docs: comments": Pasted(
        '<b style="font-weight:normal" id="docs-internal-guid-1"><p dir="ltr"><span>Un avis</span><sup><a '
        'href="#cmnt1" id="cmnt_ref1">[a]</a></sup></p><div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>'
        "Emma ?</span></p></div></b>",
        "<p>Un avis</p>",
        ("Emma", "[a]"),
        "commentaires",
    ),
    "a page: unseen": Pasted(
        '<p>vu <span style="visibility:hidden">caché <span style="visibility:visible">aussi</span></span></p>'
        '<p hidden>masqué</p><div style="font-size:0">rien<span style="font-size:12px">visible</span></div>',
        "<p>vu aussi</p><p>visible</p>",
        ("caché", "masqué", "rien"),
        "Du texte masqué",
    ),
    # tables
    "Excel: a fragment in its table": Pasted(
        f"{_EXCEL_HEAD}<!--StartFragment-->{_EXCEL_ROWS}<!--EndFragment--></table></body></html>",
        _EXCEL,
        ("secret",),
        "Du texte masqué",
    ),
    "Excel: a fragment alone": Pasted(
        f"<meta charset='utf-8'><col width=87><col width=66><col width=40>{_CELLS}",
        f"<table><tbody><tr><td>2023</td><td>1{NBSP}200</td></tr><tr><td>2024</td><td>1 350</td></tr></tbody></table>",
    ),
    "Excel: headers said": Pasted(
        f"<table><colgroup><col><col></colgroup><thead><tr><th>An</th><td>Nombre</td></tr></thead><tbody>{_CELLS}</tbody>",
        f'<table><thead><tr><th scope="col">An</th><th scope="col">Nombre</th></tr></thead><tbody><tr><td>2023</td><td>1{NBSP}200</td>'
        "</tr><tr><td>2024</td><td>1 350</td></tr></tbody></table>",
    ),
    "LibreOffice Calc": Pasted(
        '<html><head><style type="text/css">body,table { font-family:"Liberation Sans" }</style></head><body><table '
        'cellspacing="0"><colgroup span="2" width="85"></colgroup><tr><td height="17"><b>An</b></td><td><b>Nombre</b>'
        '</td></tr><tr><td sdval="2023" sdnum="1036;">2023</td><td sdval="1.5"><font color="#000">1,5</font></td></tr>'
        "</table></body></html>",
        '<table><thead><tr><th scope="col">An</th><th scope="col">Nombre</th></tr></thead><tbody><tr><td>2023</td><td>1,5</td></tr></tbody></table>',
    ),
    "a newsletter's frame": Pasted(
        '<table role="presentation"><tr><td><table><tr><td><p>Un mot</p></td></tr></table></td><td>Un autre</td></tr>'
        "</table>",
        "<p>Un mot</p><p>Un autre</p>",
    ),
    # lists
    "a sublist first": Pasted("<ul><ul><li>a</li></ul><li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>"),
    "a level skipped": Pasted(
        "<ul><li>a</li><ul><ul><li>b</li></ul><li>c</li></ul><li>d</li></ul>",
        "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul>",
    ),
    "Word: half a list": Pasted(
        word(item("a", "o", 2), item("b", "§", 3), item("c")), "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"
    ),
    "Word: a level skipped": Pasted(
        word(item("a"), item("b", "§", 3), item("c", "o", 2), item("d")),
        "<ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul>",
    ),
    "items around lists": Pasted(
        "<ul><li><ul><li>x</li></ul></li><li></li><li>y<ol><li>z</li></ol>w</li></ul>",
        "<ul><li>x</li><li><p>y</p><ol><li>z</li></ol><p>w</p></li></ul>",
    ),
    "a list goes on": Pasted(
        word(item("sept", "7."), "<p class=MsoNormal>Un mot.</p>", item("huit", "8.")),
        '<ol start="7"><li>sept</li></ol><p>Un mot.</p><ol start="8"><li>huit</li></ol>',
    ),
    "two lists": Pasted(
        word(item("a", "1."), item("b", "2."), item("c", "1.", number="lfo2"), item("d", "2.", number="lfo2")),
        "<ol><li>a</li><li>b</li></ol><ol><li>c</li><li>d</li></ol>",
    ),
    "two lists of a page": Pasted(
        "<ol><li>a</li><li>b</li></ol><ol><li>c</li></ol><ul><li>d</li></ul><ul><li>e</li></ul>",
        "<ol><li>a</li><li>b</li></ol><ol><li>c</li></ol><ul><li>d</li></ul><ul><li>e</li></ul>",
    ),
    "letters": Pasted(
        word(item("a", "1."), item("x", "a)", 2), item("y", "b)", 2), item("b", "2."), item("z", "i.", 2)),
        '<ol><li>a<ol type="a"><li>x</li><li>y</li></ol></li><li>b<ol type="i"><li>z</li></ol></li></ol>',
    ),
    "Google Docs: letters": Pasted(
        '<b style="font-weight:normal"><ol start="3"><li dir="ltr" style="list-style-type:upper-alpha" aria-level="1">'
        '<p role="presentation"><span>c</span></p></li><ol><li style="list-style-type:lower-roman" aria-level="2"><p>'
        "d</p></li></ol></ol></b>",
        '<ol start="3" type="A"><li>c<ol type="i"><li>d</li></ol></li></ol>',
    ),
    "Word Online: a list": Pasted(
        online("un") + online("dedans", 2) + online("deux"),
        "<ul><li>un<ul><li>dedans</li></ul></li><li>deux</li></ul>",
    ),
    "Word Online: numbers": Pasted(
        online("un", tag="ol", more=' start="1"')
        + online("deux", tag="ol", more=' start="2"')
        + online("x", 2, "ol", ' start="1" style="list-style-type: lower-alpha"'),
        '<ol><li>un</li><li>deux<ol type="a"><li>x</li></ol></li></ol>',
    ),
    "PowerPoint": Pasted(
        slide("Premier") + slide("Dedans", "–", ".75in") + slide("Second"),
        "<ul><li>Premier<ul><li>Dedans</li></ul></li><li>Second</li></ul>",
    ),
    "PowerPoint: numbers": Pasted(
        slide("Deux", "2.", form='"numbullet3\\,2"') + slide("Trois", "3.", form='"numbullet3\\,2"'),
        '<ol start="2"><li>Deux</li><li>Trois</li></ol>',
    ),
    "bullets as signs": Pasted("<p>•Premier</p><p>•\tSecond</p>", "<ul><li>Premier</li><li>Second</li></ul>"),
    "OneNote": Pasted(
        "<ul style='direction:ltr;margin-left:.375in' type=disc><li lang=fr style='margin-top:0'><span>a</span></li>"
        "<ul type=circle><li><span>b</span></li></ul></ul><ol type=1 style='margin-left:.375in'><li value=3><span>c"
        "</span></li><li value=4>d</li></ol>",
        '<ul><li>a<ul><li>b</li></ul></li></ul><ol start="3"><li>c</li><li>d</li></ol>',
    ),
    # editors on ProseMirror
    "our own cells": Pasted(
        '<table data-pm-slice="1 1 -2 []"><tbody><tr><td><p>a</p></td><td><p>b</p></td></tr></tbody></table>',
        "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>",
    ),
    "others' cells": Pasted(
        '<table data-pm-slice="1 1 -2 [&quot;table&quot;,null]"><tbody><tr><th><p>a</p></th></tr><tr><td><p>b</p></td>'
        "</tr></tbody></table>",
        '<table><thead><tr><th scope="col">a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>',
    ),
    "others' headings": Pasted(
        '<h1 data-pm-slice="0 0 []">Un</h1><p>mot</p><h4>Deux</h4>', "<h2>Un</h2><p>mot</p><h3>Deux</h3>"
    ),
    "our own subheading": Pasted(
        '<h3 data-pm-slice="0 0 []">Un</h3><p lang="en">One</p>', '<h3>Un</h3><p lang="en">One</p>'
    ),
    # lines
    "Thunderbird": Pasted(
        '<div class="moz-text-plain" lang="x-unicode"><pre wrap="" class="moz-quote-pre">Bonjour,\nvoici la suite.\n\n'
        "Bien à vous</pre></div>",
        "<p>Bonjour,<br>voici la suite.</p><p>Bien à vous</p>",
    ),
    "WhatsApp": Pasted(
        '<span dir="ltr" class="selectable-text" style="white-space: pre-wrap;">Bonjour\nà tous\n\nMerci</span>',
        "<p>Bonjour<br>à tous</p><p>Merci</p>",
    ),
    "a plain text": Pasted("", "<p>Bonjour<br>à tous</p><p>Merci</p>", plain="Bonjour\r\nà tous\r\n\r\nMerci\r\n"),
    "a PDF's text": Pasted("", _COLUMN_BODY, said=_MENDED, plain="\n".join(_COLUMN)),
    "a PDF's paragraphs": Pasted(
        "<meta name='Generator' content='Cocoa HTML Writer'>"
        + "".join(f'<p class="p1"><span>{line}</span></p>' for line in _COLUMN),
        _COLUMN_BODY,
        said=_MENDED,
    ),
    "a PDF in Firefox": Pasted(
        '<div class="textLayer">'
        + '<br role="presentation">'.join(f'<span role="presentation" dir="ltr">{line}</span>' for line in _COLUMN)
        + "</div>",
        _COLUMN_BODY,
        said=_MENDED,
    ),
    # emoji
    "Facebook": Pasted(
        '<div dir="auto">Bravo <span><img height="16" width="16" alt="👏🏽" src="https://static.xx.fbcdn.net/images/emoji.php/'
        'v9/t7f/1/16/1f44f_1f3fd.png"></span> à <img class="emoji" src="https://abs.twimg.com/emoji/v2/72x72/1f600.png">'
        '</div><div dir="auto">toutes</div>',
        "<p>Bravo 👏🏽 à 😀</p><p>toutes</p>",
    ),
    # addresses
    "addresses": Pasted(
        '<p><a href="https://ecpat.be/un rapport.pdf#page=2">a</a> <a href="mailto:info@ecpat.be?subject=Été 2026">b</a> '
        '<a href="tel:+32%20(0)2 522 63 23">c</a> <a href="#_ftn1">d</a></p>',
        '<p><a href="https://ecpat.be/un%20rapport.pdf#page=2">a</a> '
        '<a href="mailto:info@ecpat.be?subject=%C3%89t%C3%A9%202026">b</a> <a href="tel:+3225226323">c</a> d</p>',
        said="ne mènent nulle part",
    ),
    "pictures from elsewhere": Pasted(
        f'<p>a<img src="file:///C:/x.png">b<img src="{_PIXEL}" width="1" height="1"></p>',
        "<p>ab</p>",
        said="Une image",
    ),
}
