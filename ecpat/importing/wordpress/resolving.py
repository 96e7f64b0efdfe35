"""Where the links and pictures of a text lead on this site."""

from __future__ import annotations

from flask_babel import gettext as _

from ...web import urls
from ..bodies import Around
from .addresses import Former, is_picture
from .attachments import Files
from .facts import plain
from .plan import Part
from .survey import Survey
from .topics import Known, Name


class Resolver:
    """What is known of all that texts may lead to."""

    def __init__(
        self,
        former: Former,
        files: Files,
        entries: dict[str, int],
        topics: dict[Name, Known],
        holders: dict[str, str],
    ) -> None:
        self.former, self.files, self.topics, self.holders = former, files, topics, holders
        self.entries = entries  #: the numbers of entries by the keys of their items
        self.survey: Survey = former.survey
        self._attached: dict[int, list[str]] = {}
        for key, item in self.survey.of_type("attachment"):
            self._attached.setdefault(item.parent, []).append(key)

    def around(self, part: Part, notes: list[tuple[str, str]]) -> Around:
        """Return what the text of an item needs to know."""

        def link(address: str) -> str | None:
            found = self.former.find(address, part.item.link)
            if found is None:
                return None
            meaning, fragment = found
            target = self.href(meaning, part.locale)
            if target is None:
                notes.append(("link-old", address[:300]))
                return None if "://" in address else self._whole(address, part)
            if not target and not self._shown(meaning):
                notes.append(("link-gone", address[:300]))
            return target + fragment if target.startswith("entry:") else target

        def picture(source: str, number: int) -> int | None:
            key = (self.former.find(source, part.item.link) or ("", ""))[0] if source else ""
            return self.files.picture(key.removeprefix("file:")) or self.files.picture(f"post:{number}")

        def gallery(ids: str) -> list[tuple[int, str]]:
            numbers = [one.strip() for one in ids.split(",") if one.strip().isdigit()]
            keys = [f"post:{int(one)}" for one in numbers] if ids else self._of(part)
            items = [self.survey.items[key] for key in keys if self.files.picture(key)]
            return [(item.id, plain(item.excerpt)) for item in items]

        def say_video(place: str) -> str:
            return str(_("Video on %(place)s", place=place))

        def title(address: str) -> str:
            meaning = (self.former.find(address, part.item.link) or ("", ""))[0]
            item = self.survey.items.get(meaning.removeprefix("file:"))
            return plain(item.title) if item else ""

        def reusable(number: int) -> str:
            return self.survey.reusable.get(number, "")

        return Around(link, picture, gallery, reusable, say_video, title, part.item.metas.get("footnotes", ""))

    def href(self, meaning: str, locale: str) -> str | None:
        """Return what a body writes of a meaning: "" where nothing is here, None where nothing was there."""
        if not meaning:
            return None
        if meaning == "home":
            return urls.url_of("home", locale)
        if meaning.startswith("place:"):
            return meaning.removeprefix("place:")
        if meaning.startswith("term:"):
            _term, taxonomy, slug = meaning.split(":", 2)
            topic = self.topics.get((taxonomy, slug))
            if topic is None:
                return ""
            spoken = locale if locale in topic.labels else next(iter(topic.labels))
            return urls.url_of("topic", spoken, slug=topic.labels[spoken][1])
        number = self.entry_of(meaning)
        return f"entry:{number}" if number else ""

    def entry_of(self, key: str) -> int | None:
        """Return the number of the entry that an item is, has as its document, or belongs to."""
        if key in self.entries:
            return self.entries[key]
        if key.startswith("file:"):
            return self.entries.get(self.holders.get(key.removeprefix("file:"), ""))
        if holder := self.holders.get(key):
            return self.entries.get(holder)
        item = self.survey.items.get(key)
        if item is None or item.type != "attachment" or (self._is_file(key) and is_picture(item)):
            return None
        return self.entries.get(f"post:{item.parent}") if item.parent else None

    def _is_file(self, key: str) -> bool:
        return self.files.picture(key) is not None

    def _shown(self, meaning: str) -> bool:
        """Tell whether a meaning is a picture that is here: a link to its file shows it larger, and is not missed."""
        return self.files.picture(meaning.removeprefix("file:")) is not None

    def _whole(self, address: str, part: Part) -> str:
        channel = self.survey.channel
        root = channel.link or channel.site
        return address if not address.startswith("/") else "/".join((*root.split("/")[:3], address.lstrip("/")))

    def _of(self, part: Part) -> list[str]:
        keys = self._attached.get(part.item.id, [])
        return sorted(keys, key=lambda key: (self.survey.items[key].order, self.survey.items[key].id))
