"""The form's field of topics: a tick for each, and a mark for the one that comes first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import wtforms
from flask_babel import gettext as _
from markupsafe import Markup

from ....core.i18n import current_locale
from ....topics.models import Topic
from ....web.forms import ids

FIRST = "first:"  # before the id of the topic that gives the colour
_ROW = Markup(
    '<div class="topic t-{colour}"><label class="tick">'
    '<input type="checkbox" name="{name}" value="{id}"{ticked}{shut}> <span class="dot"></span> {word}</label>'
    '<label class="first"><input type="radio" name="{name}" value="{first}{id}"{leading}{shut}>'
    '<span class="hidden">{says}</span></label></div>'
)


def word_of(topic: Topic) -> str:
    """Return what a topic is called, in a language that has a word for it."""
    label = topic.labels.get(current_locale()) or next(iter(topic.labels.values()), None)
    return label.label if label else topic.key


class TopicsField(wtforms.Field):  # type: ignore[misc]  # WTForms has no types
    """The ids of the topics that are ticked, the first of them first."""

    def __init__(self, *args: Any, offered: Callable[[], Sequence[Topic]], most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered, self.most = offered, most

    def widget(self, bound: TopicsField, **attributes: Any) -> Markup:
        """Return a row for each topic, the ticked ones first; of the attributes, the one that closes them all."""
        chosen = list(bound.data or ())
        places = {topic_id: place for place, topic_id in enumerate(chosen)}
        rows = sorted(self.offered(), key=lambda topic: places.get(topic.id, len(places)))
        checked, shut = Markup(" checked"), Markup(" disabled") if attributes.get("disabled") else ""
        asked = Markup('<input type="hidden" name="{}" value="">').format(bound.name)
        return asked + Markup("").join(
            _ROW.format(
                name=bound.name, id=topic.id, colour=topic.colour, word=word_of(topic), first=FIRST, shut=shut,
                ticked=checked if topic.id in places else "", leading=checked if chosen[:1] == [topic.id] else "",
                says=_("%(topic)s gives the colour", topic=word_of(topic)),
            )
            for topic in rows
        )  # fmt: skip

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read which topics are ticked; where they were not asked for, all stays as it is."""
        if not valuelist:
            return
        first = ids([text.removeprefix(FIRST) for text in valuelist if text.startswith(FIRST)])
        ticked = ids(valuelist)
        self.data = [*(one for one in first if one in ticked), *(one for one in ticked if one not in first)]

    def pre_validate(self, form: Any) -> None:
        """Refuse more than there is room for."""
        if len(self.data) > self.most:
            raise wtforms.ValidationError(_("Choose %(count)d topics at most.", count=self.most))
