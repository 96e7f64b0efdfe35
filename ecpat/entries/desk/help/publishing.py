"""Help with publishing: moments, changes to what is live, reviews, versions, and what comes after."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from ....desk.guide import PUBLISH, SITE, TEAM, HelpPage

PAGES = (
    HelpPage(
        "publish",
        "{help}/{publishing}",
        PUBLISH,
        _l("Publish, schedule, withdraw"),
        _l("The bar below the form says how far a text is, and its one filled button shows it to readers."),
        (
            _l("Choose “Publish”; languages with a tick beside it go along."),
            _l("For later: open “Dates: online, update, end”, give day and hour, and choose “Save and schedule”."),
            _l("An end is set there too: from that moment on the page is not there any more."),
            _l(
                "“Take off the site…”, under “Other actions”, withdraws it now. You may tell readers why; "
                "the words stay as a draft."
            ),
        ),
        what_if=(
            (
                _l("It is saved, and not published"),
                _l(
                    "The bar names what is to be settled, and each point leads to its field. An editor can pass "
                    "some of them with a reason."
                ),
            ),
            (
                _l("Something changes before its moment"),
                _l(
                    "It goes live all the same. What is to be settled stands on the overview under “Scheduled, "
                    "and not ready”, and who looks after the text has a mail."
                ),
            ),
            (_l("You see no such button"), _l("You write, and an editor publishes: ask for a review.")),
        ),
        pages=("desk.withdraw", "desk.unready"),
        picture=_l("The bar below a form: its state, and the button that publishes"),
    ),
    HelpPage(
        "live",
        "{help}/{changes-waiting}",
        PUBLISH,
        _l("Correct a page that is live"),
        _l("What you save of a live page waits beside it, as a working copy, until it is published."),
        (
            _l("Paste the page’s address into the search above, or browse the site from the menu of your account."),
            _l("Change it and save: readers go on seeing the page as it was."),
            _l("“Compare with the site” shows both, paragraph by paragraph."),
            _l("“Update the site” shows your changes to readers, in the languages that are ticked."),
        ),
        what_if=(
            (
                _l("The changes are not wanted after all"),
                _l("“Give up the changes” goes back to what readers see; what was written stays among the versions."),
            ),
            (
                _l("Readers should know of it"),
                _l(
                    "Write a line under “What changed, and why”: it stands on the page with its day. Not for "
                    "typing errors."
                ),
            ),
        ),
        pages=(
            "desk.compare",
            "desk.changes",
        ),
        picture=_l("What readers see today and what they will see, side by side"),
    ),
    HelpPage(
        "review",
        "{help}/{review}",
        PUBLISH,
        _l("Ask for a review, and answer one"),
        _l("Somebody else reads before readers do. Who asked, who answered and for which version is kept."),
        (
            _l("A writer saves with “Ask for a review” and may add a word for who reviews."),
            _l("Editors find it on the overview under “To review”, select words and comment on them."),
            _l("“Approve” or “Return”, with words. Then an editor publishes."),
        ),
        what_if=(
            (
                _l("You want to go on writing"),
                _l(
                    "Save as often as you like: the review says that the text has moved on. “Take the request "
                    "back” ends it."
                ),
            ),
            (
                _l("You have something to say while you write"),
                _l(
                    "Select the words in the text and choose “Comment”: they are marked, and no reader sees it. "
                    "It is answered and settled under “Review and comments”."
                ),
            ),
        ),
        pages=(
            "desk.review",
            "desk.in_review",
            "desk.returned",
        ),
        picture=_l("A text under review, with a place for comments beside each passage"),
    ),
    HelpPage(
        "share",
        "{help}/{share}",
        PUBLISH,
        _l("Show it to somebody before it is live"),
        _l("Who has a link reads the page as it will be, for seven days, and changes nothing."),
        (
            _l("Open the entry and follow “Share” in the bar."),
            _l("Choose “Make a link” and copy it: it is shown this once."),
            _l("What is live already has its addresses there, to be copied."),
        ),
        what_if=((_l("It went to the wrong person"), _l("“Close this link” ends it at once.")),),
        pages=(
            "desk.share",
            "desk.preview",
        ),
    ),
    HelpPage(
        "undo",
        "{help}/{revisions}",
        PUBLISH,
        _l("Go back to what was there before"),
        _l("Every save is kept, with its day and who made it. What is in the bin can be brought back."),
        (
            _l("Open the entry and follow “Versions” in the bar."),
            _l(
                "Open a version to see what it changed. “Bring this version back” makes a new save of it; "
                "nothing is overwritten."
            ),
            _l("From the bin, “Restore” brings an entry back as it was."),
        ),
        what_if=(
            (
                _l("It must never come back"),
                _l("An editor can choose “Delete for good” in the bin. Nobody can undo that."),
            ),
        ),
        pages=(
            "desk.revisions",
            "desk.revision",
            "desk.bin",
            "desk.binned",
            "desk.discard",
            "desk.destroy",
        ),
    ),
    HelpPage(
        "care",
        "{help}/{care}",
        PUBLISH,
        _l("Keep texts true"),
        _l("A text has somebody who looks after it, and a day on which it is looked at again."),
        (
            _l("In the facts of an entry, follow “Who looks after it, and when”."),
            _l("When its day comes, the overview names it, and a mail a month where mail is on."),
            _l("Read it, follow its links, then choose “I have looked: it is right”, or correct it."),
        ),
        what_if=(
            (
                _l("A link is broken"),
                _l(
                    "“To do” lists links of ours that lead nowhere and, where the site checks them, links to "
                    "other sites. Open the entry and change or remove the link."
                ),
            ),
        ),
        pages=(
            "desk.care",
            "desk.due_again",
            "desk.dead_links",
            "desk.broken_links",
            "desk.intervals",
        ),
    ),
    HelpPage(
        "read",
        "{help}/{what-is-read}",
        SITE,
        _l("See what is read"),
        _l("How often pages were opened and PDFs downloaded, by month. Nobody is followed, and robots are left out."),
        (
            _l("Open “What is read” from the overview; choose a month, a section, a language."),
            _l("Figures are rounded to ten, and below ten they say only that. One person may count twice."),
        ),
        pages=(
            "desk.read",
            "desk.read_of",
        ),
    ),
    HelpPage(
        "home_lead",
        "{help}/{home-lead}",
        SITE,
        _l("Choose what the home page begins with"),
        _l("Else it begins with the latest news. In a language in which the entry is not live, it still does."),
        (
            _l("Open an entry that is live; “Lead of the home page” is among the other actions in the bar."),
            _l("Give a last day, if you like, and choose “Let it lead”."),
            _l("It ends by itself after that day, and when readers do not see the entry any more."),
        ),
        pages=(
            "desk.home_lead",
            "desk.lead",
        ),
        role="editor",
    ),
    HelpPage(
        "rules",
        "{help}/{before-publishing}",
        TEAM,
        _l("What is asked before publishing"),
        _l("For each kind and language: what must be settled, what should be, what is only said."),
        (
            _l("Under “Settings”, open “Before publishing” and choose a kind."),
            _l(
                "Choose for each rule and language. What must be settled stops a language; what should be "
                "can be passed by an editor, whose reason the audit keeps."
            ),
        ),
        what_if=(
            (
                _l("Something is live that breaks a new rule"),
                _l("It stays live. The rule is asked at the next update."),
            ),
        ),
        pages=(
            "desk.publishing_rules",
            "desk.kind_rules",
        ),
        role="administrator",
    ),
)
