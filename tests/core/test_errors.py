"""Errors say what was found, where, what was expected and what to do."""

from __future__ import annotations

import pickle

import pytest

from hlnfit import errors
from hlnfit.errors import FitError, HlnfitError, LoadError, MissingExtraError, NoResistanceError


def test_whole_sentence():
    """Place, finding, expectation and advice make a text that can be read aloud."""
    error = LoadError(
        "the field column has no unit",
        file="runs/2024/film.dat",
        line=12,
        column="Field",
        expected="a unit in the name, like T",
        advice="Say it with --field-unit.",
    )

    assert "film.dat, line 12, column Field" == error.where
    assert (
        "film.dat, line 12, column Field: the field column has no unit; expected a unit in the name, like T. "
        "Say it with --field-unit."
    ) == str(error)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ({}, "the file is empty."),
        ({"file": "a.dat"}, "a.dat: the file is empty."),
        ({"line": 3}, "line 3: the file is empty."),
        ({"file": "a.dat", "column": 2}, "a.dat, column 2: the file is empty."),
        ({"expected": "numbers."}, "the file is empty; expected numbers."),
    ],
)
def test_only_what_is_known_is_said(place: dict, text: str):
    """Parts that are not known leave no trace, and there is one full stop."""
    assert text == str(HlnfitError("the file is empty", **place))


def test_full_path_is_kept():
    """The text shows the base name; the whole path is there for programs."""
    assert "runs/film.dat" == LoadError("x", file="runs/film.dat").file


def test_one_base_class():
    """Whoever catches HlnfitError catches all of them; a file without a resistance is a loading error."""
    public = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, Exception)]

    assert all(issubclass(e, HlnfitError) for e in public)
    assert issubclass(NoResistanceError, LoadError)
    assert issubclass(MissingExtraError, ImportError)


def test_missing_package_is_told_with_the_command():
    """The user can copy the command that installs what is missing."""
    error = MissingExtraError("Reading TDMS files", "npTDMS", "io")

    assert (
        "Reading TDMS files needs the package npTDMS, which is not installed. "
        'Install it with: python -m pip install "hlnfit[io]".'
    ).rstrip(".") == str(error)


@pytest.mark.parametrize(
    "error",
    [
        FitError("no points", file="a.dat", line=2, expected="ten points", advice="Measure."),
        MissingExtraError("Reading TDMS files", "npTDMS", "io"),
    ],
)
def test_errors_travel(error: HlnfitError):
    """An error that comes from a worker process says what it said there."""
    assert str(error) == str(pickle.loads(pickle.dumps(error)))
