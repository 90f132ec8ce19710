"""The quick look at residuals before their noise is asked for: cheap, and hardly ever misled."""

import numpy as np
import pytest

import hlnfit as hf
from hlnfit.fitting.suspicion import suspicious

B = np.linspace(-1.0, 1.0, 401)
ONE_WAY = np.zeros(B.size, dtype=np.int64)


def process(rng, x, length, n=1):
    """Return draws of a smooth process of unit variance over the fields x."""
    cov = np.exp(-0.5 * ((x[:, None] - x[None, :]) / length) ** 2) + 1e-9 * np.eye(x.size)
    return rng.normal(size=(n, x.size)) @ np.linalg.cholesky(cov).T


@pytest.mark.parametrize("n", [60, 401, 3000])
def test_white_residuals_seldom_look_otherwise(n):
    """At most a tenth of what a fit leaves of white noise costs the whole test."""
    rng = np.random.default_rng(n)
    x, group = np.linspace(-1.0, 1.0, n), np.zeros(n, dtype=np.int64)
    moved = np.stack([np.ones(n), x, x**3, np.log1p((x / 0.02) ** 2), np.log1p((x / 0.2) ** 2)], axis=1)
    basis, _ = np.linalg.qr(moved)
    noise = rng.normal(size=(400, n))
    left = noise - noise @ basis @ basis.T

    assert np.mean([suspicious(r, x, group) for r in left]) < 0.1


@pytest.mark.parametrize("length", [0.02, 0.05, 0.15])
def test_a_process_as_large_as_the_scatter_is_seen(length):
    """Whether it turns often or a few times only within the sweep."""
    rng = np.random.default_rng(7)
    slow = process(rng, B, length, 60)
    raised = [suspicious(p + rng.normal(size=B.size), B, ONE_WAY) for p in slow]

    assert np.mean(raised) > 0.95


def test_what_repeats_between_directions_is_seen():
    """Up and down sweeps that share a pattern of one step each: alone, each of them is white."""
    rng = np.random.default_rng(3)
    pattern = 2.0 * rng.normal(size=B.size)
    both = np.concatenate([B, B[::-1]])
    group = np.repeat([0, 1], B.size)
    residual = np.concatenate([pattern, pattern[::-1]]) + rng.normal(size=both.size)

    assert suspicious(residual, both, group)
    assert not suspicious(rng.normal(size=both.size), both, group)


@pytest.mark.parametrize(("correlated", "seen"), [(0.0, False), (2.0, True)])
def test_covariance_asks_for_the_noise_where_it_shows(correlated, seen):
    """White residuals keep the fast way; others get limits that know of their correlation."""
    rng = np.random.default_rng(11)
    clean = hf.models.get("hln_simple")(B, alpha=-0.5, B_phi=0.01)
    size = 0.005 * np.ptp(clean)
    noise = size * (rng.normal(size=B.size) + correlated * process(rng, B, 0.05)[0])
    fit = hf.fit(hf.Magnetoconductance(B, clean + noise), "hln_simple", errors="covariance")

    assert ("correlated_noise" in [f.code for f in fit.flags]) == seen
    assert (fit.noise is not None) == seen
