"""Formulas as pictures."""

from __future__ import annotations

import doctest

import pytest

from hlnfit import models
from hlnfit.dephasing import laws
from hlnfit.report import formula
from hlnfit.report.formula import formula_svg

EVERY = [models.get(n).latex for n in models.names()] + [laws.get(n).latex for n in laws.names()]


def test_the_examples_of_the_docstrings_hold():
    """What the documentation shows is what comes out."""
    assert 0 == doctest.testmod(formula).failed


@pytest.mark.parametrize("latex", [latex for latex in dict.fromkeys(EVERY) if latex])
def test_the_formula_of_every_model_and_law_can_be_drawn(latex):
    """No reader has to read LaTeX."""
    svg = formula_svg(latex)

    assert svg is not None
    assert b"<svg" in svg


def test_sizes_of_brackets_are_left_out():
    """Mathtext does not know them, and names that begin alike stay."""
    assert r"[x]\bigcup" == formula.mathtext(r"\Big[x\bigr]\bigcup")


def test_what_cannot_be_drawn_is_left_to_the_page():
    """An unknown macro is no error."""
    assert formula_svg(r"\nosuchmacro{x}") is None
