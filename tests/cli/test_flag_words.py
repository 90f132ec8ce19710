"""Flags in words: each code once, the worst first, with the sweeps it concerns."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from hlnfit.cli.flag_words import concerns, letters_of, print_flags, ranges
from hlnfit.flags import Flag

INFO = Flag("field_offset", "info", "The offset is 6 mT.")
MILD = Flag("misfit", "info", "1 %.")
WORSE = Flag("misfit", "caution", "5 %.")
WHOLE = Flag("no_dephasing_fit", "caution", "Two temperatures.")


def test_worst_first_each_code_once():
    """Of one code the worst flag speaks; of equal severity those of single sweeps come first."""
    found = concerns([(WHOLE, None), (INFO, 0), (MILD, 0), (WORSE, 2), (MILD, 3)])

    assert ["misfit", "no_dephasing_fit", "field_offset"] == [c.worst.code for c in found]
    assert WORSE == found[0].worst
    assert 2 == found[0].where
    assert {0: "info", 2: "caution", 3: "info"} == found[0].sweeps


def test_letters_are_for_flags_of_sweeps():
    """The table refers to flags of its rows only."""
    found = concerns([(WHOLE, None), (INFO, 0), (WORSE, 2)])

    assert {"misfit": "a", "field_offset": "b"} == letters_of(found)


def test_severities_that_differ_are_told_apart():
    """Where a doubt rejects one sweep and merely cautions about another, both are said."""
    out = io.StringIO()
    found = concerns([(MILD, 0), (WORSE, 2), (MILD, 3), (INFO, 1)])
    print_flags(Console(file=out, width=100), found, 5)
    text = out.getvalue()

    assert "a  misfit (caution in sweep 2; info in sweeps 0, 3)\n   Sweep 2: 5 %." in text
    assert "b  field_offset (info), sweep 1\n   The offset is 6 mT." in text


def test_letters_do_not_run_out():
    """After z comes aa."""
    many = concerns([(Flag(f"code_{k:02}", "info", ""), 0) for k in range(30)])

    assert 30 == len(set(letters_of(many).values()))


@pytest.mark.parametrize(
    ("numbers", "total", "text"),
    [
        ([0, 1, 2], 3, "all sweeps"),
        ([0], 1, "sweep 0"),
        ([4], 9, "sweep 4"),
        ([5, 1, 2, 0], 9, "sweeps 0-2, 5"),
        ([0, 2], 9, "sweeps 0, 2"),
    ],
)
def test_ranges(numbers, total, text):
    """Runs of numbers are written as runs."""
    assert text == ranges(numbers, total)
