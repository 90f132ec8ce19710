"""The Hikami-Larkin-Nagaoka family: reference values, and the limits that connect its members."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import models
from hlnfit.constants import G0, field_from_length

B = np.geomspace(1e-4, 10.0, 40)


def _value(name: str, field: float, **p: float) -> float:
    return float(models.get(name)(field, **p)) / G0


def test_hln_simple_reference(reference) -> None:
    """One channel and a quadratic background agree with 30-digit values."""
    for a, expected in reference("hln_simple"):
        model = models.get("hln_simple+quadratic")
        found = float(
            model(a["B"], alpha=a["alpha"], B_phi=field_from_length(a["Lphi"]), c2=a["beta"] * G0) / G0
        )

        assert expected == pytest.approx(found, rel=1e-12)


def test_hln_isotropic_reference(reference) -> None:
    """The isotropic forms agree with 30-digit values; there Be is Bergmann's B_0."""
    for a, expected in reference("hln_isotropic"):
        B_e = a["Be"] + a["Bso"] + a["Bs"]
        found = _value("hln_magnetic", a["B"], B_in=a["Bi"], B_so=a["Bso"], B_s=a["Bs"], B_e=B_e)

        assert expected == pytest.approx(found, rel=1e-10, abs=1e-12)
        if a["Bs"] == 0.0:
            found = _value("hln", a["B"], B_phi=a["Bi"], B_so=a["Bso"], B_e=B_e)
            assert expected == pytest.approx(found, rel=1e-10, abs=1e-12)


def test_hln_anisotropic_reference(reference) -> None:
    """The complete formula with all five spin rates agrees with 30-digit values."""
    for a, expected in reference("hln_general"):
        found = _value(
            "hln_anisotropic",
            a["B"],
            B_in=a["Bi"],
            B_so_x=a["Bsox"],
            B_so_z=a["Bsoz"],
            B_s_x=a["Bsx"],
            B_s_z=a["Bsz"],
            B_e=a["Be"],
        )

        assert expected == pytest.approx(found, rel=1e-10, abs=1e-12)


def test_hln_dp_reference(reference) -> None:
    """The 1:1:2 form agrees with 30-digit values."""
    for a, expected in reference("hln_dp"):
        found = _value("hln_dp", a["B"], B_phi=a["Bphi"], B_so=a["Bso"])

        assert expected == pytest.approx(found, rel=1e-10, abs=1e-12)


def test_single_mode_crossover() -> None:
    """At B = B_phi and at B = 10 B_phi one channel has reached 0.03649 and 0.76197 G0 (mpmath)."""
    assert pytest.approx(0.0364899740, abs=5e-11) == _value("hln_simple", 0.02, alpha=1.0, B_phi=0.02)
    assert pytest.approx(0.7619658791, abs=5e-11) == _value("hln_simple", 0.2, alpha=1.0, B_phi=0.02)


def test_without_spin_orbit_coupling_localization() -> None:
    """Vanishing B_so leaves one weak-localization channel, cut off at B_e."""
    one = models.get("hln_simple")
    expected = one(B, alpha=1.0, B_phi=3e-3) - one(B, alpha=1.0, B_phi=2.0)

    np.testing.assert_allclose(expected, models.get("hln")(B, B_phi=3e-3, B_so=1e-12, B_e=2.0), rtol=1e-8)
    expected = one(B, alpha=1.0, B_phi=3e-3)
    np.testing.assert_allclose(expected, models.get("hln_dp")(B, B_phi=3e-3, B_so=1e-12), rtol=1e-8)


def test_strong_spin_orbit_coupling_antilocalization() -> None:
    """An infinite B_so leaves the singlet: one channel with alpha = -1/2."""
    expected = models.get("hln_simple")(B, alpha=-0.5, B_phi=3e-3)

    np.testing.assert_allclose(expected, models.get("hln_dp")(B, B_phi=3e-3, B_so=1e6), rtol=1e-6)
    np.testing.assert_allclose(expected, models.get("hln")(B, B_phi=3e-3, B_so=1e6, B_e=1e6), rtol=1e-6)


def test_strong_z_only_scattering_is_unitary() -> None:
    """Spin-orbit scattering about z alone kills localization and never gives antilocalization."""
    found = models.get("hln_anisotropic")(
        B, B_in=3e-3, B_so_x=1e-12, B_so_z=1e6, B_s_x=1e-12, B_s_z=1e-12, B_e=1e6
    )

    assert np.abs(found).max() < 1e-8 * G0


def test_anisotropic_with_equal_rates_is_magnetic() -> None:
    """Equal thirds along x, y and z are the isotropic rates."""
    expected = models.get("hln_magnetic")(B, B_in=3e-3, B_so=0.06, B_s=9e-3, B_e=3.0)
    found = models.get("hln_anisotropic")(
        B, B_in=3e-3, B_so_x=0.02, B_so_z=0.02, B_s_x=3e-3, B_s_z=3e-3, B_e=3.0
    )

    np.testing.assert_allclose(expected, found, rtol=1e-12)


def test_magnetic_scattering_dephases_the_singlet_by_two() -> None:
    """With strong spin-orbit coupling only B_in + 2 B_s shows."""
    model = models.get("hln_magnetic")
    one = model(B[:20], B_in=5e-3, B_so=1e4, B_s=1e-12, B_e=1e5)
    other = model(B[:20], B_in=1e-3, B_so=1e4, B_s=2e-3, B_e=1e5)

    np.testing.assert_allclose(one, other, rtol=1e-6)
    assert {"B_in": 1.0, "B_s": 2.0} == dict(model.derived[0].combination)


def test_three_halves_is_the_same_curve_under_another_name() -> None:
    """8/9 of the spin-orbit field in the variant with 3/2 B_so gives the curve of hln."""
    expected = models.get("hln")(B, B_phi=3e-3, B_so=0.09, B_e=3.0)

    np.testing.assert_allclose(
        expected, models.get("hln_three_halves")(B, B_phi=3e-3, B_so=0.08, B_e=3.0), rtol=1e-13
    )


def test_low_field_expansion() -> None:
    """Below all rates the curve is B^2/24 times the sum of w_j / B_j^2."""
    b, B_phi, B_so, B_e = 1e-5, 3e-3, 0.05, 2.0
    expected = b**2 / 24.0 * (1.5 / (B_phi + 4.0 / 3.0 * B_so) ** 2 - 0.5 / B_phi**2 - 1.0 / B_e**2)

    assert expected == pytest.approx(_value("hln", b, B_phi=B_phi, B_so=B_so, B_e=B_e), rel=1e-5)
