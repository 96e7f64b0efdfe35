"""Pictures: what one is, and the widths it is sent in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO

from PIL import ExifTags, Image, ImageCms, ImageOps

from .damage import DamagedFile

WIDTHS = (480, 960, 1600)  # pixels
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 16_383  # pixels: WebP's own limit

_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
_SRGB = ImageCms.createProfile("sRGB")
_TURNED = (5, 6, 7, 8)  # EXIF's orientations that swap width and height


@dataclass(frozen=True)
class ImageFacts:
    """What a picture is: its size in pixels as it is seen, upright, and its media type."""

    width: int
    height: int
    media_type: str


def inspect(data: bytes) -> ImageFacts:
    """Read a picture (PNG, JPEG, WebP or GIF) to its end.

    Raises DamagedFile for any other format, a damaged file, and one larger than MOST_PIXELS or LONGEST_SIDE.
    """
    with _opened(data) as image:
        image.load()
        width, height = image.size
        if image.getexif().get(ExifTags.Base.Orientation) in _TURNED:
            width, height = height, width
        # A JPEG that holds a second picture, as phones make them, calls itself MPO.
        return ImageFacts(width, height, _TYPES.get(image.format or "", "image/jpeg"))


def variant(data: bytes, width: int) -> bytes:
    """Return a picture that many pixels wide, or as wide as it is if that is less, as WebP.

    It is upright, in sRGB, and says nothing of where and with what it was made; of an animation the first
    picture is left. Raises DamagedFile as `inspect` does.
    """
    with _opened(data) as image:
        image.draft(None, (2 * width, 2 * width))  # a large JPEG needs not be decoded whole
        upright = _in_srgb(ImageOps.exif_transpose(image))
        if upright.width > width:
            height = max(1, round(upright.height * width / upright.width))
            upright = upright.resize((width, height), Image.Resampling.LANCZOS)
        file = BytesIO()
        upright.save(file, "WEBP", quality=80, method=5, exif=b"", xmp=b"", icc_profile=b"")
        return file.getvalue()


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """Open a picture whose size is acceptable; anything that goes wrong in reading it raises DamagedFile."""
    try:
        with Image.open(BytesIO(data), formats=tuple(_TYPES)) as image:
            if image.width * image.height > MOST_PIXELS or max(image.size) > LONGEST_SIDE:
                raise DamagedFile(f"This picture has {image.width} × {image.height} pixels, which is too large.")
            yield image
    except DamagedFile:
        raise
    except Exception as error:  # Pillow's decoders raise a dozen kinds for bad input
        raise DamagedFile("This is no picture that can be read.") from error


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
