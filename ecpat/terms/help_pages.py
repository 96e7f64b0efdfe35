"""Help with the vocabulary."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from ..desk.guide import SITE, HelpPage

PAGES = (
    HelpPage(
        "vocabulary",
        "{help}/{vocabulary}",
        SITE,
        _l("The vocabulary"),
        _l(
            "For each thing: the words to use, those to avoid, and what it means. Searches, advice while "
            "writing, the glossary and translators read it."
        ),
        (
            _l("Under “Settings”, open “Vocabulary”; search for a word, or choose “Add words”."),
            _l("Write the word to use in each language, then what else is said, then what to avoid and why."),
            _l("With a meaning, the word stands in the glossary; a tick lets texts explain it once."),
        ),
        pages=(
            "desk.concepts",
            "desk.concept",
            "desk.new_concept",
            "desk.begin_concepts",
        ),
        role="editor",
    ),
)
