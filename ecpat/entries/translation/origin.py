"""What a file for translators was made from: it says so in the address of its `original`."""

from __future__ import annotations

import re
from typing import NamedTuple

_ORIGINAL = re.compile(
    r"entry/(?P<entry_id>[1-9][0-9]{0,17})/(?P<source>[a-z-]{2,12})/(?P<saves>[0-9]{1,9})/(?P<digest>[0-9a-f]{32})"
    r"/(?P<target>[a-z-]{2,12})/(?P<begun>[0-9]{1,9})"
)


class Origin(NamedTuple):
    """An entry, the language that is translated, as it was after so many saves, and the one to translate into."""

    entry_id: int
    source: str
    saves: int
    digest: str
    target: str
    begun: int  #: saves of the other language when the file was made

    def __str__(self) -> str:
        """Return it as a file has it."""
        return f"entry/{self.entry_id}/{self.source}/{self.saves}/{self.digest}/{self.target}/{self.begun}"


def read(original: str) -> Origin | None:
    """Return what a file says that it was made from; None where it says nothing of ours."""
    found = _ORIGINAL.fullmatch(original)
    if found is None:
        return None
    numbers = {name: int(found[name]) for name in ("entry_id", "saves", "begun")}
    return Origin(source=found["source"], digest=found["digest"], target=found["target"], **numbers)
