"""Exports of WordPress as its exporter writes them, made for a test: WXR 1.2 unless another is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.sax.saxutils import escape

SITE = "https://www.ancien.example"


def cdata(text: str) -> str:
    """Return a text as WordPress writes it."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def php(value: object) -> str:
    """Return a value as PHP serialises it."""
    if isinstance(value, bool):
        return f"b:{int(value)};"
    if isinstance(value, int):
        return f"i:{value};"
    if isinstance(value, str):
        return f's:{len(value.encode())}:"{value}";'
    assert isinstance(value, dict)
    return f"a:{len(value)}:{{{''.join(php(key) + php(held) for key, held in value.items())}}}"


def post(
    number: int,
    title: str = "",
    body: str = "",
    *,
    slug: str | None = None,
    link: str | None = None,
    kind: str = "post",
    status: str = "publish",
    date: str = "2019-03-04 10:00:00",
    gmt: str | None = "2019-03-04 09:00:00",
    modified: str = "",
    excerpt: str = "",
    password: str = "",
    parent: int = 0,
    order: int = 0,
    creator: str = "marie",
    labels: tuple[tuple[str, str, str], ...] = (),
    metas: dict[str, str] | None = None,
    more: str = "",
) -> str:
    """Return an item."""
    slug = f"titre-{number}" if slug is None else slug
    link = f"{SITE}/2019/03/{slug}/" if link is None else link
    terms = "".join(
        f'<category domain="{domain}" nicename="{escape(name)}">{cdata(said)}</category>'
        for domain, name, said in labels
    )
    fields = "".join(
        f"<wp:postmeta><wp:meta_key>{cdata(key)}</wp:meta_key><wp:meta_value>{cdata(value)}</wp:meta_value></wp:postmeta>"
        for key, value in (metas or {}).items()
    )
    changed = f"<wp:post_modified_gmt>{cdata(modified)}</wp:post_modified_gmt>" if modified else ""
    return f"""
<item>
<title>{cdata(title)}</title>
<link>{escape(link)}</link>
<pubDate>Mon, 04 Mar 2019 09:00:00 +0000</pubDate>
<dc:creator>{cdata(creator)}</dc:creator>
<guid isPermaLink="false">{SITE}/?p={number}</guid>
<description></description>
<content:encoded>{cdata(body)}</content:encoded>
<excerpt:encoded>{cdata(excerpt)}</excerpt:encoded>
<wp:post_id>{number}</wp:post_id>
<wp:post_date>{cdata(date)}</wp:post_date>
<wp:post_date_gmt>{cdata(gmt or "0000-00-00 00:00:00")}</wp:post_date_gmt>
{changed}
<wp:comment_status>{cdata("open")}</wp:comment_status>
<wp:post_name>{cdata(slug)}</wp:post_name>
<wp:status>{cdata(status)}</wp:status>
<wp:post_parent>{parent}</wp:post_parent>
<wp:menu_order>{order}</wp:menu_order>
<wp:post_type>{cdata(kind)}</wp:post_type>
<wp:post_password>{cdata(password)}</wp:post_password>
<wp:is_sticky>0</wp:is_sticky>
{terms}{fields}{more}
</item>"""


def attachment(number: int, path: str, *, alt: str = "", **more: object) -> str:
    """Return an attachment whose file is at a path below the uploads."""
    stem = path.rpartition("/")[2].rpartition(".")[0]
    metas = {"_wp_attached_file": path, **({"_wp_attachment_image_alt": alt} if alt else {})}
    metas |= more.pop("metas", {})  # type: ignore[arg-type]
    url = f"<wp:attachment_url>{cdata(f'{SITE}/wp-content/uploads/{path}')}</wp:attachment_url>"
    values: dict[str, object] = {"title": stem, "slug": stem, "link": f"{SITE}/{stem}/", **more}
    return post(number, kind="attachment", status="inherit", metas=metas, more=url, **values)  # type: ignore[arg-type]


def term(
    number: int,
    taxonomy: str,
    slug: str,
    name: str,
    description: str = "",
    parent: str = "",
    metas: dict[str, str] | None = None,
) -> str:
    """Return a term of any taxonomy."""
    fields = "".join(
        f"<wp:termmeta><wp:meta_key>{cdata(key)}</wp:meta_key><wp:meta_value>{cdata(value)}</wp:meta_value></wp:termmeta>"
        for key, value in (metas or {}).items()
    )
    return (
        f"<wp:term><wp:term_id>{number}</wp:term_id><wp:term_taxonomy>{cdata(taxonomy)}</wp:term_taxonomy>"
        f"<wp:term_slug>{cdata(slug)}</wp:term_slug><wp:term_parent>{cdata(parent)}</wp:term_parent>"
        f"<wp:term_name>{cdata(name)}</wp:term_name>"
        f"<wp:term_description>{cdata(description)}</wp:term_description>{fields}</wp:term>"
    )


def category(number: int, slug: str, name: str, parent: str = "") -> str:
    """Return a category."""
    return (
        f"<wp:category><wp:term_id>{number}</wp:term_id><wp:category_nicename>{cdata(slug)}</wp:category_nicename>"
        f"<wp:category_parent>{cdata(parent)}</wp:category_parent><wp:cat_name>{cdata(name)}</wp:cat_name></wp:category>"
    )


def comment(number: int) -> str:
    """Return a comment, which has fields named as those of items are."""
    return (
        f"<wp:comment><wp:comment_id>{number}</wp:comment_id>"
        f"<wp:comment_content>{cdata('Bravo !')}</wp:comment_content>"
        f"<wp:commentmeta><wp:meta_key>{cdata('_thumbnail_id')}</wp:meta_key>"
        f"<wp:meta_value>{cdata('9')}</wp:meta_value>"
        "</wp:commentmeta></wp:comment>"
    )


@dataclass
class Exported:
    """An export: its head and what is in it."""

    parts: list[str] = field(default_factory=list)
    version: str = "1.2"
    language: str = "fr-FR"
    site: str = SITE

    def text(self) -> str:
        """Return the file."""
        number = self.version
        return f"""<?xml version="1.0" encoding="UTF-8" ?>
<!-- This is a WordPress eXtended RSS file generated by WordPress as an export of your site. -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/{number}/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/{number}/">
<channel>
<title>Ancien site</title>
<link>{self.site}</link>
<description></description>
<language>{self.language}</language>
<wp:wxr_version>{number}</wp:wxr_version>
<wp:base_site_url>{self.site}</wp:base_site_url>
<wp:base_blog_url>{self.site}</wp:base_blog_url>
<wp:author><wp:author_id>2</wp:author_id><wp:author_login>{cdata("marie")}</wp:author_login>
<wp:author_email>{cdata("nobody@example.org")}</wp:author_email>
<wp:author_display_name>{cdata("Marie Exemple")}</wp:author_display_name></wp:author>
{"".join(self.parts)}
</channel>
</rss>
"""


def export(*parts: str, **more: str) -> str:
    """Return an export with these terms and items."""
    return Exported(list(parts), **more).text()  # type: ignore[arg-type]
