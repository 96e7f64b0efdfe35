"""Help with pictures and files."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from ...desk.guide import FILES, HelpPage

PAGES = (
    HelpPage(
        "pictures",
        "{help}/{pictures}",
        FILES,
        _l("Choose a picture, and say what it shows"),
        _l("One window serves the picture of an entry and those in its text."),
        (
            _l(
                "In the facts beside the text, choose a picture for the entry; in the tools above the text, "
                "one for the text."
            ),
            _l(
                "Drop or paste files into the window, or search for one that is there: accents and capitals "
                "do not count."
            ),
            _l("Say in each language what can be seen, for those who do not see it."),
            _l("Click in the picture on what must stay in sight where it is cropped."),
        ),
        what_if=(
            (_l("A child can be recognised"), _l("Do not use the picture, not even with consent.")),
            (
                _l("Somebody agreed until a day"),
                _l(
                    "Write that day down with the picture: you are reminded two months before, and then no page "
                    "shows it."
                ),
            ),
        ),
        pages=(
            "desk.pictures",
            "desk.pictures_new",
            "desk.undescribed",
            "desk.consents",
        ),
        picture=_l("The picture window: files to choose from, and a field to search them"),
    ),
    HelpPage(
        "recordings",
        "{help}/{videos-and-sound}",
        FILES,
        _l("Show a video or let something be heard"),
        _l("A file of ours plays on the page itself, and nobody else learns of it."),
        (
            _l(
                "Send it under “Files”: MP4 or WebM, MP3, M4A or Ogg. Ask first whether everybody in it agrees, "
                "and say so there."
            ),
            _l(
                "Add captions (WebVTT) and write down all that is said, in each language: many readers have "
                "nothing else of it."
            ),
            _l(
                "In a text choose Block, then “A video or sound of ours”. Of another site, it is its address "
                "that is asked for."
            ),
        ),
        what_if=(
            (
                _l("A file may tell of a place or a day"),
                _l("What a telephone writes into a file of a place and a day is taken out; faces and voices stay."),
            ),
        ),
        pages=(),
    ),
    HelpPage(
        "files",
        "{help}/{files}",
        FILES,
        _l("Files and PDFs"),
        _l("All pictures and PDFs, where each is used, and what is still to be said of it."),
        (
            _l(
                "Under “Files”, drop files onto the page or choose “Add files”. A PDF can also be sent with "
                "the form of a resource."
            ),
            _l("Open a file to describe it, give its credit, and see the pages that show it."),
            _l("An editor can replace a file: its address stays the same, and the earlier one is kept."),
        ),
        what_if=(
            (
                _l("A PDF has no text that can be read"),
                _l(
                    "It was probably scanned: ask whoever made it for a version with text, so that search finds "
                    "it and it can be read aloud."
                ),
            ),
            (
                _l("A picture must vanish at once"),
                _l(
                    "An editor deletes it on its page, which names the pages that it leaves. From the bin it can be "
                    "brought back."
                ),
            ),
        ),
        pages=(
            "desk.files",
            "desk.file",
            "desk.file_replace",
            "desk.file_discard",
            "desk.file_destroy",
        ),
        picture=_l("The list of files, with what is missing of each"),
    ),
)
