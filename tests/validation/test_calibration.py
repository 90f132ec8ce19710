"""The calibration study: what it simulates, how it counts, and that workers change nothing."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from hlnfit import models
from hlnfit.errors import ConfigError
from hlnfit.validation.calibration.films import KINDS, NOISES, draw
from hlnfit.validation.calibration.rates import rates
from hlnfit.validation.calibration.study import study
from hlnfit.validation.calibration.sweep import Judged, Outcome
from hlnfit.validation.calibration.tables import fit_rows, markdown, rate_rows

NAN = math.nan
PERIOD = 4 * len(KINDS)
"""Sweeps after which every kind of film has met every noise."""


def judged(value, truth=1.0, half=0.1, **rest):
    """A determined alpha with limits at one and two halves on both sides."""
    numbers = {
        "low": value - half,
        "high": value + half,
        "low_95": value - 2 * half,
        "high_95": value + 2 * half,
    }
    return Judged("alpha", truth, value, half, **numbers, determined=True, bound="", bound_holds=True, **rest)


def outcome(index, parameters, *, noise="white", verdict="good", kind=KINDS[0]):
    """One fit with the automatic window."""
    return Outcome(index, kind, "", noise, "automatic", 100, verdict, (), 1.0, False, tuple(parameters), 0.1)


def test_pull_is_measured_by_the_limit_on_its_side():
    """A value above the truth is measured by its lower limit, in the logarithm for fields."""
    skew = replace(judged(1.2), low=0.8, high=2.0)
    field = replace(skew, name="B_phi", value=math.e, low=1.0, high=NAN)

    assert 0.5 == pytest.approx(skew.pull)
    assert 1.0 == pytest.approx(field.pull)
    assert -0.25 == pytest.approx(replace(skew, truth=1.4).pull)


def test_an_end_that_is_not_found_is_no_limit():
    """Limits that are open on one side hold whatever lies there."""
    open_above = replace(judged(0.8), high=NAN, high_95=NAN)

    assert open_above.inside and open_above.inside_95
    assert not replace(open_above, truth=0.5).inside


def test_coverage_and_bias_are_counted():
    """Six of ten inside 68 %, eight inside 95 %, and the median of the pulls."""
    values = [1.05, 0.95, 1.02, 0.98, 1.01, 0.99, 1.15, 0.85, 1.3, 1.4]
    found = rates([outcome(k, [judged(v)]) for k, v in enumerate(values)])
    of = {r.quantity: r for r in found if (r.noise, r.parameter) == ("white", "alpha")}

    assert (0.6, 10) == (of["coverage of 68 % limits"].value, of["coverage of 68 % limits"].n)
    assert 0.8 == of["coverage of 95 % limits"].value
    assert 0.15 == pytest.approx(of["median pull"].value)
    assert not of["coverage of 68 % limits"].kept


def test_verdicts_are_counted_apart_for_what_is_no_interference():
    """A good verdict counts as wrong where nothing is interference, or where the value is far off."""
    fits = [
        outcome(0, [judged(1.0)]),
        outcome(1, [judged(1.5)]),
        outcome(2, [judged(1.0)], verdict="reject"),
        outcome(3, [], kind=KINDS[-1]),
        outcome(4, [], kind=KINDS[-1], verdict="reject"),
    ]
    of = {r.quantity: r for r in rates(fits) if (r.noise, r.parameter) == ("all", "all")}

    assert 0.5 == of["good, but off by 3 sigma"].value
    assert 0.5 == of["no interference, but good"].value
    assert 1 / 3 == pytest.approx(of["honest: rejected"].value)


def test_every_film_meets_every_noise():
    """Within one period; half of the sweeps have white noise alone."""
    drawn = [draw(k, 3) for k in range(PERIOD)]
    pairs = {(d.kind.name, d.noise) for d in drawn}

    assert {(k.name, n) for k in KINDS for n in NOISES} == pairs
    assert len(drawn) / 2 == sum(d.noise == "white" for d in drawn)
    assert all(d.disguise is None for d in drawn if d.kind.honest)


def test_the_curve_is_the_truth_within_its_noise():
    """Less the model at the truth, white sweeps leave an odd part, offsets and a few per cent of the cusp."""
    for index in range(0, 7):
        d = draw(index, 5)
        height = np.ptp(models.get(d.kind.model)(np.linspace(0.0, 1.0, 200), **d.truth))
        rest = d.curve.dsigma - models.get(d.kind.model)(d.curve.B, **d.truth)
        columns = np.stack(
            [(d.curve.group == g) * 1.0 for g in np.unique(d.curve.group)] + [d.curve.B], axis=1
        )
        far = np.abs(d.curve.B) > 0.2
        c, *_ = np.linalg.lstsq(columns[far], rest[far], rcond=None)

        assert np.std(rest[far] - columns[far] @ c) < 0.06 * height


def test_a_sweep_depends_on_seed_and_number_alone():
    """The same curve again, another one with another seed."""
    np.testing.assert_array_equal(draw(9, 1).curve.dsigma, draw(9, 1).curve.dsigma)
    assert draw(9, 1).truth != draw(9, 2).truth


def test_workers_change_nothing(monkeypatch):
    """Three sweeps in two blocks, on two threads and on none; a shorter study is the beginning."""
    monkeypatch.setattr("hlnfit.validation.calibration.study._BLOCK", 2)
    with ThreadPoolExecutor(2) as pool:
        threaded = fit_rows(list(study(3, seed=4, executor=pool)))
    alone = fit_rows(list(study(2, seed=4)))

    assert repr(alone) == repr(threaded[:4])
    assert 6 == len(threaded)


def test_the_page_names_what_is_missed():
    """A rate outside of its limits is set in bold; a rate without cases is not shown."""
    fits = [outcome(k, [judged(1.3)]) for k in range(20)]
    found = rates(fits)
    page = markdown(fits, found, seed=1, sweeps=20, version="0")

    assert "**0.0 % (4.4)**" in page
    assert "fluctuations" not in page
    assert len(found) == len(rate_rows(found))


@pytest.mark.parametrize("wrong", [{"n_sweeps": 0}, {"seed": -1}])
def test_usage(wrong):
    """A slip of the user is told as one."""
    with pytest.raises(ConfigError):
        next(study(**{"n_sweeps": 3, **wrong}))
