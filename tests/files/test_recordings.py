"""Videos and sound as files: what they are is told by their structure, and what they tell of people is left out."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest

from ecpat.files import recordings
from ecpat.files.errors import DamagedFile
from ecpat.files.recordings import plan

from .. import recordings as made
from ..recordings import TOLD, box, element, track

GOOD = {
    "video/mp4": made.mp4(), "audio/mp4": made.m4a(), "video/webm": made.webm(), "audio/webm": made.webm(sound=True),
    "audio/mpeg": made.mp3(), "audio/ogg": made.ogg(),
}  # fmt: skip
LIVE = bytes.fromhex("1853806701ffffffffffffff")  # a segment that does not say how long it is, as browsers record it


def cleaned(data: bytes) -> tuple[str, bytes]:
    """Return what a file is, and what is kept of it."""
    found, copy = recordings.read(BytesIO(data), len(data)), BytesIO()
    recordings.copy(BytesIO(data), found, copy)
    return found.media_type, copy.getvalue()


def refusal(data: bytes) -> str:
    """Return why a file is refused."""
    with pytest.raises(DamagedFile) as refused:
        recordings.read(BytesIO(data), len(data))
    return refused.value.reason


@pytest.mark.parametrize("media_type", GOOD)
def test_each_is_known_and_what_is_kept_is_read_as_the_same(media_type: str) -> None:
    found, kept = cleaned(GOOD[media_type])
    assert found == media_type
    assert cleaned(kept) == (media_type, kept)


@pytest.mark.parametrize(
    ("data", "seconds"),
    [
        (made.mp4(), 200), (made.m4a(), 200), (made.webm(), 200), (made.ogg(), 200),
        (made.mp3(3_828), 100), (made.mp3_frames(8), 1),
        (made.ogg().replace((200 * 48_000).to_bytes(8, "little"), b"\xff" * 8), None),
        (made.mp4().replace((200_000).to_bytes(4), b"\xff" * 4), None),
        (made.mp4().replace((1_000).to_bytes(4), bytes(4)), None),
        (made.webm().replace(struct.pack(">d", 200_000), struct.pack(">d", float("nan"))), None),
        (made.webm().replace(struct.pack(">d", 200_000), struct.pack(">d", 1e300)), None),
    ],
)  # fmt: skip
def test_it_is_as_long_as_it_says(data: bytes, seconds: int | None) -> None:
    assert recordings.read(BytesIO(data), len(data)).seconds == seconds


def picture(**sides: int) -> bytes:
    """Return an element of WebM that says how its picture is shown."""
    numbers = {"width": "b0", "height": "ba", "shown_width": "54b0", "shown_height": "54ba", "unit": "54b2"}
    return element("e0", *(element(numbers[name], value.to_bytes(2)) for name, value in sides.items()))


@pytest.mark.parametrize(
    ("data", "pixels"),
    [
        (made.mp4(track(b"vide", b"avc1", made.shown(1280, 720))), (1280, 720)),
        (made.mp4(track(b"vide", b"avc1", made.shown(1280, 720, version=1))), (1280, 720)),
        (made.mp4(track(b"vide", b"avc1", made.shown(1920, 1080, turned=True))), (1080, 1920)),
        (made.mp4(track(b"soun", b"mp4a"), track(b"vide", b"avc1", made.shown(640, 480))), (640, 480)),
        (made.mp4(track(b"vide", b"avc1", made.shown(60_000, 30_000))), None),
        (made.mp4(track(b"vide", b"avc1", made.shown(900, 2))), None),
        (made.mp4(track(b"vide", b"avc1", bytes(20))), None),
        (made.mp4(), None),
        (made.webm(picture(width=1280, height=720)), (1280, 720)),
        (made.webm(picture(width=720, height=576, shown_width=1024)), (1024, 576)),
        (made.webm(picture(width=720, height=576, shown_width=16, shown_height=9, unit=3)), (720, 576)),
        (made.webm(picture(width=720)), None),
        (made.webm(), None),
    ],
)  # fmt: skip
def test_it_is_as_wide_and_high_as_it_is_shown(data: bytes, pixels: tuple[int, int] | None) -> None:
    assert recordings.read(BytesIO(data), len(data)).pixels == pixels


@pytest.mark.parametrize("media_type", ["video/mp4", "audio/mp4", "video/webm", "audio/mpeg", "audio/ogg"])
def test_what_tells_of_people_is_left_out(media_type: str) -> None:
    data = GOOD[media_type]
    assert TOLD in data
    _found, kept = cleaned(data)
    assert TOLD not in kept
    assert b"\xde\xad\xbe\xef" not in kept, "nor when it was made"
    assert b"frames" in kept or b"sound" in kept or media_type == "audio/mpeg"


def test_places_stay_where_they_are() -> None:
    data = made.mp4()
    _found, kept = cleaned(data)
    assert len(kept) == len(data)
    assert kept.index(b"mdat") == data.index(b"mdat")


def test_a_track_of_places_is_taken_out_of_the_index() -> None:
    data = made.mp4(track(b"vide", b"avc1"), track(b"meta", b"gpmd"))
    _found, kept = cleaned(data)
    assert (data.count(b"trak"), kept.count(b"trak")) == (2, 1)
    assert b"gpmd" not in kept


def test_an_mp3_is_its_frames_alone() -> None:
    assert cleaned(made.mp3())[1] == made.mp3_frames(8)
    assert cleaned(made.mp3_frames(8) + made.mp3_frames(1)[:90])[1] == made.mp3_frames(8)


@pytest.mark.parametrize(
    ("codec", "begun", "ends"), [(b"OpusHead", b"OpusTags", 0), (b"\x01vorbis", b"\x03vorbis", 1)]
)
def test_the_comments_of_an_ogg_are_none(codec: bytes, begun: bytes, ends: int) -> None:
    data = made.ogg(codec, begun)
    _found, kept = cleaned(data)
    assert len(kept) == len(data)
    told = kept[kept.index(begun) + len(begun) : kept.index(b"OggS", kept.index(begun))]
    vendor = int.from_bytes(told[:4], "little")
    assert told[4:] == bytes(vendor) + bytes(4) + b"\1" * ends
    assert (data.count(TOLD), vendor + 8 + ends) == (2, 2 * len(TOLD) + 13)


def test_what_a_browser_recorded_has_no_lengths() -> None:
    whole = made.webm()
    inside = whole[whole.index(bytes.fromhex("1549a966")) :]
    live = whole[: whole.index(bytes.fromhex("18538067"))] + LIVE + inside
    assert cleaned(live)[0] == "video/webm"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<!doctype html><script>alert(1)</script>", "kind"),
        (b"RIFF\0\0\0\0WAVEfmt ", "kind"),
        (made.mp4(after=b"PK\x03\x04<script>alert(1)</script>"), "damaged"),
        (made.mp4()[:-10], "damaged"),
        (made.mp4()[:200], "damaged"),
        (box(b"ftyp", b"isom", bytes(4)) + box(b"mdat", b"<html>"), "damaged"),
        (made.mp4(after=box(b"moov")), "damaged"),
        (made.mp4(track(b"vide", b"hvc1")), "codec"),
        (made.mp4(track(b"vide", b"avc1"), track(b"soun", b"samr")), "codec"),
        (made.mp4(track(b"text", b"tx3g")), "damaged"),
        (made.mp4(box(b"mvhd", bytes(8))), "damaged"),
        (made.mp4(before=(1).to_bytes(4) + b"free" + (1 << 60).to_bytes(8)), "damaged"),
        (made.mp4(before=bytes(4) + b"free"), "damaged"),
        (made.webm(doctype=b"matroska"), "codec"),
        (made.webm(codec=b"V_MPEG4/ISO/AVC"), "codec"),
        (made.webm() + b"<script>alert(1)</script>", "damaged"),
        (made.webm(after=element("4d80", b"<script>")), "damaged"),
        (made.webm()[:-10], "damaged"),
        (b"\x1a\x45\xdf\xa3" + bytes(60), "damaged"),
        (made.mp3_frames(2), "damaged"),
        (made.mp3_frames(20) + b"<script>" * 400, "damaged"),
        (b"ID3\x03\0\0\0\0\0\x20<!doctype html><script></script>  <b>no sound</b>", "damaged"),
        (b"ID3\x03\0\0\xff\xff\xff\xff" + made.mp3_frames(9), "damaged"),
        (made.ogg(b"\x80theora"), "codec"),
        (made.ogg() + b"PK\x03\x04", "damaged"),
        (made.ogg() + b"<script>" * 9, "damaged"),
        (made.ogg()[:-9], "damaged"),
        (b"OggS\0\4" + bytes(21), "damaged"),
        (made.ogg() + made.ogg(), "codec"),
        (made.page(b"OpusHead", 2), "damaged"),
        (made.page(b"OpusHead", 2) + made.page(b"OpusTags"), "damaged"),
        (made.ogg(comments=b"OpusHead"), "damaged"),
        (made.page(b"OpusHead", 2) + (b"OggS\0" + bytes(21) + b"\1\xff" + bytes(255)) * 65, "exhausting"),
    ],
)
def test_what_is_something_else_too_or_not_whole_is_refused(data: bytes, reason: str) -> None:
    assert refusal(data) == reason


def test_nothing_is_read_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(made.mp4(before=box(b"free") * 10_001)) == "exhausting"
    assert refusal(made.webm(after=element("ec") * 10_001)) == "exhausting"
    monkeypatch.setattr(plan, "MOST_STEPS", 1_000)
    assert refusal(made.mp4(before=box(b"free") * 1_001)) == "exhausting"
    assert refusal(made.mp3_frames(1_001)) == "exhausting"


def test_a_long_part_is_written_over_whole() -> None:
    _found, kept = cleaned(made.mp4(before=box(b"uuid", b"x" * 3_000_000)))
    assert b"x" not in kept.replace(b"xyz", b"")
