"""K_ee and F0^sigma: the dictionary, its ends, and the Zeeman part of several valleys."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hlnfit.fitting.result import ParameterValue
from hlnfit.separation.constants_of_interaction import (
    F0_of_slope,
    F0_value,
    largest_slope,
    split_share,
    zeeman_part,
)


# mpmath, 34 digits, shortened: 1 + (4 n_v^2 - 1)[1 - ln(1 + F0)/F0].
@pytest.mark.parametrize(
    ("F0", "n_v", "K_ee"),
    [
        (-0.6, 2, -6.907268296853877),
        (-0.454, 1, 0.001301960987453678),
        (-0.3, 2, -1.833747196936619),
        (-0.1, 2, 0.1959226513260548),
        (-0.01, 1, 0.9848992439495676),
        (-0.01, 2, 0.9244962197478382),
    ],
)
def test_dictionary(F0, n_v, K_ee):
    """F0 of a slope, for one and two valleys."""
    assert F0 == pytest.approx(F0_of_slope(K_ee, n_v), abs=1e-12)


def test_ends_of_the_dictionary():
    """K_ee = 1 is F0 = 0; 4 n_v^2 and above no constant gives; far below, F0 approaches -1."""
    assert 0.0 == pytest.approx(F0_of_slope(1.0), abs=1e-12)
    assert 4.0 == largest_slope(1)
    assert math.isnan(F0_of_slope(4.0))
    assert math.isnan(F0_of_slope(math.nan))
    assert -1.0 < F0_of_slope(-40.0) < -0.99999
    assert F0_of_slope(3.9) > 50.0


def slope(value, err):
    """K_ee with limits."""
    return ParameterValue("K_ee", "", value, err, value - err, value + err, True)


def test_limits_follow_those_of_the_slope():
    """lo and hi are translated, the error is that of the first order."""
    p = F0_value("F0", slope(0.65, 0.05), 1)

    assert F0_of_slope(0.60) == pytest.approx(p.lo)
    assert F0_of_slope(0.70) == pytest.approx(p.hi)
    assert 0.5 * (p.hi - p.lo) == pytest.approx(p.err, rel=0.02)


@pytest.mark.parametrize(("value", "err"), [(4.5, 0.1), (3.5, 0.3)])
def test_a_slope_near_the_largest_determines_nothing(value, err):
    """Within three errors of 4 the constant may be infinite: not determined."""
    p = F0_value("F0", slope(value, err), 1)

    assert not p.determined
    assert math.isnan(p.value)


def test_zeeman_part():
    """For one valley zeta (1 - K_ee) = F-tilde/2: values of eei_zeeman_2d by mpmath at 1.5 K, g = 2."""
    # F = 0.7: -2.766e-7 S at 1 T, -6.311e-6 S at 8 T; F-tilde = 4[(1 + u) ln(1 + u)/u - 1], u = F/2
    u = 0.35
    F_tilde = 4.0 * ((1.0 + u) * math.log1p(u) / u - 1.0)
    K_ee = 1.0 - 0.75 * F_tilde
    G0 = 1.23314709833723420752833118393e-5
    correction = -G0 * (1.0 - K_ee) * zeeman_part(np.array([1.0, 8.0]), 1.5, 2.0, 1)

    assert [-2.766064483121337744e-7, -6.311016937112946504e-6] == pytest.approx(list(correction))
    assert 2.0 / 3.0 == pytest.approx(split_share(1))
    assert 8.0 / 15.0 == pytest.approx(split_share(2))
