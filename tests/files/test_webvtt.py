"""Captions: WebVTT, strictly; what is wrong is told with its line."""

from __future__ import annotations

import pytest
from flask import Flask

from ecpat.files import webvtt

from ..recordings import CAPTIONS

HEAD, CUE = "WEBVTT\n\n", "00:01.000 --> 00:02.000\nOui\n"


def test_captions_are_kept_as_they_are_written() -> None:
    assert webvtt.read(CAPTIONS.encode()) == CAPTIONS
    assert webvtt.read(b"\xef\xbb\xbf" + CAPTIONS.replace("\n", "\r\n").encode()) == CAPTIONS


@pytest.mark.parametrize(
    "words",
    [
        "1 > 0", "<b>a</b> <i>b</i> <u>c</u>", "<c.jaune>a</c>", "<lang en>stop</lang>", "<ruby>a<rt>b</rt></ruby>",
        "a <00:01.500>b", "<v.loud Marie>a</v>", "&lt;b&gt; &nbsp;",
    ],
)  # fmt: skip
def test_what_the_standard_allows_is_allowed(words: str) -> None:
    text = f"{HEAD}00:01.000 --> 100:02:03.004 align:start position:10%,line-left\n{words}\n"
    assert webvtt.read(text.encode()) == text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1), ("WEBVTTX\n\n" + CUE, 1), ("1\n00:00:01,000 --> 00:00:02,000\nSubRip\n", 1), ("WEBVTT\n" + CUE, 2),
        (HEAD, 1), (HEAD + "NOTE nothing more\n", 3), (HEAD + "1\nno times\n", 4), (HEAD + "alone\n", 3),
        (HEAD + "00:01,000 --> 00:02,000\nOui\n", 3), (HEAD + "00:01.000 -> 00:02.000\nOui\n", 4),
        (HEAD + "00:61.000 --> 02:02.000\nOui\n", 3), (HEAD + "00:02.000 --> 00:02.000\nOui\n", 3),
        (HEAD + "00:01.000 --> 00:02.000 colour:red\nOui\n", 3), (HEAD + "00:01.000 --> 00:02.000\n", 3),
        (f"{HEAD}00:05.000 --> 00:09.000\nOui\n\n{CUE}", 6), (f"{HEAD}{CUE}{CUE}", 5),
        (f"{HEAD}{CUE}<script>alert(1)</script>\n", 5), (f"{HEAD}{CUE}<b>a\n", 5), (f"{HEAD}{CUE}a</i>\n", 5),
        (f"{HEAD}{CUE}<v>a\n", 5), (f"{HEAD}{CUE}<b>a\nb</i>\n", 6), (f"{HEAD}{CUE}Q&A\n", 5),
        (f"{HEAD}{CUE}a < b\n", 5),
        (f"{HEAD}STYLE\n::cue {{ color: red }}\n\n{CUE}", 3), (f"{HEAD}REGION\nid:x\n\n{CUE}", 3),
        (f"{HEAD}NOTE a --> b\n\n{CUE}", 3),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(reading: Flask, text: str, line: int) -> None:
    with pytest.raises(webvtt.CaptionsError) as refused:
        webvtt.read(text.encode())
    with reading.test_request_context("/en/"):
        assert str(refused.value.message).startswith(f"Line {line}: ")


def test_what_is_no_text_or_endless_is_refused() -> None:
    for data in (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\xe9t\xe9\n", HEAD.encode() + bytes([10]) * webvtt.LARGEST):
        with pytest.raises(webvtt.CaptionsError):
            webvtt.read(data)
