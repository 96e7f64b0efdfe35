"""Reading an export of WordPress as a stream: one item at a time is in memory, and nothing of it is ever run.

defusedxml refuses document types, and with them entities and whatever they would fetch.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser
from flask_babel import lazy_gettext as _l

from xml.sax import SAXParseException  # isort: skip

from ...core.characters import fit
from ..errors import RefusedFile
from .items import Channel, Item, Label, Term

CHUNK = 1 << 16  # bytes
LONGEST = 20_000_000  # characters of one field: more than twice what a body may have
LONGEST_META = 1_000_000  # characters of a custom field, of which none that counts is longer
DEEPEST = 30  # elements within one another: an export has seven
# Control characters are no part of any text, and the manner of WordPress to export them is well known. NUL is not
# among them: where it stands, the file is damaged.
_CONTROLS = bytes({*range(1, 32)} - {9, 10, 13})
_WIDE = (b"\xff\xfe", b"\xfe\xff")  # how a file in UTF-16 begins


_OF_ITEM = {
    "title": "title", "link": "link", "guid": "guid", "dc:creator": "creator", "content:encoded": "body",
    "excerpt:encoded": "excerpt", "wp:post_name": "slug", "wp:post_type": "type", "wp:status": "status",
    "wp:post_date": "date", "wp:post_date_gmt": "date_gmt", "wp:post_modified": "modified",
    "wp:post_modified_gmt": "modified_gmt", "wp:post_password": "password", "wp:attachment_url": "attachment_url",
}  # fmt: skip
_NUMBERS = {"wp:post_id": "id", "wp:post_parent": "parent", "wp:menu_order": "order"}
_OF_CHANNEL = {
    "title": "title", "link": "link", "language": "language", "wp:wxr_version": "version",
    "wp:base_blog_url": "site",
}  # fmt: skip
_TERMS = {
    "wp:category": {
        "wp:term_id": "id", "wp:category_nicename": "slug", "wp:cat_name": "name", "wp:category_parent": "parent",
        "wp:category_description": "description",
    },
    "wp:tag": {
        "wp:term_id": "id", "wp:tag_slug": "slug", "wp:tag_name": "name", "wp:tag_description": "description",
    },
    "wp:term": {
        "wp:term_id": "id", "wp:term_slug": "slug", "wp:term_name": "name", "wp:term_taxonomy": "taxonomy",
        "wp:term_parent": "parent", "wp:term_description": "description",
    },
}  # fmt: skip
_TAXONOMIES = {"wp:category": "category", "wp:tag": "post_tag", "wp:term": ""}


class _Handler(ContentHandler):
    """Puts together what a parser comes upon; what is whole waits in `ready`."""

    def __init__(self) -> None:
        super().__init__()
        self.ready: list[Item | Term] = []
        self.channel = Channel()
        self._stack: list[str] = []
        self._text: list[str] = []
        self._length = 0
        self._item: Item | None = None
        self._term: Term | None = None
        self._fields: dict[str, str] = {}  # of what has no class of its own: an author, a custom field
        self._label = ("", "")
        self._locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 — SAX's name
        self._locator = locator

    @property
    def line(self) -> int:
        return int((self._locator.getLineNumber() or 1) if self._locator else 1)

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        self._stack.append(name)
        if len(self._stack) > DEEPEST:
            raise RefusedFile(_l("Its elements stand too deep within one another."), self.line)
        if len(self._stack) == 1 and name != "rss":
            raise RefusedFile(_l("This is no export of WordPress: it does not begin as one."), self.line)
        self._text, self._length = [], 0
        if name == "item":
            self._item = Item(line=self.line)
        elif name in _TERMS and self._item is None:
            self._term = Term(taxonomy=_TAXONOMIES[name])
        elif name in ("wp:author", "wp:postmeta"):
            self._fields = {}
        elif name == "category":
            self._label = (attrs.get("domain", "category"), attrs.get("nicename", ""))

    def characters(self, content: str) -> None:
        self._length += len(content)
        if self._length > LONGEST:
            raise RefusedFile(_l("A text in it is longer than any that can be kept."), self.line)
        self._text.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        self._stack.pop()
        holder = self._stack[-1] if self._stack else ""
        text = fit("".join(self._text))
        self._text, self._length = [], 0
        if self._item is not None:
            self._end_in_item(self._item, name, holder, text)
        elif self._term is not None:
            if name in _TERMS:
                self.ready.append(self._term)
                self._term = None
            elif (known := _TERMS.get(holder, {}).get(name)) is not None:
                _put(self._term, known, text)
        elif holder == "wp:author":
            self._fields[name] = text.strip()
        elif name == "wp:author":
            login = self._fields.get("wp:author_login", "")
            self.channel.authors[login] = self._fields.get("wp:author_display_name") or login
            if (number := self._fields.get("wp:author_id", "")).isascii() and number.isdigit() and len(number) < 10:
                self.channel.author_numbers.add(int(number))
        elif holder == "channel" and name in _OF_CHANNEL:
            _put(self.channel, _OF_CHANNEL[name], text)

    def _end_in_item(self, item: Item, name: str, holder: str, text: str) -> None:
        if name == "item":
            self.ready.append(item)
            self._item = None
        elif holder == "item" and name in _OF_ITEM:
            _put(item, _OF_ITEM[name], text)
        elif holder == "item" and name in _NUMBERS:
            _put(item, _NUMBERS[name], text)
        elif holder == "item" and name == "category":
            item.labels.append(Label(*self._label, text.strip()))
        elif holder == "wp:postmeta":
            self._fields[name] = text
        elif holder == "item" and name == "wp:postmeta":
            _put_meta(item, self._fields)
        elif holder == "item" and name == "wp:comment":
            item.comments += 1


def _put_meta(item: Item, fields: dict[str, str]) -> None:
    key, value = fields.get("wp:meta_key", "").strip(), fields.get("wp:meta_value", "")
    if key == "_wp_old_slug":
        item.old_slugs.append(value.strip())
    elif key and len(value) <= LONGEST_META:
        item.metas.setdefault(key, value)


def _put(target: Any, name: str, text: str) -> None:
    """Keep a field as what it is: a body to the letter, a number, or a line."""
    if name in ("body", "excerpt"):
        setattr(target, name, text)
    elif name in ("id", "parent", "order") and not (name == "parent" and isinstance(target, Term)):
        setattr(target, name, _number(text))
    else:
        setattr(target, name, text.strip())


def _number(text: str) -> int:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


class Export:
    """An export of WordPress: its site is known once what is in it was read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.channel = Channel()

    def read(self) -> Iterator[Item | Term]:
        """Yield terms and items in their order; raises RefusedFile, in plain words and with the line."""
        handler = _Handler()
        self.channel = handler.channel
        parser = create_parser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
        parser.setContentHandler(handler)
        handler.setDocumentLocator(parser)
        with self.path.open("rb") as file:
            wide = file.read(2) in _WIDE
            file.seek(0)
            try:
                while chunk := file.read(CHUNK):
                    parser.feed(chunk if wide else chunk.translate(None, _CONTROLS))
                    yield from handler.ready
                    handler.ready.clear()
                parser.close()
            except SAXParseException as error:
                raise RefusedFile(_said(error), error.getLineNumber() or handler.line) from error
            except DefusedXmlException as error:
                message = _l("It declares a document type or entities, which no export does and nothing here reads.")
                raise RefusedFile(message, handler.line) from error
            except (ValueError, LookupError) as error:
                if isinstance(error, RefusedFile):
                    raise
                raise RefusedFile(_l("It cannot be read in the encoding that it names."), handler.line) from error
        if not handler.channel.version.startswith("1."):
            raise RefusedFile(_l("This is no export of WordPress: it does not say its version (WXR)."), 1)


def _said(error: SAXParseException) -> Any:
    """Return in plain words what a parser says of a file."""
    message = error.getMessage()
    if "no element found" in message or "unclosed" in message:
        return _l("It ends before its end: it was cut off. Export it once more.")
    if "encoding" in message:
        return _l("It cannot be read in the encoding that it names.")
    if "invalid token" in message or "character number" in message:
        return _l("There is a character that cannot stand there: the file is damaged, or its encoding is another.")
    return _l("It is no well-formed XML: %(message)s.", message=message)
