"""What PHP serialised, as far as an export has it: maps, texts and numbers. Objects and references are refused."""

from __future__ import annotations

from typing import Any

DEEPEST = 10
_MOST = 10_000  # values in one text


class SerialError(ValueError):
    """A text that is not serialised as it should be."""


def read(text: str) -> Any:
    """Return what a serialised text says; raises SerialError for anything but maps, texts, numbers, yes, no, none."""
    data = text.encode()
    reader = _Reader(data)
    value = reader.value(0)
    if data[reader.place :].strip():
        raise SerialError("more than one value")
    return value


def mapping(text: str) -> dict[str, Any]:
    """Return a serialised map with its keys as texts; nothing where it is none."""
    try:
        found = read(text)
    except SerialError:
        return {}
    return {str(key): value for key, value in found.items()} if isinstance(found, dict) else {}


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data, self.place, self.count = data, 0, 0

    def value(self, depth: int) -> Any:
        self.count += 1
        if depth > DEEPEST or self.count > _MOST:
            raise SerialError("too much")
        kind = self.data[self.place : self.place + 2]
        self.place += 2
        match kind:
            case b"N;":
                return None
            case b"i:":
                return self.number(b";")
            case b"b:":
                return bool(self.number(b";"))
            case b"d:":
                return self.decimal()
            case b"s:":
                return self.text()
            case b"a:":
                return self.map(depth)
        raise SerialError(f"no value at byte {self.place - 2}")

    def until(self, end: bytes) -> str:
        stop = self.data.find(end, self.place, self.place + 32)
        if stop < 0:
            raise SerialError("a number without end")
        found, self.place = self.data[self.place : stop], stop + 1
        if not found.isascii():
            raise SerialError("no number")
        return found.decode()

    def number(self, end: bytes) -> int:
        digits = self.until(end)
        if not digits.removeprefix("-").isdigit():
            raise SerialError("no number")
        return int(digits)

    def decimal(self) -> float:
        digits = self.until(b";")
        try:
            return float(digits)
        except ValueError:
            raise SerialError("no number") from None

    def text(self) -> str:
        length = self.number(b":")
        start = self.place + 1
        end = start + length
        if length < 0 or self.data[self.place : start] != b'"' or self.data[end : end + 2] != b'";':
            raise SerialError("a text of another length than it says")
        self.place = end + 2
        try:
            return self.data[start:end].decode()
        except UnicodeDecodeError:
            raise SerialError("a text that ends within a character") from None

    def map(self, depth: int) -> dict[Any, Any]:
        if (length := self.number(b":")) < 0:
            raise SerialError("fewer than none")
        self.expect(b"{")
        found = {}
        for _ in range(length):
            key = self.value(depth + 1)
            if not isinstance(key, str | int):
                raise SerialError("a key that is none")
            found[key] = self.value(depth + 1)
        self.expect(b"}")
        return found

    def expect(self, sign: bytes) -> None:
        if self.data[self.place : self.place + 1] != sign:
            raise SerialError(f"no {sign.decode()} at byte {self.place}")
        self.place += 1
