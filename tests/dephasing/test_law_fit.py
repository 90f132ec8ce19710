from __future__ import annotations

import math

import numpy as np
import pytest

from hlnfit.dephasing import fit_rates

T = np.array([1.5, 2.2, 3.1, 4.5, 6.5, 9.5, 13.0])
SEEDS = 200


def noisy(B: np.ndarray, relative: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return B_phi with independent relative errors, and the errors."""
    rng = np.random.default_rng(seed)
    return B + relative * B * rng.normal(size=B.size), relative * B


@pytest.mark.parametrize(
    ("law", "B_0", "p"), [("power", 0.0, 1.0), ("power_saturating", 2e-3, 1.5), ("power", 0.0, 0.667)]
)
def test_pulls_of_the_exponent(law: str, B_0: float, p: float) -> None:
    """Over 200 seeds p is unbiased, its pulls have unit width, and its limits hold the truth at 68 % or more.

    Limits are widened where chi-square is above 1 and never narrowed, which costs 4 % of coverage.
    """
    B = B_0 + 8e-4 * T**p
    pulls, raw, covered = [], [], 0
    for seed in range(SEEDS):
        fit = fit_rates(T, *noisy(B, 0.03, seed), laws=[law])[law]
        pulls.append((fit.p - p) / fit.p_err)
        raw.append((fit.p - p) / fit.p_err * fit.scale)
        covered += fit.exponent.lo <= p <= fit.exponent.hi

    # Three standard errors of a mean, a width and a fraction of 200.
    assert 0.0 == pytest.approx(np.mean(pulls), abs=3 / math.sqrt(SEEDS))
    assert 1.0 == pytest.approx(np.std(raw), abs=3 / math.sqrt(2 * SEEDS))
    assert 0.75 <= np.std(pulls) <= 1.05
    assert 0.68 - 0.1 <= covered / SEEDS <= 0.73 + 0.1


def test_correlated_errors_count() -> None:
    """Points that move together by a common factor tell the exponent as well as if they did not.

    With B_phi = A T a common relative error of 20 % is an error of A alone: p keeps the error of the
    independent part, and A gets the common one.
    """
    B = 8e-4 * T
    independent = np.diag((0.01 * B) ** 2)
    common = independent + np.outer(0.2 * B, 0.2 * B)

    alone = fit_rates(T, B, covariance=independent, laws=["power"])["power"]
    together = fit_rates(T, B, covariance=common, laws=["power"])["power"]
    naive = fit_rates(T, B, np.sqrt(np.diag(common)), laws=["power"])["power"]

    assert alone.p_err == pytest.approx(together.p_err, rel=0.03)
    assert 0.2 < together.parameters["A"].err / together.best["A"] < 0.21
    assert naive.p_err > 10 * together.p_err


def test_pulls_with_correlated_errors() -> None:
    """Drawn from a covariance and fitted with it, p has pulls of unit width."""
    B = 1e-3 + 5e-4 * T
    sigma = 0.04 * B
    covariance = np.outer(sigma, sigma) * (0.3 * np.eye(T.size) + 0.7)
    root = np.linalg.cholesky(covariance)
    raw = []
    for seed in range(SEEDS):
        y = B + root @ np.random.default_rng(seed).normal(size=T.size)
        fit = fit_rates(T, y, covariance=covariance, laws=["nyquist_2d"])["nyquist_2d"]
        raw.append((fit.best["A"] - 5e-4) / math.sqrt(fit.covariance[-1, -1]) * fit.scale)

    assert 0.0 == pytest.approx(np.mean(raw), abs=3 / math.sqrt(SEEDS))
    assert 1.0 == pytest.approx(np.std(raw), abs=3 / math.sqrt(2 * SEEDS))


def test_errors_are_widened_never_narrowed() -> None:
    """Points that miss the law by more than their errors widen them; a fit too good changes nothing."""
    B = 8e-4 * T
    zigzag = B * (1 + 0.06 * np.array([1, -1, 1, -1, 1, -1, 1]))

    exact = fit_rates(T, B, 0.02 * B, laws=["power"])["power"]
    missed = fit_rates(T, zigzag, 0.02 * B, laws=["power"])["power"]

    assert 1.0 == exact.scale
    assert math.sqrt(missed.chi2_red) == pytest.approx(missed.scale)
    assert missed.scale > 2.5
    assert missed.p_err / exact.p_err == pytest.approx(missed.scale, rel=0.05)


def test_chi_square_by_hand() -> None:
    """Two errors of one sigma in four points of a constant slope: chi2 and degrees of freedom by hand."""
    t, err = np.array([1.0, 2.0, 4.0, 8.0]), 1e-4
    X = np.stack([np.ones(4), t], axis=1)
    y = 1e-3 + 1e-3 * t + np.array([err, 0.0, 0.0, -err])
    c = np.linalg.lstsq(X, y, rcond=None)[0]
    expected = float(np.sum(((y - X @ c) / err) ** 2))

    fit = fit_rates(t, y, err, laws=["nyquist_2d"])["nyquist_2d"]

    assert expected == pytest.approx(fit.chi2, rel=1e-9)
    assert expected / 2 == pytest.approx(fit.chi2_red, rel=1e-9)
    assert (4, 2) == (fit.n, fit.n_parameters)


def test_curve_and_band() -> None:
    """The curve passes through exact data; the band is the propagated error, and never below zero."""
    B, err = 2e-3 + 5e-4 * T, np.full(T.size, 1e-4)
    fit = fit_rates(T, B, err, laws=["nyquist_2d"])["nyquist_2d"]
    t = np.array([[0.1, 1.0], [10.0, 40.0]])
    X = np.stack([np.ones(4), t.ravel()], axis=1)
    C = np.linalg.inv((X_ := np.stack([np.ones_like(T), T], axis=1) / err[:, None]).T @ X_)
    sigma = np.sqrt(np.einsum("ni,ij,nj->n", X, C, X)).reshape(2, 2)

    low, high = fit.band(t)

    np.testing.assert_allclose(2e-3 + 5e-4 * t, fit.curve(t), rtol=1e-9)
    np.testing.assert_allclose(sigma, high - fit.curve(t), rtol=1e-6)
    np.testing.assert_allclose(sigma, fit.curve(t) - low, rtol=1e-6)
    assert np.all(fit.band(t, sigmas=50.0)[0] >= 0.0)


def test_row_holds_contract_columns() -> None:
    """A row starts with law, p, p_err and ends with chi2_red and aicc."""
    B = 2e-3 + 5e-4 * T
    row = fit_rates(T, B, 0.02 * B, laws=["power_saturating"])["power_saturating"].row()

    assert ["law", "p", "p_err"] == list(row)[:3]
    assert ["chi2_red", "aicc"] == list(row)[-2:]
    assert {"B_0", "B_0_err", "B_0_bound", "A", "A_err", "p_lo", "p_hi", "p_bound"} <= set(row)


def test_law_with_a_fixed_exponent_says_so() -> None:
    """Nyquist dephasing of a film has p = 1 with error 0."""
    fit = fit_rates(T, 1e-3 * T, 1e-5, laws=["nyquist_2d"])["nyquist_2d"]

    assert (1.0, 0.0) == (fit.p, fit.p_err)
    assert fit.exponent.fixed
