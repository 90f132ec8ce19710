"""Conductance fluctuations that turn a few times in a sweep: the fit says how long they would be."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hlnfit import Magnetoconductance, fit
from hlnfit.fitting.noise_kinds import candidates
from tests.fitting.curves import one_channel
from tests.fitting.test_correlated import gaussian_process

B = np.linspace(-1.0, 1.0, 201)
ONE = np.zeros(B.size, dtype=np.int64)


@pytest.mark.parametrize(
    ("B_phi", "most_likely"), [(0.01, 0.16), (1e-6, None), (50.0, None), (math.nan, None)]
)
def test_the_length_of_fluctuations_follows_the_coherence(B_phi, most_likely):
    """Between (h/e)/L_phi^2 = 8 pi B_phi and half of it; at the nearest end where that lies outside."""
    smooth, pink = candidates(B, ONE, B_phi)
    by_length = smooth.prior.reshape(8, -1).sum(axis=1)
    lengths = np.unique(smooth.lengths)
    mean = math.exp(by_length @ np.log(lengths))

    assert smooth.prior.sum() == pytest.approx(1.0)
    assert pink.prior.sum() == pytest.approx(1.0)
    assert by_length.min() > 0.02
    if most_likely:
        assert most_likely / 1.5 < lengths[np.argmax(by_length)] < 1.5 * most_likely
        assert most_likely / 2.0 < mean < 2.0 * most_likely
    elif math.isnan(B_phi):
        assert by_length == pytest.approx(np.full(8, 0.125))
    else:
        assert np.argmax(by_length) == (0 if B_phi < 0.01 else 7)


def test_fluctuations_that_turn_a_few_times_widen_the_limits():
    """Six turns in the sweep, with half as much white noise: limits hold B_phi in 45 to 82 of 100 sweeps.

    Limits that know of no length hold it in 40, and those at 95 % in 55.
    """
    rng = np.random.default_rng(11)
    B_phi = 0.02
    y = one_channel(B, -0.5, B_phi)
    inside = inside_95 = 0
    for _ in range(100):
        noise = gaussian_process(B, 16.0 * B_phi / 1.18, rng) + 0.5 * rng.normal(size=B.size)
        measured = Magnetoconductance(B, y + 0.01 * np.ptp(y) * noise)
        p = fit(measured, errors="covariance", fix={"B_offset": 0.0}).params["B_phi"]
        inside += p.lo < B_phi < p.hi
        inside_95 += p.lo_95 < B_phi < p.hi_95

    assert 45 <= inside <= 82
    assert inside_95 >= 65
