"""Pictures: what one is, the copy that is kept of it, and the sizes and formats it is sent in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from math import sqrt
from typing import Any

from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError

from .errors import DamagedFile

try:
    import pillow_heif
except ImportError:  # an extra: it brings a library of its own
    HEIC: tuple[str, ...] = ()
else:
    pillow_heif.register_heif_opener()
    HEIC = ("HEIF",)

WIDTHS = (480, 960, 1600)  # pixels
FORMATS = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}  # the lightest first
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 16_383  # pixels: WebP's own limit
KEPT_PIXELS, KEPT_SIDE = 6_600_000, 8_192  # of the copy that is kept: 2560 × 2560, or longer and narrower
KEPT_BYTES = 5_000_000

_TYPES = {
    "PNG": "image/png", "JPEG": "image/jpeg", "MPO": "image/jpeg", "WEBP": "image/webp", "AVIF": "image/avif",
    "GIF": "image/gif", "HEIF": "image/jpeg",
}  # fmt: skip
_TAKEN = ("PNG", "JPEG", "WEBP", "AVIF", *HEIC)  # what an editor may send; Pillow opens an MPO as the JPEG that it is
_MOVING = ("PNG", "WEBP", "AVIF")  # of them, those that may move
_SRGB = ImageCms.createProfile("sRGB")
_TURNED = (5, 6, 7, 8)  # EXIF's orientations that swap width and height
_SENT: dict[str, dict[str, Any]] = {
    "avif": {"format": "AVIF", "quality": 55, "speed": 7},
    "webp": {"format": "WEBP", "quality": 80, "method": 5},
    "jpg": {"format": "JPEG", "quality": 80, "progressive": True, "optimize": True},
}
_KEPT: dict[str, dict[str, Any]] = {
    "image/jpeg": {"format": "JPEG", "progressive": True, "optimize": True, "subsampling": 0},
    "image/webp": {"format": "WEBP", "method": 4},
    "image/avif": {"format": "AVIF", "speed": 8},
}
_QUALITIES = (90, 80, 65, 50, 30)


@dataclass(frozen=True)
class ImageFacts:
    """What a picture is: its size in pixels as it is seen, upright, its media type, and whether it moved."""

    width: int
    height: int
    media_type: str
    animated: bool = False


def inspect(data: bytes) -> ImageFacts:
    """Read a picture (PNG, JPEG, WebP, AVIF or GIF) to its end.

    Raises DamagedFile for any other format, a damaged file, and one larger than MOST_PIXELS or LONGEST_SIDE.
    """
    with _opened(data) as image:
        image.load()
        width, height = image.size
        if image.getexif().get(ExifTags.Base.Orientation) in _TURNED:
            width, height = height, width
        return ImageFacts(width, height, _TYPES[image.format or ""])


def cleaned(data: bytes) -> tuple[bytes, ImageFacts]:
    """Return the copy of a picture that is kept, made anew from its pixels, and what it is.

    It is upright, in sRGB, within KEPT_PIXELS, KEPT_SIDE and KEPT_BYTES, and has nothing but pixels: no EXIF, GPS,
    XMP, profile, comment, thumbnail, nor what was appended. A picture without loss that is too heavy becomes
    WebP. HEIC becomes JPEG, where it can be read. Raises DamagedFile as `inspect` does, and for GIF.
    """
    with _opened(data, _TAKEN) as image:
        media_type = _TYPES[image.format or ""]
        image.draft(None, (KEPT_SIDE, KEPT_SIDE))  # a larger JPEG needs not be decoded whole
        animated = image.format in _MOVING and getattr(image, "is_animated", False)
        upright = _upright(image)
        if media_type == "image/jpeg":
            upright = upright.convert("RGB")  # what HEIC may have of transparency, JPEG has not
        pixels = upright.width * upright.height
        scale = min(1, sqrt(KEPT_PIXELS / pixels), KEPT_SIDE / max(upright.size))
        if scale < 1:
            upright = _resized(upright, max(1, int(upright.width * scale)), max(1, int(upright.height * scale)))
        if media_type == "image/png":
            kept = _encoded(upright, format="PNG", optimize=True)
            if len(kept) > KEPT_BYTES:
                media_type = "image/webp"
        if media_type != "image/png":
            for quality in _QUALITIES:
                kept = _encoded(upright, quality=quality, **_KEPT[media_type])
                if len(kept) <= KEPT_BYTES:
                    break
    return kept, ImageFacts(upright.width, upright.height, media_type, animated)


def variant(data: bytes, width: int, form: str = "webp") -> bytes:
    """Return a picture that many pixels wide, or as wide as it is if that is less, in one of FORMATS.

    It is upright, in sRGB, and says nothing of where and with what it was made; of an animation the first
    picture is left, and JPEG, which has no transparency, shows white there. Raises DamagedFile as `inspect` does.
    """
    with _opened(data) as image:
        image.draft(None, (2 * width, 2 * width))
        upright = _upright(image)
        if upright.width > width:
            upright = _resized(upright, width, max(1, round(upright.height * width / upright.width)))
        if form == "jpg" and upright.mode == "RGBA":
            upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright).convert("RGB")
        return _encoded(upright, **_SENT[form])


@contextmanager
def _opened(data: bytes, formats: tuple[str, ...] = ("PNG", "JPEG", "WEBP", "AVIF", "GIF")) -> Iterator[Image.Image]:
    """Open a picture whose size is acceptable; anything that goes wrong in reading it raises DamagedFile."""
    try:
        with Image.open(BytesIO(data), formats=formats) as image:
            if image.width * image.height > MOST_PIXELS or max(image.size) > LONGEST_SIDE:
                raise DamagedFile(f"This picture has {image.width} × {image.height} pixels: too many.", "large")
            yield image
    except DamagedFile:
        raise
    except Image.DecompressionBombError as error:
        raise DamagedFile("This picture has far too many pixels.", "large") from error
    except MemoryError as error:
        raise DamagedFile("This picture asks for too much memory.", "exhausting") from error
    except UnidentifiedImageError as error:
        raise DamagedFile("This is no picture of a kind that can be used.", "kind") from error
    except Exception as error:  # Pillow's decoders raise a dozen kinds for bad input
        if "too large" in str(error):  # its own limits, such as for texts in a PNG
            raise DamagedFile("This picture holds more than a picture may.", "exhausting") from error
        raise DamagedFile("This picture cannot be read to its end.") from error


def _upright(image: Image.Image) -> Image.Image:
    """Return a picture's pixels as they are meant to be seen, and nothing beside them."""
    return _in_srgb(ImageOps.exif_transpose(image))


def _resized(image: Image.Image, width: int, height: int) -> Image.Image:
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3)


def _encoded(image: Image.Image, **options: Any) -> bytes:
    bare = image.copy()
    bare.info = {}  # encoders read comments, profiles and more from it
    file = BytesIO()
    bare.save(file, exif=b"", xmp=b"", icc_profile=b"", **options)
    return file.getvalue()


def _in_srgb(image: Image.Image) -> Image.Image:
    """Return a picture as RGB, or RGBA where it has transparency, its colours converted from its own profile."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):  # 16 bits of grey, which convert() would cut off instead of scaling
        image = image.point(lambda value: value / 256).convert("L")
    if image.mode not in ("L", "CMYK"):  # these have profiles of their own kinds
        image = image.convert(mode)
    if profile:
        with suppress(ImageCms.PyCMSError, OSError):  # a broken profile is none
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            return ImageCms.profileToProfile(image, source, _SRGB, outputMode=mode) or image
    return image.convert(mode)
