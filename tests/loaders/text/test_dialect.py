"""Separators and decimal signs."""

from __future__ import annotations

import pytest

from hlnfit.loaders.text.dialect import find_dialect


@pytest.mark.parametrize(
    ("line", "separator", "decimal", "width"),
    [
        ("1.5\t2.5\t3.5", "\t", ".", 3),
        ("1.5,2.5,3.5", ",", ".", 3),
        ("1.5, 2.5, 3.5", ",", ".", 3),
        ("1;2;3", ";", ".", 3),
        ("1,5;2,5;3,5", ";", ",", 3),
        ("1,5\t2,5\t3,5", "\t", ",", 3),
        ("1.5  2.5  3.5", None, ".", 3),
        ("1,5 2,5 3,5", None, ",", 3),
        ("1,2", ",", ".", 2),
        ('"1.5","2.5"', ",", ".", 2),
        ("\t1,5\t2,5", "\t", ",", 3),
        ("-1.5E+3\t67.92E+3\tOK", "\t", ".", 3),
    ],
)
def test_dialects(line: str, separator: str | None, decimal: str, width: int) -> None:
    """The dialect under which most is numbers is found, whatever the decimal sign."""
    found = find_dialect(["some title", "", *[line] * 30])
    assert found is not None
    dialect, cells = found
    assert (separator, decimal, width) == (dialect.separator, dialect.decimal, cells)


def test_prose_has_no_dialect() -> None:
    """Words are no columns."""
    assert None is find_dialect(["Dear all,", "the magnet is cold; we start at 5.", ""])
