"""Bare addresses in a text made into links."""

from __future__ import annotations

import re

_TAG = re.compile(r"(<[^<>]*>)")
_ADDRESS = re.compile(
    r"""https?://[\w-]+(?:\.[\w-]+)+(?::\d{2,4})?(?:[/?#](?:(?!&(?:lt|gt|quot);)[^\s<>"«»“”]){0,1900})?""",
    re.IGNORECASE,
)
_APART = re.compile(r"""[\s<>"«»“”&.,;:!?…'’)\]]|$""")  # what may follow an address
_AFTER = re.compile(r"(?:&amp;|[.,;:!?…'’\]])+$")


def linked(html: str) -> str:
    """Return sanitised HTML in which each web address that stands there as words is a link."""
    parts, within = [], False
    for part in _TAG.split(html):
        if part.startswith("<"):
            within = part.startswith("<a ") or (within and part != "</a>")
        elif not within and "://" in part:
            part = _ADDRESS.sub(_link, part)
        parts.append(part)
    return "".join(parts)


def _link(found: re.Match[str]) -> str:
    address = found[0]
    if not _APART.match(found.string, found.end()):
        return address
    if address.endswith(")") and "(" not in address:
        address = address.rstrip(")")
    address = _AFTER.sub("", address)
    return f'<a href="{address}">{address}</a>{found[0][len(address) :]}'
