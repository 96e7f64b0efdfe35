"""What the audit's actions are called, and those who did them."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ...accounts.audit import Audit
from ...accounts.models import Person
from ...core.database import db

ACTIONS = {
    "entry.created": _l("began an entry"),
    "entry.saved": _l("saved the data of an entry"),
    "edition.saved": _l("saved the texts of an entry"),
    "entry.copied": _l("saved changes to the data of a live entry"),
    "entry.copy_dropped": _l("gave up changes to the data of a live entry"),
    "edition.copied": _l("saved changes to a live text"),
    "edition.copy_dropped": _l("gave up changes to a live text"),
    "edition.updated": _l("published changes"),
    "edition.update_scheduled": _l("scheduled changes"),
    "edition.ends": _l("set an end date"),
    "edition.endless": _l("took away an end date"),
    "edition.published": _l("published"),
    "edition.scheduled": _l("scheduled"),
    "edition.unpublished": _l("took off the site"),
    "entry.cared": _l("said who looks after an entry, and when"),
    "entry.reviewed": _l("looked at an entry again"),
    "entry.discarded": _l("put into the bin"),
    "entry.restored": _l("took out of the bin"),
    "entry.destroyed": _l("deleted for good"),
    "edition.passed": _l("published although something should have been settled"),
    "edition.update_unscheduled": _l("took away the moment of an update by changing it"),
    "review.asked": _l("asked for a review"),
    "review.withdrawn": _l("asked for no review any more"),
    "review.approved": _l("approved"),
    "review.returned": _l("returned after a review"),
    "comment.added": _l("commented on a passage"),
    "comment.answered": _l("answered a comment"),
    "comment.settled": _l("settled a passage"),
    "comment.reopened": _l("opened a settled passage again"),
    "translation.taken": _l("took in a translation of"),
    "publishing_rules.saved": _l("changed what is asked before publishing"),
    "import.begun": _l("began an import"),
    "import.table": _l("took in a table"),
    "import.undone": _l("took an import back"),
    "preview.shared": _l("gave a link to a preview of"),
    "preview.ended": _l("ended a link to a preview of"),
    "file.added": _l("added a file"),
    "file.described": _l("described a file"),
    "file.replaced": _l("replaced a file"),
    "file.discarded": _l("put a file into the bin"),
    "file.restored": _l("took a file out of the bin"),
    "file.destroyed": _l("deleted a file for good"),
    "topic.saved": _l("saved a topic"),
    "topic.deleted": _l("deleted a topic"),
    "topic.merged": _l("merged a topic into another"),
    "lead.pinned": _l("let the home page begin with"),
    "lead.released": _l("took down from the beginning of the home page"),
    "helpline.saved": _l("saved a help line"),
    "helpline.checked": _l("checked a help line"),
    "helpline.deleted": _l("deleted a help line"),
    "guide.saved": _l("changed the path “A child is worrying me”"),
    "texts.saved": _l("changed the site’s texts"),
    "menu.saved": _l("changed the menu"),
    "concept.saved": _l("saved words of the vocabulary"),
    "concept.deleted": _l("deleted words of the vocabulary"),
    "phrase.saved": _l("saved a phrase of distress"),
    "phrase.newer": _l("added the phrases of distress that came with the site"),
    "phrase.deleted": _l("deleted a phrase of distress"),
    "promoted.saved": _l("chose what comes first for a search"),
    "intervals.saved": _l("changed when texts are looked at again"),
    "redirect.saved": _l("saved a redirect"),
    "redirect.deleted": _l("deleted a redirect"),
    "sign_in.begun": _l("signed in"),
    "sign_in.ended": _l("signed out"),
    "sign_in.failed": _l("was not let in: wrong password"),
    "second_factor.failed": _l("was not let in: wrong code"),
    "second_factor.set": _l("set up an application for codes"),
    "second_factor.removed": _l("removed the application for codes"),
    "second_factor.reset": _l("took away the second factors of"),
    "passkey.added": _l("added a passkey"),
    "passkey.removed": _l("removed a passkey"),
    "recovery_codes.made": _l("made recovery codes"),
    "recovery_code.used": _l("signed in by a recovery code"),
    "browsers.ended": _l("signed out other browsers"),
    "password.changed": _l("changed their password"),
    "password.set": _l("set the password of"),
    "password.reset": _l("chose a new password by a link"),
    "password.forgotten": _l("was sent a link for a new password"),
    "person.saved": _l("changed their account"),
    "person.invited": _l("invited"),
    "person.link": _l("gave a link for a new password to"),
    "person.role": _l("changed the role of"),
    "person.deactivated": _l("closed the account of"),
    "person.activated": _l("opened the account again of"),
    "person.erased": _l("erased what was personal of"),
}


def action_words(action: str) -> str:
    """Return what an action is called; its own name where nobody gave it words."""
    return str(ACTIONS.get(action, action))


def name_of(person: Person | None) -> str:
    """Return what a person is called; nobody: the maintainer's commands; erased: somebody who was here once."""
    if person is None:
        return str(_("The maintainer"))
    return str(_("A former colleague")) if person.erased_at else person.name


def people_of(rows: Iterable[Audit]) -> dict[int, Person]:
    """Return the people that rows of the audit name, as who did something and as whom it was done to."""
    others = (row.subject.partition("person:")[2] for row in rows)
    numbers = {row.person_id for row in rows} | {int(number) for number in others if number.isdigit()}
    found = db.session.scalars(select(Person).where(Person.id.in_(number for number in numbers if number)))
    return {person.id: person for person in found}
