"""An answer in memory, ready to be sent as often as it is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from ..reads import Read
from . import content_coding

Headers = list[tuple[str, str]]

REPEATED = (
    "etag", "cache-control", "cdn-cache-control", "surrogate-key", "vary", "content-security-policy",
    "content-language",
)  # fmt: skip


@dataclass
class Page:
    """An answer as it was made, and in each coding asked for since."""

    status: str
    headers: Headers
    body: bytes
    tag: str  #: its ETag where it may be kept, else nothing
    common: bool = False  #: whether all who ask so at the time may have it
    read: Read | None = None  #: what is opened by who is sent it
    coded: dict[str, tuple[Headers, bytes]] = field(default_factory=dict)

    @cached_property
    def unchanged(self) -> Headers:
        """Return the headers of a 304 (RFC 9110, section 15.4.5)."""
        return [pair for pair in self.headers if pair[0].lower() in REPEATED]

    def in_coding(self, coding: str) -> tuple[Headers, bytes]:
        """Return headers and body in a coding, made once."""
        if coding not in self.coded:
            coding = coding if len(self.body) >= content_coding.SMALLEST else ""
            body = content_coding.encode(self.body, coding)
            extra = [("Content-Encoding", coding)] if coding else []
            self.coded[coding] = ([*self.headers, *extra, ("Content-Length", str(len(body)))], body)
        return self.coded[coding]

    @property
    def weight(self) -> int:
        """Return about how many bytes it takes, with the codings it may get."""
        return 2 * len(self.body) + 2_000

    def is_among(self, header: str) -> bool:
        """Tell whether If-None-Match names its tag, by weak comparison (RFC 9110, sections 8.8.3.2 and 13.1.2)."""
        if not self.tag or header.strip() == "*":
            return bool(self.tag)
        return any(one.strip().removeprefix("W/") == self.tag.removeprefix("W/") for one in header.split(","))
