"""Kites, share images, PDFs, pictures and the files they are kept in."""

from __future__ import annotations

import re
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageCms, ImageDraw

from ecpat.core import language_guess
from ecpat.core.text_layout import printable, wrap
from ecpat.files import images, kite_geometry, kites, sandbox, share_image
from ecpat.files import pdf as pdfs
from ecpat.files.errors import DamagedFile
from ecpat.files.renditions import NAMED
from ecpat.files.storage import Storage

SEEDS = [f"seed-{number}" for number in range(200)]
LONG = (
    "« Qui appeler\u202f? » Le guide complet des professionnelles et professionnels qui accompagnent les mineurs"
    " étrangers non accompagnés victimes de traite des êtres humains, de l’accueil au retour\u00a0: une évaluation"
)


# Kites


@pytest.mark.parametrize(
    ("seed", "colour", "width", "height", "digest"),
    [
        ("world-day-against-trafficking", "indigo", 960, 640, "ab3506a0f0298f89"),
        ("contact", "clay", 400, 400, "67fc0cc2eb384c01"),
        ("signs-checklist", "moss", 1200, 630, "f4f3de9a9f562637"),
    ],
)
def test_a_kite_is_the_one_that_the_face_draws(seed: str, colour: str, width: int, height: int, digest: str) -> None:
    drawn = kites.svg(seed, colour, width, height)
    assert sha256(drawn.encode()).hexdigest()[:16] == digest


def test_a_kite_has_golden_numbers() -> None:
    drawn = kites.svg("contact", "clay", 400, 400)
    assert 'fill="#f8e2d7" width="400" height="400"/>' in drawn
    assert 'fill="#f2bfa6" fill-opacity=".38" points="203.2,5.9 447.5,240.8 261.3,703.3 4.2,184.8"' in drawn
    assert 'stroke-width="1.67" d="M176.2 173.2C192.2 306.0 294.0 345.2 374.0 416.0"' in drawn
    assert 'class="k-s" fill="#17807d" points="64.8,129.6 46.5,398.3 176.2,173.2"' in drawn


def test_a_kite_is_the_same_in_any_frame() -> None:
    for seed in SEEDS:
        small, large = kite_geometry.geometry(seed, 400, 210), kite_geometry.geometry(seed, 1200, 630)
        for one, other in zip(small, large, strict=True):
            assert type(one) is type(other)
            assert getattr(one, "tone", None) == getattr(other, "tone", None)
            expected = [pytest.approx((3 * x, 3 * y)) for x, y in one.points]
            assert list(other.points) == expected


def test_the_pixels_show_the_folds_of_the_svg() -> None:
    seed, colour, tones = "contact", "clay", kites.COLOURS["clay"]
    picture = kites.image(seed, colour, 1200, 630)
    facets = [shape for shape in kite_geometry.geometry(seed, 1200, 630) if isinstance(shape, kite_geometry.Fold)]
    largest = next(fold for fold in facets if fold.tone == "d")
    x, y = (sum(point[axis] for point in largest.points) / len(largest.points) for axis in (0, 1))
    assert "#{:02x}{:02x}{:02x}".format(*picture.getpixel((round(x), round(y)))) == tones["d"]  # type: ignore[misc]
    assert picture.getpixel((1199, 0)) != picture.getpixel((round(x), round(y)))


def test_a_kite_is_small() -> None:
    assert max(len(kites.svg(seed, "indigo", 400, 400)) for seed in SEEDS) < 2300


def test_a_label_names_the_kite_and_is_escaped() -> None:
    assert 'role="img" aria-label="&lt;b&gt; &amp; &#34;c&#34;"' in kites.svg("x", "sea", 400, 300, '<b> & "c"')
    assert 'aria-hidden="true"' in kites.svg("x", "sea", 400, 300)


def test_a_cover_carries_its_words_and_no_theme() -> None:
    for seed in SEEDS[:12]:
        drawn = kites.cover_svg(seed, "plum", ("Enfants", "<& droits>"), "ECPAT")
        assert "&lt;&amp; droits&gt;" in drawn
        assert re.findall('class="([^"]*)"', drawn) == ["cover"]


def test_cover_lines_are_few_and_short() -> None:
    lines = kites.cover_lines(
        "Comment la Belgique protège les enfants de l’exploitation sexuelle\u00a0: une évaluation"
    )
    assert lines == ("Comment la", "Belgique protège", "les enfants de", "l’exploitation…")
    assert kites.cover_lines("") == ()


# Words


def test_lines_break_at_spaces_only_and_never_before_french_punctuation() -> None:
    lines = wrap("Que faire\u202f? « Appeler » et dire : oui", lambda line: len(line) <= 11, 9)
    assert lines == ("Que faire\u202f?", "«\u00a0Appeler\u00a0»", "et dire\u00a0:", "oui")


def test_a_word_too_long_is_cut_at_its_own_hyphen_or_with_one() -> None:
    assert wrap("socio-professionnalisation", lambda line: len(line) <= 12, 9) == (
        "socio-",
        "professionn-",
        "alisation",
    )
    assert wrap("mot" * 9, lambda _: False, 2) == ("m-", "…")


def test_what_cannot_be_shown_is_taken_out() -> None:
    assert printable("e\u0301\u00ad\u200b\x00\ud800\ufffe\n") == "é\n"


# Share images


@pytest.mark.parametrize(
    ("title", "colour"),
    [
        *((LONG, colour) for colour in kites.COLOURS),
        ("Contact", "sea"),
        ("", "clay"),
        ("W" * 900, "moss"),
        ("\x00\ud800", "plum"),
    ],
)
def test_a_share_image_is_a_small_png(title: str, colour: str) -> None:
    data = share_image.draw(title, "ECPAT Belgique", "contact", colour)
    assert len(data) < 60_000
    with Image.open(BytesIO(data)) as image:
        assert (image.format, image.size) == ("PNG", (1200, 630))


def test_french_spaces_show_nothing_but_space() -> None:
    french, plain = (share_image.draw(title, "", "contact", "sea") for title in ("a\u00a0a\u202fa", "a a a"))
    assert _ink(french) == pytest.approx(_ink(plain), rel=0.01)


def test_a_letter_that_the_typeface_lacks_shows_as_the_one_it_comes_from() -> None:
    lacking, plain = (share_image.draw(title, "ECPAT", "contact", "sea") for title in ("Ploies\u0326ti", "Ploiesti"))
    assert lacking == plain


def _ink(data: bytes) -> int:
    """Return how dark the title's panel is."""
    with Image.open(BytesIO(data)) as image:
        return sum(255 - value for value in image.convert("L").crop((40, 440, 300, 540)).tobytes())


def test_every_word_of_a_share_image_counts_in_its_digest() -> None:
    changed = [("title", "name", "seed", "sea"), ("x", "name", "seed", "sea"), ("title", "x", "seed", "sea")]
    changed += [("title", "name", "x", "sea"), ("title", "name", "seed", "x"), ("titlename", "", "seed", "sea")]
    digests = {share_image.digest(*words) for words in changed}
    assert len(digests) == len(changed)
    assert all(re.fullmatch("[0-9a-f]{32}", digest) for digest in digests)


# PDFs


def make_pdf(
    *pages: str,
    title: str = "",
    extra: str = "",
    size: str = "595 842",
    count: int | None = None,
    catalogue: str = "",
) -> bytes:
    """Return a PDF whose pages show lines of Helvetica; `extra` goes into the trailer, `catalogue` into the root."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages) if count is None else count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for i, page in enumerate(pages):
        lines = " ".join(f"({line}) Tj T*" for line in page.split("\n"))
        stream = f"BT /F1 14 Tf 50 750 Td 18 TL {lines} ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size}] /Resources << /Font << /F1 3 0 R >> >>"
            f" /Contents {5 + 2 * i} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects.append(f"<< /Title ({title}) >>")
    data, offsets = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode("cp1252")
    rows = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size_and_root = f"/Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R {extra}"
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}trailer << {size_and_root} >>\n"
    return data + f"{tail}startxref\n{len(data)}\n%%EOF\n".encode()


def test_a_pdf_is_read_page_by_page() -> None:
    facts = pdfs.inspect(make_pdf("Les droits de l’enfant\nen Belgique", "", "Où appeler", title="T\\351moin  (1)"))
    assert facts == pdfs.PdfFacts(
        page_count=3,
        texts=("Les droits de l’enfant\nen Belgique", "", "Où appeler"),
        width=595,
        height=842,
        title="Témoin (1)",
        tagged=False,
    )


def test_words_that_a_lines_end_divides_are_joined() -> None:
    facts = pdfs.inspect(make_pdf("fonda-\nmental, coopé\u00ad\nration, peut-\nêtre, Nord-\nPas", "un peut-être"))
    assert facts.texts[0] == "fondamental, coopération, peut-être, Nord-Pas"


def test_a_pages_text_has_a_limit() -> None:
    (text,) = pdfs.inspect(make_pdf("\n".join(["mot " * 25] * 300))).texts
    assert pdfs.MOST_TEXT * 0.9 < len(text) <= pdfs.MOST_TEXT


ENCRYPTION = f"/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'11' * 32}> /U <{'22' * 32}> >>"
WHOLE = make_pdf("Une page", "Une autre")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Not a PDF at all",
        b"%PDF-1.7\n%%EOF",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        WHOLE[:-20],
        WHOLE[: len(WHOLE) // 2],
        WHOLE[: len(WHOLE) // 2] + b"\n%%EOF\n",
        make_pdf("Secret", extra=ENCRYPTION),
        make_pdf(),
        make_pdf("One of many", count=2_001),
        make_pdf("Flat", size="595 0.1"),
    ],
    ids=lambda data: f"{len(data)} bytes",
)
def test_no_pdf_an_encrypted_and_a_damaged_one_are_refused(data: bytes) -> None:
    with pytest.raises(DamagedFile):
        pdfs.inspect(data)
    with pytest.raises(DamagedFile):
        pdfs.cover(data, 420)


def test_a_cover_is_the_first_page() -> None:
    data = pdfs.cover(make_pdf("Une page", size="595.28 841.89"), 420)
    with Image.open(BytesIO(data)) as image:
        assert (image.format, image.size) == ("WEBP", (420, 594))
        assert min(image.convert("L").tobytes()) < 100  # there is ink
        assert image.convert("L").getpixel((5, 5)) == 255


@pytest.mark.parametrize("size", ["600 3000", "10 14000"])
def test_of_a_tall_page_the_cover_shows_the_upper_part(size: str) -> None:
    data = make_pdf("Une affiche", size=size)
    facts = pdfs.inspect(data)
    assert facts.height == 2 * facts.width
    with Image.open(BytesIO(pdfs.cover(data, 420))) as image:
        assert image.size == (420, 840)


def test_pdfs_are_read_by_one_thread_at_a_time() -> None:
    with ThreadPoolExecutor(4) as pool:
        assert {facts.page_count for facts in pool.map(pdfs.inspect, [WHOLE] * 40)} == {2}


def test_a_pdf_declares_its_language_or_is_read_for_it() -> None:
    assert pdfs.inspect(make_pdf("Kort", catalogue="/Lang (nl-BE)")).language == "nl"
    english = "The rights of the child are in the law and the law is for all of them to have and to be with "
    assert pdfs.inspect(make_pdf(english, english)).language == "en"
    assert pdfs.inspect(make_pdf("Trop court", catalogue="/Lang (\\\\)")).language == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "les enfants et la loi que le pays a dans son droit pour des mineurs qui sont sur le chemin de la vie "
            * 3,
            "fr",
        ),
        (
            "de kinderen en het recht van het land zijn niet voor de wet maar ook door een rechter in de stad " * 3,
            "nl",
        ),
        (
            "die Kinder und das Recht sind nicht für den Staat mit einem Richter auf der Seite von dem Gesetz " * 3,
            "de",
        ),
        ("les droits de l’enfant", ""),
        ("the law is for the child les enfants et la loi " * 20, ""),
        ("1 2 3 " * 9_000, ""),
        ("", ""),
    ],
)
def test_the_language_of_a_text_is_told_only_where_it_is_plain(text: str, language: str) -> None:
    assert language_guess.guess([text]) == language


# Pictures


def make_image(width: int, height: int, file_format: str, mode: str = "RGB", **options: object) -> bytes:
    """Return a picture whose left half is red, encoded."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle((0, 0, width // 2 - 1, height), "red")
    file = BytesIO()
    image.convert(mode).save(file, file_format, **options)
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data)) as image:
        image.load()
        return image


@pytest.mark.parametrize("name", ["PNG", "JPEG", "WEBP", "AVIF", "GIF"])
def test_a_picture_is_known_by_its_content(name: str) -> None:
    assert images.inspect(make_image(64, 48, name)) == images.ImageFacts(64, 48, f"image/{name.lower()}")


def test_a_picture_is_never_enlarged() -> None:
    data = make_image(1000, 500, "PNG")
    assert opened(images.variant(data, 480)).size == (480, 240)
    assert opened(images.variant(data, 1600)).size == (1000, 500)
    assert opened(images.variant(data, 480)).format == "WEBP"


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK"])
def test_a_picture_of_any_mode_has_variants(mode: str) -> None:
    data = make_image(100, 50, "JPEG" if mode == "CMYK" else "PNG", mode)
    assert opened(images.variant(data, 50)).mode == "RGB"


def test_transparency_stays() -> None:
    image = Image.new("RGBA", (100, 50), (255, 0, 0, 0))
    file = BytesIO()
    image.save(file, "PNG")
    assert opened(images.variant(file.getvalue(), 50)).getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_a_variant_is_upright_and_tells_nothing_of_its_maker() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # to be turned clockwise by a quarter
    exif[ExifTags.Base.Artist] = "Someone"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (50.0, 50.0, 0.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = make_image(1200, 800, "JPEG", exif=exif, icc_profile=profile)
    assert b"Someone" in data
    assert images.inspect(data) == images.ImageFacts(800, 1200, "image/jpeg")

    made = images.variant(data, 480)
    image = opened(made)
    assert image.size == (480, 720)
    assert not image.getexif()
    assert not {"exif", "xmp", "icc_profile"} & set(image.info)
    assert not re.search(b"Someone|EXIF|XMP |ICCP", made)
    red, green, _ = image.convert("RGB").getpixel((240, 100))  # type: ignore[misc]
    assert red > 200 > 60 > green  # what was on the left is on top


@pytest.mark.parametrize("form", images.FORMATS)
@pytest.mark.parametrize("mode", ["L", "P", "RGBA"])
def test_a_picture_is_sent_in_every_format(form: str, mode: str) -> None:
    image = opened(images.variant(make_image(900, 300, "PNG", mode), 480, form))
    assert (f"image/{(image.format or '').lower()}", image.size) == (images.FORMATS[form], (480, 160))
    left, right = (image.convert("RGB").getpixel((x, 80)) for x in (5, 475))
    assert min(right) > 240  # type: ignore[arg-type]
    assert mode == "L" or left[1] < 60  # type: ignore[index]


def test_transparency_is_white_where_a_format_has_none() -> None:
    file = BytesIO()
    Image.new("RGBA", (100, 50), (255, 0, 0, 0)).save(file, "PNG")
    assert min(opened(images.variant(file.getvalue(), 50, "jpg")).getpixel((5, 5))) > 250  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["PNG", "JPEG", "WEBP", "AVIF"])
def test_the_copy_that_is_kept_is_the_picture_alone_and_the_same_each_time(name: str) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "Someone"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSMapDatum] = "WGS-84-HOME"
    data = make_image(300, 200, name, exif=exif) + b"appended"
    assert b"WGS-84-HOME" in data
    kept, facts = images.cleaned(data)
    assert facts == images.ImageFacts(300, 200, f"image/{name.lower()}")
    assert images.cleaned(data)[0] == kept
    assert b"WGS-84-HOME" not in kept
    assert b"appended" not in kept
    assert not opened(kept).getexif()
    red, green, _ = opened(kept).convert("RGB").getpixel((20, 100))  # type: ignore[misc]
    assert red > 200 > 60 > green


@pytest.mark.parametrize(("width", "height"), [(4_000, 3_000), (14_000, 900), (900, 14_000), (2_000, 1_500)])
def test_the_copy_that_is_kept_has_bounds(width: int, height: int) -> None:
    kept, facts = images.cleaned(make_image(width, height, "JPEG"))
    assert opened(kept).size == (facts.width, facts.height)
    assert facts.width * facts.height <= images.KEPT_PIXELS
    assert max(facts.width, facts.height) <= images.KEPT_SIDE
    assert facts.width / facts.height == pytest.approx(width / height, rel=0.02)
    assert (facts.width, facts.height) == (width, height) or width * height > images.KEPT_PIXELS


def test_a_heavy_picture_without_loss_becomes_one_with_some() -> None:
    file = BytesIO()
    Image.merge("RGB", [Image.effect_noise((2_000, 1_500), 80) for _ in range(3)]).save(file, "PNG")
    assert len(file.getvalue()) > images.KEPT_BYTES
    kept, facts = images.cleaned(file.getvalue())
    assert (facts.media_type, opened(kept).format) == ("image/webp", "WEBP")
    assert len(kept) <= images.KEPT_BYTES


def test_files_are_read_apart_as_they_are_here() -> None:
    picture, pdf = make_image(300, 200, "JPEG"), make_pdf("Une page", title="Titre")
    assert sandbox.picture(picture) == images.cleaned(picture)
    assert sandbox.pdf(pdf) == pdfs.inspect(pdf)
    assert sandbox.cover(pdf, 420) == sandbox.Drawn([pdfs.cover(pdf, 420)], None)
    drawn = sandbox.variants(picture, ["200.jpg", "100.webp"])
    assert drawn == sandbox.Drawn([images.variant(picture, 200, "jpg"), images.variant(picture, 100)], None)
    words = ("Où appeler", "ECPAT", "contact", "sea")
    assert sandbox.share_images([words]) == sandbox.Drawn([share_image.draw(*words)], None)
    for read in (sandbox.picture, sandbox.pdf):
        with pytest.raises(DamagedFile):
            read(b"neither")


def test_a_file_on_the_disk_is_read_from_its_start_wherever_one_stands_in_it(tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb+") as file:
        file.write(make_image(300, 200, "JPEG"))
        assert sandbox.picture(file)[1].width == 300
        file.seek(7)
        assert sandbox.picture(file)[1].width == 300
        assert file.tell() == 7


def test_what_was_drawn_before_a_process_was_ended_is_kept() -> None:
    words = [("Un", "ECPAT", "a", "sea"), ("Deux", "ECPAT", "b", "sea"), ("Trois", "ECPAT", "c", "no colour")]
    drawn = sandbox.share_images(words)
    assert (len(drawn.made), drawn.fault and drawn.fault.reason) == (2, "exhausting")


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that claims a size and has next to no content."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    "data",
    [
        png_header(30_000, 30_000),
        png_header(10_000, 9_500),
        png_header(7_100, 7_100),
        png_header(10, 16_384),
        png_header(10, 10),
        make_image(640, 480, "PNG")[:300],
        make_image(640, 480, "JPEG")[:1500],
        make_image(64, 48, "TIFF"),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"",
    ],
    ids=lambda data: f"{len(data)} bytes",
)
def test_bombs_unknown_formats_and_damaged_pictures_are_refused(data: bytes) -> None:
    for read in (images.inspect, lambda data: images.variant(data, 480)):
        with pytest.raises(DamagedFile):
            read(data)


# Storage


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "media")


def files(storage: Storage) -> list[Path]:
    return sorted(path for path in storage.root.rglob("*") if path.is_file())


def test_the_same_bytes_are_one_file(storage: Storage) -> None:
    digest = storage.put(b"some bytes")
    assert digest == storage.put(b"some bytes") == sha256(b"some bytes").hexdigest()
    assert storage.read(digest) == b"some bytes"
    assert files(storage) == [storage.path(digest)]


WRONG_DIGESTS = ["", "../" * 20 + "etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n", "/" * 64]
WRONG_NAMES = ["", ".", "..", "../x", "a/b", ".hidden", "A.png", "a\n", "a" * 121, "é.png"]


@pytest.mark.parametrize("digest", WRONG_DIGESTS)
def test_what_is_no_digest_is_refused(storage: Storage, digest: str) -> None:
    kept = storage.renditions
    for read in (storage.path, storage.read, kept.names, lambda digest: kept.find(digest, "x.webp")):
        with pytest.raises(ValueError, match="digest"):
            read(digest)


@pytest.mark.parametrize("name", WRONG_NAMES)
def test_what_is_no_name_is_refused(storage: Storage, name: str) -> None:
    for owner in (NAMED, storage.put(b"x")):
        with pytest.raises(ValueError, match="name"):
            storage.renditions.keep(owner, name, b"x")
        with pytest.raises(ValueError, match="name"):
            storage.renditions.find(owner, name)


def test_what_is_drawn_is_found_and_goes_with_its_original(storage: Storage) -> None:
    digest = storage.put(b"abc")
    assert storage.renditions.find(digest, "w960.webp") is None
    path = storage.renditions.keep(digest, "w960.webp", b"ABC")
    assert storage.renditions.find(digest, "w960.webp") == path
    assert path.read_bytes() == b"ABC"
    named = storage.renditions.keep(NAMED, "share-1.png", b"one")
    assert storage.renditions.all() == {(digest, "w960.webp"), (NAMED, "share-1.png")}
    assert list(storage.originals()) == [digest]
    storage.remove(digest)
    assert files(storage) == [named]


def test_a_missing_original_and_a_damaged_one_are_told_apart_and_made_good(storage: Storage) -> None:
    digest = storage.put(b"whole")
    storage.path(digest).write_bytes(b"who")
    with pytest.raises(DamagedFile):
        storage.whole(digest)
    storage.path(digest).unlink()
    with pytest.raises(FileNotFoundError):
        storage.whole(digest)
    storage.path(digest).write_bytes(b"who")
    storage.put(b"whole")
    assert storage.read(digest) == b"whole"


def test_nothing_is_left_of_a_file_that_could_not_be_finished(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError("The disk is full")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="full"):
        storage.put(b"bytes")
    assert files(storage) == []


def test_readers_see_whole_files_while_many_write(storage: Storage) -> None:
    data = bytes(200_000)

    def one(_: int) -> int:
        return len(storage.read(storage.put(data))) + storage.renditions.keep(NAMED, "a.png", data).stat().st_size

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(one, range(40))) == {400_000}
    assert len(files(storage)) == 2
