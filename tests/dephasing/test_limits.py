from __future__ import annotations

import math

import numpy as np
import pytest

from hlnfit.dephasing import fit_rates

T = np.array([1.5, 2.2, 3.1, 4.5, 6.5, 9.5, 13.0])


def test_limits_of_a_linear_law_are_those_of_linear_regression() -> None:
    """For B_0 + A T with errors both parameters have the errors of weighted linear regression."""
    B, err = 2e-3 + 5e-4 * T, np.full(T.size, 1e-4)
    X = np.stack([np.ones_like(T), T], axis=1) / err[:, None]
    expected = np.sqrt(np.diag(np.linalg.inv(X.T @ X)))

    fit = fit_rates(T, B, err, laws=["nyquist_2d"])["nyquist_2d"]

    for sigma, name, value in zip(expected, ("B_0", "A"), (2e-3, 5e-4), strict=True):
        q = fit.parameters[name]
        assert value == pytest.approx(q.value, rel=1e-9)
        assert sigma == pytest.approx(q.err, rel=1e-4)
        assert value - sigma == pytest.approx(q.lo, rel=1e-4)
        assert value + sigma == pytest.approx(q.hi, rel=1e-4)


def test_bound_of_an_absent_constant() -> None:
    """Exact data without saturation give B_0 < 1.645 times its error, and no value."""
    B, err = 5e-4 * T, np.full(T.size, 1e-4)
    X = np.stack([np.ones_like(T), T], axis=1) / err[:, None]
    sigma = math.sqrt(np.linalg.inv(X.T @ X)[0, 0])

    q = fit_rates(T, B, err, laws=["nyquist_2d"])["nyquist_2d"].parameters["B_0"]

    assert not q.determined and math.isnan(q.value) and math.isnan(q.err)
    assert 1.644854 * sigma == pytest.approx(q.bound_value, rel=1e-4)
    assert f"< {q.bound_value:.3g}" == q.bound


def test_limits_of_an_exponent_are_where_chi_square_rises_by_one() -> None:
    """At lo and hi of p the best curve with that exponent has a chi-square one higher, scaled."""
    rng = np.random.default_rng(3)
    B = 2e-3 + 8e-4 * T**1.5
    fit = fit_rates(T, B * (1 + 0.03 * rng.normal(size=T.size)), 0.03 * B)["power_saturating"]

    for end in (fit.exponent.lo, fit.exponent.hi):
        assert fit.scale**2 == pytest.approx(fit.problem.chi2_with("p", end) - fit.chi2, rel=1e-3)


def test_small_errors_of_an_exponent_are_those_of_the_covariance() -> None:
    """Where the profile is a parabola the error of p is that of the covariance matrix."""
    B = 8e-4 * T**1.2
    fit = fit_rates(T, B, 1e-3 * B, laws=["power"])["power"]

    assert math.sqrt(fit.covariance[1, 1]) == pytest.approx(fit.p_err, rel=1e-3)


def test_limits_of_an_amplitude_far_from_one_kelvin_are_not_symmetric() -> None:
    """From 20 to 80 K the value at 1 K is an extrapolation: its limits are a factor, not a distance."""
    t = np.array([20.0, 30.0, 40.0, 60.0, 80.0])
    B = 1e-6 * t**2
    q = fit_rates(t, B, 0.2 * B, laws=["power"])["power"].parameters["A"]

    assert q.hi / q.value == pytest.approx(q.value / q.lo, rel=0.05)
    assert q.hi / q.value > 1.9


def test_exponent_is_not_determined_by_one_bad_decade_of_noise() -> None:
    """With errors of 200 % neither exponent nor amplitude has a value, and the bound is one-sided or none."""
    B = 8e-4 * T
    fit = fit_rates(T, B, 2.0 * B, laws=["power"])["power"]

    assert math.isnan(fit.p) and math.isnan(fit.p_err)
    assert math.isnan(fit.parameters["A"].value)
    assert 1.0 == pytest.approx(fit.best["p"], rel=1e-6)
    assert fit.exponent.bound == "" or fit.exponent.bound[0] in "<>"


def test_choice_among_exponents_needs_the_others_rejected() -> None:
    """p = 3 is told from 2 and 4 with errors of 3 %, and listed with its rivals with errors of 50 %."""
    B = 1e-3 + 2e-6 * T**3

    sharp = fit_rates(T, B, 0.03 * B, laws=["electron_phonon"])["electron_phonon"]
    blunt = fit_rates(T, B, 1.5 * B, laws=["electron_phonon"])["electron_phonon"]

    assert (3.0, 0.0) == (sharp.p, sharp.p_err)
    assert math.isnan(blunt.p) and 3.0 == blunt.best["p"]
    assert "2 or 3 or 4" == blunt.exponent.bound


def test_limits_of_the_self_consistent_law() -> None:
    """B_0 and A of the implicit law have the errors of a linearization in B_0 and A."""
    from scipy.special import wrightomega

    g, A, B_0, err = 50.0, 2e-4, 1e-3, 2e-5

    def curve(b: float, a: float) -> np.ndarray:
        return np.asarray(a * T * wrightomega(np.log(g) + b / (a * T)))

    fit = fit_rates(T, curve(B_0, A), err, laws=["nyquist_2d_log"], R_sheet=25812.807459 / g)[
        "nyquist_2d_log"
    ]
    J = np.stack(
        [
            (curve(B_0 * 1.0001, A) - curve(B_0 * 0.9999, A)) / (2e-4 * B_0),
            (curve(B_0, A * 1.0001) - curve(B_0, A * 0.9999)) / (2e-4 * A),
        ],
        axis=1,
    )
    expected = np.sqrt(np.diag(np.linalg.inv(J.T @ J))) * err

    assert B_0 == pytest.approx(fit.parameters["B_0"].value, rel=1e-7)
    assert A == pytest.approx(fit.parameters["A"].value, rel=1e-7)
    assert expected[0] == pytest.approx(fit.parameters["B_0"].err, rel=0.01)
    assert expected[1] == pytest.approx(fit.parameters["A"].err, rel=0.01)
