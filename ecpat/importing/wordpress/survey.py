"""What an export holds, without its bodies: read whole before anything is written."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b
from urllib.parse import unquote, urlsplit

from ..bodies import blocks
from . import php
from .items import Channel, Item, Term
from .wxr import Export

_UPLOAD = re.compile(r"/uploads/([^\s\"'<>\[\]()?#]{1,300})")
INTERNAL = frozenset({
    "revision", "nav_menu_item", "custom_css", "customize_changeset", "oembed_cache", "user_request", "wp_block",
    "wp_template", "wp_template_part", "wp_global_styles", "wp_navigation", "wp_font_family", "wp_font_face",
    "acf-field-group", "acf-field", "elementor_library", "wpcf7_contact_form", "tribe_venue", "tribe_organizer",
    "tablepress_table", "attachment", "polylang_mo", "et_pb_layout", "vc_grid_item", "wpforms", "flamingo_contact",
    "acf-post-type", "acf-taxonomy", "acf-ui-options-page", "feedback", "wpcf7s", "nf_sub", "shop_order",
    "shop_order_refund", "shop_coupon", "product_variation", "scheduled-action", "elementor_font", "elementor_icons",
    "elementor_snippet", "jetpack_migration", "mailpoet_page", "wysijap", "tribe-ea-record", "deleted_event",
    "cookielawinfo", "ml-slider", "ml-slide", "bp-email", "wp_log", "customize_theme", "et_theme_builder",
    "et_template", "et_header_layout", "et_body_layout", "et_footer_layout", "fl-builder-template", "oceanwp_library",
    "flamingo_inbound", "flamingo_outbound", "mc4wp-form", "popup", "amp_validated_url", "wp-types-group",
})  # fmt: skip

NO_TOPICS = frozenset({
    "language", "post_translations", "term_language", "term_translations", "nav_menu", "post_format", "author",
    "translation_priority", "wp_theme", "wp_template_part_area", "elementor_library_type", "post_status",
    "elementor_library_category", "wp_pattern_category", "link_category", "layout_category", "layout_type", "scope",
    "module_width", "product_type", "product_visibility", "product_shipping_class", "following_users",
    "ef_editorial_meta", "yst_prominent_words", "media_category", "attachment_category", "action-group",
})  # fmt: skip  # taxonomies that say nothing to readers


@dataclass
class Survey:
    """The site of an export, its terms, and its items under keys of their own."""

    channel: Channel = field(default_factory=Channel)
    terms: dict[tuple[str, str], Term] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    uploads: dict[str, set[str]] = field(default_factory=dict)  #: the paths of files that the text of an item names
    reusable: dict[int, str] = field(default_factory=dict)  #: texts that several items share
    comments: int = 0
    duplicates: list[str] = field(default_factory=list)  #: of items that are there twice to the letter
    counts: Counter[str] = field(default_factory=Counter)  #: how many items of each type

    def of_type(self, name: str) -> list[tuple[str, Item]]:
        """Return the items of a type with their keys."""
        return [(key, item) for key, item in self.items.items() if item.type == name]

    def maps(self, taxonomy: str) -> list[tuple[str, dict[str, int]]]:
        """Return (slug, number by language) of the groups of translations that a taxonomy of Polylang keeps."""
        found = []
        for term in self.terms.values():
            if term.taxonomy == taxonomy:
                read = php.mapping(term.description)
                found.append((term.slug, {key: number for key, value in read.items() if (number := _number(value))}))
        return found


def _number(value: object) -> int:
    """Return the number that a map of Polylang has, also where it is written as a text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


class Keys:
    """Gives items their keys in the order of the export: a number that comes again gets one of its own."""

    def __init__(self) -> None:
        self._seen: dict[int, list[bytes]] = {}

    def of(self, item: Item) -> str | None:
        """Return the key of an item; None where the same item was there already."""
        said = "\0".join(
            (item.type, item.status, item.title, item.link, item.slug, item.date, item.excerpt, item.body)
        )
        digest = blake2b(said.encode(), digest_size=16).digest()
        seen = self._seen.setdefault(item.id, [])
        if digest in seen:
            return None
        seen.append(digest)
        return f"post:{item.id}" if len(seen) == 1 else f"post:{item.id}~{len(seen)}"


def survey(export: Export) -> Survey:
    """Read an export to its end; raises RefusedFile before anything is done where it is not whole."""
    found, keys = Survey(), Keys()
    shared: dict[str, set[int]] = {}
    named: dict[tuple[str, str], Term] = {}
    for thing in export.read():
        if isinstance(thing, Term):
            found.terms.setdefault((thing.taxonomy, thing.slug), thing)
            continue
        found.counts[thing.type] += 1
        found.comments += thing.comments
        if (key := keys.of(thing)) is None:
            found.duplicates.append(thing.title or f"post:{thing.id}")
            continue
        if thing.type == "revision":
            continue
        if thing.type == "wp_block" and thing.status == "publish" and not thing.password:  # else no reader saw it
            found.reusable.setdefault(thing.id, thing.body)
        if thing.body:
            found.uploads[key] = {unquote(path) for path in _UPLOAD.findall(thing.body)}
            shared[key] = blocks.shared(thing.body)
        thing.body = ""
        found.items[key] = thing
        for one in thing.labels:  # an export of some items alone lists no terms
            named.setdefault((one.domain, one.slug), Term(taxonomy=one.domain, slug=one.slug, name=one.name))
    for key, numbers in shared.items():
        for number in numbers & found.reusable.keys():
            found.uploads[key] |= found.uploads.get(f"post:{number}", set())
    found.terms = named | found.terms
    found.channel = export.channel
    return found


def hosts_of(channel: Channel) -> set[str]:
    """Return the hosts of a site, with and without “www.”."""
    bare = {(urlsplit(address).hostname or "").removeprefix("www.") for address in (channel.link, channel.site)}
    return {form for host in bare if host for form in (host, f"www.{host}")}
