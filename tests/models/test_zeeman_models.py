"""Zeeman splitting with additive rates: reference values, limits, the logarithm that is usually lost."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import models
from hlnfit.constants import G0
from hlnfit.models import evaluate

B = np.geomspace(1e-3, 10.0, 25)


def test_maekawa_fukuyama_reference(reference) -> None:
    """The complete form agrees with 30-digit values."""
    for a, expected in reference("mf_perp_full"):
        found = models.get("maekawa_fukuyama")(a["B"], B_phi=a["Bphi"], B_so=a["Bso"], zeta=a["zeta"])

        assert expected == pytest.approx(float(found) / G0, rel=1e-10, abs=1e-12)


def test_conventional_reference(reference) -> None:
    """The form in circulation agrees with 30-digit values, for gamma below and above 1."""
    model = models.get("maekawa_fukuyama_conventional")
    for a, expected in reference("mf_perp_conventional"):
        found = model(a["B"], B_phi=a["Bphi"], B_so=a["Bso"], zeta=a["gamma"] * a["Bso"] / a["B"])

        assert expected == pytest.approx(float(found) / G0, rel=1e-10, abs=1e-12)


def test_parallel_reference(reference) -> None:
    """The in-plane form agrees with 30-digit values."""
    for a, expected in reference("mf_parallel"):
        found = models.get("parallel_zeeman")(1.0, B_phi=a["Bphi"], B_so=a["Bso"], zeta=a["BZ"])

        assert expected == pytest.approx(float(found) / G0, rel=1e-10, abs=1e-12)


def test_without_zeeman_energy() -> None:
    """zeta = 0 is the additive 1:1:2 form, and no effect at all in the plane."""
    expected = models.get("hln_dp")(B, B_phi=5e-3, B_so=0.2)
    for name in ("maekawa_fukuyama", "maekawa_fukuyama_conventional"):
        np.testing.assert_allclose(
            expected, models.get(name)(B, B_phi=5e-3, B_so=0.2, zeta=0.0), rtol=1e-11, atol=1e-16 * G0
        )
    assert np.abs(models.get("parallel_zeeman")(B, B_phi=5e-3, B_so=0.2, zeta=0.0)).max() < 1e-14 * G0


def test_infinite_zeeman_energy() -> None:
    """A huge Zeeman energy removes the singlet and one triplet; the other two triplets remain."""
    b = B[8:]
    found = models.get("maekawa_fukuyama")(b, B_phi=5e-3, B_so=0.2, zeta=1e4) / G0
    two = models.get("hln_simple")(b, alpha=1.0, B_phi=0.205) / G0

    np.testing.assert_allclose(two - 0.5 * np.log1p(0.4 / 5e-3), found, atol=2e-3)


def test_size_of_the_lost_logarithm() -> None:
    """At B_phi = 10 mT, B_so = 0.2 T, zeta = 0.1, 5 T: -0.288 G0 with it, +1.070 without."""
    values = {"B_phi": 0.01, "B_so": 0.2, "zeta": 0.1}

    assert pytest.approx(-0.288, abs=5e-4) == float(models.get("maekawa_fukuyama")(5.0, **values)) / G0
    assert (
        pytest.approx(1.070, abs=5e-4)
        == float(models.get("maekawa_fukuyama_conventional")(5.0, **values)) / G0
    )


def test_smooth_where_the_roots_meet() -> None:
    """At zeta B = B_so both modes coincide; value and derivatives pass through without a step."""
    for name in ("maekawa_fukuyama", "maekawa_fukuyama_conventional", "fukuyama_hoshino"):
        model = models.get(name)
        s = 0.2 * (2.0 / 3.0 if name == "fukuyama_hoshino" else 1.0)
        for edge in (np.sqrt(0.99), 1.0, np.sqrt(1.01)):
            b = s / 0.5 * edge * (1.0 + np.array([-2e-9, 2e-9]))
            value, jacobian = evaluate(model, b, np.array([1e-6, 0.2, 0.5]))

            np.testing.assert_allclose(value[0], value[1], rtol=1e-7)
            np.testing.assert_allclose(jacobian[0], jacobian[1], rtol=1e-6)


def test_weak_parallel_field_dephases_the_singlet() -> None:
    """Weak in-plane field: B_phi -> B_phi + b^2/B_so in the singlet, of weight -1/2."""
    B_phi, B_so, b = 1e-3, 50.0, 0.02
    expected = -0.5 * np.log1p(b**2 / B_so / B_phi)
    found = float(models.get("parallel_zeeman")(b, B_phi=B_phi, B_so=B_so, zeta=1.0)) / G0

    assert expected == pytest.approx(found, rel=1e-3)


def test_no_spin_orbit_no_zeeman_effect() -> None:
    """Without spin-orbit coupling singlet and triplet cancel: the Zeeman energy does nothing."""
    expected = models.get("hln_simple")(B, alpha=1.0, B_phi=5e-3)

    np.testing.assert_allclose(
        expected, models.get("maekawa_fukuyama")(B, B_phi=5e-3, B_so=1e-9, zeta=0.3), rtol=1e-5
    )
