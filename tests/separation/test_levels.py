"""Levels, dephasing fields and their covariances; what is left of localization in a field."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import digamma

from hlnfit import HallBar, fit_series, reduce
from hlnfit.separation.levels import is_own, levels_of

from .film import G0, TEMPERATURES, Film

BAR = HallBar("100um", "20um")
FILM = Film(g_factor=0.0, noise=1e-4)


def levels(seed, temperatures=TEMPERATURES, points=81):
    """Levels of the film, amplitude shared."""
    curves = reduce(FILM.sweeps(seed, temperatures, points=points), BAR)
    series = fit_series(curves, "hln_simple", share=("alpha",), errors="covariance")
    return levels_of(series.fits, series.shared)


@pytest.fixture(scope="module")
def one():
    """One set of levels."""
    return levels(0)


def test_own_parameters():
    """Dephasing belongs to a temperature, also in a second channel; the rest is shared."""
    assert [True, True, True, False, False, False] == [
        is_own(n) for n in ("B_phi", "B_phi_2", "B_in", "B_so", "alpha", "B_phi_x")
    ]


def test_values(one):
    """Levels in siemens, logarithms of B_phi, then the amplitude."""
    true = [1.0 / FILM.tensor(np.zeros(1), T)[0][0] for T in TEMPERATURES]

    assert true == pytest.approx(list(one.level), rel=2e-4)
    assert [math.log(FILM.B_1 * T) for T in TEMPERATURES] == pytest.approx(list(one.ln_B[:, 0]), abs=0.1)
    assert ("alpha",) == one.shared
    assert 1.0 == pytest.approx(one.values[-1], abs=0.02)


def test_left_over(one):
    """At 0.5 T the difference between two temperatures is alpha G0 [psi(1/2 + B_phi/B)], to first order."""
    left, _ = one.left_over(0.5)
    x = np.exp(one.ln_B[:, 0]) / 0.5
    expected = one.values[-1] * G0 * digamma(0.5 + x)

    assert np.diff(expected) == pytest.approx(np.diff(left), abs=1e-4 * G0)


def test_left_over_at_zero_field_is_all_of_localization(one):
    """At B = 0 it is alpha G0 ln B_phi, up to a constant."""
    left, _ = one.left_over(0.0)

    assert one.values[-1] * G0 * np.diff(one.ln_B[:, 0]) == pytest.approx(np.diff(left), rel=2e-3)


@pytest.mark.parametrize("B", [0.0, 0.5])
def test_derivatives(one, B):
    """How it follows from B_phi and alpha, by differences."""
    from dataclasses import replace

    value, combination = one.left_over(B)
    for at in (one.at_own(2), one.values.size - 1):
        moved = one.values.copy()
        moved[at] += 1e-5
        other = replace(one, values=moved)
        if at == one.values.size - 1:
            fits = [replace(f, best={**f.best, "alpha": moved[at]}) for f in one.fits]
            other = replace(other, fits=tuple(fits))
        difference = (other.left_over(B)[0] - value) / 1e-5
        assert combination[:, at] == pytest.approx(difference, rel=1e-3, abs=1e-4 * G0)


def test_between_temperatures(one):
    """Dephasing fields are interpolated in ln T; at a measured temperature nothing changes."""
    value, _ = one.left_over(0.1)
    same, _ = one.left_at(0.1, one.T)
    middle, rows = one.left_at(0.1, np.sqrt(one.T[:1] * one.T[1:2]))

    assert value == pytest.approx(same)
    assert min(value[:2]) < middle[0] < max(value[:2])
    assert rows[0, one.at_own(0)] == pytest.approx(rows[0, one.at_own(1)])


@pytest.mark.slow
def test_covariance_by_simulation():
    """Over 50 seeds levels and B_phi scatter, within and between temperatures, as the covariance says."""
    found = [levels(seed, (0.8, 2.1, 5.5), 61) for seed in range(50)]
    values = np.array([x.values for x in found])
    scatter = np.cov(values.T)
    claimed = np.mean([x.covariance for x in found], axis=0)
    deviation = np.sqrt(np.diag(claimed))

    assert np.sqrt(np.diag(scatter)) == pytest.approx(deviation, rel=0.35)
    correlation = scatter / np.outer(deviation, deviation)
    expected = claimed / np.outer(deviation, deviation)
    assert np.max(np.abs(correlation - expected)) < 0.65
    # B_phi of all temperatures move together with the shared amplitude.
    n = 3
    assert expected[n, n + 1] > 0.15
    assert correlation[n : 2 * n, n : 2 * n].mean() == pytest.approx(
        expected[n : 2 * n, n : 2 * n].mean(), abs=0.15
    )
