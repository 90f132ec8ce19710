"""Fits with shared parameters against one dense least-squares problem over all curves (scipy)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import least_squares
from scipy.special import digamma

from hlnfit import Magnetoconductance, fit_series
from tests.fitting.curves import G0, noisy, three_terms

B = np.linspace(-1.0, 1.0, 151)
TEMPERATURES = (1.5, 3.0, 6.0, 12.0)
OPTIONS = {"fix": {"B_offset": 0.0}, "odd": "none", "errors": "covariance"}


def series(seed=3, error=True):
    """Four temperatures with one B_so and one B_e."""
    rng = np.random.default_rng(seed)
    out = []
    for T in TEMPERATURES:
        clean = three_terms(B, 2e-3 * T, 0.05, 1.5)
        size = 0.01 * np.ptp(clean)
        y = clean + size * rng.normal(size=B.size)
        out.append(Magnetoconductance(B, y, error=np.full(B.size, size) if error else None, temperature=T))
    return out


def f2(b, size):
    """psi(1/2 + b/B) - ln(b/B)."""
    return digamma(0.5 + b / size) - np.log(b / size)


def dense(curves):
    """scipy over all curves at once: ln B_so, ln B_e, then ln B_phi and dsigma0 of each curve."""
    inner = np.abs(B) > 1e-9
    size = np.abs(B[inner])

    def residual(p):
        out = []
        for k, c in enumerate(curves):
            B_so, B_e, B_phi = np.exp(p[0]), np.exp(p[1]), np.exp(p[2 + 2 * k])
            model = np.zeros(B.size)
            model[inner] = G0 * (
                -f2(B_e, size) + 1.5 * f2(B_phi + 4.0 / 3.0 * B_so, size) - 0.5 * f2(B_phi, size)
            )
            out.append((c.dsigma - model - 1e-6 * p[3 + 2 * k]) / c.error)
        return np.concatenate(out)

    start = [np.log(0.05), np.log(1.5)]
    for T in TEMPERATURES[: len(curves)]:
        start += [np.log(2e-3 * T), 0.0]
    found = least_squares(residual, start, xtol=1e-15, ftol=1e-15, gtol=1e-15)
    return found.x, np.linalg.inv(found.jac.T @ found.jac)


def test_values_and_covariance_are_those_of_one_dense_problem():
    """Shared and own parameters, their errors, and the covariance of B_phi between the curves."""
    curves = series()
    x, covariance = dense(curves)
    found = fit_series(curves, "hln", share=("B_so", "B_e"), **OPTIONS)

    assert np.exp(x[0]) == pytest.approx(found.values("B_so")[0], rel=1e-6)
    assert np.exp(x[1]) == pytest.approx(found.values("B_e")[0], rel=1e-6)
    B_phi = np.exp(x[2::2])
    np.testing.assert_allclose(found.values("B_phi"), B_phi, rtol=1e-6)
    for k, name in enumerate(("B_so", "B_e")):
        expected = np.exp(x[k]) * np.sqrt(covariance[k, k])
        np.testing.assert_allclose(found.errors(name), expected, rtol=1e-4)
    between = covariance[2::2, 2::2] * np.outer(B_phi, B_phi)
    np.testing.assert_allclose(found.covariance_B_phi, between, rtol=1e-3)
    np.testing.assert_allclose(found.errors("B_phi"), np.sqrt(np.diag(between)), rtol=1e-4)


def test_order_of_the_curves_does_not_matter():
    """Any order of the temperatures gives the same numbers."""
    curves = series(error=False)
    there = fit_series(curves, "hln", share=("B_so", "B_e"), **OPTIONS)
    mixed = [curves[k] for k in (2, 0, 3, 1)]
    other = fit_series(mixed, "hln", share=("B_so", "B_e"), **OPTIONS)

    for name in ("B_phi", "B_so", "B_e"):
        np.testing.assert_allclose(other.values(name), there.values(name)[[2, 0, 3, 1]], rtol=1e-8)
        np.testing.assert_allclose(other.errors(name), there.errors(name)[[2, 0, 3, 1]], rtol=1e-6)


def test_one_bad_sweep_leaves_the_others_as_they_are():
    """A sweep without points, and one of noise alone, change nothing of the rest."""
    curves = series()
    noise = Magnetoconductance(B, 1e-9 * np.random.default_rng(1).normal(size=B.size), temperature=2.0)
    short = Magnetoconductance(B[:4], curves[0].dsigma[:4], temperature=5.0)
    alone = fit_series(curves, "hln", share=("B_so", "B_e"), **OPTIONS)
    beside = fit_series([short, *curves, noise], "hln", share=("B_so", "B_e"), **OPTIONS)

    assert ("reject", "reject") == (beside[0].verdict, beside[5].verdict)
    np.testing.assert_allclose(beside.values("B_so")[1:5], alone.values("B_so"), rtol=1e-3)
    np.testing.assert_allclose(beside.values("B_phi")[1:5], alone.values("B_phi"), rtol=1e-3)


def test_lmfit_of_each_curve_agrees():
    """The lmfit result of a curve of a joint fit stands at the joint minimum."""
    found = fit_series(series(), "hln", share=("B_so", "B_e"), **OPTIONS)

    for one in found:
        for name in ("B_phi", "B_so", "B_e"):
            assert one.best[name] == pytest.approx(one.lmfit.params[name].value, rel=1e-6)
            assert one.params[name].err == pytest.approx(one.lmfit.params[name].stderr, rel=1e-3)


def test_offsets_odd_terms_and_correlated_noise_stay_own():
    """Curves with their own offset, Hall admixture and conductance fluctuations share B_so."""
    rng = np.random.default_rng(7)
    distance = np.abs(B[:, None] - B[None, :]) / 0.05
    chol = np.linalg.cholesky(np.exp(-distance) + 1e-9 * np.eye(B.size))
    curves = []
    for k, T in enumerate(TEMPERATURES):
        offset = 2e-3 * (k - 1)
        clean = three_terms(B - offset, 2e-3 * T, 0.05, 1.5) + 3e-7 * (k + 1) * B
        curves.append(
            Magnetoconductance(
                B, clean + 0.02 * np.ptp(clean) * (chol @ rng.normal(size=B.size)), temperature=T
            )
        )
    found = fit_series(curves, "hln", share=("B_so",), fix={"B_e": 1.5}, errors="covariance")

    assert any(f.noise is not None and f.noise.significant for f in found)
    for k, f in enumerate(found):
        assert 2e-3 * (k - 1) == pytest.approx(f.best["B_offset"], abs=4.0 * f.params["B_offset"].err)
    assert 0.05 == pytest.approx(found.values("B_so")[0], abs=4.0 * found.errors("B_so")[0])
    assert 1 == len(set(found.values("B_so")))


def test_a_model_without_a_mode_table_is_shared_the_same_way():
    """ilp runs through its formula: one B_so for both curves, and a B_phi for each."""
    rng = np.random.default_rng(3)
    thin = B[::5]
    curves = [
        noisy(three_terms(thin, 2e-3 * T, 0.05, 1e3), thin, rng, 0.01, temperature=T)
        for T in TEMPERATURES[:2]
    ]
    found = fit_series(
        curves, "ilp", share=("B_so",), fix={"B_offset": 0.0, "B_so1": 1e-9}, odd="none", errors="covariance"
    )

    assert 1 == len(set(found.values("B_so")))
    assert np.isfinite(found.values("B_phi")).all()
