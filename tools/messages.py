"""Bring the catalogues up to date with the code: extract, then merge into every language.

With `--check` nothing is changed, and the exit status is 1 where the template has drifted from the code.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).parent.parent
SOURCE = "en"  # the language of the code: there a message is its own translation
KEYWORDS = ["_", "_l", "pgettext:1c,2", "lazy_pgettext:1c,2", "mark:1c,2"]


def extract(target: Path) -> None:
    """Write the template of all messages in the code; raises CalledProcessError where that fails."""
    keywords = [word for keyword in KEYWORDS for word in ("-k", keyword)]
    options = ["-F", "babel.cfg", "--no-location", "--sort-output", "--omit-header", "--no-wrap", *keywords]
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", *options, "-o", str(target), "ecpat"]
    subprocess.run(command, check=True, cwd=ROOT)


def merge(template: Path, catalogue: Path) -> list[str]:
    """Bring a catalogue to the template's messages and return those still without translation."""
    entries = polib.pofile(str(catalogue), wrapwidth=0)
    known = {(entry.msgctxt, entry.msgid): entry for entry in entries}
    merged = polib.POFile(wrapwidth=0)
    merged.metadata = entries.metadata
    for entry in polib.pofile(str(template)):
        old = known.get((entry.msgctxt, entry.msgid))
        if old is not None and bool(old.msgid_plural) == bool(entry.msgid_plural):
            entry.msgstr, entry.msgstr_plural = old.msgstr, old.msgstr_plural
        elif catalogue.parent.parent.name == SOURCE:
            entry.msgstr = "" if entry.msgid_plural else entry.msgid
            entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural} if entry.msgid_plural else {}
        merged.append(entry)
    merged.save(str(catalogue))
    return [entry.msgid for entry in merged.untranslated_entries()]


def main() -> int:
    """Update the catalogues, or check them."""
    committed = ROOT / "translations" / "messages.pot"
    if "--check" in sys.argv:
        with tempfile.TemporaryDirectory() as folder:
            extract(Path(folder) / "messages.pot")
            return int((Path(folder) / "messages.pot").read_text() != committed.read_text())
    extract(committed)
    for catalogue in sorted(committed.parent.glob("*/LC_MESSAGES/messages.po")):
        for message in merge(committed, catalogue):
            print(f"{catalogue.parent.parent.name}: no translation yet for “{message}”")
    return 0


if __name__ == "__main__":
    sys.exit(main())
