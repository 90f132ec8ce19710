"""The engine against answers that are not its own: scipy, lmfit, exact data, numerical curvature."""

from __future__ import annotations

import lmfit
import numpy as np
import pytest
from scipy.optimize import least_squares

import hlnfit as hf
from hlnfit.fitting.engine import one
from hlnfit.fitting.prepare import split_terms
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.solve import linearize, minimize

from ..curves import noisy, one_channel, three_terms

B = np.linspace(-1.0, 1.0, 201)
TRUTH = np.array([[4e-3, 0.06, 0.8], [1.5e-2, 0.2, 2.5], [8e-3, 0.03, 1.2], [2.5e-2, 0.25, 3.0]])
CLEAN = np.array([three_terms(B, *p) for p in TRUTH])
NOISE = 0.01 * np.ptp(CLEAN, axis=1, keepdims=True)
CURVES = CLEAN + NOISE * np.random.default_rng(8).normal(size=CLEAN.shape)
SINGLE = {"errors": "covariance", "odd": "none", "fix": {"B_offset": 0.0}}


def problem_of(curve, model, odd="none", **fixed):
    """Return the least-squares problem of a curve with unit weights in its own noise."""
    error = np.full(len(curve), 1e-8)
    return Problem.from_curve(curve, error, split_terms(model, None), odd=odd, fixed=fixed)


def test_no_lower_minimum_from_thirty_random_starts():
    """scipy's trust region, from thirty starts over three decades, finds nothing lower."""
    grid = hf.fit_map(B, CURVES, error=NOISE)
    rng = np.random.default_rng(1)
    for k, y in enumerate(CURVES):

        def residual(p, y=y, noise=NOISE[k, 0]):
            return (three_terms(B, *np.exp(p[:3])) + p[3] * noise - y) / noise

        starts = np.concatenate([rng.uniform(np.log([1e-3, 3e-3, 0.1]), np.log([0.1, 1.0, 10.0]), (30, 3)),
                                 np.zeros((30, 1))], axis=1)  # fmt: skip
        lowest = min(2.0 * least_squares(residual, s, max_nfev=60).cost for s in starts)
        assert grid.chi2[k] <= lowest + 1e-6


def test_exact_data_are_recovered():
    """Without noise the parameters come back, as far as scipy's digamma lets them."""
    grid = hf.fit_map(B, CLEAN)

    for name, values in zip(("B_phi", "B_so", "B_e"), TRUTH.T, strict=True):
        np.testing.assert_allclose(grid.best[name], values, rtol=1e-6)


@pytest.mark.parametrize("shared", [True, False])
def test_agrees_with_lmfit(shared):
    """Values and errors of tightly converged lmfit fits, to 1e-6; its derivatives are the limit."""
    grid = hf.fit_map(B if shared else np.tile(B, (4, 1)), CURVES, error=NOISE)
    model = lmfit.Model(lambda B, B_phi, B_so, B_e, dsigma0: three_terms(B, B_phi, B_so, B_e) * 1e6 + dsigma0)
    for k, y in enumerate(CURVES):
        start = {n: {"value": float(grid.best[n][k]) * 1.01, "min": 0} for n in ("B_phi", "B_so", "B_e")}
        result = model.fit(
            1e6 * y, model.make_params(dsigma0=1e-3, **start), B=B, weights=1e-6 / NOISE[k, 0],
            scale_covar=False, fit_kws={"xtol": 1e-14, "ftol": 1e-14, "gtol": 1e-14, "epsfcn": 1e-12},
        )  # fmt: skip
        for name in ("B_phi", "B_so", "B_e"):
            assert grid.best[name][k] == pytest.approx(result.params[name].value, rel=1e-6)
            if grid.params[name].determined[k]:
                error = getattr(grid, name + "_err")[k]
                assert error == pytest.approx(result.params[name].stderr, rel=1e-5)
        assert grid.chi2[k] == pytest.approx(result.chisqr, rel=1e-7)


def test_covariance_is_the_curvature():
    """Errors equal those from central differences of the model, written with scipy."""
    grid = hf.fit_map(B, CURVES, error=NOISE)
    for k in range(len(CURVES)):
        at = np.array([grid.best[n][k] for n in ("B_phi", "B_so", "B_e")])
        columns = [np.ones_like(B)]
        for i in range(3):
            step = np.zeros(3)
            step[i] = 1e-4
            up, down = three_terms(B, *(at * np.exp(step))), three_terms(B, *(at * np.exp(-step)))
            columns.insert(i, (up - down) / 2e-4)
        J = np.stack(columns, axis=1) / NOISE[k, 0]
        np.testing.assert_allclose(
            np.sqrt(np.diag(grid.covariance[k])), np.sqrt(np.diag(np.linalg.inv(J.T @ J))), rtol=1e-5
        )


def two_directions():
    """A curve of two directions with offsets and levels of their own, an odd part and a background."""
    rng = np.random.default_rng(4)
    x = np.concatenate([B, B[::-1]])
    group = np.repeat([0, 1], B.size)
    offset = np.where(group == 0, 4e-3, -3e-3)
    y = three_terms(x - offset, 6e-3, 0.08, 2.0) + np.where(group == 0, 0.0, 2e-7) + 3e-7 * (x - offset)
    return noisy(y - 1e-6 * np.abs(x - offset), x, rng, 3e-3, group=group)


@pytest.mark.parametrize("model", ["hln+linear", "hln_magnetic", "hln_simple+quadratic", "hln_dp"])
def test_same_minimum_as_the_general_solver(model, monkeypatch):
    """Groups, offsets, odd terms and backgrounds: the solver in numpy goes to the same place."""
    problem = problem_of(two_directions(), model, odd="cubic")
    found = one.fit_one(problem)[0]
    monkeypatch.setattr(one, "descend_from", lambda *_: None)
    general = minimize(problem, found.theta + 0.01)

    assert found.chi2 == pytest.approx(general.chi2, rel=1e-8)
    determined = np.sqrt(np.diag(general.covariance)) < 1e3
    np.testing.assert_allclose(
        np.sqrt(np.diag(found.covariance))[determined],
        np.sqrt(np.diag(general.covariance))[determined],
        rtol=1e-3,
    )
    assert linearize(problem, found.theta).chi2 == pytest.approx(found.chi2, rel=1e-9)


def test_offsets_of_both_directions():
    """Each direction has its own offset."""
    fit = hf.fit(two_directions(), "hln+linear", errors="covariance")

    for name, offset in (("B_offset", 4e-3), ("B_offset_2", -3e-3)):
        p = fit.params[name]
        assert abs(p.value - offset) < 4.5 * p.err


def test_bounds_are_kept_and_told():
    """Without spin-orbit coupling B_so runs to the end of its range, not beyond it, and hides nothing."""
    y = one_channel(B, 1.0, 5e-3) - one_channel(B, 1.0, 2.0)
    curve = noisy(y, B, np.random.default_rng(3), 2e-3)
    problem = problem_of(curve, "hln", B_offset=0.0)
    found = one.fit_one(problem)[0]
    lower, upper = problem.box

    assert (found.theta >= lower).all()
    assert (found.theta <= upper).all()
    assert found.chi2 <= linearize(problem, np.clip(np.log([5e-3, 1e-6, 2.0]), lower, upper)).chi2
    for name in found.at_bound:
        k = problem.nonlinear.index(name)
        assert found.theta[k] in (lower[k], upper[k])
    assert not hf.fit_map(B, curve.dsigma).B_so_determined


def test_the_unit_of_the_field_does_not_matter():
    """The same curves over fields a thousand times smaller give fields a thousand times smaller."""
    grid = hf.fit_map(B, CURVES, error=NOISE)
    small = hf.fit_map(1e-3 * B, CURVES, error=NOISE)

    np.testing.assert_allclose(1e-3 * grid.best["B_phi"], small.best["B_phi"], rtol=1e-5)
    np.testing.assert_allclose(grid.chi2, small.chi2, rtol=1e-6)


def test_the_order_of_the_points_does_not_matter():
    """Shuffled points give the same bits."""
    order = np.random.default_rng(0).permutation(B.size)
    straight = hf.fit(hf.Magnetoconductance(B, CURVES[0], NOISE[0] + 0 * B), "hln", **SINGLE)
    shuffled = hf.fit(hf.Magnetoconductance(B[order], CURVES[0][order], NOISE[0] + 0 * B), "hln", **SINGLE)

    assert straight.best == shuffled.best
