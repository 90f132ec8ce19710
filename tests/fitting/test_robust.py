"""Spikes do not pull a robust fit, honest data lose little by it, and what was held back is told."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import Magnetoconductance, fit, fit_series
from hlnfit.errors import ConfigError
from tests.fitting.curves import noisy, one_channel

B = np.linspace(-1.0, 1.0, 161)
TRUE = 0.02


def spiky(seed=1):
    """One channel with 2 % of noise and ten pairs of spikes, all on one side."""
    rng = np.random.default_rng(seed)
    y = one_channel(B, -0.5, TRUE)
    height = np.ptp(y)
    data = y + 0.02 * height * rng.normal(size=B.size)
    at = rng.choice(np.arange(85, 158, 4), 10, replace=False)
    for k in at:
        data[k : k + 2] += height * rng.uniform(0.3, 0.6)
    return Magnetoconductance(B, data), at


@pytest.mark.parametrize("loss", ["soft-l1", "student"])
def test_spikes_do_not_pull(loss):
    """Least squares is off by many of the robust errors; the robust fit is not, and names the points."""
    curve, at = spiky()
    plain, robust = fit(curve, errors="covariance"), fit(curve, errors="covariance", robust=loss)
    p = robust.params["B_phi"]
    flag = next(f for f in robust.flags if f.code == "down_weighted")

    assert TRUE == pytest.approx(p.value, abs=4.0 * p.err)
    assert abs(p.value - TRUE) < 0.5 * abs(plain.best["B_phi"] - TRUE)
    assert {float(b) for b in B[at]} <= set(flag.evidence["B_T"])
    assert "info" == flag.severity
    assert loss in flag.message


@pytest.mark.parametrize("loss", ["soft-l1", "student"])
def test_honest_data_lose_little(loss):
    """Over 60 sweeps the spread is that of least squares to 15 %, and the errors are the spread."""
    found, plain = [], []
    for seed in range(60):
        curve = noisy(one_channel(B, -0.5, TRUE), B, np.random.default_rng(100 + seed), 0.02)
        p = fit(curve, errors="covariance", robust=loss, odd="none").params["B_phi"]
        found.append((p.value / TRUE - 1.0, p.err / TRUE))
        plain.append(fit(curve, errors="covariance", odd="none").params["B_phi"].value / TRUE - 1.0)
    spread = np.std([f[0] for f in found])

    assert spread < 1.15 * np.std(plain)
    assert np.mean([f[1] for f in found]) == pytest.approx(spread, rel=0.3)


@pytest.mark.parametrize("share", [(), pytest.param(("B_phi",), marks=pytest.mark.slow)])
def test_a_series_takes_it_too(share):
    """fit_series passes it on, shared parameters or not."""
    curves = [spiky(s)[0] for s in (1, 2)]
    series = fit_series(curves, robust="soft-l1", errors="covariance", share=share)

    assert all("down_weighted" in {f.code for f in one.flags} for one in series.fits)


def test_without_bad_points_that_is_said():
    """The flag is there with zero points."""
    curve = noisy(one_channel(B, -0.5, TRUE), B, np.random.default_rng(3))
    flag = next(
        f for f in fit(curve, robust="student", errors="covariance").flags if f.code == "down_weighted"
    )

    assert 0 == flag.evidence["n"]
    assert "No point" in flag.message


def test_an_unknown_loss_is_refused():
    """By name."""
    with pytest.raises(ConfigError, match="robust is 'huber'"):
        fit(spiky()[0], robust="huber")
