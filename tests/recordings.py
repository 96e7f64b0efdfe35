"""Videos and sound as small as they can be: whole in their structure, and nothing to be seen or heard."""

from __future__ import annotations

import struct

TOLD = b"Someone at home, +50.8503+004.3517/"  # what a telephone writes into a file; nothing of it is kept


def box(name: bytes, *parts: bytes) -> bytes:
    """Return a box of MP4."""
    content = b"".join(parts)
    return (len(content) + 8).to_bytes(4) + name + content


def shown(width: int, height: int, *, turned: bool = False, version: int = 0) -> bytes:
    """Return the head of a track of MP4: how wide and high it is, and whether that is turned by a quarter."""
    one, none = (1 << 16).to_bytes(4), bytes(4)
    matrix = (none + one + none + one if turned else one + none * 3 + one).ljust(36, b"\0")
    dates = bytes(48 if version else 36)
    return bytes([version, 0, 0, 7]) + dates + matrix + (width << 16).to_bytes(4) + (height << 16).to_bytes(4)


def track(handler: bytes, codec: bytes, told: bytes = bytes(84)) -> bytes:
    """Return a track of MP4."""
    samples = box(b"stsd", bytes(4), (1).to_bytes(4), box(codec, bytes(8)))
    head = box(b"hdlr", bytes(8), handler, bytes(12), TOLD, b"\0")
    media = box(b"mdia", box(b"mdhd", bytes(24)), head, box(b"minf", box(b"stbl", samples)))
    return box(b"trak", box(b"tkhd", told), media, box(b"udta", TOLD), box(b"udta", TOLD))


def mp4(*tracks: bytes, brand: bytes = b"isom", before: bytes = b"", after: bytes = b"") -> bytes:
    """Return an MP4 that says who made it, where and when; a video, unless tracks are given."""
    found = tracks or (track(b"vide", b"avc1"), track(b"soun", b"mp4a"))
    dated = box(b"mvhd", bytes(4), b"\xde\xad\xbe\xef" * 2, (1_000).to_bytes(4), (200_000).to_bytes(4), bytes(80))
    movie = box(b"moov", dated, *found, box(b"udta", box(b"\xa9xyz", TOLD)))
    head = box(b"ftyp", brand, bytes(4), b"isomavc1")
    return head + before + movie + box(b"uuid", TOLD) + box(b"mdat", b"frames" * 400) + after


def m4a() -> bytes:
    """Return an M4A."""
    return mp4(track(b"soun", b"mp4a"), brand=b"M4A ")


def element(number: str, *parts: bytes) -> bytes:
    """Return an element of WebM."""
    content = b"".join(parts)
    return bytes.fromhex(number) + (len(content) | 1 << 28).to_bytes(4) + content


def webm(
    picture: bytes = b"",
    *,
    codec: bytes = b"V_VP9",
    doctype: bytes = b"webm",
    sound: bool = False,
    after: bytes = b"",
) -> bytes:
    """Return a WebM that says who made it."""
    kind, codec = (b"\x02", b"A_OPUS") if sound else (b"\x01", codec)
    tracks = element("1654ae6b", element("ae", element("83", kind), element("86", codec), picture))
    info = element(
        "1549a966", element("7ba9", TOLD), element("4d80", b"test"), element("4489", struct.pack(">d", 200_000))
    )
    frames = element("1f43b675", element("e7", b"\0"), element("a3", b"frames" * 40))
    return element("1a45dfa3", element("4282", doctype)) + element(
        "18538067", info, tracks, frames, element("1254c367", TOLD), after
    )


def mp3(frames: int = 8) -> bytes:
    """Return an MP3 with tags before and after it."""
    tag = b"ID3\x03\0\0" + bytes([0, 0, 0, len(TOLD)]) + TOLD
    return tag + mp3_frames(frames) + b"TAG" + TOLD.ljust(125, b"\0")


def mp3_frames(count: int) -> bytes:
    """Return frames of 128 kbit/s at 44,100 Hz."""
    return (b"\xff\xfb\x90\x00" + bytes(413)) * count


def page(content: bytes, flag: int = 0, samples: int = 0) -> bytes:
    """Return a page of Ogg, whose checksum is 0."""
    lengths = bytes([255] * (len(content) // 255) + [len(content) % 255])
    return (
        b"OggS\0"
        + bytes([flag])
        + samples.to_bytes(8, "little")
        + bytes(12)
        + bytes([len(lengths)])
        + lengths
        + content
    )


def ogg(codec: bytes = b"OpusHead", comments: bytes = b"OpusTags") -> bytes:
    """Return an Ogg of three pages that says who made it."""
    told = comments + len(TOLD).to_bytes(4, "little") + TOLD + (1).to_bytes(4, "little")
    told += len(TOLD).to_bytes(4, "little") + TOLD + b"\1"
    return page(codec.ljust(19, b"\0"), 2) + page(told) + page(b"sound" * 20, 4, 200 * 48_000)


CAPTIONS = """WEBVTT

NOTE made for tests

1
00:01.000 --> 00:03.500 line:90%
Bonjour &amp; bienvenue.

00:00:04.000 --> 00:00:06.000
<v Une juriste>Une <i>question</i>
en deux lignes.
"""
