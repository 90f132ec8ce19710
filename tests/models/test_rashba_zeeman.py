"""Linear spin-orbit coupling with Zeeman splitting: reference values, limits, the tilt."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import models
from hlnfit.constants import G0
from hlnfit.special.two_spin_orbit_zero_field import zero_field_integral

B = np.concatenate(([0.0], np.geomspace(1e-3, 10.0, 40)))


def _zero_field(B_phi: float, B_R: float, B_D: float, B_3: float) -> float:
    """Return sigma(0)/G0 with -ln B_tr left out; tested by quadrature in test_rashba_dresselhaus."""
    top = 1e8
    rates = np.array([B_phi, B_R, B_D, B_3], dtype=complex)
    triplets = zero_field_integral(top, rates, 0.2).real
    return -0.5 * (triplets - np.log1p(top / B_phi) - 2.0 * np.log(top))


def test_reference_values(reference) -> None:
    """Twelve values of the 4 x 4 Cooperon with normal and in-plane Zeeman field, nine digits each."""
    model = models.get("rashba_zeeman")
    for a, expected in reference("cooperon_matrix_zeeman"):
        rates = {"B_phi": a["Bphi"], "B_R": a["BR"], "B_D": max(a["BD"], 1e-12), "B_3": a["B3"]}
        # The reference gives the normal field and both Zeeman fields; the model the total field, its tilt
        # and one ratio. Where the ratios differ, the spin part is reached through the sums themselves.
        normal = a["B"]
        if a["BZx"] == 0.0:
            found = float(model(normal, **rates, zeta=a["BZz"] / normal, tilt=0.0)) / G0
        else:
            found = _spin_part(normal, rates, a["BZz"], a["BZx"])

        assert expected == pytest.approx(found + _zero_field(*rates.values()), abs=1e-6)


def _spin_part(normal: float, rates: dict[str, float], along: float, plane: float) -> float:
    from hlnfit.special import f2
    from hlnfit.special.tilted_spin_orbit_sum import tilted_sum

    p = np.array([*rates.values(), along, plane]) / normal
    total = tilted_sum(p, 0.5, np.empty((2000, 6), dtype=complex))
    return -0.5 * (total + float(f2(rates["B_phi"] / normal)))


# Exact linear Rashba coupling in a field in the plane: 4 x 4 q-integral, six digits (B_phi, B_R, B_Z, value).
IN_PLANE = [
    (0.001, 0.05, 0.03, -0.930181),
    (0.001, 0.5, 0.03, -0.500527),
    (0.001, 0.5, 2.0, -1.762421),
    (0.02, 0.05, 0.03, -0.045327),
    (0.02, 0.05, 0.2, 0.058800),
    (0.02, 0.05, 2.0, 0.324391),
    (0.02, 0.5, 0.2, -0.509584),
    (0.02, 0.5, 2.0, -0.390676),
]


@pytest.mark.parametrize(("B_phi", "B_R", "B_Z", "expected"), IN_PLANE)
def test_in_plane(B_phi, B_R, B_Z, expected) -> None:
    """A field in the plane and linear Rashba coupling, where the closed form can have the wrong sign."""
    found = models.get("rashba_zeeman")(
        1.0, B_phi=B_phi, B_R=B_R, B_D=1e-12, B_3=1e-12, zeta=B_Z, tilt=np.pi / 2
    )

    assert expected == pytest.approx(float(found) / G0, abs=1e-6)


@pytest.mark.parametrize(("field", "expected"), [(0.5, -0.210), (5.0, 2.053)])
def test_perpendicular_linear_rashba(field, expected) -> None:
    """B_phi = 0.01, B_R = 0.2 T, zeta = 0.1: values of an independent Landau sum, three digits."""
    found = models.get("rashba_zeeman")(field, B_phi=0.01, B_R=0.2, B_D=1e-12, B_3=1e-12, zeta=0.1, tilt=0.0)

    assert expected == pytest.approx(float(found) / G0, abs=6e-4)


def test_cubic_coupling_has_the_closed_forms() -> None:
    """With additive rates alone the perpendicular and the in-plane closed forms hold."""
    model = models.get("rashba_zeeman")
    rates = {"B_phi": 5e-3, "B_R": 1e-12, "B_D": 1e-12, "B_3": 0.2}
    closed = {"B_phi": 5e-3, "B_so": 0.2, "zeta": 0.2}

    np.testing.assert_allclose(
        models.get("maekawa_fukuyama")(B, **closed) / G0,
        model(B, **rates, zeta=0.2, tilt=0.0) / G0,
        atol=1e-7,
    )
    np.testing.assert_allclose(
        models.get("parallel_zeeman")(B, **closed) / G0,
        model(B, **rates, zeta=0.2, tilt=np.pi / 2) / G0,
        atol=1e-7,
    )


def test_without_zeeman_energy() -> None:
    """zeta = 0 is rashba_dresselhaus in the normal field, at every tilt."""
    rates = {"B_phi": 2e-3, "B_R": 0.05, "B_D": 0.02, "B_3": 4e-3}
    for tilt in (0.0, 0.7):
        expected = models.get("rashba_dresselhaus")(B * np.cos(tilt), **rates) / G0
        found = models.get("rashba_zeeman")(B, **rates, zeta=0.0, tilt=tilt) / G0

        np.testing.assert_allclose(expected, found, atol=1e-6)


def test_tilt_is_continuous() -> None:
    """The two ways of computing meet at the perpendicular field."""
    rates = {"B_phi": 5e-3, "B_R": 0.2, "B_D": 0.03, "B_3": 0.01, "zeta": 0.2}
    model = models.get("rashba_zeeman")

    np.testing.assert_allclose(model(B, **rates, tilt=0.0) / G0, model(B, **rates, tilt=1e-7) / G0, atol=1e-8)


def test_weak_in_plane_field_dephases_the_singlet() -> None:
    """b << B_R, B_phi << B_R: the singlet's field grows by b^2/B_R, whatever the kind of coupling."""
    b, B_phi, B_R = 0.02, 1e-3, 50.0
    found = models.get("rashba_zeeman")(
        b, B_phi=B_phi, B_R=B_R, B_D=1e-12, B_3=1e-12, zeta=1.0, tilt=np.pi / 2
    )

    assert -0.5 * np.log1p(b**2 / B_R / B_phi) == pytest.approx(float(found) / G0, rel=2e-2)


@pytest.mark.parametrize("same", [-0.3, np.pi - 0.3, np.pi + 0.3, 2.0 * np.pi - 0.3])
def test_tilts_that_symmetry_makes_equal(same):
    """Half a turn about the normal, and the reversed field, give the same conductance."""
    B = np.array([-0.2, 0.0, 0.05, 0.5])
    model = models.get("rashba_zeeman")

    np.testing.assert_array_equal(model(B, tilt=0.3)[1], 0.0)
    np.testing.assert_allclose(model(B, tilt=same), model(B, tilt=0.3), rtol=1e-9, atol=1e-18)
