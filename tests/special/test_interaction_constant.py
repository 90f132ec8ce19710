"""F-tilde and the dictionary between F and F0."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit.special import F0_from_F, F_from_F0, F_tilde
from hlnfit.special.interaction_constant import F_tilde_pair


def test_reference_values(reference) -> None:
    """F-tilde in one, two and three dimensions agrees with 30-digit values."""
    for a, expected in reference("Ftilde"):
        assert expected == pytest.approx(float(F_tilde(a["F"], int(a["d"]))), rel=1e-13)


def test_triplet_slope_by_two_roads(reference) -> None:
    """1 + (4 n_v^2 - 1)[1 - ln(1 + F0)/F0] equals 1 - (4 n_v^2 - 1) F-tilde/4 with F of F0."""
    for a, expected in reference("eei2d_slope"):
        triplets = 4.0 * a["nv"] ** 2 - 1.0
        found = 1.0 - triplets * 0.25 * float(F_tilde(F_from_F0(a["F0"])))

        assert expected == pytest.approx(found, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_small_constant(dimension) -> None:
    """All forms of F-tilde equal F where F is small."""
    assert 1e-9 == pytest.approx(float(F_tilde(1e-9, dimension)), rel=1e-8)
    assert 1.0 == pytest.approx(float(F_tilde_pair(0.0, dimension)[1]), rel=1e-14)
    assert 0.0 == F_tilde(0.0, dimension)
    assert np.isnan(F_tilde(-2.5, dimension))


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_derivative(dimension) -> None:
    """The derivative is that of the value, through the joint of the series."""
    F = np.array([-1.2, -0.21, -0.19, -0.01, 0.01, 0.19, 0.21, 0.9, 3.0])
    h = 1e-3
    quotient = (
        8 * (F_tilde(F + h, dimension) - F_tilde(F - h, dimension))
        - F_tilde(F + 2 * h, dimension)
        + F_tilde(F - 2 * h, dimension)
    ) / (12 * h)

    np.testing.assert_allclose(quotient, F_tilde_pair(F, dimension)[1], rtol=1e-8)


def test_dictionary() -> None:
    """1 + F/2 = 1/(1 + F0), there and back."""
    F0 = np.linspace(-0.9, 2.0, 30)

    np.testing.assert_allclose(1.0 / (1.0 + F0), 1.0 + F_from_F0(F0) / 2.0, rtol=1e-14)
    np.testing.assert_allclose(F0, F0_from_F(F_from_F0(F0)), rtol=1e-12, atol=1e-15)


def test_unknown_dimension() -> None:
    """There are three dimensions."""
    with pytest.raises(ValueError, match="dimension is 4"):
        F_tilde(0.5, 4)  # type: ignore[arg-type]
