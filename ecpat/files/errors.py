"""What is raised for a file that cannot be used."""

from __future__ import annotations

from typing import Literal

Reason = Literal["kind", "damaged", "large", "locked", "long", "exhausting", "codec"]


class DamagedFile(Exception):  # noqa: N818 — it names what the file is, and reads so where it is caught
    """A file that is not what it should be, that cannot be read, or that is larger than the site accepts.

    `reason` says which: of another kind, damaged, too large a picture, locked by a password, of too many pages,
    asking for more time or memory than a file may, or in a form that not every browser plays.
    """

    def __init__(self, message: str, reason: Reason = "damaged") -> None:
        super().__init__(message)
        self.reason: Reason = reason
