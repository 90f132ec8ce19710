"""f2 and its derivative against multiple-precision arithmetic, and what they promise at the ends."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from hlnfit.special import f2, f2_prime
from hlnfit.special.cooperon_2d import f2_and_slope, f2_scalar


def _exact(y: float) -> tuple[mp.mpf, mp.mpf]:
    with mp.workdps(60):
        x = mp.mpf(y)
        half = mp.mpf(1) / 2
        return mp.digamma(half + x) - mp.log(x), 1 - x * mp.psi(1, half + x)


def test_reference_values(reference) -> None:
    """f2 and f2' agree with 30-digit values from y = 1e-6 to 1e8, where psi - ln has lost every digit."""
    for a, expected in reference("f2"):
        assert expected == pytest.approx(float(f2(a["y"])), rel=1e-14)
    for a, expected in reference("df2_dy"):
        assert expected == pytest.approx(float(f2_prime(a["y"])), rel=1e-14)


def test_relative_error_everywhere() -> None:
    """The relative error stays below 1e-14 over twenty decades and through the joint at y = 1."""
    rng = np.random.default_rng(3)
    y = np.concatenate((10.0 ** rng.uniform(-8.0, 12.0, 400), rng.uniform(0.3, 3.0, 400)))
    value, slope = f2_and_slope(y)
    for x, f, g in zip(map(float, y), value, slope, strict=True):
        exact_f, exact_g = _exact(x)

        assert abs(float(f / exact_f - 1)) < 1e-14, x
        assert abs(float(g / exact_g - 1)) < 1e-14, x


def test_limits() -> None:
    """Low field: 1/(24 y^2); high field: -ln y - gamma - 2 ln 2; and the ends of the axis."""
    assert 1.0 / 24e12 == pytest.approx(float(f2(1e6)), rel=1e-11)
    assert -np.log(1e-12) - 1.9635100260214235 == pytest.approx(float(f2(1e-12)), rel=1e-12)
    assert -np.log(1e-200) - 1.9635100260214235 == pytest.approx(float(f2(1e-200)), rel=1e-14)
    assert np.inf == f2(0.0)
    assert -np.inf == f2_prime(0.0)
    assert 0.0 == f2(np.inf)


def test_shape_is_kept() -> None:
    """A number gives a number, an array an array of its shape."""
    assert np.ndim(f2(0.3)) == 0
    assert (2, 3) == f2(np.full((2, 3), 0.3)).shape
    assert (0,) == f2_prime(np.array([])).shape


def test_negative_argument_is_not_a_number() -> None:
    """A negative rate has no Cooperon: NaN, not a number from outside the domain."""
    assert np.isnan(f2(-1.0))
    assert np.isnan(f2_prime(-1.0))
    assert np.isnan(f2_scalar(-1.0)).all()


def test_positive_and_falling() -> None:
    """f2 > 0 and f2' < 0: every localizing mode gives a positive magnetoconductance that grows with B."""
    y = np.geomspace(1e-10, 1e10, 4001)

    assert (f2(y) > 0.0).all()
    assert (np.diff(f2(y)) < 0.0).all()
    assert (f2_prime(y) < 0.0).all()
