"""How long the editor takes to read what is pasted: four times as much may take at most six times as long.

Needs Chromium: `python -m tests.bench.pasting`.
"""

from __future__ import annotations

import json
import shutil
import sys
from html import escape
from statistics import median

from playwright.sync_api import Page, sync_playwright

from ..browser.conftest import OPTIONS
from ..contract import ROOT
from ..pasted import item, online, slide, word

QUARTER, TIMES, MOST = 250_000, 4, 6.0
KINDS = {
    "Word: paragraphs": "<p class=MsoNormal><span style='mso-bidi-font-weight:bold'>Un <b>mot</b> ici</span></p>",
    "Word: lists": item("Un point") + item("dedans", "o", 2),
    "Word Online: lists": online("un") + online("deux", 2),
    "PowerPoint": slide("Un point"),
    "tables": "<table><tr><td><b>An</b></td><td><b>N</b></td></tr><tr><td>2024</td><td>1</td></tr></table>",
    "one table": "<tr><td>2024</td><td>1 200</td></tr>",
    "lines of a column": "<p>Une ligne d’une colonne qui continue dans la</p><p>suivante jusqu’au point.</p>",
    "breaks": "un mot<br><b> </b>",
    "marks": "<b>un</b><i> </i><span lang=EN-GB>two</span><a href=https://x.be/>x</a>",
    "blanks": "&nbsp; <span> </span>\n",
    "signs of a style": "style=x onload=y ",
}  # what is repeated
READ = """(html) => {
    const editor = document.querySelector(".editor-text");
    const plugin = editor.editor.state.plugins.find(({props}) => props.transformPastedHTML);
    const began = performance.now();
    plugin.props.transformPastedHTML(html);
    return performance.now() - began;
}"""


def main() -> int:
    """Print what each kind costs, and return 1 where one costs too much."""
    words = escape(
        json.dumps({"pasted": {}, "onlyIn": {}, "onePassage": {}, "passages": {}, "allIn": {}, "table": ""})
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(OPTIONS))
        page = browser.new_page()
        page.set_content(
            f'<form><textarea data-module="editor" data-locale="fr" id="b" name="b"></textarea></form>'
            f'<div id="editor-words" data-words="{words}" data-languages="[]" data-limits="{{}}"></div>'
        )
        page.add_script_tag(path=str(ROOT / "ecpat" / "static" / "js" / "desk" / "editor.js"))
        worst = max(report(page, name, part) for name, part in KINDS.items())
        browser.close()
    print(f"at most {worst:.1f} times as long for {TIMES} times as much (allowed: {MOST:.0f})")
    return int(worst > MOST)


def report(page: Page, name: str, part: str) -> float:
    """Print how long a kind takes, and return how many times as long it takes for more."""
    few, many = (cost(page, name, part, QUARTER * times) for times in (1, TIMES))
    print(f"{name:20} ¼ MB {few:6.0f} ms, 1 MB {many:6.0f} ms, {many / few:4.1f} times")
    return many / few


def cost(page: Page, name: str, part: str, size: int) -> float:
    text = part * (size // len(part))
    html = word(f"<table>{text}</table>" if name == "one table" else text)
    return median(page.evaluate(READ, html) for _ in range(3))


if __name__ == "__main__":
    sys.exit(main())
