"""PDFs: what one says of itself, the text of each page, and its first page as a cover."""

from __future__ import annotations

import ctypes
import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any, TypeVar

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from ..core import language_guess
from ..core.text_layout import one_line, printable
from .errors import DamagedFile, Reason

T = TypeVar("T")

MOST_PAGES = 2_000
MOST_TEXT = 20_000  # characters of one page; a page of small print has about 8,000
MOST_WORDS = 8_000_000  # characters of all pages together, more than 2,000 of print; what follows is not read

_TALLEST = 2  # of a cover, in widths: of a page that is taller the upper part is shown
_TAIL = 1024  # bytes at the end among which a PDF's end mark is
_LOCK = threading.Lock()  # PDFium is not thread-safe
_HYPHEN = "\ufffe"  # PDFium's mark for a hyphen that ends a line, which it takes away with the line's end
_DIVIDED = re.compile(rf"(\w+){_HYPHEN}(\w+)")
_COMPOUND = re.compile(r"\w+-\w+")
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}


@dataclass(frozen=True)
class PdfFacts:
    """What a PDF says of itself: the text of each page, the size of its cover (points), its title, whether tagged.

    `language` is the one that it declares, else the one that its text is in; "" where that is not plain.
    """

    page_count: int
    texts: tuple[str, ...]
    width: int
    height: int
    title: str
    tagged: bool
    language: str = ""


def inspect(data: bytes) -> PdfFacts:
    """Read a PDF; of each page at most MOST_TEXT characters.

    Raises DamagedFile for what is no PDF, asks for a password, is damaged or has more than MOST_PAGES pages.
    """
    with _opened(data) as document:
        count = len(document)
        read, room = [], MOST_WORDS
        for number in range(count):
            read.append(_of_page(document, number, _text)[:room])
            room -= len(read[-1])
        width, height = _of_page(document, 0, _size)
        title, tagged = document.get_metadata_value("Title"), bool(document.is_tagged())
        declared = language_guess.primary(_declared(document))
    texts = _cleaned(read)
    language = declared or language_guess.guess(texts)
    return PdfFacts(count, texts, width, height, one_line(title), tagged, language)


def cover(data: bytes, width: int) -> bytes:
    """Draw page 1 of a PDF that many pixels wide, as WebP. Raises DamagedFile as `inspect` does."""
    with _opened(data) as document:
        picture = _of_page(document, 0, lambda page: _drawn(page, width))
    file = BytesIO()
    picture.save(file, "WEBP", quality=82, method=5)
    return file.getvalue()


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    if b"%PDF-" not in data[:_TAIL]:
        raise DamagedFile("This is no PDF.", "kind")
    if b"%%EOF" not in data.rstrip(b"\0\t\n\f\r ")[-_TAIL:]:
        raise DamagedFile("The end of this PDF is missing.")
    with _LOCK:
        try:
            with closing(pypdfium2.PdfDocument(data)) as document:
                if not 0 < len(document) <= MOST_PAGES:
                    reason: Reason = "long" if len(document) else "damaged"
                    raise DamagedFile(f"This PDF has {len(document)} pages; it may have 1 to {MOST_PAGES}.", reason)
                yield document
        except pypdfium2.PdfiumError as error:
            locked = getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
            if locked:
                raise DamagedFile("This PDF asks for a password.", "locked") from error
            raise DamagedFile("This PDF is damaged.") from error


def _of_page(document: Any, number: int, read: Callable[[Any], T]) -> T:
    with closing(document[number]) as page:  # closed here, in the lock, not whenever memory is collected
        return read(page)


def _text(page: Any) -> str:
    with closing(page.get_textpage()) as text:
        return str(text.get_text_range(0, min(text.count_chars(), MOST_TEXT)))


def _declared(document: Any) -> str:
    """Return the language that a PDF's catalogue names (ISO 32000-1, 14.9.2); "" where it names none."""
    length = raw.FPDFCatalog_GetLanguage(document, None, 0)  # bytes of UTF-16 with its end
    if not 2 < length <= 100:
        return ""
    buffer = (ctypes.c_ushort * (length // 2))()
    raw.FPDFCatalog_GetLanguage(document, buffer, length)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")


def _size(page: Any) -> tuple[int, int]:
    width, height = (round(side) for side in page.get_size())
    if min(width, height) < 1:
        raise DamagedFile("The first page of this PDF has no usable size.")
    return width, min(height, _TALLEST * width)


def _drawn(page: Any, width: int) -> Image.Image:
    own_width, own_height = _size(page)
    size = width, max(1, round(width * own_height / own_width))
    below = max(0, page.get_height() - own_height)
    with closing(page.render(scale=width / page.get_width(), crop=(0, below, 0, 0))) as bitmap:
        picture: Image.Image = bitmap.to_pil()
        return picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)


def _cleaned(texts: list[str]) -> tuple[str, ...]:
    """Return the pages' texts without what only the line or the typeface wanted."""
    compounds = {word.lower() for text in texts for word in _COMPOUND.findall(text)}

    def whole(match: re.Match[str]) -> str:
        """Join the halves; with a hyphen where the document has the word so in mid-line, or before a capital."""
        start, end = match.groups()
        kept = end[0].isupper() or f"{start}-{end}".lower() in compounds
        return f"{start}-{end}" if kept else start + end

    return tuple(
        printable(_DIVIDED.sub(whole, text).replace("\r\n", "\n").replace("\t", " ").translate(_LIGATURES)).strip()
        for text in texts
    )
