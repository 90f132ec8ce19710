"""The laws that weak localization is held against, as their definitions give them."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from hlnfit.fitting.laws import LAWS, MAGNETIZATION, THREE_DIMENSIONS

FIELDS = (0.02, 0.3, 1.0, 4.0, 30.0)


def magnetization(u, spins):
    """Thermal mean of m over its largest value, for levels of energy -m u."""
    weight = [mp.exp(m * u) for m in spins]
    return sum(w * m for w, m in zip(weight, spins)) / sum(weight) / max(spins)


def test_a_spin_of_five_halves_from_its_six_levels():
    """One of the squared magnetizations is that of manganese."""
    exact = [float(magnetization(mp.mpf(u), [mp.mpf(k) / 2 for k in (-5, -3, -1, 1, 3, 5)])) for u in FIELDS]
    found = [law(np.array(FIELDS)) for words, law in LAWS if words == MAGNETIZATION]

    assert any(np.allclose(f, np.square(exact), rtol=1e-9) for f in found)


def test_a_classical_moment_from_the_integral_over_its_directions():
    """The magnetization that rises linearly and saturates is a mean over the sphere."""

    def mean_cosine(u):
        along = mp.quad(lambda c: c * mp.exp(u * (c - 1)), [-1, 1])
        return float(along / mp.quad(lambda c: mp.exp(u * (c - 1)), [-1, 1]))

    exact = [mean_cosine(u) for u in FIELDS]
    law = next(law for words, law in LAWS if words.startswith("a magnetization (linear"))

    assert law(np.array(FIELDS)) == pytest.approx(exact, rel=1e-9)


def test_three_dimensions_from_the_zeta_function():
    """sqrt(u) f3(1/u), f3(y) = -zeta(1/2, 1/2 + y) - 2 sqrt(y)."""
    half = mp.mpf(1) / 2
    exact = [
        float(mp.sqrt(u) * (-mp.zeta(half, half + 1 / mp.mpf(u)) - 2 / mp.sqrt(u)))
        for u in map(mp.mpf, FIELDS)
    ]
    law = next(law for words, law in LAWS if words == THREE_DIMENSIONS)

    assert law(np.array(FIELDS)) == pytest.approx(exact, rel=1e-9)


@pytest.mark.parametrize(("words", "law"), LAWS)
def test_each_law_is_a_change_from_zero_field(words, law):
    """Finite everywhere, one-signed in its slope, and almost nothing at a small part of its width."""
    u = np.geomspace(1e-3, 1e3, 200)
    y = law(u)

    assert np.isfinite(y).all(), words
    assert (np.diff(y) >= -1e-12 * np.ptp(y)).all(), words
    assert abs(y[0] - law(np.array([1e-9]))[0]) < 1e-2 * np.ptp(y), words
