from __future__ import annotations

import numpy as np
import pytest

from hlnfit.dephasing.rates import make_rates
from hlnfit.errors import FitError

T = np.array([4.0, 1.0, 2.0])
B = np.array([4e-3, 1e-3, 2e-3])


def test_order_of_temperature() -> None:
    """Points are put in the order of temperature, their covariance with them."""
    covariance = np.diag([4.0, 1.0, 2.0])
    covariance[0, 1] = covariance[1, 0] = 0.5

    rates = make_rates(T, B, covariance=covariance)

    assert [1.0, 2.0, 4.0] == rates.T.tolist()
    assert [[1.0, 0.0, 0.5], [0.0, 2.0, 0.0], [0.5, 0.0, 4.0]] == rates.covariance.tolist()


def test_whitening_makes_unit_residuals() -> None:
    """W C W^T = 1, also where errors differ by seven orders of magnitude."""
    sigma = np.array([1e-9, 1e-4, 1e-2])
    correlation = np.array([[1.0, 0.9, 0.5], [0.9, 1.0, 0.7], [0.5, 0.7, 1.0]])
    rates = make_rates([1.0, 2.0, 4.0], B, covariance=correlation * np.outer(sigma, sigma))

    w = rates.whitening

    np.testing.assert_allclose(np.eye(3), w @ rates.covariance @ w.T, atol=1e-12)


def test_repeated_temperatures_count_once() -> None:
    """Two sweeps within 1 % are one temperature, and two temperatures are too few."""
    with pytest.raises(FitError, match="at 2 temperatures"):
        make_rates([1.0, 1.005, 4.0], B, 1e-4)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"err": [1e-4, 0.0, 1e-4]}, "not positive"),
        ({}, "without errors"),
        ({"err": 1e-4, "covariance": np.eye(3)}, "a covariance"),
        ({"covariance": np.eye(2)}, r"shape \(2, 2\)"),
        ({"covariance": np.ones((3, 3))}, "positive definite"),
        ({"err": [1e-4, np.nan, 1e-4]}, "not positive|finite"),
    ],
)
def test_errors_that_are_none(arguments: dict, said: str) -> None:
    """Missing, zero, contradictory or impossible errors are refused in words."""
    with pytest.raises(FitError, match=said):
        make_rates(T, B, **arguments)


def test_impossible_temperatures_and_fields() -> None:
    """A temperature of zero, a field that is no number and arrays of two lengths are refused."""
    with pytest.raises(FitError, match="above zero"):
        make_rates([0.0, 1.0, 2.0], B, 1e-4)
    with pytest.raises(FitError, match="B_phi holds"):
        make_rates(T, [1e-3, np.nan, 1e-3], 1e-4)
    with pytest.raises(FitError, match="one length"):
        make_rates(T, B[:2], 1e-4)
