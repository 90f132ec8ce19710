"""One noise for a series, where the curves do not contradict it."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import Magnetoconductance
from hlnfit.fitting.pooling import pool_errors
from tests.fitting.curves import one_channel

B = np.linspace(-1.0, 1.0, 121)


def curves(noises, seed=0, **rest):
    """WAL curves with these noises."""
    rng = np.random.default_rng(seed)
    return [
        Magnetoconductance(B, one_channel(B, -0.5, 0.05) + s * rng.normal(size=B.size), **rest)
        for s in noises
    ]


def test_equal_noise_becomes_one_number():
    """Eight curves of one noise get it with an eighth of the uncertainty."""
    found = pool_errors(curves([2e-7] * 8))
    scales = {float(np.median(c.error)) for c in found}

    assert 2e-7 == pytest.approx(np.mean(list(scales)), rel=0.08)
    assert np.ptp(list(scales)) < 1e-15
    assert {"estimated"} == {c.errors for c in found}
    assert all("Noise of the series" in c.log[-1] for c in found)


def test_different_noise_stays_different():
    """A curve that is three times as noisy keeps its own noise, and so do the others."""
    before = curves([2e-7, 2e-7, 6e-7])

    assert before == pool_errors(before)


def test_given_and_instrument_errors_are_left_alone():
    """Only estimated errors are pooled."""
    given = curves([2e-7] * 3, error=1e-7)

    assert given == pool_errors(given)


def test_equal_noise_is_seldom_told_apart():
    """In 200 series of six curves at most 6 are said to differ."""
    kept = sum(
        pool_errors(series)[0] is series[0] for series in (curves([2e-7] * 6, seed) for seed in range(200))
    )

    assert kept <= 6
