"""How long an import takes: CPU of each item beside pictures, and the most memory, of generated exports."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from flask_migrate import upgrade

from ecpat.app import create_app
from ecpat.importing.wordpress import run
from ecpat.importing.wordpress.choices import Choices
from tests.importing.exports import SITE, Exported, category, comment, php, post, term

WORDS = (
    "Les enfants victimes d’exploitation ont droit à une protection dans chaque pays, et nos équipes forment les "
    "tuteurs, les juges et la police qui les rencontrent chaque jour."
)


def body(number: int, classic: bool, length: int) -> str:
    """Return a text, in blocks or classic, that leads to two others."""
    before = f'<a href="{SITE}/?p={number - 1}">le texte précédent</a>'
    link = f'{before} et <a href="/2019/03/titre-{number + 1}/">le suivant</a>'
    paragraphs = [f"{WORDS} {place} <strong>et</strong> {number}." for place in range(length)] + [link]
    if classic:
        return "\r\n\r\n".join(paragraphs)
    return "\n\n".join(f"<!-- wp:paragraph -->\n<p>{one}</p>\n<!-- /wp:paragraph -->" for one in paragraphs)


def generated(posts: int, length: int) -> str:
    """Return an export of a site in two languages with categories and comments."""
    parts = [category(number, f"theme-{number}", f"Thème {number}") for number in range(1, 21)]
    for number in range(1, posts + 1):
        code = "fr" if number % 2 else "en"
        group = f"pll_{(number + 1) // 2}"
        labels = (
            ("language", code, code), ("post_translations", group, group),
            ("category", f"theme-{number % 20 + 1}", f"Thème {number % 20 + 1}"),
        )  # fmt: skip
        if number % 2:
            parts.append(
                term(10_000 + number, "post_translations", group, group, php({"fr": number, "en": number + 1}))
            )
        text = body(number, number % 3 == 0, length)
        parts.append(post(number, f"Titre {number}", text, labels=labels, excerpt=WORDS, more=comment(number)))
    return Exported(parts).text()


def measure(posts: int, length: int) -> None:
    """Import a generated site into an empty one, and say what it took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "export.xml"
        file.write_text(generated(posts, length), encoding="utf-8")
        app = create_app({}, folder / "instance")
        with app.app_context():
            upgrade()
            before, held = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            report = run.run(file, None, Choices())
            took = time.process_time() - before
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            again = time.process_time()
            run.run(file, None, Choices())
            again = time.process_time() - again
        size = file.stat().st_size / 1_000_000
    words = sum(1 for line in report.changed_lines if line.why == "words")
    print(
        f"{posts} items, {size:.1f} MB: {took / posts * 1000:.2f} ms of CPU an item, "
        f"a second run {again / posts * 1000:.2f}; at most {peak / 1024:.0f} MiB ({held / 1024:.0f} before); "
        f"{len(report.taken_lines)} taken, {words} with other words"
    )


if __name__ == "__main__":
    measure(int(sys.argv[1]), int(sys.argv[2]))
