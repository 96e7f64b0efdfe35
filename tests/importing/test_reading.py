"""Reading an export: cut off anywhere it is refused with its line, and what it names is neither fetched nor run."""

# ruff: noqa: E501 — pieces of exports stand here as they are written

from __future__ import annotations

from pathlib import Path

import pytest

from ecpat.importing.errors import RefusedFile
from ecpat.importing.wordpress import php
from ecpat.importing.wordpress.items import Item
from ecpat.importing.wordpress.wxr import Export

from .exports import category, comment, export, post

WHOLE = export(
    category(20, "droits", "Droits & <enfants>"),
    post(1, "Été ]]> à Liège", "<p>Un ]]> deux</p>", metas={"a": "b"}, more=comment(1)),
    post(2, "Deux", "<p>Trois</p>"),
)


def items(folder: Path, data: str | bytes) -> list[Item]:
    """Return the items of an export."""
    file = folder / "export.xml"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return [thing for thing in Export(file).read() if isinstance(thing, Item)]


def test_an_export_that_is_cut_off_anywhere_is_refused_with_a_line(tmp_path: Path) -> None:
    data = WHOLE.encode()
    ends = {data.index(mark) + shift for mark in (b"<item>", b"<![CDATA[", b"]]]]>", b"</item>", b"</rss>", b"\xc3\x89", b"<wp:post", b"?>")
            for shift in (0, 1, 2, 5)}  # fmt: skip
    for end in sorted(ends | set(range(0, len(data) - 6, 97))):
        with pytest.raises(RefusedFile) as refused:
            items(tmp_path, data[:end])
        assert 1 <= refused.value.line <= data[:end].count(b"\n") + 1, end


def test_split_sections_are_one_text_and_nothing_that_is_named_is_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    more = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/><?php echo 1; ?>'
    first, _other = items(tmp_path, WHOLE.replace("<wp:is_sticky>", f"{more}<wp:is_sticky>", 1))
    assert (first.title, first.body, first.metas) == ("Été ]]> à Liège", "<p>Un ]]> deux</p>", {"a": "b"})
    assert "SECRET" not in repr(first)


@pytest.mark.parametrize(
    "data",
    [
        WHOLE.replace("<title>Ancien site</title>", "<title>&x;</title>"),
        WHOLE.replace("<title>Ancien site</title>", "<title>&#x0;</title>"),
        WHOLE.replace('"UTF-8" ?>', '"UTF-8" ?><!DOCTYPE rss>'),
        WHOLE.replace('"UTF-8" ?>', '"UTF-8" ?><!DOCTYPE rss PUBLIC "-//x//EN" "http://127.0.0.1:9/x.dtd">'),
        WHOLE.replace('"UTF-8" ?>', '"UTF-8" ?><!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1:9/"> %x;]>'),
        WHOLE.replace("<item>", "<item>" + "<a>" * 40, 1), WHOLE.replace("<item>", "<item a='1' a='2'>", 1),
        WHOLE.encode("utf-16"), WHOLE.encode("latin-1"), WHOLE.encode("utf-32"), WHOLE + "<rss/>", "\n\n", b"\x1f\x8b\x08\x00",
        WHOLE.replace("Deux", "De\ufffeux").encode(), WHOLE.encode("utf-8").replace(b"\xc3\x89", b"\xed\xa0\x80"),
    ],
)  # fmt: skip
def test_what_is_no_export_is_refused_in_plain_words(tmp_path: Path, data: str | bytes) -> None:
    with pytest.raises(RefusedFile) as refused:
        items(tmp_path, data)
    assert refused.value.line >= 1
    assert str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        'O:8:"stdClass":0:{}', 'C:1:"A":0:{}', "a:1:{i:0;R:1;}", "a:1:{i:0;r:1;}", "a:99999999999:{i:0;i:1;}", 's:99999:"a";',
        's:-1:"a";', 'a:1:{a:0:{}i:1;}', "a:-1:{}", "i:1", "i:--1;", "i:²;", "a:" * 50_000, "a:1:{i:0;" * 50_000, 's:1:"é";', "b:x;", "d:x;",
        "a:1:{i:0;i:1;}x", 'E:3:"A:B";', "N", "",
    ],
)  # fmt: skip
def test_of_what_is_serialised_nothing_but_plain_values_is_read(text: str) -> None:
    assert php.mapping(text) == {}
    with pytest.raises(php.SerialError):
        php.read(text)


def test_plain_values_are_read() -> None:
    said = 'a:4:{s:2:"fr";i:1;i:5;s:2:"é";s:1:"b";b:1;s:1:"n";a:1:{i:0;N;}}'
    assert php.mapping(said) == {"fr": 1, "5": "é", "b": True, "n": {0: None}}
