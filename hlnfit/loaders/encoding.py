"""Bytes of a text file to lines: byte order marks, UTF-16, code pages, line ends."""

from __future__ import annotations

import codecs
import re

from hlnfit.errors import LoadError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# German, French or Spanish words never hold three letters outside ASCII in a row; Russian ones do.
_CYRILLIC = re.compile(rb"[\xc0-\xff]{3}")


def _utf16_without_mark(raw: bytes) -> str | None:
    """Tell UTF-16 without a byte order mark by its zero bytes, which stand on one side only."""
    head = raw[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def encoding_of(raw: bytes) -> str | None:
    """Return the encoding of a text, or None where the bytes are no text."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return name
    wide = _utf16_without_mark(raw)
    if wide is not None:
        return wide
    if b"\x00" in raw:
        return None
    try:
        # A piece of a file may end inside a character; the last three bytes decide nothing.
        codecs.getincrementaldecoder("utf-8")().decode(raw)
        name = "utf-8"
    except UnicodeDecodeError:
        name = "cp1251" if _CYRILLIC.search(raw) else "cp1252"
    control = sum(raw.count(bytes([c])) for c in range(1, 32) if c not in (9, 10, 11, 12, 13, 26, 27))
    return None if control > 0.02 * len(raw) else name


def decode(raw: bytes) -> str:
    """Return the text of a file with ``\\n`` as its only line end.

    Raises
    ------
    LoadError
        The file is empty, or its bytes are no text.
    """
    if not raw.strip(b"\x00\r\n\t \x1a"):
        raise LoadError(
            "the file is empty" if not raw else f"the file holds no text ({len(raw)} bytes of nothing)",
            expected="columns of numbers",
            advice="Check that the measurement program saved it and that the copy is complete.",
        )
    name = encoding_of(raw)
    if name is None:
        raise LoadError(
            "the file is binary, not text",
            expected="a text file with columns of numbers",
            advice="Export it as text from the program that wrote it.",
        )
    text = raw.decode(name, errors="replace").replace("\r\n", "\n").replace("\r", "\n").rstrip("\x1a")
    if not text.strip():
        raise LoadError("the file holds nothing but blanks", expected="columns of numbers")
    return text
