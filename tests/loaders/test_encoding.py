"""Bytes to text."""

from __future__ import annotations

import pytest

from hlnfit.errors import LoadError
from hlnfit.loaders.encoding import decode, encoding_of


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("B (T)\tR (Ω)", "utf-8"),
        ("B (T)\tR (Ω)", "utf-8-sig"),
        ("B (T)\tR (Ω)", "utf-16"),
        ("B (T)\tR (Ω)\n" * 5, "utf-16-le"),
        ("B (T)\tR (Ω)\n" * 5, "utf-16-be"),
        ("Größe (µV)", "cp1252"),
        ("Сопротивление", "cp1251"),
    ],
)
def test_round_trip(text: str, encoding: str) -> None:
    """What was written is read."""
    assert text == decode(text.encode(encoding)).lstrip("\ufeff")


def test_line_ends() -> None:
    """Windows, old Macintosh and Unix line ends become one."""
    assert "a\nb\nc\n" == decode(b"a\r\nb\rc\n")


def test_a_head_that_ends_inside_a_character() -> None:
    """The first bytes of a UTF-8 file are UTF-8 although the last character is cut."""
    assert "utf-8" == encoding_of("ΩΩ".encode()[:3])


@pytest.mark.parametrize("raw", [b"", b"\n\n", b" \x0b ", b"\x00" * 100, bytes(range(256))])
def test_no_text(raw: bytes) -> None:
    """Nothing, blanks, zeros and binary bytes are refused."""
    with pytest.raises(LoadError):
        decode(raw)
