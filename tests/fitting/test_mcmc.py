"""Samples of the posterior: where it is normal they agree with the profile, and a seed repeats them."""

from __future__ import annotations

import math
import sys
from dataclasses import replace

import numpy as np
import pytest

from hlnfit import Magnetoconductance, fit, fit_series
from hlnfit.errors import FitError, MissingExtraError
from hlnfit.fitting.correlated import Covariance
from hlnfit.fitting.mcmc import Samples, by_sampling, sample_posterior
from hlnfit.fitting.posterior import LogPosterior
from tests.fitting.curves import noisy, one_channel, three_terms

emcee = pytest.importorskip("emcee")
B = np.linspace(-1.0, 1.0, 81)


def wal(seed=1, relative=0.02):
    """One antilocalizing channel."""
    return noisy(one_channel(B, -0.5, 5e-3), B, np.random.default_rng(seed), relative)


@pytest.fixture(scope="module")
def profile():
    """A fit with a posterior that is nearly normal."""
    return fit(wal(), odd="none", fix={"B_offset": 0.0})


@pytest.fixture(scope="module")
def sampled(profile):
    """The same with samples."""
    return by_sampling(profile, seed=3)


def test_quantiles_agree_with_the_profile(profile, sampled):
    """Where chi-square is a parabola, both 68 % intervals are the same (to 10 % of their width)."""
    assert sampled.samples.converged
    assert "mcmc" == sampled.error_method
    for name in ("B_phi", "L_phi", "alpha"):
        p, q = profile.params[name], sampled.params[name]
        width = p.hi - p.lo
        assert p.value == q.value
        assert p.lo == pytest.approx(q.lo, abs=0.12 * width)
        assert p.hi == pytest.approx(q.hi, abs=0.12 * width)
        assert 0.5 * (q.hi - q.lo) == pytest.approx(q.err)


def test_covariance_of_the_samples_is_that_of_the_fit(profile, sampled):
    """Linear parameters are drawn given the others: standard errors of all, and their correlation."""
    values = sampled.samples.values
    free = profile.problem.free
    columns = [np.log(values[n]) if n == "B_phi" else values[n] for n in free]
    sigma = np.sqrt(np.diag(profile.covariance))

    assert np.std(columns, axis=1) == pytest.approx(sigma, rel=0.1)
    expected = profile.covariance / np.outer(sigma, sigma)
    assert np.corrcoef(columns) == pytest.approx(expected, abs=0.08)


def test_integrating_out_equals_sampling():
    """The density with alpha and dsigma0 integrated out is the integral of the likelihood over both."""
    problem = fit(wal(), odd="none", fix={"B_offset": 0.0}, errors="covariance").problem
    density = LogPosterior(problem, 1.7)

    def integral(theta):
        _, columns, _ = problem.columns(theta)
        alpha = np.linspace(-0.9, -0.1, 1601)
        level = np.linspace(-2e-5, 2e-5, 1601)
        data = problem.y / problem.error
        # The likelihood is normal in both: chi-square at all pairs from a few scalar products.
        s = [[float(a @ b) for b in (*columns.T, data)] for a in (*columns.T, data)]
        chi2 = (
            s[2][2]
            - 2.0 * (alpha[:, None] * s[0][2] + level * s[1][2])
            + alpha[:, None] ** 2 * s[0][0]
            + 2.0 * alpha[:, None] * level * s[0][1]
            + level**2 * s[1][1]
        )
        least = chi2.min()
        return math.log(np.exp(-0.5 * (chi2 - least) / 1.7).sum()) - 0.5 * least / 1.7

    first, second = np.log([4.5e-3]), np.log([6e-3])
    expected = integral(first) - integral(second)
    assert expected == pytest.approx(density(first) - density(second), abs=1e-3)


@pytest.mark.slow
def test_a_seed_repeats_the_samples_and_another_does_not(profile, sampled):
    """Bit for bit."""
    again = sample_posterior(profile, seed=3)
    other = sample_posterior(profile, seed=4)

    assert np.array_equal(sampled.samples.values["B_phi"], again.values["B_phi"])
    assert np.array_equal(sampled.samples.values["alpha"], again.values["alpha"])
    assert not np.array_equal(again.values["B_phi"], other.values["B_phi"])


def test_correlated_noise_is_in_the_likelihood(profile):
    """The density differences are those of chi-square with the whitened residuals."""
    n = profile.problem.B.size
    gap = np.diff(profile.problem.B, prepend=-np.inf)
    noise = Covariance(np.arange(n), gap, np.ones(n), 0.5, 0.8, 0.1)
    problem = replace(profile.problem, noise=noise)
    dense = 0.5 * np.eye(n)
    u = math.sqrt(3.0) * np.abs(np.subtract.outer(problem.B, problem.B)) / 0.1
    dense += 0.8 * (1.0 + u) * np.exp(-u)
    inverse = np.linalg.inv(dense)

    def expected(theta):
        _, X, _ = problem.columns(theta)
        y = problem.y / problem.error
        normal = X.T @ inverse @ X
        c = np.linalg.solve(normal, X.T @ inverse @ y)
        chi2 = (y - X @ c) @ inverse @ (y - X @ c)
        return -0.5 * chi2 - 0.5 * np.linalg.slogdet(normal)[1]

    density = LogPosterior(problem, 1.0)
    first, second = np.log([4.5e-3]), np.log([6e-3])
    assert expected(first) - expected(second) == pytest.approx(density(first) - density(second), abs=1e-6)


def test_a_chain_that_is_too_short_has_no_quantiles(profile):
    """Ten steps say nothing: NaN, a flag in words, and the limits of the profile stay."""
    found = by_sampling(profile, max_steps=10)

    assert not found.samples.converged
    assert all(math.isnan(q) for q in found.samples.quantiles("B_phi"))
    assert "mcmc_not_converged" == found.flags[-1].code
    assert "50 are needed" in found.flags[-1].message
    assert profile.params["B_phi"].lo == found.params["B_phi"].lo
    assert "caution" == found.verdict


def test_what_is_not_determined_stays_a_bound():
    """A posterior always has quantiles; without information on B_so the table shows none."""
    curve = noisy(three_terms(B, 5e-3, 5e-7, 2.0), B, np.random.default_rng(5), 0.03)
    found = by_sampling(fit(curve, "hln", fix={"B_e": 2.0, "B_offset": 0.0}, odd="none"), max_steps=500)

    assert not found.params["B_so"].determined
    assert found.params["B_so"].bound.startswith("<")
    assert math.isnan(found.params["L_so"].value)
    assert "L_so" in found.samples.values


@pytest.mark.slow
def test_shared_parameters_come_with_what_the_other_curves_say():
    """In a series with one B_so its posterior is that of the joint fit, not of the curve alone."""
    rng = np.random.default_rng(6)
    curves = [
        noisy(three_terms(B, b, 0.05, 2.0), B, rng, 0.02, temperature=t)
        for t, b in ((2.0, 3e-3), (4.0, 8e-3), (8.0, 2e-2))
    ]
    options = {"fix": {"B_e": 2.0, "B_offset": 0.0}, "odd": "none"}
    series = fit_series(curves, "hln", share=("B_so",), errors="covariance", **options)
    alone = fit(curves[2], "hln", errors="covariance", **options)
    spread = np.std(np.log(sample_posterior(series[2], seed=1).values["B_so"]))
    shared = series[2].params["B_so"]

    assert shared.err / shared.value == pytest.approx(spread, rel=0.15)
    assert spread < 0.8 * alone.params["B_so"].err / alone.params["B_so"].value


def test_progress_is_told(profile):
    """Steps done and steps at most."""
    told = []
    sample_posterior(profile, max_steps=20, progress=lambda done, total: told.append((done, total)))

    assert [(20, 20)] == told


def test_without_emcee_the_extra_is_named(profile, monkeypatch):
    """What to install, not a traceback."""
    monkeypatch.setitem(sys.modules, "emcee", None)

    with pytest.raises(MissingExtraError, match=r"hlnfit\[mcmc\]"):
        sample_posterior(profile)


def test_nothing_to_sample_is_told():
    """A curve that was not fitted, or has nothing nonlinear."""
    rejected = fit(Magnetoconductance([0.0, 0.1], [0.0, 1e-6]))

    with pytest.raises(FitError, match="no nonlinear parameter"):
        sample_posterior(rejected)
    assert by_sampling(rejected).samples is None


def test_slow_chains_name_the_slowest():
    """The flag names the parameter that mixes worst."""
    samples = Samples({}, np.zeros(1), {"B_phi": 10.0, "B_so": 80.0}, 0.5, 16, 1000, False, 0)

    assert "autocorrelation times of B_so" in samples.flag.message


def test_fit_samples_when_asked(sampled):
    """hf.fit(errors="mcmc"): the same numbers for the same seed, and samples that stay with the fit."""
    found = fit(wal(), errors="mcmc", seed=3, odd="none", fix={"B_offset": 0.0})

    assert "mcmc" == found.error_method
    assert sampled.params["L_phi"].lo == found.params["L_phi"].lo
    assert found.samples.converged


@pytest.mark.slow
def test_a_series_samples_each_sweep_with_its_own_stream():
    """Progress runs to its end, and two equal curves get different samples."""
    curve = wal()
    told = []
    series = fit_series(
        [curve, curve], errors="mcmc", seed=1, odd="none", fix={"B_offset": 0.0},
        progress=lambda done, total: told.append(done / total),
    )  # fmt: skip
    first, second = (f.samples.values["B_phi"] for f in series.fits)

    assert 1.0 == told[-1]
    assert sorted(told) == told
    assert not np.array_equal(first, second)
    assert {"mcmc"} == {f.error_method for f in series.fits}


def test_fit_names_the_extra_before_any_work(monkeypatch):
    """Without emcee nothing is fitted first."""
    monkeypatch.setitem(sys.modules, "emcee", None)

    with pytest.raises(MissingExtraError, match=r"hlnfit\[mcmc\]"):
        fit(wal(), errors="mcmc")
    with pytest.raises(MissingExtraError, match=r"hlnfit\[mcmc\]"):
        fit_series([wal()], errors="mcmc")
