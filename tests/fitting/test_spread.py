"""Limits over several noise models: their distances stand for probabilities."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from hlnfit.fitting.spread import FAR, NORMAL, Spread

MIXED = Spread(np.array([0.7, 0.3]), np.array([0.0, 0.5]), np.array([1.0, 3.0]), 12.0)


@pytest.mark.parametrize("z", [1.0, 1.96, 3.0])
@pytest.mark.parametrize("side", [-1, 1])
def test_known_noise_leaves_distances_alone(z, side):
    """With one noise model of known scale a standard error is one."""
    assert z == pytest.approx(NORMAL.reach(z, side), rel=1e-6)
    assert z == pytest.approx(NORMAL.equivalent(z, side), rel=1e-6)


def test_an_estimated_scale_gives_student_limits():
    """Ten degrees of freedom: 68.27 % lie within 1.0526 and 95 % within 2.2281 (tables of Student's t)."""
    student = Spread.student(10.0)

    assert stats.t.isf(stats.norm.sf(1.0), 10) == pytest.approx(student.reach(1.0, 1), rel=1e-5)
    assert 2.2281 == pytest.approx(student.reach(1.959964, -1), rel=1e-4)


@pytest.mark.parametrize("side", [-1, 1])
def test_a_mixture_holds_what_it_says(side):
    """Of draws from the mixture the tail beyond the limit of z = 1 is that of a normal distribution."""
    rng = np.random.default_rng(0)
    which = rng.random(400_000) < 0.3
    draws = np.where(which, 0.5 + 3.0 * rng.standard_t(12, which.size), rng.standard_t(12, which.size))
    beyond = float(np.mean(side * draws > MIXED.reach(1.0, side)))

    assert stats.norm.sf(1.0) == pytest.approx(beyond, abs=2e-3)


@pytest.mark.parametrize("r", [0.3, 1.0, 4.0, 50.0, 1e4])
@pytest.mark.parametrize("side", [-1, 1])
def test_equivalent_undoes_reach(r, side):
    """Also where probabilities are too small for a computer."""
    assert r == pytest.approx(MIXED.reach(MIXED.equivalent(r, side), side), rel=1e-4)


def test_far_out_the_ratio_stays():
    """Twice as far is twice as many standard errors."""
    far = MIXED.reach(FAR, 1)

    assert 2.0 * FAR == pytest.approx(MIXED.equivalent(2.0 * far, 1))
    assert math.isfinite(MIXED.equivalent(1e12, 1))
