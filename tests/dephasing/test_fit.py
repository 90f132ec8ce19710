from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from hlnfit.constants import G0
from hlnfit.curve import Magnetoconductance
from hlnfit.dephasing import fit_dephasing, fit_rates
from hlnfit.errors import ConfigError, FitError
from hlnfit.fitting import Series, fit_series
from hlnfit.models import get
from hlnfit.sample import Sample

Maker = Callable[..., Series]
T = np.array([1.5, 2.2, 3.1, 4.5, 6.5, 9.5, 13.0])
B = 5e-4 + 8e-4 * T
ERR = 0.01 * B


def test_series_and_arrays_give_the_same(make_series: Maker) -> None:
    """A series is fitted as its arrays are."""
    series = fit_dephasing(make_series(T, B, ERR))
    arrays = fit_rates(T, B, ERR, relative=True, dimension=2, R_sheet=500.0)

    assert [f.law for f in arrays.fits] == [f.law for f in series.fits]
    assert arrays.p == series.p
    for a, s in zip(arrays.fits, series.fits, strict=True):
        assert a.best == pytest.approx(s.best, rel=1e-12)


def test_what_does_not_enter_is_listed(make_series: Maker) -> None:
    """Rejected, undetermined and fixed sweeps are left out with the reason; doubtful ones enter."""
    special = {
        0: {"severity": "reject"},
        2: {"value": np.nan, "determined": False, "bound": "< 0.001"},
        3: {"severity": "caution"},
        4: {"fixed": True, "err": 0.0},
    }

    result = fit_dephasing(make_series(T, B, ERR, special=special))

    assert (1, 3, 5, 6) == result.sweeps
    assert [0, 2, 4] == [e.sweep for e in result.excluded]
    assert "rejected (made_by_hand)" == result.excluded[0].reason
    assert "< 0.001" in result.excluded[1].reason
    assert "fixed" in result.excluded[2].reason
    assert "dephasing_sweeps_left_out" in [f.code for f in result.flags]


def test_order_of_the_sweeps_does_not_matter(make_series: Maker) -> None:
    """A series measured from high to low temperature gives the same numbers."""
    order = np.array([3, 0, 6, 1, 5, 2, 4])

    shuffled = fit_dephasing(make_series(T[order], B[order], ERR[order]))

    for ordered, other in zip(fit_dephasing(make_series(T, B, ERR)).table(), shuffled.table(), strict=True):
        np.testing.assert_equal(ordered, other)
    assert tuple(np.argsort(order)) == shuffled.sweeps


def test_covariance_of_the_series_is_used(make_series: Maker) -> None:
    """With a common error of 20 % from a shared parameter the exponent stays sharp."""
    linear = 8e-4 * T
    covariance = np.diag((0.01 * linear) ** 2) + np.outer(0.2 * linear, 0.2 * linear)
    err = np.sqrt(np.diag(covariance))
    special = {1: {"severity": "reject"}}
    rest = {"special": special, "covariance_B_phi": covariance}

    joint = fit_dephasing(make_series(T, linear, err, **rest), laws=["power"])
    naive = fit_dephasing(make_series(T, linear, err, special=special), laws=["power"])

    keep = [0, 2, 3, 4, 5, 6]
    np.testing.assert_allclose(covariance[np.ix_(keep, keep)], joint.rates.covariance, rtol=1e-12)
    assert naive["power"].p_err > 5 * joint["power"].p_err


def test_a_common_relative_error_does_not_pull_the_curve_down(make_series: Maker) -> None:
    """Points with a common error of 20 % and their own of 5 % keep their amplitude within 5 % on average.

    With the covariance taken of the points themselves it would be 13 % too small; the effect is known as
    Peelle's puzzle.
    """
    linear, found = 8e-4 * T, []
    for seed in range(100):
        rng = np.random.default_rng(seed)
        y = linear * np.exp(0.05 * rng.normal(size=T.size))
        covariance = np.diag((0.05 * y) ** 2) + np.outer(0.2 * y, 0.2 * y)
        series = make_series(T, y, np.sqrt(np.diag(covariance)), covariance_B_phi=covariance)
        found.append(fit_dephasing(series, laws=["power"])["power"].best["A"] / 8e-4)

    assert 1.0 == pytest.approx(np.mean(found), abs=0.05)


def test_fewer_than_three_temperatures(make_series: Maker) -> None:
    """Two temperatures give an error that says what is needed, and so does none."""
    with pytest.raises(FitError, match="at 2 temperatures"):
        fit_dephasing(make_series(T[:2], B[:2], ERR[:2]))
    with pytest.raises(FitError, match="no sweep"):
        fit_dephasing(
            make_series(T[:3], B[:3], ERR[:3], special={k: {"severity": "reject"} for k in range(3)})
        )


def test_a_series_over_gate_voltage_is_no_temperature_dependence(make_series: Maker) -> None:
    """A series over another condition is refused, unless temperatures are given."""
    series = make_series(T, B, ERR, condition="gate_V")

    with pytest.raises(ConfigError, match="gate_V"):
        fit_dephasing(series)
    assert 7 == fit_dephasing(series, temperatures=T).preferred.n


def test_temperatures_of_the_electrons_replace_those_of_the_thermometer(make_series: Maker) -> None:
    """Given temperatures are used in place of the measured ones."""
    wrong = make_series(np.full(T.size, 4.2), B, ERR)

    assert fit_dephasing(make_series(T, B, ERR)).p == fit_dephasing(wrong, temperatures=T).p
    with pytest.raises(ConfigError, match="2 temperatures for 7 sweeps"):
        fit_dephasing(wrong, temperatures=[1.0, 2.0])


def test_laws_of_other_dimensions_are_not_tried(make_series: Maker) -> None:
    """A film is not asked for the law of a wire, unless by name."""
    series = make_series(T, B, ERR)

    assert "1D" in fit_dephasing(series).untried["nyquist_1d"]
    assert "nyquist_1d" == fit_dephasing(series, laws=["nyquist_1d"]).preferred.law


def test_a_law_may_be_asked_for(make_series: Maker) -> None:
    """The user's law is preferred, whatever the criterion says; an unknown one is an error."""
    result = fit_dephasing(make_series(T, B, ERR), prefer="power")

    assert "power" == result.preferred.law
    assert "asked" in result.reason
    with pytest.raises(ConfigError, match="power_law"):
        fit_dephasing(make_series(T, B, ERR), prefer="power_law")


def test_nothing_to_fit_with(make_series: Maker) -> None:
    """A law with more parameters than temperatures cannot be fitted, and the message says so."""
    with pytest.raises(FitError, match="3 parameters for 3 temperatures"):
        fit_dephasing(make_series(T[:3], B[:3], ERR[:3]), laws=["power_saturating"])


def test_nyquist_rate_beside_the_data(make_series: Maker) -> None:
    """With density and mass the Nyquist field follows, with D of the fitted conductance."""
    from hlnfit.constants import M_E
    from hlnfit.dephasing import nyquist_B_phi

    sample = Sample(density=1e16, mass=0.067 * M_E)
    D = sample.diffusion(2e-3)
    assert D is not None

    known = fit_dephasing(make_series(T, B, ERR), sample=sample)

    np.testing.assert_allclose(nyquist_B_phi(T, 500.0, D), known.nyquist(T), rtol=1e-12)
    assert fit_dephasing(make_series(T, B, ERR)).nyquist(T) is None


def test_from_magnetoconductance_to_exponent() -> None:
    """Curves of a film with B_phi = 1 mT/K T, fitted one by one, give p = 1 within two errors."""
    rng = np.random.default_rng(11)
    field, model = np.linspace(-0.3, 0.3, 121), get("hln_simple")
    curves = [
        Magnetoconductance(
            field,
            model(field, alpha=1.0, B_phi=1e-3 * t) + 0.003 * G0 * rng.normal(size=field.size),
            0.003 * G0,
            temperature=float(t),
            sigma0=1e-3,
        )
        for t in (1.5, 2.5, 4.2, 7.0, 12.0)
    ]

    result = fit_dephasing(fit_series(curves, "hln_simple", errors="covariance"))

    power = result["power"]
    assert 1.0 == pytest.approx(power.p, abs=2 * power.p_err)
    assert power.p_err < 0.03
