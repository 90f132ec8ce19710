from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from hlnfit.constants import G0, M_E
from hlnfit.dephasing import DephasingFit, fit_dephasing, fit_rates
from hlnfit.fitting import Series
from hlnfit.sample import Sample

Maker = Callable[..., Series]
T = np.array([0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4])


def codes(result: DephasingFit) -> set[str]:
    """Return the codes of the flags."""
    return {f.code for f in result.flags}


def test_saturation_is_found() -> None:
    """B_0 equal to the rest at 0.4 K is found in all of 50 sets with errors of 3 %, with its candidates."""
    B = 4e-4 + 1e-3 * T
    found = 0
    for seed in range(50):
        y = B * (1 + 0.03 * np.random.default_rng(seed).normal(size=T.size))
        result = fit_rates(T, y, 0.03 * B, laws=["power", "power_saturating"])
        found += "dephasing_saturates" in codes(result)

    assert 50 == found
    (flag,) = [f for f in result.flags if f.code == "dephasing_saturates"]
    assert "caution" == flag.severity
    for candidate in ("heating", "magnetic impurities", "L_phi", "radio-frequency"):
        assert candidate in flag.advice
    assert 0.4 == pytest.approx(flag.evidence["T_onset_K"], rel=0.2)


def test_saturation_is_not_invented() -> None:
    """Pure power laws show saturation in at most 1 of 100 sets."""
    false = 0
    for seed in range(300):
        p = (0.667, 1.0, 1.5)[seed % 3]
        B = 1e-3 * T**p
        y = B * (1 + 0.05 * np.random.default_rng(seed).normal(size=T.size))
        result = fit_rates(T, y, 0.05 * B, laws=["power", "power_saturating"])
        false += "dephasing_saturates" in codes(result)

    assert false <= 3


def test_saturation_under_an_assumed_law_says_so() -> None:
    """With only the linear law to ask, saturation holds if that is the law."""
    B = 4e-4 + 1e-3 * T
    result = fit_rates(T, B, 0.03 * B, laws=["nyquist_2d"])

    (flag,) = [f for f in result.flags if f.code == "dephasing_saturates"]
    assert "if the law is nyquist_2d" in flag.message


def test_short_range_leaves_the_exponent_empty() -> None:
    """From 2 to 3.5 K no exponent is given, however small the errors."""
    t = np.array([2.0, 2.4, 2.8, 3.2, 3.5])
    result = fit_rates(t, 1e-3 * t, 1e-6 * t, laws=["power"])

    assert "temperature_range_short" in codes(result)
    assert np.isnan(result.p) and np.isnan(result["power"].parameters["A"].value)
    assert 1.0 == pytest.approx(result["power"].best["p"], rel=1e-6)


def test_points_that_no_law_explains() -> None:
    """A zigzag of ten errors is a misfit; honest points are one in less than 3 of 100 sets."""
    B = 1e-3 * T
    zigzag = B * (1 + 0.3 * (-1.0) ** np.arange(T.size))
    assert "dephasing_misfit" in codes(fit_rates(T, zigzag, 0.03 * B))

    false = 0
    for seed in range(100):
        y = B * (1 + 0.03 * np.random.default_rng(seed).normal(size=T.size))
        false += "dephasing_misfit" in codes(fit_rates(T, y, 0.03 * B, laws=["power", "nyquist_2d"]))
    assert false <= 3


@pytest.mark.parametrize("heated", [True, False])
def test_heating_is_told_from_saturation_by_the_conductance(make_series: Maker, heated: bool) -> None:
    """Electrons that stay at 0.4 K have a constant conductance; a constant rate alone leaves ln T in it."""
    warm = (T**4 + 0.4**4) ** 0.25 if heated else T
    B = 1e-3 * warm if heated else 4e-4 + 1e-3 * T
    sigma = 2e-3 + 0.7 * G0 * np.log(warm) + G0 * np.log(B)

    result = fit_dephasing(make_series(T, B, 0.02 * B, sigma0=sigma))

    assert "dephasing_saturates" in codes(result)
    assert heated == ("heating_suspected" in codes(result))


def test_far_from_nyquist(make_series: Maker) -> None:
    """A linear part thirty times the Nyquist rate is noted; one of twice the rate is not."""
    sample = Sample(density=1e16, mass=0.067 * M_E)
    series = make_series(T, 1e-3 * T, 1e-5 * T)
    nyquist = fit_dephasing(series, sample=sample).nyquist(T)
    assert nyquist is not None

    def flags(factor: float) -> set[str]:
        return codes(fit_dephasing(make_series(T, factor * nyquist, 0.01 * nyquist), sample=sample))

    assert "far_from_nyquist" in flags(30.0)
    assert "far_from_nyquist" not in flags(2.0)


def test_clean_data_raise_nothing_above_info() -> None:
    """Linear dephasing over two decades with honest errors is good."""
    B = 1e-3 * T
    y = B * (1 + 0.03 * np.random.default_rng(1).normal(size=T.size))

    assert "good" == fit_rates(T, y, 0.03 * B, R_sheet=500.0).verdict
