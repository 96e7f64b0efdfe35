"""Files that somebody means harm with, or that went wrong on their way: each made here, none kept as a file."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from PIL import ExifTags, Image, ImageCms

from .files.test_media import ENCRYPTION, make_image, make_pdf, png_header


def packed_zeros(size: int) -> bytes:
    """Return so many zero bytes as zlib packs them, without having them: one block, again and again."""
    block = 1 << 20
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(bytes(block)) + packer.flush(zlib.Z_FULL_FLUSH)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    rest = packer.compress(bytes(size % block)) + packer.flush()
    return b"\x78\xda" + packed * (size // block) + rest + struct.pack(">HH", size % 65_521, 1)  # Adler-32 of zeros


def png_bomb(width: int, height: int) -> bytes:
    """Return a whole PNG of that many black pixels, a thousand times smaller than they are in memory."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    packed = packed_zeros(height * (1 + 3 * width))
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def pdf_bomb(size: int = 3 << 30) -> bytes:
    """Return a PDF of some kilobytes whose page is that many bytes of white space, packed twice."""
    twice = zlib.compress(packed_zeros(size), 9)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%b\nendstream" % (len(twice), twice),
    ]
    return assembled(objects)


def shading_pdf(times: int = 400) -> bytes:
    """Return a PDF of some kilobytes whose page is painted that many times, each point of it worked out anew."""
    work = "{ " + "2 copy mul sin exch cos exch " * 30 + "pop pop 0.5 0.5 0.5 }"
    painted = "/S sh " * times
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Shading << /S 5 0 R >> >>"
        " /Contents 4 0 R >>",
        f"<< /Length {len(painted)} >>\nstream\n{painted}\nendstream",
        "<< /ShadingType 1 /ColorSpace /DeviceRGB /Domain [0 1 0 1] /Matrix [595 0 0 842 0 0] /Function 6 0 R >>",
        "<< /FunctionType 4 /Domain [0 1 0 1] /Range [0 1 0 1 0 1]"
        f" /Length {len(work)} >>\nstream\n{work}\nendstream",
    ]
    return assembled([text.encode() for text in objects])


def scan(jpeg: bytes, size: tuple[int, int], pages: int) -> bytes:
    """Return an honest PDF: pages that are pictures, each with its own."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%b] /Count %d >>"
        % (b" ".join(b"%d 0 R" % (3 + 3 * n) for n in range(pages)), pages),
    ]
    for number in range(pages):
        first = 3 + 3 * number
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /I %d 0 R >> >>"
            b" /Contents %d 0 R >>" % (first + 2, first + 1),
            b"<< /Length 28 >>\nstream\n595 0 0 842 0 0 cm /I Do   \nendstream",
            b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8"
            b" /Filter /DCTDecode /Length %d >>\nstream\n%b\nendstream" % (*size, len(jpeg), jpeg),
        ]
    return assembled(objects)


def assembled(objects: list[bytes]) -> bytes:
    """Return a PDF of objects, the first of which is its catalogue."""
    data, offsets = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, text)
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%btrailer << /Size %d /Root 1 0 R >>\n" % (count, rows, count)
    return data + table + b"startxref\n%d\n%%%%EOF\n" % len(data)


def telling_jpeg(width: int = 1200, height: int = 800) -> bytes:
    """Return a JPEG that says where, when and with what it was made, lies on its side, and has something appended."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # to be turned clockwise by a quarter
    exif[ExifTags.Base.Artist] = "Someone"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (50.0, 50.0, 47.0)
    place[ExifTags.GPS.GPSMapDatum] = "WGS-84-HOME"
    options: dict[str, Any] = {
        "exif": exif,
        "icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
        "comment": b"Taken at home",
        "xmp": b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Someone</x:xmpmeta>",
    }
    return make_image(width, height, "JPEG", **options) + b"PK\x03\x04<script>alert(1)</script>"


TOLD = rb"Someone|WGS-84|Exif|ICC_PROFILE|sRGB|xmpmeta|Taken at home|script|Photoshop"  # nothing of it is kept

SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
HTML = b"<!doctype html><title>x</title><script>alert(1)</script>"
POLYGLOT = b"GIF89a/*%PDF-1.4\n" + make_pdf("Deux formats")  # a GIF for some, a script, a PDF for others


def packed(name: str, content: bytes) -> bytes:
    """Return an archive as office programs write them, one part in it."""
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr(name, content)
    return file.getvalue()


OFFICE = packed("[Content_Types].xml", b"<Types/>")
OPEN_OFFICE = packed("mimetype", b"application/vnd.oasis.opendocument.text")


def wordy_png() -> bytes:
    """Return a whole picture with a text in it that unpacks to more than Pillow reads."""
    content = b"Comment\0\0" + zlib.compress(bytes(90_000_000))
    chunk = struct.pack(">I", len(content)) + b"zTXt" + content + struct.pack(">I", zlib.crc32(b"zTXt" + content))
    picture = make_image(9, 9, "PNG")
    return picture[:33] + chunk + picture[33:]


def heic() -> bytes:
    """Return the beginning of a photograph as telephones take them."""
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200)


def kept_out() -> dict[str, tuple[str, bytes, str]]:
    """Return {what: (file name, bytes, the beginning of the reason in English)} of files that are refused."""
    return {
        "a PDF that is not one": ("rapport.pdf", HTML, "This is neither a picture"),
        "an encrypted PDF": ("secret.pdf", make_pdf("Secret", extra=ENCRYPTION), "This PDF is locked"),
        "a PDF of 2,001 pages": ("long.pdf", make_pdf(*["x"] * 2_001), "This PDF has more than 2"),
        "a PDF without its end": ("half.pdf", make_pdf("Une page")[:-30], "This file is damaged"),
        "a PDF that unpacks to 3 GB": ("bomb.pdf", pdf_bomb(), "Reading this file takes more"),
        "a header of 30,000 × 30,000": ("lie.png", png_header(30_000, 30_000), "This picture has too many pixels"),
        "30,000 × 30,000 pixels": ("bomb.png", png_bomb(30_000, 30_000), "This picture has too many pixels"),
        "a header without pixels": ("empty.png", png_header(10, 10), "This file is damaged"),
        "a picture cut off": ("cut.jpg", make_image(640, 480, "JPEG")[:1500], "This file is damaged"),
        "an SVG": ("drawing.svg", SVG, "This is neither a picture"),
        "an SVG called PNG": ("drawing.png", SVG, "This is neither a picture"),
        "HTML called JPEG": ("photo.jpg", HTML, "This is neither a picture"),
        "two formats in one": ("both.pdf", POLYGLOT, "This is a GIF"),
        "a GIF": ("moving.gif", make_image(20, 20, "GIF"), "This is a GIF"),
        "a document of Word": ("fiche.docx", OFFICE, "This is a document of an office program"),
        "a document of LibreOffice": ("fiche.odt", OPEN_OFFICE, "This is a document of an office program"),
        "an old document of Word": (
            "fiche.doc",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            "This is a document",
        ),
        "a picture with endless words": ("words.png", wordy_png(), "Reading this file takes more"),
        "nothing": ("nothing.jpg", b"", "This file is empty"),
        "a picture over the limit": (
            "large.png",
            make_image(9, 9, "PNG") + bytes(20_000_000),
            "This picture is larger",
        ),
        "a PDF over the limit": ("large.pdf", make_pdf("x") + bytes(100_000_000), "This file is larger"),
    }


NAMES = {
    "../../etc/passwd.jpg": "passwd",
    "..\\..\\autoexec.jpg": "autoexec",
    "a\x00b\x1b[31m\u202ec.jpg": "ab[31mc",
    "..": "Image",
    ".jpg": "jpg",
    f"{'x' * 4096}.jpg": "x" * 116,
    "L’été à la mer.JPG": "L’été à la mer",
    "<b>gras</b>.jpg": "b>",
}
