"""Simulate and fit: L_phi is unbiased under Hall admixture, offset and two directions."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import HallBar, fit, reduce
from hlnfit.sweep import Sweep
from tests.fitting.curves import one_channel

BAR = HallBar(100e-6, 20e-6)
RHO = 800.0


def measured(B, x, B_phi, cusp, rng, n_squares=5.0, admixture=10.0, noise=0.01):
    """Measured resistance: even part from theory, Hall part of ``admixture`` cusps, white noise."""
    even = n_squares / (1.0 / RHO + one_channel(x, -0.5, B_phi))
    return even + admixture * cusp * x + noise * cusp * rng.normal(size=B.size)


@pytest.mark.parametrize("offset", [0.0, 0.01])
@pytest.mark.parametrize("b_max", [None, "auto"])
def test_pull_of_L_phi_with_hall_part_ten_times_the_cusp(offset, b_max):
    """Over 200 sweeps the mean pull is below 0.3 and its spread is that of honest errors."""
    rng = np.random.default_rng(2024)
    B = np.linspace(-1.0, 1.0, 201)
    pulls, inside = [], 0
    for _ in range(200):
        B_phi = 10.0 ** rng.uniform(-2.5, -1.0)
        x = B - offset * rng.uniform(0.3, 1.0) * rng.choice([-1.0, 1.0])
        cusp = np.ptp(5.0 / (1.0 / RHO + one_channel(B, -0.5, B_phi)))
        sweep = Sweep(B, measured(B, x, B_phi, cusp, rng), np.full(B.size, 2.0), direction="up")
        (curve,) = reduce(sweep, BAR)
        found = fit(curve, errors="covariance", b_max=b_max)
        assert "good" == found.verdict
        p = found.params["B_phi"]
        pulls.append(np.log(p.value / B_phi) / (p.err / p.value))
        inside += abs(pulls[-1]) < 1.0

    assert abs(np.mean(pulls)) < 0.3
    assert 0.85 < np.std(pulls) < 1.25
    assert 0.60 < inside / 200 < 0.76


def test_both_directions_with_offsets_of_their_own():
    """Up and down sweeps displaced against each other are one curve with two offsets."""
    rng = np.random.default_rng(7)
    B = np.linspace(-1.0, 1.0, 151)
    pulls, offsets = [], []
    for _ in range(40):
        B_phi = 10.0 ** rng.uniform(-2.5, -1.0)
        cusp = np.ptp(5.0 / (1.0 / RHO + one_channel(B, -0.5, B_phi)))
        sweeps = []
        for direction, offset in (("up", 0.009), ("down", -0.006)):
            R = measured(B, B - offset, B_phi, cusp, rng)
            sweeps.append(Sweep(B, R, np.full(B.size, 2.0), direction=direction))
        (curve,) = reduce(sweeps, BAR)
        found = fit(curve, errors="covariance")
        p = found.params["B_phi"]
        pulls.append(np.log(p.value / B_phi) / (p.err / p.value))
        for name, truth in (("B_offset", 0.009), ("B_offset_2", -0.006)):
            offsets.append((found.best[name] - truth) / found.params[name].err)

    assert abs(np.mean(pulls)) < 0.5
    assert abs(np.mean(offsets)) < 0.4
    assert np.std(offsets) < 1.3
