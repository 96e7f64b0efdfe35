"""Help with signing in, keys, people and the audit."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from ..web.feature import ANYONE
from .guide import BEGIN, TEAM, HelpPage

KEYS = (
    ("Ctrl+S", _l("Save, without leaving the page")), ("Ctrl+K", _l("Search; in a text: a link")),
    ("Alt+F10", _l("From the text to its tools; arrows go along them, Escape goes back")),
    ("Ctrl+B", _l("Bold")), ("Ctrl+I", _l("Italics")), ("Ctrl+Z", _l("Undo")), (_l("Ctrl+Shift+Z"), _l("Redo")),
    (_l("Tab"), _l("In a table: the next cell")), (_l("Escape"), _l("Close a menu or a window")),
)  # fmt: skip
PAGES = (
    HelpPage(
        "sign_in",
        "{help}/{sign-in}",
        BEGIN,
        _l("Sign in"),
        _l("The desk asks who you are: a password, then a second factor where you have set one up."),
        (
            _l("Type your e-mail address and your password, and choose “Sign in”."),
            _l("Where a code is asked for, type the six digits that your application shows, or use a passkey."),
            _l(
                "After 12 hours without use you are signed out by yourself; on a shared computer, sign out "
                "when you leave."
            ),
        ),
        what_if=(
            (
                _l("You have forgotten your password"),
                _l(
                    "Choose “I have forgotten my password”. A link comes by mail; where this site sends no mail, "
                    "an administrator gives you one."
                ),
            ),
            (
                _l("Your telephone is lost"),
                _l(
                    "A recovery code lets you in, once. Without one, ask an administrator to take your second "
                    "factor away."
                ),
            ),
        ),
        pages=(
            "security.login",
            "security.tf_select",
            "security.two_factor_token_validation",
            "security.mf_recovery",
            "security.two_factor_rescue",
            "security.wan_signin",
            "security.forgot_password",
            "security.reset_password",
        ),
        role=ANYONE,
    ),
    HelpPage(
        "second_factor",
        "{help}/{second-factor}",
        BEGIN,
        _l("Set up a second factor"),
        _l("A password can be guessed or stolen. With a second factor it is not enough."),
        (
            _l("Open “Your account” in the menu at the top."),
            _l(
                "Under “Passkeys”, let this device know you by finger, face or PIN. Or set up an "
                "“Application for codes”: let it read the picture, and type the code that it shows."
            ),
            _l("Make “Recovery codes”, print them, and keep them apart from your telephone."),
        ),
        what_if=(
            (
                _l("You were signed in on a computer that is not yours"),
                _l("Choose “Sign out everywhere else”, then change your password."),
            ),
        ),
        pages=(
            "desk.account",
            "security.two_factor_setup",
            "security.two_factor_remove",
            "security.wan_register",
            "security.wan_delete",
            "security.mf_recovery_codes",
            "security.change_password",
            "security.verify",
            "security.wan_verify",
        ),
        picture=_l("The ways to sign in, on the page of an account"),
        role=ANYONE,
    ),
    HelpPage(
        "keys",
        "{help}/{keys}",
        BEGIN,
        _l("Keys"),
        _l("All can be done by keyboard. These keys save time; on a Mac, Command takes the place of Ctrl."),
        (),
        keys=KEYS,
    ),
    HelpPage(
        "people",
        "{help}/{people}",
        TEAM,
        _l("Invite somebody, or change what they may do"),
        _l(
            "A writer writes drafts and proposes changes; an editor publishes; an administrator looks "
            "after people and settings too."
        ),
        (
            _l(
                "Under “People”, choose “Invite somebody”: name, address, role. A link comes by mail, or you "
                "hand it over."
            ),
            _l(
                "Open somebody’s page to change their role, give a link for a new password, or take a lost "
                "second factor away."
            ),
        ),
        what_if=(
            (
                _l("Somebody leaves"),
                _l(
                    "“Close the account” signs them out at once; it can be undone. To erase takes everything "
                    "personal away for good; their texts stay."
                ),
            ),
        ),
        pages=(
            "desk.people",
            "desk.person",
            "desk.invite",
            "desk.erase",
            "desk.change_person",
        ),
        role="administrator",
    ),
    HelpPage(
        "audit",
        "{help}/{audit}",
        TEAM,
        _l("See who did what"),
        _l("Every deed at the desk is noted: who, what, when. Nobody can change that list."),
        (
            _l("Under “People”, open “Who did what”."),
            _l(
                "Narrow the list by person, deed and days. Each row leads to what it speaks of; the list can "
                "be had as a table."
            ),
        ),
        pages=("desk.audit",),
        role="administrator",
    ),
)
