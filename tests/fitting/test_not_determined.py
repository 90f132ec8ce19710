"""No number is shown whose error is larger than anything it could say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hlnfit import Magnetoconductance, fit
from tests.fitting.curves import noisy, one_channel

B = np.linspace(-1.0, 1.0, 161)


def wl(seed=0, relative=0.01):
    """One channel, B_phi = 20 mT, without any background."""
    return noisy(one_channel(B, 1.0, 0.02), B, np.random.default_rng(seed), relative, sigma0=1e-3)


SLOW = [("maekawa_fukuyama", "profile"), ("maekawa_fukuyama", "covariance"), ("ilp", "profile")]
FAST = [
    (model, errors)
    for model in ("hln_simple+two_band", "maekawa_fukuyama", "film", "hln", "ilp", "graphene")
    for errors in ("profile", "covariance")
    if (model, errors) not in SLOW
]


@pytest.mark.parametrize(
    ("model", "errors"), [*FAST, *(pytest.param(*case, marks=pytest.mark.slow) for case in SLOW)]
)
def test_no_error_is_larger_than_its_rate_amplitude_mobility_or_length(model, errors):
    """Models with more in them than the curve tells: what is not determined is empty."""
    found = fit(wl(), model, errors=errors)
    near_zero = ("B_offset", "dsigma0", "c_odd", "c2")
    for name, p in found.params.items():
        if p.determined:
            assert math.isfinite(p.value), name
            assert p.fixed or name.startswith(near_zero) or p.err <= abs(p.value), name
        else:
            assert math.isnan(p.value) and math.isnan(p.err), name


def test_what_is_not_determined_has_its_best_value_elsewhere():
    """Curves are drawn with the optimum: a mobility that the data do not know has one."""
    found = fit(wl(), "hln_simple+two_band", errors="covariance")

    assert math.isnan(found.params["mu_1"].value)
    assert math.isfinite(found.best["mu_1"])


def test_a_coefficient_may_be_zero():
    """A small c2 with a larger error says that there is no parabola."""
    c2 = fit(wl(), "hln_simple+quadratic").params["c2"]

    assert c2.determined
    assert abs(c2.value) < 3.0 * c2.err < np.ptp(wl().dsigma)


def test_an_offset_that_no_magnet_has_is_none():
    """Noise has a centre nowhere: the table stays empty, and no flag tells an offset."""
    noise = Magnetoconductance(B, 1e-7 * np.random.default_rng(5).normal(size=B.size), sigma0=1e-3)
    found = fit(noise)
    offset = found.params["B_offset"]

    assert offset.determined == (offset.err <= 0.03)
    if not offset.determined:
        assert math.isnan(found.row()["B_offset_T"])
        assert "field_offset" not in [f.code for f in found.flags]


def test_an_offset_within_its_error_is_not_told():
    """An offset is told where it is more than two errors from zero."""
    found = fit(noisy(one_channel(B - 0.008, -0.5, 0.02), B, np.random.default_rng(1), 0.01))
    told = [f for f in found.flags if f.code == "field_offset"]
    rough = fit(noisy(one_channel(B - 0.006, -0.5, 0.1), B, np.random.default_rng(1), 0.2))

    assert 1 == len(told)
    assert not rough.params["B_offset"].err < 4e-3
    assert [] == [f for f in rough.flags if f.code == "field_offset"]
