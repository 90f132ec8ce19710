"""Noise serves the fit; it never takes the place of a curve that the formula misses."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import least_squares
from scipy.special import digamma

from hlnfit import Magnetoconductance, fit, models
from hlnfit.constants import G0

B = np.linspace(-1.0, 1.0, 201)


def one_digamma(theta):
    """alpha f2(B_phi/B) plus a constant, in G0, written out here."""
    y = np.exp(theta[1]) / np.abs(B[B != 0.0])
    out = np.zeros(B.size)
    out[B != 0.0] = theta[0] * (digamma(0.5 + y) - np.log(y))
    return out + theta[2]


def lowest_rms(y):
    """Root mean square of the residuals of scipy's least squares, the best of several starts."""
    starts = [(-0.5, np.log(b), 0.0) for b in (1e-4, 1e-3, 1e-2, 0.1)]
    found = [least_squares(lambda t: one_digamma(t) - y, s, x_scale=(0.1, 1.0, 0.1)) for s in starts]
    return np.sqrt(2.0 * min(f.cost for f in found) / B.size)


@pytest.mark.parametrize("power", [0.3, 0.5, 0.7])
def test_a_formula_that_does_not_hold_is_not_hidden_by_noise(power):
    """A power law fitted with one digamma: residuals stay those of least squares, and are told."""
    rng = np.random.default_rng(3)
    y = -2.0 * np.abs(B) ** power + 1e-3 * rng.normal(size=B.size)
    found = fit(Magnetoconductance(B, y * G0), odd="none", fix={"B_offset": 0.0})
    misses = found.problem.plain_residual(found.best) * found.problem.error / G0

    assert np.sqrt(np.mean(misses**2)) < 1.5 * lowest_rms(y)
    assert "good" != found.verdict


def test_conductance_fluctuations_stay_correlated_noise():
    """A process that turns often is noise: it is used, and the truth is inside its limits."""
    rng = np.random.default_rng(8)
    field = np.subtract.outer(B, B) / 0.05
    process = np.linalg.cholesky(np.exp(-0.5 * field**2) + 1e-9 * np.eye(B.size)) @ rng.normal(size=B.size)
    truth = models.get("hln_simple")(B, alpha=-0.5, B_phi=2e-3)
    found = fit(Magnetoconductance(B, truth + G0 * (0.01 * process + 0.003 * rng.normal(size=B.size))))

    assert not found.noise.white
    assert 2e-3 == pytest.approx(found.params["B_phi"].value, abs=3.0 * found.params["B_phi"].err)
