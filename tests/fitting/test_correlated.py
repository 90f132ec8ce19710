"""Correlated noise: exact whitening, honest detection, limits that hold."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from hlnfit import Magnetoconductance, fit, models
from hlnfit.fitting.correlated import PINK_RATIO, SHAPES, Covariance, along_field, along_points
from hlnfit.fitting.noise import noise_of
from hlnfit.fitting.prepare import prepare
from hlnfit.fitting.reml import estimate_noise
from hlnfit.fitting.restricted import restricted_of_grid
from hlnfit.fitting.solve import minimize
from hlnfit.fitting.start import minima
from tests.fitting.curves import one_channel

N = 201
B = np.linspace(-1.0, 1.0, N)
ONE = np.zeros(N, dtype=np.int64)


def gaussian_process(field, length, rng):
    """A smooth random curve of unit variance with a squared-exponential correlation."""
    d = (field[:, None] - field[None, :]) / length
    root = np.linalg.cholesky(np.exp(-0.5 * d**2) + 1e-9 * np.eye(field.size))
    return root @ rng.normal(size=field.size)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("shared", [False, True])
def test_whitening_equals_the_dense_matrix(shape, shared):
    """x' V^-1 y and ln det V are those of the covariance matrix written out."""
    rng = np.random.default_rng(1)
    field = rng.uniform(-1.0, 1.0, 50)
    field[7] = field[8]
    group = (np.arange(50) >= 30).astype(np.int64)
    order, gap = along_field(field, group, shared=shared)
    length = 8.0 if shape == "pink" else 0.2
    d = np.abs(field[:, None] - field[None, :]) / length
    # C. E. Rasmussen and C. K. I. Williams, Gaussian Processes (2006), eq. 4.17: nu = 1/2 and 3/2
    kernel = {
        "smooth": (1.0 + math.sqrt(3.0) * d) * np.exp(-math.sqrt(3.0) * d),
        "rough": np.exp(-d),
        "pink": 0.5 * (np.exp(-d) + np.exp(-PINK_RATIO * d)),
    }[shape]
    if not shared:
        kernel = kernel * (group[:, None] == group[None, :])
    weight = rng.uniform(0.5, 2.0, 50)
    V = 0.3 * np.eye(50) + 2.0 * kernel * np.outer(weight, weight)
    covariance = Covariance(order, gap, weight[order], 0.3, 2.0, length, shape)
    x = rng.normal(size=(50, 3))
    white = covariance.whiten(x)

    np.testing.assert_allclose(white.T @ white, x.T @ np.linalg.solve(V, x), rtol=1e-9, atol=1e-9)
    assert np.linalg.slogdet(V)[1] == pytest.approx(covariance.log_determinant(), rel=1e-10)


def test_pink_noise_has_a_spectrum_of_one_over_f():
    """Between the longest and the shortest part the spectrum falls as 1/f.

    A rough process of length t has the spectrum 2 t / (1 + (2 pi f t)^2), per point and unit variance.
    """
    lengths = 4096.0 / PINK_RATIO ** np.arange(5)
    frequency = np.geomspace(1e-3, 3e-2, 20)
    spectrum = np.sum(2 * lengths / (1 + (2 * np.pi * np.outer(frequency, lengths)) ** 2), axis=1)
    slope = np.polyfit(np.log(frequency), np.log(spectrum), 1)[0]

    assert -1.0 == pytest.approx(slope, abs=0.1)
    # The same process, seen through the variance of a point: all parts are equally strong.
    order, gap = along_points(np.arange(3.0), np.zeros(3, dtype=np.int64))
    covariance = Covariance(order, gap, np.ones(3), 0.0, 1.0, 4096.0, "pink")
    correlation = np.mean(np.exp(-1.0 / lengths))
    assert math.log(1 - correlation**2) == pytest.approx(
        Covariance(order[:2], gap[:2], np.ones(2), 0.0, 1.0, 4096.0, "pink").log_determinant(), rel=1e-9
    )
    assert covariance.log_determinant() < math.log(1 - correlation**2)


def test_white_noise_is_seldom_called_correlated():
    """In 200 sweeps of white noise at most 4 are taken for correlated."""
    rng = np.random.default_rng(2)
    J = np.stack([np.ones(N), B, B**2, B**3], axis=1)
    alarms = sum(
        estimate_noise(rng.normal(size=N), J, B, ONE, known_white=False).significant for _ in range(200)
    )

    assert alarms <= 4


@pytest.mark.parametrize("shared", [True, False])
def test_restricted_likelihood_of_a_grid_is_that_of_matrices(shared):
    """Determinants, squares, shifts and variances equal those of generalized least squares written out."""
    rng = np.random.default_rng(8)
    group = (np.arange(N) % 2).astype(np.int64)
    order, gap = along_field(B, group, shared=shared)
    J, r = rng.normal(size=(N, 3)), rng.normal(size=N)
    lengths, ratios = np.array([0.05, 0.3]), np.array([2.0, 40.0])
    determinant, square, shift, inverse = np.empty(2), np.empty(2), np.empty((2, 3)), np.empty((2, 3, 3))
    columns = np.concatenate([J, r[:, None]], axis=1)[order]
    restricted_of_grid(gap, np.ones(N), columns, 0, lengths, ratios, determinant, square, shift, inverse)
    for k in range(2):
        u = math.sqrt(3.0) * np.abs(B[:, None] - B[None, :]) / lengths[k]
        kernel = (1.0 + u) * np.exp(-u) * (1.0 if shared else group[:, None] == group[None, :])
        V = np.eye(N) + ratios[k] * kernel
        W = np.linalg.inv(V)
        A = J.T @ W @ J
        moved = np.linalg.solve(A, J.T @ W @ r)
        rest = r - J @ moved

        np.testing.assert_allclose(moved, shift[k], rtol=1e-7, atol=1e-10)
        np.testing.assert_allclose(np.linalg.inv(A), inverse[k], rtol=1e-7)
        assert rest @ W @ rest == pytest.approx(square[k], rel=1e-8)
        assert np.linalg.slogdet(V)[1] + np.linalg.slogdet(A)[1] == pytest.approx(determinant[k], rel=1e-8)


def test_correlation_field_and_share_are_found():
    """A process of correlation field 50 mT and three quarters of the variance is found as that."""
    rng = np.random.default_rng(3)
    J = np.stack([np.ones(N), B], axis=1)
    found = [
        estimate_noise(
            math.sqrt(3.0) * gaussian_process(B, 0.05, rng) + rng.normal(size=N), J, B, ONE, known_white=False
        )
        for _ in range(20)
    ]

    assert all(f.significant for f in found)
    assert 0.04 < np.median([f.correlation_field for f in found]) < 0.16
    assert 0.75 == pytest.approx(np.median([f.share for f in found]), abs=0.12)
    assert all(f.effective_points < N / 4 for f in found)


def test_given_errors_keep_their_white_part():
    """With known errors only a correlated part is added."""
    rng = np.random.default_rng(4)
    found = estimate_noise(
        rng.normal(size=N) + gaussian_process(B, 0.05, rng), np.ones((N, 1)), B, ONE, known_white=True
    )

    assert 1.0 == found.covariance.white
    assert found.significant


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_limits_cover_the_truth_with_and_without_correlation(share):
    """68 % limits hold the true B_phi in 55 to 82 of 100 sweeps, correlated noise or not."""
    rng = np.random.default_rng(5)
    inside = 0
    for _ in range(100):
        B_phi = 10.0 ** rng.uniform(-2.3, -1.5)
        y = one_channel(B, -0.5, B_phi)
        noise = rng.normal(size=N) + share * 2.0 * gaussian_process(B, 0.05, rng)
        found = fit(Magnetoconductance(B, y + 0.005 * np.ptp(y) * noise), errors="covariance")
        p = found.params["B_phi"]
        inside += p.lo < B_phi < p.hi

    assert 55 <= inside <= 82


def test_correlated_fit_is_flagged_and_reached_through_lmfit():
    """The flag names the correlation field, and lmfit, whitened, agrees."""
    rng = np.random.default_rng(6)
    y = one_channel(B, -0.5, 0.02)
    noise = rng.normal(size=N) + 3.0 * gaussian_process(B, 0.05, rng)
    found = fit(Magnetoconductance(B, y + 0.005 * np.ptp(y) * noise), errors="covariance")

    assert "correlated_noise" in {f.code for f in found.flags}
    assert found.problem.noise is not None
    p, q = found.params["B_phi"], found.lmfit.params["B_phi"]
    assert p.value == pytest.approx(q.value, rel=1e-5)
    assert p.err == pytest.approx(q.stderr, rel=1e-3)


@pytest.mark.parametrize("held", [None, "B_phi"])
def test_the_compiled_descent_ends_where_the_general_one_does(held, monkeypatch):
    """Correlated noise, with and without a parameter held beside its optimum."""
    rng = np.random.default_rng(12)
    clean = models.get("hln_simple")(B, alpha=-0.5, B_phi=0.01)
    size = 0.01 * np.ptp(clean)
    y = clean + size * (gaussian_process(B, 0.06, rng) + 0.4 * rng.normal(size=B.size))
    problem = prepare(Magnetoconductance(B, y), "hln_simple").problem
    best = minima(problem, keep=2)[0]
    problem = replace(problem, noise=noise_of(problem, best, "estimated").covariance)
    if held:
        problem = problem.fix(**{held: 1.4 * best.values[held]})
    fast = minimize(problem, problem.theta_of(best.values))
    monkeypatch.setattr("hlnfit.fitting.whitened.descend_whitened", lambda *a: None)
    slow = minimize(problem, problem.theta_of(best.values))
    sigma = dict(zip(problem.free, np.sqrt(np.diag(slow.covariance)), strict=True))

    assert fast.chi2 == pytest.approx(slow.chi2, rel=1e-8)
    for name in problem.free:
        unit = slow.values[name] if name == "B_phi" else 1.0
        assert abs(fast.values[name] - slow.values[name]) < 1e-3 * sigma[name] * unit
