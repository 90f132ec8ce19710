"""Comparison of models: the truth wins where it can, and noise never does."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hlnfit import Magnetoconductance
from hlnfit.errors import ConfigError, FitError
from hlnfit.fitting.comparison import compare_models
from hlnfit.fitting.comparison.nested import f_test
from tests.fitting.curves import noisy, one_channel, three_terms

B = np.linspace(-1.0, 1.0, 161)
PAIR = ("hln_simple", "hln_simple+quadratic")


def wal(rng, relative=0.01, c2=0.0):
    """One antilocalizing channel, with a classical background of c2 B^2."""
    return noisy(one_channel(B, -0.5, 5e-3) + c2 * B**2, B, rng, relative)


def test_three_terms_beat_one_channel_on_a_crossover_curve():
    """Between localization and antilocalization one channel cannot follow the curve."""
    curve = noisy(three_terms(B, 5e-3, 0.05, 2.0), B, np.random.default_rng(1))
    found = compare_models(curve, ("hln_simple", "hln"), fix={"hln": {"B_e": 2.0}})

    assert "hln" == found.preferred
    assert ["hln", "hln_simple"] == [c.model for c in found.candidates]
    assert "The data prefer hln" in found.words
    assert "decisive" in found.words
    # One channel with a free amplitude is no special case of three terms with amplitudes of theory.
    assert () == found.nested


def test_a_background_that_is_there_is_needed():
    """A parabola of a tenth of the cusp at 1 T, ten times the noise."""
    found = compare_models(wal(np.random.default_rng(2), c2=-3e-6), PAIR)

    assert "hln_simple+quadratic" == found.preferred
    (test,) = found.nested
    assert ("hln_simple", "hln_simple+quadratic", 1) == (test.smaller, test.larger, test.n_extra)
    assert test.needed
    assert "is needed (F-test" in str(found)


def test_noise_makes_no_winner_of_a_background_that_is_not_there():
    """In 40 sweeps the larger model is preferred at most by chance, and p-values are uniform."""
    rng = np.random.default_rng(3)
    found = [compare_models(wal(rng), PAIR) for _ in range(40)]

    # AICc is lower by 2 for one useless parameter in 4.6 % of cases (chi-square above 4).
    assert sum(f.preferred == "hln_simple+quadratic" for f in found) <= 6
    p = np.sort([f.nested[0].p for f in found if f.nested])
    assert p.size >= 36
    # Kolmogorov-Smirnov at 1 %: 1.63 / sqrt(40).
    assert np.max(np.abs(p - (np.arange(p.size) + 0.5) / p.size)) < 0.26


def test_models_that_are_the_same_curve_cannot_be_told_apart():
    """Strong spin-orbit coupling: one term at -1/2 and three terms at B_so -> infinity."""
    curve = noisy(three_terms(B, 5e-3, 50.0, 1e3), B, np.random.default_rng(4))
    found = compare_models(curve, ("hln", "hln_dp"), fix={"hln": {"B_e": 1e3}})

    assert found.preferred is None
    assert "The data cannot tell" in found.words
    assert "depending on the model" in found.words
    assert abs(1.0 - sum(c.weight for c in found.candidates)) < 1e-12


def test_aicc_is_that_of_the_formula():
    """AICc = chi2 + 2 k + 2 k (k + 1) / (n - k - 1); chi2 of the best is its degrees of freedom."""
    found = compare_models(wal(np.random.default_rng(5)), PAIR)
    for c in found.candidates:
        k, n = c.n_free, found.n_points
        assert c.chi2 + 2 * k + 2 * k * (k + 1) / (n - k - 1) == pytest.approx(c.aicc, rel=1e-12)
        assert c.chi2 + k * math.log(n) == pytest.approx(c.bic, rel=1e-12)
    # alpha, B_phi, dsigma0, B_offset, two odd terms; and c2.
    assert {6, 7} == {c.n_free for c in found.candidates}
    assert not found.correlated


def test_given_errors_are_used_as_they_are():
    """With the true errors, chi-square of the true model is distributed about its degrees of freedom."""
    rng = np.random.default_rng(6)
    truth = one_channel(B, -0.5, 5e-3)
    sigma = 0.01 * np.ptp(truth)
    curve = Magnetoconductance(B, truth + sigma * rng.normal(size=B.size), np.full(B.size, sigma))
    found = compare_models(curve, PAIR)
    simple = next(c for c in found.candidates if c.model == "hln_simple")

    # 155 +- 17.6 (three standard deviations: 53).
    assert abs(simple.chi2 - 155.0) < 53.0
    assert simple.chi2 == pytest.approx(simple.fits[0].chi2, rel=1e-9)


def test_fluctuations_share_one_covariance_and_make_no_winner():
    """A smooth random pattern of 3 % of the cusp is noise to both models, not a background to one."""
    rng = np.random.default_rng(7)
    phase = rng.uniform(0.0, 2.0 * np.pi, 60)
    rate = rng.normal(size=60) * math.sqrt(2.0 * math.log(2.0)) / 0.05
    values = one_channel(B, -0.5, 5e-3)
    pattern = 0.03 * np.ptp(values) * math.sqrt(2.0 / 60) * np.cos(np.outer(B, rate) + phase).sum(axis=1)
    found = compare_models(noisy(values + pattern, B, rng, 0.003), PAIR)

    assert found.correlated
    covariances = {id(c.fits[0].problem.noise.gap) for c in found.candidates}
    assert 1 == len(covariances)
    assert "hln_simple+quadratic" != found.preferred


def test_a_series_adds_up():
    """Chi-square, parameters and points of several curves add; each curve has its own L_phi."""
    rng = np.random.default_rng(8)
    curves = [wal(rng, 0.05, c2=-5e-6) for _ in range(3)]
    found = compare_models(curves, PAIR)

    assert 3 * 161 == found.n_points
    assert {18, 21} == {c.n_free for c in found.candidates}
    assert 3 == len(found.candidates[0].L_phi)
    assert "hln_simple+quadratic" == found.preferred


def test_window_of_the_model_that_holds_furthest():
    """With b_max="auto" both models are compared on the same points."""
    found = compare_models(wal(np.random.default_rng(9), c2=-2e-5), PAIR, b_max="auto")
    windows = {c.fits[0].B_max for c in found.candidates}

    assert {1.0} == windows
    assert "hln_simple+quadratic" == found.preferred


def test_pure_noise_prefers_nothing():
    """Where no signal is seen, no model describes the data."""
    curve = Magnetoconductance(B, 1e-8 * np.random.default_rng(10).normal(size=B.size))
    found = compare_models(curve, ("hln_simple", "hln_dp"))

    assert found.preferred is None
    assert "No model describes the data" in found.words


def test_rows_are_a_table():
    """One row a model, best first, with what a table shows."""
    rows = compare_models(wal(np.random.default_rng(11)), PAIR).rows()

    assert [0.0] == [r["delta_aicc"] for r in rows[:1]]
    expected = {"model", "n_free", "chi2", "aicc", "delta_aicc", "weight", "bic", "L_phi_nm", "verdict"}
    assert expected | {"preferred"} == set(rows[0])


def test_f_test_of_a_table():
    """F = 4.15 with 1 and 32 degrees of freedom is the 5 % point of the tables."""
    test = f_test("a", "b", (32.0 + 4.149, 32.0), (2, 3), 35)

    assert pytest.approx(0.05, abs=2e-4) == test.p


@pytest.mark.parametrize(
    ("models", "fix", "told"),
    [
        (("hln",), None, "two or more"),
        (("hln", "hln"), None, "two or more"),
        (PAIR, {"ilp": {}}, "fix names ilp"),
    ],
)
def test_what_cannot_be_compared_is_told(models, fix, told):
    """One model, one model twice, and a model that is not compared."""
    with pytest.raises(ConfigError, match=told):
        compare_models(wal(np.random.default_rng(12)), models, fix=fix)


def test_a_curve_without_points_is_an_error():
    """Nothing to compare on."""
    with pytest.raises(FitError, match="no curve can be fitted"):
        compare_models(Magnetoconductance([0.0, 0.1], [0.0, 1e-6]), PAIR)
