"""Series over a condition, independent or with shared parameters."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import Magnetoconductance, fit_series
from hlnfit.errors import ConfigError
from tests.fitting.curves import noisy, one_channel, three_terms

B = np.linspace(-1.0, 1.0, 201)
TEMPERATURES = (1.5, 3.0, 6.0, 12.0)


def crossover(seed=3, relative=0.02):
    """Four temperatures with one B_so = 20 mT."""
    rng = np.random.default_rng(seed)
    return [noisy(three_terms(B, 2e-3 * T, 0.02, 3.0), B, rng, relative, temperature=T) for T in TEMPERATURES]


def test_order_does_not_matter():
    """Each temperature starts by itself: the reversed series gives the same numbers."""
    curves = crossover()
    there = fit_series(curves, "hln", fix={"B_e": 3.0}, errors="covariance")
    back = fit_series(curves[::-1], "hln", fix={"B_e": 3.0}, errors="covariance")

    np.testing.assert_array_equal(there.values("B_phi"), back.values("B_phi")[::-1])


def test_shared_parameter_is_one_number_with_a_smaller_error():
    """L_so shared over the series is the same number everywhere and better known than from one curve."""
    curves = crossover()
    alone = fit_series(curves, "hln", fix={"B_e": 3.0})
    shared = fit_series(curves, "hln", share=("L_so",), fix={"B_e": 3.0})

    assert 1 == len(set(shared.values("B_so")))
    assert ("B_so",) == shared.shared
    assert shared.errors("B_so")[0] < np.nanmin(alone.errors("B_so"))
    weights = alone.errors("B_so") ** -2
    assert np.sum(alone.values("B_so") * weights) / np.sum(weights) == pytest.approx(
        shared.values("B_so")[0], abs=shared.errors("B_so")[0]
    )


def test_shared_fit_is_the_joint_minimum():
    """No change of the shared value, all else refitted, lowers the joint chi-square."""
    curves = crossover()
    shared = fit_series(curves, "hln", share=("B_so",), fix={"B_e": 3.0}, errors="covariance")
    best = shared.values("B_so")[0]

    def joint(B_so):
        fits = fit_series(curves, "hln", fix={"B_e": 3.0, "B_so": B_so}, errors="covariance")
        alone = fit_series(curves, "hln", fix={"B_e": 3.0}, errors="covariance")
        return sum(f.chi2 / a.misfit.scale for f, a in zip(fits, alone))

    step = shared.errors("B_so")[0]
    middle, low, high = joint(best), joint(best - step), joint(best + step)
    assert 1.0 == pytest.approx(low - middle, rel=0.15)
    assert 1.0 == pytest.approx(high - middle, rel=0.15)


def test_shared_fits_correlate_B_phi():
    """The covariance of B_phi over the series has the errors of the table on its diagonal."""
    shared = fit_series(crossover(), "hln", share=("B_so",), fix={"B_e": 3.0}, errors="covariance")
    matrix = shared.covariance_B_phi

    np.testing.assert_allclose(np.sqrt(np.diag(matrix)), shared.errors("B_phi"), rtol=1e-3)
    assert (np.linalg.eigvalsh(matrix) > 0.0).all()
    assert np.abs(matrix - np.diag(np.diag(matrix))).max() > 0.0


def test_shared_amplitude():
    """An amplitude can be shared too."""
    rng = np.random.default_rng(5)
    curves = [noisy(one_channel(B, -0.5, 3e-3 * T), B, rng, temperature=T) for T in TEMPERATURES]
    shared = fit_series(curves, "hln_simple", share=("alpha",))

    assert 1 == len(set(shared.values("alpha")))
    assert -0.5 == pytest.approx(shared.values("alpha")[0], abs=4.0 * shared.errors("alpha")[0])


def test_parameter_fixed_in_one_sweep():
    """fix={"B_phi": {0: 2e-3}} holds it in the first sweep only."""
    series = fit_series(crossover(), "hln", fix={"B_e": 3.0, "B_phi": {0: 2e-3}}, errors="covariance")

    assert 2e-3 == series[0].best["B_phi"]
    assert series[0].params["B_phi"].fixed and not series[1].params["B_phi"].fixed
    with pytest.raises(ConfigError, match="sweep 9"):
        fit_series(crossover(), "hln", fix={"B_phi": {9: 2e-3}})


def test_one_bad_curve_does_not_stop_the_series():
    """A curve of noise is rejected with a reason; its neighbours are as without it."""
    curves = crossover()
    bad = Magnetoconductance(B, 1e-8 * np.random.default_rng(0).normal(size=B.size), temperature=4.0)
    series = fit_series([*curves, bad], "hln", share=("B_so",), fix={"B_e": 3.0}, errors="covariance")

    assert "reject" == series[4].verdict
    assert np.isnan(series.values("B_phi")[4])
    assert np.isfinite(series.values("B_phi")[:4]).all()


def test_table_has_the_columns_of_the_contract():
    """Lengths in nm with five columns each, fields in tesla, and the trailing columns."""
    table = fit_series(crossover(), "hln", fix={"B_e": 3.0}, errors="covariance").table()

    expected = ["sweep", "file", "temperature_K", "model", "B_phi_T", "B_phi_err_T"]
    for length in ("L_phi", "L_so"):
        expected += [
            f"{length}_nm",
            f"{length}_err_nm",
            f"{length}_lo_nm",
            f"{length}_hi_nm",
            f"{length}_bound",
        ]
    for name in ("B_so", "B_e"):
        expected += [name, f"{name}_err", f"{name}_lo", f"{name}_hi", f"{name}_bound"]
    expected += [
        "R_sheet_ohm", "sigma0_S", "B_offset_T", "B_offset_err_T", "odd_S_per_T", "B_max_T", "n_points",
        "chi2_red", "errors", "verdict", "flags",
    ]  # fmt: skip
    assert expected == list(table.columns)


def test_two_varying_conditions_are_a_map():
    """Temperature and gate that both vary are refused as a series."""
    rng = np.random.default_rng(1)
    curves = [
        noisy(one_channel(B, -0.5, 0.01), B, rng, temperature=T, conditions={"gate_V": V})
        for T, V in ((2.0, 0.0), (4.0, 1.0))
    ]
    with pytest.raises(ConfigError, match="map"):
        fit_series(curves)


def test_progress_is_reported():
    """The callable sees every curve."""
    seen = []
    fit_series(crossover(), "hln_simple", errors="covariance", progress=lambda k, n: seen.append((k, n)))

    assert [(1, 4), (2, 4), (3, 4), (4, 4)] == seen
