"""What WordPress calls what is in an export, and what that is called here."""

from __future__ import annotations

import re

# Whatever prefixes a file gives them, its names are read as WordPress writes them.
PREFIXES = (
    (re.compile(r"https?://wordpress\.org/export/1\.\d/excerpt/"), "excerpt"),
    (re.compile(r"https?://wordpress\.org/export/1\.\d/"), "wp"),
    (re.compile(r"http://purl\.org/rss/1\.0/modules/content/"), "content"),
    (re.compile(r"http://purl\.org/dc/elements/1\.1/"), "dc"),
)

OF_ITEM = {
    "title": "title", "link": "link", "guid": "guid", "dc:creator": "creator", "content:encoded": "body",
    "excerpt:encoded": "excerpt", "wp:post_name": "slug", "wp:post_type": "type", "wp:status": "status",
    "wp:post_date": "date", "wp:post_date_gmt": "date_gmt", "wp:post_modified": "modified",
    "wp:post_modified_gmt": "modified_gmt", "wp:post_password": "password", "wp:attachment_url": "attachment_url",
}  # fmt: skip
NUMBERS = {"wp:post_id": "id", "wp:post_parent": "parent", "wp:menu_order": "order"}
OF_CHANNEL = {
    "title": "title", "link": "link", "language": "language", "wp:wxr_version": "version",
    "wp:base_blog_url": "site",
}  # fmt: skip
TERMS = {
    "wp:category": {
        "wp:term_id": "id", "wp:category_nicename": "slug", "wp:cat_name": "name", "wp:category_parent": "parent",
        "wp:category_description": "description",
    },
    "wp:tag": {
        "wp:term_id": "id", "wp:tag_slug": "slug", "wp:tag_name": "name", "wp:tag_description": "description",
    },
    "wp:term": {
        "wp:term_id": "id", "wp:term_slug": "slug", "wp:term_name": "name", "wp:term_taxonomy": "taxonomy",
        "wp:term_parent": "parent", "wp:term_description": "description",
    },
}  # fmt: skip
SEVERAL = frozenset({"_wp_old_slug", "_wp_old_date", "_EventOrganizerID", "_EventVenueID"})
TAXONOMIES = {"wp:category": "category", "wp:tag": "post_tag", "wp:term": ""}
