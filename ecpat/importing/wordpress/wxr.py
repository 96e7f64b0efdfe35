"""Reading an export of WordPress as a stream: one item at a time is in memory, and nothing of it is ever run.

defusedxml refuses document types, and with them entities and whatever they would fetch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser
from flask_babel import lazy_gettext as _l

from xml.sax import SAXParseException  # isort: skip

from ...core.characters import fit
from ...core.slugs import slugify
from ..errors import RefusedFile
from . import names
from .items import Channel, Item, Label, Term

CHUNK = 1 << 16  # bytes
LONGEST = 20_000_000  # characters of one field: more than twice what a body may have
LONGEST_META = 1_000_000  # characters of a custom field, of which none that counts is longer
DEEPEST = 30  # elements within one another: an export has seven
# Control characters are no part of any text, and the manner of WordPress to export them is well known. NUL is not
# among them: where it stands, the file is damaged.
_CONTROLS = bytes({*range(1, 32)} - {9, 10, 13})
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")  # how a file in UTF-16 begins
_BLANK = b"\xef\xbb\xbf \t\r\n"  # what plugins often let stand before an export


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
        self._prefixes: dict[str, str] = {}
        self._locator: Locator | None = None
        self.before = 0  # lines that stand before the file begins

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 — SAX's name
        self._locator = locator

    @property
    def line(self) -> int:
        return self.before + int((self._locator.getLineNumber() or 1) if self._locator else 1)

    def _named(self, name: str) -> str:
        prefix, colon, rest = name.partition(":")
        return f"{self._prefixes.get(prefix, prefix)}:{rest}" if colon else name

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        if not self._stack:
            for key, address in attrs.items():
                known = next((prefix for pattern, prefix in names.PREFIXES if pattern.fullmatch(address)), "")
                if key.startswith("xmlns:") and known:
                    self._prefixes[key.removeprefix("xmlns:")] = known
        name = self._named(name)
        self._stack.append(name)
        if len(self._stack) > DEEPEST:
            raise RefusedFile(_l("Its elements stand too deep within one another."), self.line)
        if len(self._stack) == 1 and name != "rss":
            raise RefusedFile(_l("This is no export of WordPress: it does not begin as one."), self.line)
        self._text, self._length = [], 0
        if name == "item":
            self._item = Item(line=self.line)
        elif name in names.TERMS and self._item is None:
            self._term = Term(taxonomy=names.TAXONOMIES[name])
        elif name in ("wp:author", "wp:postmeta", "wp:termmeta"):
            self._fields = {}
        elif name == "category":
            self._label = (attrs.get("domain", "category"), attrs.get("nicename", ""))

    def characters(self, content: str) -> None:
        self._length += len(content)
        if self._length > LONGEST:
            raise RefusedFile(_l("A text in it is longer than any that can be kept."), self.line)
        self._text.append(content)

    def endElement(self, _name: str) -> None:  # noqa: N802
        name = self._stack.pop()
        holder = self._stack[-1] if self._stack else ""
        text = fit("".join(self._text))
        self._text, self._length = [], 0
        if self._item is not None:
            self._end_in_item(self._item, name, holder, text)
        elif self._term is not None:
            if name in names.TERMS:
                self.ready.append(self._term)
                self._term = None
            elif holder == "wp:termmeta":
                self._fields[name] = text
            elif name == "wp:termmeta":
                _put_meta(self._term.metas, self._fields)
            elif (known := names.TERMS.get(holder, {}).get(name)) is not None:
                _put(self._term, known, text)
        elif holder == "wp:author":
            self._fields[name] = text.strip()
        elif name == "wp:author":
            login = self._fields.get("wp:author_login", "")
            self.channel.authors[login] = self._fields.get("wp:author_display_name") or login
            if (number := self._fields.get("wp:author_id", "")).isascii() and number.isdigit() and len(number) < 10:
                self.channel.author_numbers.add(int(number))
        elif holder == "channel" and name in names.OF_CHANNEL:
            _put(self.channel, names.OF_CHANNEL[name], text)

    def _end_in_item(self, item: Item, name: str, holder: str, text: str) -> None:
        if name == "item":
            item.labels = [one if one.slug else replace(one, slug=slugify(one.name)) for one in item.labels]
            self.ready.append(item)
            self._item = None
        elif holder == "item" and name in names.OF_ITEM:
            _put(item, names.OF_ITEM[name], text)
        elif holder == "item" and name in names.NUMBERS:
            _put(item, names.NUMBERS[name], text)
        elif holder == "item" and name == "category":
            _put_label(item, *self._label, text.strip())
        elif holder == "wp:postmeta":
            self._fields[name] = text
        elif holder == "item" and name == "wp:postmeta":
            if (key := _put_meta(item.metas, self._fields)) in names.SEVERAL:
                item.repeated.setdefault(key, []).append(self._fields["wp:meta_value"].strip())
        elif holder == "item" and name == "wp:comment":
            item.comments += 1


def _put_label(item: Item, domain: str, slug: str, name: str) -> None:
    """Keep a term of an item once: WXR 1.0 names each twice, first without its slug."""
    domain = "post_tag" if domain == "tag" else domain
    same = [one for one in item.labels if (one.domain, one.name) == (domain, name)]
    if slug:
        item.labels = [one for one in item.labels if one.slug or one not in same]
    elif same or not name:
        return
    item.labels.append(Label(domain, slug, name))


def _put_meta(metas: dict[str, str], fields: dict[str, str]) -> str:
    """Keep a custom field, the first of its name, and return that; nothing where it is none, or too long."""
    key, value = fields.get("wp:meta_key", "").strip(), fields.setdefault("wp:meta_value", "")
    if not key or len(value) > LONGEST_META:
        return ""
    metas.setdefault(key, value)
    return key


def _put(target: Any, name: str, text: str) -> None:
    """Keep a field as what it is: a body to the letter, a number, or a line."""
    if name in ("body", "excerpt"):
        setattr(target, name, text)
    elif name in ("id", "parent", "order") and not (name == "parent" and isinstance(target, Term)):
        setattr(target, name, _number(text))
    elif name == "password" and "\n" not in text:
        setattr(target, name, text)  # of spaces, too: what has one was no page for all
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
            start = file.read(CHUNK)
            wide = start[:2] in _WIDE
            skipped = 0 if wide else len(start) - len(start.lstrip(_BLANK))
            handler.before = start[:skipped].count(b"\n")
            file.seek(skipped)
            try:
                while chunk := file.read(CHUNK):
                    parser.feed(chunk if wide else chunk.translate(None, _CONTROLS))
                    yield from handler.ready
                    handler.ready.clear()
                parser.close()
            except SAXParseException as error:
                line = handler.before + (error.getLineNumber() or 1)
                raise RefusedFile(_said(error), line) from error
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
