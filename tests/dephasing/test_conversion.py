from __future__ import annotations

import numpy as np
import pytest

from hlnfit.constants import length_from_field
from hlnfit.dephasing import B_phi_from_rate, rate_from_B_phi


def test_field_of_a_rate_is_that_of_its_length() -> None:
    """B_phi of 1/tau is the characteristic field of L_phi = sqrt(D tau)."""
    D, tau = 0.01, 4e-12

    B = B_phi_from_rate(1.0 / tau, D)

    assert np.sqrt(D * tau) == pytest.approx(length_from_field(float(B)), rel=1e-14)


def test_there_and_back() -> None:
    """Rate and field are each other's inverse, element by element."""
    rate = np.array([0.0, 1e8, 3e12])

    back = rate_from_B_phi(B_phi_from_rate(rate, 0.02), 0.02)

    np.testing.assert_allclose(rate, back, rtol=1e-14)


def test_sixteen_millitesla_is_a_hundred_nanometres() -> None:
    """L_phi = 100 nm, D = 100 cm^2/s: tau = 1 ps, B_phi = 16.455 mT (hbar/4e = 1.64553e-16 T m^2)."""
    assert 16.4553e-3 == pytest.approx(float(B_phi_from_rate(1e12, 0.01)), rel=1e-5)
