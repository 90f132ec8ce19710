"""The field function of the paraconductivity: reference values, limits, derivative."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit.special import al_field
from hlnfit.special.aslamazov_larkin import al_field_pair


def test_reference_values(reference) -> None:
    """A(x) agrees with 30-digit values, where the printed form cancels as well."""
    for a, expected in reference("AL_field_function"):
        assert expected == pytest.approx(float(al_field(a["x"])), rel=1e-14)


def test_limits() -> None:
    """1 in low field, 4 x in high field, monotonic between."""
    assert 4e-6 == pytest.approx(float(al_field(1e-6)), rel=1e-5)
    assert 1.0 == al_field(1e9) == al_field(np.inf)
    assert 0.0 == al_field(0.0)
    assert np.isnan(al_field(-1.0))
    assert (np.diff(al_field(np.geomspace(1e-6, 1e6, 200))) > 0.0).all()


def test_derivative() -> None:
    """x A'(x) is the logarithmic derivative of the value."""
    x = np.geomspace(1e-3, 30.0, 12)
    h = 1e-4
    quotient = (
        8 * (al_field(x * (1 + h)) - al_field(x * (1 - h)))
        - al_field(x * (1 + 2 * h))
        + al_field(x * (1 - 2 * h))
    ) / (12 * h)

    np.testing.assert_allclose(quotient, al_field_pair(x)[1], rtol=1e-8)
