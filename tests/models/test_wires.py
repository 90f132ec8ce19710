"""Wires and the cylinder: reference values and the limits that connect them."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import models
from hlnfit.constants import FIELD_TIMES_AREA, G0, HBAR, K_B, E, H, field_from_length
from hlnfit.models.cylinder import aas_oscillation
from hlnfit.models.wire import wire_correction
from hlnfit.models.wire_finite_length import contact_factor
from hlnfit.models.wire_nyquist import nyquist_wire_correction
from hlnfit.models.wire_pure import pure_wire_correction

B = np.geomspace(1e-3, 1.0, 15)


def test_dirty_wire_reference(reference) -> None:
    """Total correction and its change with the field agree with 30-digit values."""
    for a, expected in reference("q1d_dirty_SI"):
        values = {
            "B_phi": field_from_length(a["Lphi"]),
            "B_so": field_from_length(a["Lso"]),
            "width": a["W"],
            "length": a["L"],
        }
        at_zero = float(wire_correction(0.0, **values))

        assert expected == pytest.approx(float(wire_correction(a["B"], **values)), rel=1e-10)
        assert expected == pytest.approx(float(models.get("wire")(a["B"], **values)) + at_zero, rel=1e-10)


def test_pure_wire_reference(reference) -> None:
    """Flux cancellation with mirror-like and rough walls agrees with 30-digit values."""
    for a, expected in reference("q1d_pure_SI"):
        specular = bool(a["specular"])
        values = {
            "B_phi": field_from_length(a["Lphi"]),
            "width": a["W"],
            "length": a["L"],
            "mean_free_path": a["l"],
        }
        at_zero = float(pure_wire_correction(0.0, **values, specular=specular))
        model = models.get("wire_pure_specular" if specular else "wire_pure_diffuse")

        found = float(pure_wire_correction(a["B"], **values, specular=specular))
        assert expected == pytest.approx(found, rel=1e-12)
        assert expected == pytest.approx(float(model(a["B"], **values)) + at_zero, rel=1e-10)


def test_nyquist_wire_reference(reference) -> None:
    """The Airy form agrees with 30-digit values at the Nyquist time of the wire."""
    for a, expected in reference("aak_1d_conductance"):
        rate = (E**2 * K_B * a["T"] * np.sqrt(a["D"]) * a["R_per_L"] / HBAR**2) ** (2.0 / 3.0)
        B_N = FIELD_TIMES_AREA * rate / a["D"]
        B_0 = FIELD_TIMES_AREA / (a["D"] * a["tau0"])
        at_zero = float(nyquist_wire_correction(0.0, B_0, B_N, a["W"], a["L"]))
        change = models.get("wire_nyquist")(a["B"], B_0=B_0, B_N=B_N, B_so=0.0, width=a["W"], length=a["L"])

        found = float(nyquist_wire_correction(a["B"], B_0, B_N, a["W"], a["L"]))
        assert expected == pytest.approx(found, rel=1e-11)
        assert expected == pytest.approx(float(change) + at_zero, rel=1e-10)


def test_finite_length_reference(reference) -> None:
    """coth k/k - 1/k^2 agrees with 30-digit values: 1/3 e^2/h per spin for a coherent wire."""
    for a, expected in reference("wire_finite_length"):
        assert expected == pytest.approx(-float(contact_factor(a["kappa"] ** 2)[0]), rel=1e-12)
    assert 1.0 / 3.0 == pytest.approx(float(contact_factor(0.0)[0]), rel=1e-15)


def test_long_wire_between_contacts_is_a_long_wire() -> None:
    """Far above L_phi the contacts do not matter."""
    values = {"B_phi": 0.05, "width": 1e-7, "length": 1e-3}

    np.testing.assert_allclose(
        models.get("wire_wl")(B, **values), models.get("wire_finite_length")(B, **values), rtol=2e-3
    )


def test_coherent_wire_gains_two_thirds() -> None:
    """A coherent wire gains 2/3 e^2/h, both spins, when the field removes localization."""
    found = float(models.get("wire_finite_length")(50.0, B_phi=1e-12, width=2e-6, length=1e-4))

    assert 2.0 / 3.0 * E**2 / H == pytest.approx(found, rel=1e-2)


def test_spin_orbit_limits_of_a_wire() -> None:
    """No spin-orbit scattering: +1 channel; strong: -1/2."""
    one = models.get("wire_wl")(B, B_phi=1e-3, width=1e-7, length=1e-5)
    weak = models.get("wire")(B, B_phi=1e-3, B_so=1e-12, width=1e-7, length=1e-5)
    strong = models.get("wire")(B, B_phi=1e-3, B_so=1e6, width=1e-7, length=1e-5)

    np.testing.assert_allclose(one, weak, rtol=1e-8)
    np.testing.assert_allclose(-0.5 * one, strong, rtol=1e-3)


def test_weak_nyquist_noise_is_a_rate() -> None:
    """Where other dephasing dominates the Airy form is the plain wire."""
    expected = models.get("wire")(B, B_phi=0.05, B_so=0.02, width=1e-7, length=1e-5)
    found = models.get("wire_nyquist")(B, B_0=0.05, B_N=1e-7, B_so=0.02, width=1e-7, length=1e-5)

    np.testing.assert_allclose(expected, found, rtol=1e-4)


def test_effective_field_of_nyquist_noise() -> None:
    """With B_phi = B_0 + B_N/2 the plain wire is within a few percent of the Airy form."""
    model = models.get("wire_nyquist")
    assert {"B_0": 1.0, "B_N": 0.5} == dict(model.derived[0].combination)
    exact = nyquist_wire_correction(B, 2e-4, 5e-3, 1e-7, 1e-5)
    simple = wire_correction(B, 2e-4 + 2.5e-3, 0.0, 1e-7, 1e-5)

    np.testing.assert_allclose(exact, simple, rtol=0.05)


def test_low_field_change_keeps_its_digits() -> None:
    """The change with the field is quadratic down to fields where the total correction hides it."""
    values = models.get("wire")(np.array([1e-8, 1e-7]), B_phi=1e-3, B_so=0.03, width=1e-7, length=1e-5)

    assert 100.0 == pytest.approx(values[1] / values[0], rel=1e-9)


def test_cylinder_reference(reference) -> None:
    """The sum over turns agrees with 20-digit values."""
    for a, expected in reference("aas_cylinder"):
        found, _, _ = aas_oscillation(a["flux_over_h_2e"], a["C_over_Lphi"])

        assert expected == pytest.approx(float(found), rel=1e-12)


def test_cylinder_period_is_half_a_flux_quantum() -> None:
    """One period holds h/2e: the conductance returns to its zero-field value."""
    circumference = 4e-6
    period = H / (2.0 * E) / (circumference**2 / (4.0 * np.pi))
    found = models.get("cylinder")(np.array([0.5, 1.0]) * period, B_phi=1e-5, circumference=circumference)

    assert 0.0 == pytest.approx(found[1] / G0, abs=1e-9)
    assert found[0] > 0.1 * G0
