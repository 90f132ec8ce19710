"""g1, g2, g3: reference values, the defining integral, limits and derivatives."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from hlnfit.special import g1, g2, g3
from hlnfit.special.zeeman_interaction import g1_pair, g2_pair, g3_pair


@pytest.mark.parametrize(("key", "function"), [("g1", g1), ("g2", g2), ("g3", g3)])
def test_reference_values(reference, key, function) -> None:
    """The closed forms agree with 30-digit values."""
    for a, expected in reference(key):
        assert expected == pytest.approx(float(function(a["h"])), rel=1e-13)


def test_g2_is_the_integral_of_lee_and_ramakrishnan() -> None:
    """g2(h) = int dw d^2/dw^2[w/(e^w - 1)] ln|1 - h^2/w^2|, done numerically with 25 digits."""
    with mp.workdps(25):

        def weight(w: mp.mpf) -> mp.mpf:
            e = mp.exp(w)
            return e * (w * (e + 1) - 2 * (e - 1)) / (e - 1) ** 3

        for h in (0.7, 3.0, 9.0):
            exact = mp.quad(lambda w, h=h: weight(w) * mp.log(abs(1 - (h / w) ** 2)), [1e-9, h, 2 * h, 60])

            assert float(exact) == pytest.approx(float(g2(h)), rel=1e-6)


def test_small_field() -> None:
    """The coefficients of h^2 are 3 zeta(3)/(4 pi^2) = 0.0913454, 0.0564640 and 0.234743."""
    assert 0.09134537 * 1e-6 == pytest.approx(float(g2(1e-3)), rel=1e-6)
    assert 0.0564641 * 1e-6 == pytest.approx(float(g3(1e-3)), rel=1e-5)
    assert 0.234743 * 1e-6 == pytest.approx(float(g1(1e-3)), rel=1e-5)
    assert 0.0 == g1(0.0) == g2(0.0) == g3(0.0)


def test_large_field() -> None:
    """g2 -> ln(h/1.29779), g3 -> sqrt(h) - 1.2942, g1 -> 4.911: the triplets are gapped."""
    assert np.log(1e4 / 1.29779) == pytest.approx(float(g2(1e4)), abs=1e-5)
    assert 1e3 - 1.2942 == pytest.approx(float(g3(1e6)), abs=1e-3)
    assert 4.911 == pytest.approx(float(g1(1e8)), abs=1e-3)


@pytest.mark.parametrize("pair", [g1_pair, g2_pair, g3_pair])
def test_derivatives_and_evenness(pair) -> None:
    """The derivative is that of the value, on both sides of the joint; g is even."""
    h = np.array([0.01, 0.4, 1.2, 1.49, 1.51, 3.0, 20.0, 200.0])
    step = 1e-4 * h
    quotient = (
        8 * (pair(h + step)[0] - pair(h - step)[0]) - pair(h + 2 * step)[0] + pair(h - 2 * step)[0]
    ) / (12 * step)

    np.testing.assert_allclose(quotient, pair(h)[1], rtol=1e-8)
    np.testing.assert_array_equal(pair(h)[0], pair(-h)[0])
    np.testing.assert_array_equal(pair(h)[1], -pair(-h)[1])
