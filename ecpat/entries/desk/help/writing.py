"""Help with writing: the overview, the form, the list, languages, sessions."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from ....desk.guide import BEGIN, WRITE, HelpPage

PAGES = (
    HelpPage(
        "overview",
        "{help}/{to-do}",
        BEGIN,
        _l("See what waits for you"),
        _l("The first page of the desk: where writing begins, and what is to be done."),
        (
            _l("Type a title in the first field to begin something new."),
            _l(
                "Below stands what waits, each with its one action: reviews, changes that readers do not see "
                "yet, translations that lag behind."
            ),
            _l("“To do” counts the rest; each line leads to its list."),
        ),
        what_if=((_l("Nothing is there"), _l("Then nothing waits. Of others’ drafts, a writer is told nothing.")),),
        pages=(
            "desk.overview",
            "desk.drafts",
            "desk.going_live",
            "desk.unfinished",
        ),
        picture=_l("The overview, with a field for a title and what is to be done"),
    ),
    HelpPage(
        "write",
        "{help}/{writing}",
        WRITE,
        _l("Write an article"),
        _l(
            "News, resources, training events and pages are written alike: title, summary, text, and "
            "facts beside them."
        ),
        (
            _l("On the overview, type a title, say what it is, and press Enter."),
            _l(
                "Write the summary and the text in one language. What you type is kept every few seconds; "
                "nobody else sees it."
            ),
            _l(
                "Headings, lists, links, pictures and blocks are in the tools above the text. What you paste "
                "is cleaned."
            ),
            _l("Under “Facts”, choose topics, a picture and what else belongs to it."),
            _l("“Save” keeps it, unseen by readers. Ctrl+S does the same without leaving the text."),
        ),
        what_if=(
            (
                _l("The page was closed before you saved"),
                _l("Open the entry again: “Take it up” brings back what you had typed."),
            ),
            (
                _l("Somebody else saved meanwhile"),
                _l("Nothing is lost. Where you both changed the same, both are shown and you choose."),
            ),
        ),
        pages=(
            "desk.entry",
            "desk.new",
            "desk.begin",
        ),
        picture=_l("The form of an article: its tools, and the title in two languages"),
    ),
    HelpPage(
        "find",
        "{help}/{entries}",
        WRITE,
        _l("Find an entry, or change many at once"),
        _l("The list has all that you may read; accents and capitals do not count in its search."),
        (
            _l("Type words into the search at the top, or paste the address of a page of the site."),
            _l(
                "Narrow the list by section, state, topic, language or who saved last; the heads of the "
                "columns sort it."
            ),
            _l(
                "Tick entries: a bar offers what can be done with all of them. Nothing changes on the site "
                "before you agree."
            ),
            _l(
                "“Browse the site, to edit its pages”, in the menu of your account, shows the site with a "
                "line that leads to each entry."
            ),
        ),
        pages=(
            "desk.entries",
            "desk.many",
            "desk.browse",
        ),
        picture=_l("The list of entries: filters, and one row for each"),
    ),
    HelpPage(
        "languages",
        "{help}/{languages}",
        WRITE,
        _l("Write the other language"),
        _l("An entry is one thing in several languages. One may be live while another is still missing."),
        (
            _l("Write the other language beside it, now or later. A language without title stays away."),
            _l(
                "Among the “Other actions”, begin a language with the words of another: text, links and "
                "pictures come along."
            ),
            _l(
                "Where one language says something new, the other is named among what is to be done, until "
                "it is saved again."
            ),
        ),
        what_if=(
            (
                _l("Only a comma had changed"),
                _l("Open the other language and save it: that says that it has been looked at."),
            ),
        ),
        pages=(
            "desk.untranslated",
            "desk.outdated",
        ),
    ),
    HelpPage(
        "translation",
        "{help}/{translation}",
        WRITE,
        _l("Have a text translated"),
        _l("A translator with a program of their own gets a file (XLIFF) and sends it back."),
        (
            _l("Open the entry and, under “Other actions”, choose “For translators”."),
            _l("Download the file from one language into the other. It has the words to use, and those to avoid."),
            _l(
                "What comes back is sent in on the same page. Read it, then publish it: it never goes online "
                "by itself."
            ),
        ),
        what_if=(
            (
                _l("Something is missing in the file"),
                _l("Each passage is named and nothing is changed; the translator completes the same file."),
            ),
        ),
        pages=("desk.translation",),
    ),
    HelpPage(
        "again",
        "{help}/{again}",
        WRITE,
        _l("Training events, and series"),
        _l("Each session is an entry of its own. The next one begins with the words of the last."),
        (
            _l("Open the event and, under “Other actions”, choose “Next session, or a copy”."),
            _l(
                "Give a day, a rule such as every week until a day, or a list of days, and choose “Add these "
                "sessions”."
            ),
            _l("Each is a draft at the same hour. Check its registration, which is open again, then publish it."),
        ),
        what_if=((_l("It is no event"), _l("“Make a copy” gives a draft with the same words, facts and pictures.")),),
        pages=("desk.again",),
    ),
)
