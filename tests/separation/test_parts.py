"""The parts between files and lines: plateaus, runs over temperature, in-plane fits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hlnfit import HallBar, Sample, fit, reduce
from hlnfit.curve import Magnetoconductance
from hlnfit.separation.hall_slopes import hall_slope
from hlnfit.separation.parallel import fit_in_plane
from hlnfit.separation.plateau import conductance_at
from hlnfit.separation.temperature_sweeps import runs_over_temperature

from .film import G0, Film, g2

BAR = HallBar("100um", "20um")
FILM = Film()


def fitted(film, seed=0, **how):
    """The fit of one sweep at 1 K."""
    rng = np.random.default_rng(seed)
    sweep = film.sweep(1.0, rng, **how)
    return fit(reduce(sweep, BAR)[0], errors="covariance"), sweep


# ---- plateau -------------------------------------------------------------------------------------------


def test_plateau_is_the_even_conductance():
    """At 0.85 T the even conductance, whatever the Hall admixture and the offset of the magnet."""
    for film in (FILM, replace(FILM, admixture=0.5, offset=8e-3)):
        found = conductance_at(fitted(film)[0], 0.7, 1.0)
        true = 1.0 / film.tensor(np.array([0.85]), 1.0)[0][0]

        assert found.two_sided
        assert abs(found.value - true) < 4.0 * found.error
        # 22 points of 2e-8 S and seven parameters
        assert 2e-9 < found.error < 2e-8


def test_plateau_of_a_one_sided_sweep():
    """Only positive fields: no odd part, the value is there."""
    film = replace(FILM, admixture=0.0)
    found = conductance_at(fitted(film, one_sided=True)[0], 0.7, 1.0)

    assert not found.two_sided
    assert abs(found.value - 1.0 / film.tensor(np.array([0.85]), 1.0)[0][0]) < 4.0 * found.error


def test_too_few_points_are_no_plateau():
    """Seven unknowns need nine points."""
    assert conductance_at(fitted(FILM)[0], 0.98, 1.0) is None


# ---- Hall slope ----------------------------------------------------------------------------------------


def test_hall_slope_is_about_the_zero_of_the_field():
    """1/(n e) = 0.624 ohm/T, with R_xx mixed into R_xy and an offset of the magnet."""
    found, sweep = fitted(replace(FILM, offset=8e-3, misalignment=0.1))
    numbered = replace(sweep, source=replace(sweep.source, numbers=(0,)))
    curve = replace(found.curve, source=numbered.source)
    slope, error, halls = hall_slope(replace(found, curve=curve), [numbered])

    assert 0.62415 == pytest.approx(slope, abs=5.0 * error + 1e-3)
    assert 1 == len(halls)


# ---- runs over temperature -----------------------------------------------------------------------------


def test_runs_are_binned_in_ln_T():
    """400 readings become 40 points, with errors sqrt(10) below those of a reading."""
    rng = np.random.default_rng(0)
    sweep = FILM.over_temperature(0.5, rng, points=400)
    (run,) = runs_over_temperature([sweep], BAR, Sample(), 0.0, np.inf)

    assert 40 == run.T.size
    assert 0.5 == run.B
    reading = FILM.noise * FILM.sigma
    assert reading / np.sqrt(10.0) == pytest.approx(run.error.mean(), rel=0.2)
    # rho_xx at +0.5 T, Hall admixture included: its 0.1 % is in the level, not in the slope
    true = [5.0 / (5.0 * xx + 0.02 * xy) for xx, xy in (FILM.tensor(np.array([0.5]), T) for T in run.T)]
    assert np.ravel(true) == pytest.approx(run.sigma, abs=5.0 * run.error.max())


def test_field_sweeps_and_other_ranges_are_passed_over():
    """Only sweeps over temperature, inside of the range."""
    rng = np.random.default_rng(0)
    sweeps = [FILM.sweep(1.0, rng), FILM.over_temperature(0.5, rng)]

    (run,) = runs_over_temperature(sweeps, BAR, Sample(), 1.0, 3.0)
    assert 1.0 <= run.T.min() <= run.T.max() <= 3.0
    assert () == runs_over_temperature(sweeps, BAR, Sample(), 100.0, 200.0)


# ---- in-plane field ------------------------------------------------------------------------------------


def in_plane(T, K_ee, rng, noise=1e-8, g_factor=2.0):
    """A curve of the isotropic correction, by scipy's digamma."""
    B = np.linspace(-6.0, 6.0, 81)
    h = g_factor * 0.6717138 * np.abs(B) / T
    y = -G0 * (2.0 / 3.0) * (1.0 - K_ee) * g2(h) + 3e-7 * B
    return Magnetoconductance(B, y + noise * rng.normal(size=B.size), temperature=T)


@pytest.mark.parametrize("K_ee", [0.65, 1.2, -0.5])
def test_triplets_in_an_in_plane_field(K_ee):
    """K_ee of the triplets comes back, on either side of 1, with a Hall part beside."""
    rng = np.random.default_rng(1)
    found = fit_in_plane([in_plane(T, K_ee, rng) for T in (0.5, 1.0, 2.0)], 2.0, 1)

    assert abs(found.K_ee - K_ee) < 4.0 * found.error
    assert found.curve(np.array([6.0]), 0.5)[0] == pytest.approx(
        -G0 * (2.0 / 3.0) * (1.0 - found.K_ee) * g2(2.0 * 0.6717138 * 12.0), rel=1e-5
    )


def test_in_plane_errors_are_honest():
    """Over 100 seeds the pulls have mean 0 and width 1."""
    pulls = []
    for seed in range(100):
        rng = np.random.default_rng(seed)
        found = fit_in_plane([in_plane(T, 0.65, rng) for T in (0.5, 2.0)], 2.0, 1)
        pulls.append((found.K_ee - 0.65) / found.error)

    assert abs(np.mean(pulls)) < 0.3
    assert 1.0 == pytest.approx(np.std(pulls), abs=0.25)


def test_nothing_to_learn_without_a_zeeman_energy():
    """g = 0, no temperature, or no curve: None."""
    rng = np.random.default_rng(2)
    curve = in_plane(1.0, 0.65, rng)

    assert fit_in_plane([curve], 0.0, 1) is None
    assert fit_in_plane([], 2.0, 1) is None
    assert fit_in_plane([replace(curve, temperature=None)], 2.0, 1) is None
