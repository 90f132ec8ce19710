"""Bootstrap errors: residual, block and parametric; of one curve and of a series."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hlnfit import Magnetoconductance, Sample, fit, fit_series
from hlnfit.errors import ConfigError
from hlnfit.fitting.bootstrap.bootstrap import bootstrap_curve, streams
from hlnfit.fitting.bootstrap.resample import block_length, resampler
from hlnfit.fitting.correlated import Covariance, along_field
from hlnfit.fitting.reml import estimate_noise
from tests.fitting.curves import noisy, one_channel, three_terms

B = np.linspace(-1.0, 1.0, 401)
ALPHA, B_PHI = -0.5, 0.02
STILL = {"fix": {"B_offset": 0.0}, "odd": "none"}


def curve(seed=1, relative=0.02, **rest):
    """One channel with white noise."""
    return noisy(one_channel(B, ALPHA, B_PHI), B, np.random.default_rng(seed), relative, **rest)


def exponential_noise(rng, length):
    """Noise of unit variance that correlates as exp(-d/length), made point by point."""
    rho = np.exp(-(B[1] - B[0]) / length)
    out = np.empty(B.size)
    out[0] = rng.normal()
    for k in range(1, B.size):
        out[k] = rho * out[k - 1] + np.sqrt(1.0 - rho**2) * rng.normal()
    return out


def hits(kind, n, noise, seed=0, n_resamples=200):
    """Part of n curves whose 68 % interval of alpha and of B_phi holds the truth."""
    rng = np.random.default_rng(seed)
    clean = one_channel(B, ALPHA, B_PHI)
    found = np.zeros(2)
    for _ in range(n):
        data = clean + 0.02 * np.ptp(clean) * noise(rng)
        f = fit(Magnetoconductance(B, data), "hln_simple", errors="covariance", **STILL)
        drawn = bootstrap_curve(
            f.problem, f.best, scale=f.misfit.scale, noise=f.noise, kind=kind, n=n_resamples
        )
        for k, (name, truth) in enumerate((("alpha", ALPHA), ("B_phi", B_PHI))):
            low, high = np.quantile(drawn.of(name), [0.1587, 0.8413])
            found[k] += low <= truth <= high
    return found / n


def test_white_noise_is_covered_and_agrees_with_the_covariance():
    """With white noise the bootstrap gives the standard errors that the curvature gives."""
    by_curvature = fit(curve(), "hln_simple", errors="covariance")
    drawn = fit(curve(), "hln_simple", errors="bootstrap")

    for name in ("alpha", "B_phi", "L_phi", "B_offset"):
        assert by_curvature.params[name].err == pytest.approx(drawn.params[name].err, rel=0.15)
        assert by_curvature.params[name].value == drawn.params[name].value
        assert drawn.params[name].lo < drawn.params[name].value < drawn.params[name].hi
    assert "bootstrap" == drawn.error_method
    assert "residual" == drawn.bootstrap.kind
    assert (1000, 0) == (len(drawn.bootstrap.values), drawn.bootstrap.failed)


def test_refits_are_those_of_the_ordinary_fit():
    """Each refit ends where a fit of the same data by itself ends, with the offset held or free."""
    for options in (STILL, {"odd": "cubic"}):
        f = fit(
            noisy(three_terms(B, 5e-3, 0.05, 1.5), B, np.random.default_rng(4)),
            "hln",
            errors="covariance",
            **options,
        )
        drawn = bootstrap_curve(
            f.problem, f.best, scale=f.misfit.scale, noise=f.noise, kind="parametric", n=50
        )
        (sequence, n), *_ = streams(0, f.problem, 50)
        draws = np.sqrt(f.misfit.scale) * np.random.default_rng(sequence).normal(size=(n, B.size))
        fitted = f.problem.y / f.problem.error - f.problem.plain_residual(f.best)
        for k in (0, 7, 49):
            again = Magnetoconductance(B, (fitted + draws[k]) * f.problem.error)
            own = fit(again, "hln", errors="covariance", **options)
            spread = drawn.values.std(axis=0)
            for name, one, size in zip(drawn.names, drawn.values[k], spread, strict=True):
                assert one == pytest.approx(own.best[name], abs=1e-3 * size)


def test_seed_and_jobs():
    """The same seed gives the same limits with any number of workers; another seed gives others."""
    one = fit(curve(), "hln_simple", errors="bootstrap", seed=3)
    many = fit(curve(), "hln_simple", errors="bootstrap", seed=3, jobs=3)
    other = fit(curve(), "hln_simple", errors="bootstrap", seed=4)

    np.testing.assert_array_equal(one.bootstrap.values, many.bootstrap.values)
    assert one.params["B_phi"].lo != other.params["B_phi"].lo


def test_the_place_in_a_series_does_not_matter():
    """A curve gets the same limits at any place of a series, and with threads."""
    curves = [curve(k, temperature=T) for k, T in enumerate((1.0, 2.0, 4.0))]
    options = {"errors": "bootstrap", "resamples": 100, **STILL}
    there = fit_series(curves, "hln_simple", **options)
    back = fit_series(curves[::-1], "hln_simple", jobs=2, **options)

    np.testing.assert_array_equal(there.errors("B_phi"), back.errors("B_phi")[::-1])


def test_what_is_not_determined_stays_empty():
    """A parameter that the profile does not determine gets no numbers from refits."""
    weak = noisy(three_terms(B, 0.2, 1e-4, 3.0), B, np.random.default_rng(2), 0.05)
    f = fit(weak, "hln", errors="bootstrap", fix={"B_e": 3.0}, resamples=100)
    by_profile = fit(weak, "hln", errors="profile", fix={"B_e": 3.0})

    assert not f.params["B_so"].determined
    assert np.isnan(f.params["B_so"].lo)
    assert by_profile.params["B_so"].bound == f.params["B_so"].bound
    assert {n: p.determined for n, p in by_profile.params.items()} == {
        n: p.determined for n, p in f.params.items()
    }


def test_derived_fields_and_lengths_follow_the_refits():
    """B_phi = B_in + 2 B_s of the magnetic model has limits of its own, and so has its length."""
    f = fit(
        noisy(three_terms(B, 5e-3, 0.05, 1.5), B, np.random.default_rng(4)),
        "hln_magnetic",
        errors="bootstrap",
        fix={"B_s": 1e-3, "B_e": 1.5},
        resamples=200,
    )
    B_phi, L_phi = f.params["B_phi"], f.params["L_phi"]

    assert B_phi.err == pytest.approx(f.params["B_in"].err, rel=1e-9)
    assert L_phi.lo < L_phi.value < L_phi.hi
    assert L_phi.err / L_phi.value == pytest.approx(0.5 * B_phi.err / B_phi.value, rel=0.05)


def test_formulas_are_resampled_too():
    """A model without a mode table goes the slow way to the same kind of answer."""
    thin = np.linspace(-0.5, 0.5, 61)
    data = noisy(one_channel(thin, 1.0, 0.01), thin, np.random.default_rng(3), 0.01)
    f = fit(data, "film", errors="bootstrap", resamples=50, sample=Sample(thickness=5e-9), **STILL)

    assert 50 == len(f.bootstrap.values)
    assert f.params["B_phi"].lo < f.params["B_phi"].value < f.params["B_phi"].hi


def test_shared_parameters_are_drawn_together():
    """A shared parameter has one value in each draw of the series, and the errors of the joint fit."""
    rng = np.random.default_rng(3)
    curves = [
        noisy(three_terms(B, 2e-3 * T, 0.02, 3.0), B, rng, 0.02, temperature=T) for T in (1.5, 3.0, 6.0)
    ]
    options = {"share": ("B_so",), "fix": {"B_e": 3.0, "B_offset": 0.0}, "odd": "none"}
    drawn = fit_series(curves, "hln", errors="bootstrap", resamples=200, **options)
    by_curvature = fit_series(curves, "hln", errors="covariance", **options)

    first, *rest = (f.bootstrap.of("B_so") for f in drawn)
    for other in rest:
        np.testing.assert_array_equal(first, other)
    assert by_curvature.errors("B_so")[0] == pytest.approx(drawn.errors("B_so")[0], rel=0.25)
    ratio = np.diag(drawn.covariance_B_phi) / np.diag(by_curvature.covariance_B_phi)
    np.testing.assert_allclose(ratio, 1.0, atol=0.5)


def test_block_of_correlated_noise_beats_single_residuals():
    """With noise that neighbours share, single residuals claim far too small limits; blocks do not."""
    rng = np.random.default_rng(8)
    clean = one_channel(B, ALPHA, B_PHI)
    data = clean + 0.02 * np.ptp(clean) * exponential_noise(rng, 0.03)
    auto = fit(Magnetoconductance(B, data), "hln_simple", errors="bootstrap", resamples=300, **STILL)
    single = fit(
        Magnetoconductance(B, data),
        "hln_simple",
        errors="bootstrap",
        bootstrap="residual",
        resamples=300,
        **STILL,
    )

    assert ("block", "residual") == (auto.bootstrap.kind, single.bootstrap.kind)
    assert auto.bootstrap.block_points > 8
    assert auto.params["alpha"].err > 1.4 * single.params["alpha"].err


def test_coverage_of_white_noise():
    """68 % intervals hold the truth in 62 to 74 % of the cases (within what 80 curves can tell)."""
    found = hits("residual", 80, lambda rng: rng.normal(size=B.size))

    assert (np.abs(found - 0.683) < 0.06 + 0.104).all()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["residual", "block", "parametric"])
def test_coverage_of_white_noise_with_many_curves(kind):
    """68 % intervals hold the truth in 62 to 74 % of 1000 curves."""
    found = hits(kind, 1000, lambda rng: rng.normal(size=B.size), n_resamples=400)

    assert (found > 0.62).all() and (found < 0.74).all()


@pytest.mark.slow
def test_coverage_of_correlated_noise():
    """Blocks come near to 68 % where single residuals do not."""

    def noise(rng):
        return exponential_noise(rng, 0.03)

    single, block = (hits(kind, 300, noise, n_resamples=400) for kind in ("residual", "block"))

    assert (block > 0.58).all() and (block < 0.78).all()
    assert (block > single + 0.15).all()


def correlated(field, white):
    """A rough process of unit variance over 50 mT, as if the residuals had told it."""
    group = np.zeros(B.size, dtype=np.int64)
    order, gap = along_field(field, group, shared=True)
    found = estimate_noise(np.sin(9.0 * field), np.ones((B.size, 1)), field, group, known_white=False)
    covariance = Covariance(order, gap, np.ones(B.size), white, 1.0, 0.05, "rough")
    return replace(found, covariance=covariance, white=False)


def test_parametric_draws_have_the_covariance_that_was_estimated():
    """Colored draws correlate as exp(-d/B_c) plus white noise."""
    noise = correlated(B, 0.25)
    source = resampler("parametric", np.ones(B.size), np.zeros(B.size), B, np.zeros(B.size), noise, 1.0)
    drawn = source.draw(np.random.default_rng(0), 4000)
    step = B[1] - B[0]

    for lag in (1, 5, 20):
        product = np.mean(drawn[:, lag:] * drawn[:, :-lag])
        assert np.exp(-lag * step / 0.05) == pytest.approx(product, abs=0.02)
    assert 1.25 == pytest.approx(np.mean(drawn**2), abs=0.02)


def test_blocks_keep_neighbours_together():
    """Within a block the residuals stand as they were measured, in the order of the field."""
    noise = correlated(B[::-1], 0.0)
    residual = np.arange(B.size, dtype=np.float64)
    source = resampler("block", residual, np.zeros(B.size), B[::-1], np.zeros(B.size), noise, 1.0)
    drawn = source.draw(np.random.default_rng(1), 5)
    steps = np.diff(drawn, axis=1)

    assert block_length(noise.covariance.gap, noise) == source.block == 61
    # All steps but those at the seven seams are those of the measured order.
    assert (np.count_nonzero(np.abs(np.abs(steps) - 1.0) > 1e-9, axis=1) <= 2 * 7).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [({"bootstrap": "jackknife"}, "jackknife"), ({"resamples": 5}, "resamples is 5")],
)
def test_what_cannot_be_drawn_is_refused(options, message):
    """Unknown kinds and too few refits are told before any work."""
    with pytest.raises(ConfigError, match=message):
        fit(curve(), "hln_simple", errors="bootstrap", **options)
    with pytest.raises(ConfigError, match=message):
        fit_series([curve(), curve(2)], "hln_simple", errors="bootstrap", share=("alpha",), **options)
