"""Orbital effects of an in-plane field: reference values and limits."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import models
from hlnfit.constants import G0
from hlnfit.models.parallel_orbital import roughness_field, thickness_field


def test_fields_reference(reference) -> None:
    """The dephasing fields of thickness and roughness agree with 30-digit values."""
    for a, expected in reference("thickness_field"):
        assert expected == pytest.approx(float(thickness_field(a["B_par"], a["d"])), rel=1e-13)
    for a, expected in reference("roughness_field"):
        found = roughness_field(a["B_par"], a["Delta"], a["Lc"], a["l"])
        assert expected == pytest.approx(float(found), rel=1e-13)


def test_conductance_reference(reference) -> None:
    """The logarithm of the growing rate agrees with 30-digit values."""
    for a, expected in reference("parallel_orbital_wl"):
        found = models.get("parallel_orbital")(a["B_par"], B_phi=a["Bphi"], thickness=a["d"])

        assert expected == pytest.approx(float(found) / G0, rel=1e-12)


def test_roughness_is_a_growing_rate() -> None:
    """Roughness adds its field to B_phi: G0 ln(1 + B_r/B_phi)."""
    B = np.array([0.5, 2.0, 8.0])
    height, correlation, path = 1e-9, 5e-9, 1e-7
    expected = G0 * np.log1p(roughness_field(B, height, correlation, path) / 1e-3)
    found = models.get("parallel_roughness")(B, B_phi=1e-3, roughness_area=height**2 * correlation / path)

    np.testing.assert_allclose(expected, found, rtol=1e-13)
