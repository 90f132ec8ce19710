"""CSV text."""

from __future__ import annotations

import csv
import doctest
import io
import math

import numpy as np

from hlnfit.report import csv_text as module
from hlnfit.report.csv_text import all_columns, cell, csv_text


def test_the_examples_of_the_docstrings_hold():
    """What the documentation shows is what comes out."""
    assert 0 == doctest.testmod(module).failed


def test_lines_end_in_line_feed_only():
    """The same bytes on Windows."""
    assert "a,b\n1,2.5\n" == csv_text(["a", "b"], [{"a": 1, "b": 2.5}])


def test_what_is_not_finite_or_missing_is_empty():
    """NaN never stands in a table."""
    rows = [{"a": math.nan, "b": np.float64("inf")}, {"a": None}]

    assert "a,b\n,\n,\n" == csv_text(["a", "b"], rows)


def test_numpy_numbers_look_like_python_numbers():
    """No np.float64(...) and no trailing zeros."""
    assert ["0.1", "3", "True", "1.23456789e-07"] == [
        cell(v) for v in (np.float64(0.1), np.int64(3), np.bool_(True), 1.234567890123e-7)
    ]


def test_text_with_commas_and_quotes_comes_back():
    """A file name may hold anything."""
    name = 'film, "T=2K"\n.dat'
    text = csv_text(["file"], [{"file": name}])

    assert [["file"], [name]] == list(csv.reader(io.StringIO(text, newline="")))


def test_columns_are_united_in_the_order_of_their_first_appearance():
    """Rows of different models share one table."""
    assert ["a", "b", "c"] == all_columns([{"a": 1, "b": 2}, {"a": 1, "c": 3}])
