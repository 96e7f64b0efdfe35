"""Help with what readers search for."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from ..desk.guide import SITE, HelpPage

PAGES = (
    HelpPage(
        "searches",
        "{help}/{searches}",
        SITE,
        _l("Search words, and what comes first"),
        _l("What readers search for most, and what found nothing. Nobody is followed."),
        (
            _l("Under “Settings”, open “What readers search for”."),
            _l("“Choose first results” puts entries before all others for a term."),
            _l(
                "Where nothing was found, “Add readers’ word” teaches an entry what readers call it. It is "
                "never shown, always found."
            ),
        ),
        pages=(
            "desk.searches",
            "desk.promote",
            "desk.readers_word",
        ),
        role="editor",
    ),
    HelpPage(
        "phrases",
        "{help}/{phrases}",
        SITE,
        _l("Words of distress"),
        _l("A search with one of these phrases is answered with the help lines first, and is not counted."),
        (
            _l(
                "Under “Settings”, open “Words of distress”. The phrases that came with the site can be "
                "taken over and changed."
            ),
            _l(
                "Add what somebody may type who needs help: two to five words are best. Accents and plurals "
                "need no phrase of their own."
            ),
            _l("After an update, the page offers the phrases that came with it; what you deleted stays away."),
        ),
        pages=(
            "desk.phrases",
            "desk.phrase",
            "desk.new_phrase",
        ),
        role="editor",
    ),
)
