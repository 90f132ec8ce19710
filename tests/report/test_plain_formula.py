"""Formulas as one line of Unicode."""

from __future__ import annotations

import pytest

from hlnfit import models
from hlnfit.report.plain_formula import plain_formula


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\frac{e^2}{16\hbar\epsilon}", "e²/(16ħε)"),
        (
            r"\frac32 f_2\!\left(\frac{B_\varphi + \frac43 B_{so}}{|B|}\right)",
            "(3/2) f₂((B_φ + (4/3) B_so)/|B|)",
        ),
        (r"\sum_NP_N^3", "Σ_N P_N³"),
        (r"\sum_{m=0}^{\infty} f_2(y)", "Σ_(m=0)^∞ f₂(y)"),
        (r"\sqrt{b_Rb_D}\,(aS_+)", "√(b_Rb_D) (aS₊)"),
        (r"\left(\frac{T}{1\,\mathrm K}\right)^{-p/2}", "(T/(1 K))^(-p/2)"),
    ],
)
def test_pieces(latex, expected):
    """Fractions, indices, sums and roots keep their meaning."""
    assert (expected,) == plain_formula(latex)


@pytest.mark.parametrize("name", [*models.names(), "alpha*hln", "hln-hln"])
def test_every_model_has_a_readable_formula(name):
    """No LaTeX is left, brackets are closed, and the first line says what is given."""
    lines = plain_formula(models.get(name).latex)

    assert " = " in lines[0]
    for line in lines:
        assert not set("\\$") & set(line)
        for opened, closed in ("()", "[]", "{}"):
            assert line.count(opened) == line.count(closed), line


def test_definitions_stand_on_lines_of_their_own():
    """The formula first, then what its signs mean."""
    assert ("Δσ = α G₀ f₂(B_φ/|B|)", "f₂(y) = ψ((1/2)+y) - ln y") == tuple(
        line.replace(") +", ")+") for line in plain_formula(models.get("hln_simple").latex)
    )
