"""Models of sigma(T): reference values, the dictionaries between constants, limits."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.constants import e, hbar, k

from hlnfit import models
from hlnfit.constants import G0
from hlnfit.models.eei import slope_2d
from hlnfit.special import F0_from_F, F_tilde, larkin_beta

T = np.geomspace(0.05, 20.0, 9)


def test_film_interaction_reference(reference) -> None:
    """The interaction correction of a film agrees with 30-digit values, one and two valleys."""
    for a, expected in reference("eei_2d_SI"):
        found = models.get("eei_2d")(a["T"], F0=a["F0"], tau=a["tau"], n_v=a["nv"])

        assert expected == pytest.approx(float(found), rel=1e-12)


def test_slope_reference(reference) -> None:
    """The slope per ln T agrees with 30-digit values."""
    for a, expected in reference("eei2d_slope"):
        assert expected == pytest.approx(slope_2d(a["F0"], a["nv"]), rel=1e-12, abs=1e-14)


def test_bulk_interaction_reference(reference) -> None:
    """The square-root law of bulk agrees with 30-digit values."""
    for a, expected in reference("eei_3d_SI"):
        assert expected == pytest.approx(float(models.get("eei_3d")(a["T"], D=a["D"], F=a["F"])), rel=1e-12)


def test_wire_interaction_reference(reference) -> None:
    """The inverse square-root law of a wire agrees with 30-digit values."""
    for a, expected in reference("eei_1d_SI"):
        found = models.get("eei_1d")(a["T"], D=a["D"], length=a["L"], F=a["F"])

        assert expected == pytest.approx(float(found), rel=1e-12)


def test_zeeman_interaction_reference(reference) -> None:
    """The Zeeman magnetoconductance of a film agrees with 30-digit values."""
    for a, expected in reference("eei_zeeman_2d_SI"):
        found = models.get("eei_zeeman_2d")(a["B"], F=a["F"], temperature=a["T"], g_factor=a["g"])

        assert expected == pytest.approx(float(found), rel=1e-12)


@pytest.mark.parametrize("F0", [-0.6, -0.0101, -0.0099, -1e-6, 1e-6, 0.0099, 0.0101, 2.0])
def test_slope_by_the_dictionary(F0) -> None:
    """1 - (3/4) F-tilde with 1 + F/2 = 1/(1 + F0) is the same slope, through the joint of the series."""
    F = -2.0 * F0 / (1.0 + F0)

    assert F0 == pytest.approx(float(F0_from_F(F)), rel=1e-12)
    assert 1.0 - 0.75 * float(F_tilde(F)) == pytest.approx(slope_2d(F0), rel=1e-12)


def test_zna_is_the_logarithm_at_low_temperature() -> None:
    """For k_B T tau << hbar the intermediate theory has the slope of the diffusive one."""
    x = np.array([0.01, 0.02])
    diffusive = models.get("eei_2d")(x, F0=-0.3, tau=1e-14, n_v=1.0)
    full = models.get("eei_zna")(x, F0=-0.3, tau=1e-14, E_F=1e-20, n_v=1.0)

    assert float(np.diff(diffusive)[0]) == pytest.approx(float(np.diff(full)[0]), rel=1e-3)


def test_zna_is_linear_at_high_temperature() -> None:
    """For k_B T tau >> hbar the linear term e^2/(pi hbar) (k_B T tau/hbar)[1 + 3 F0/(1 + F0)] leads."""
    tau, F0 = 1e-11, -0.3
    x = np.array([20.0, 40.0])
    expected = e**2 / (np.pi * hbar) * k * tau / hbar * 20.0 * (1.0 + 3.0 * F0 / (1.0 + F0))
    found = models.get("eei_zna")(x, F0=F0, tau=tau, E_F=1e-20, n_v=1.0)

    assert expected == pytest.approx(float(np.diff(found)[0]), rel=0.05)


def test_localization_logarithms() -> None:
    """The full form has the slope p without and -p/2 with strong spin-orbit coupling."""
    full = models.get("wl_spin_orbit")
    plain = models.get("wl_log")
    weak = full(T, B_0=1e-12, B_1=1e-3, p=1.3, B_so=1e-12)
    strong = full(T, B_0=1e-12, B_1=1e-3, p=1.3, B_so=1e6)

    np.testing.assert_allclose(plain(T, alpha_p=1.3), weak, rtol=1e-6)
    np.testing.assert_allclose(plain(T, alpha_p=-0.65), strong, rtol=1e-6)


def test_localization_in_temperature_is_that_of_the_modes() -> None:
    """sigma(T) at B = 0 is the sum of w_j ln B_j: the field curves at two temperatures meet in high field."""
    p, B_1, B_so = 1.0, 1e-3, 5e-2
    hln = models.get("hln")
    low, high = 1.0, 4.0
    B = 1e3
    change = models.get("wl_spin_orbit")(np.array([low, high]), B_0=1e-12, B_1=B_1, p=p, B_so=B_so)
    in_field = [float(hln(B, B_phi=B_1 * t, B_so=B_so, B_e=1e6)) for t in (low, high)]

    assert change[1] - change[0] == pytest.approx(in_field[0] - in_field[1], rel=1e-3)


def test_wire_and_bulk_powers() -> None:
    """A wire loses (2 e^2/h) L_phi/L, bulk gains e^2/(2 pi^2 hbar L_phi)."""
    wire = models.get("wl_1d")(4.0, L_1=1e-6, p=2.0 / 3.0, length=1e-5)
    bulk = models.get("wl_3d")(4.0, L_1=1e-7, p=1.5)

    assert -2.0 * np.pi * G0 * 0.1 * 4.0 ** (-1.0 / 3.0) == pytest.approx(float(wire), rel=1e-12)
    assert G0 / 1e-7 * 4.0**0.75 == pytest.approx(float(bulk), rel=1e-12)


def test_maki_thompson_has_the_shape_of_localization() -> None:
    """-beta f2: only alpha - beta can be read from one curve."""
    B = np.array([0.01, 0.1, 1.0])
    beta = float(larkin_beta(0.3))

    assert 5.940559030500295 == pytest.approx(beta, rel=1e-13)  # mpmath, 16 digits
    np.testing.assert_allclose(
        models.get("hln_simple")(B, alpha=-beta, B_phi=3e-3),
        models.get("maki_thompson")(B, B_phi=3e-3, epsilon=0.3),
        rtol=1e-13,
    )


def test_strong_field_removes_the_paraconductivity() -> None:
    """A field far above B_c takes away e^2/(16 hbar epsilon)."""
    found = models.get("aslamazov_larkin")(1e6, epsilon=0.1, temperature=4.0, D=1e-3)

    assert -(e**2) / (16.0 * hbar * 0.1) == pytest.approx(float(found), rel=1e-3)
    assert e**2 / (16.0 * hbar * np.log(1.1)) == pytest.approx(
        float(models.get("paraconductivity")(1.1, T_c=1.0)), rel=1e-12
    )


def test_no_value_in_the_superconductor() -> None:
    """At and below T_c there is no paraconductivity: NaN, not a number."""
    assert np.isnan(models.get("paraconductivity")(np.array([0.5, 1.0]), T_c=1.0)).all()
    assert np.isnan(models.get("maki_thompson_log")(np.array([0.5, 1.0]), T_c=1.0)).all()


def test_maki_thompson_log_is_regular_where_epsilon_meets_delta() -> None:
    """At epsilon = delta the value is e^2/(8 hbar delta)."""
    delta = 0.2
    for shift in (-2e-3, 0.0, 2e-4):
        x = np.exp(delta * (1.0 + shift))
        expected = e**2 / (8.0 * hbar * delta) * (1.0 - shift / 2.0 + shift**2 / 3.0)

        assert expected == pytest.approx(
            float(models.get("maki_thompson_log")(x, T_c=1.0, delta=delta)), rel=1e-7
        )


def test_power_law_of_phonons() -> None:
    """Resistances of one band add: 1/(rho_0 + a T^n) - 1/rho_0."""
    found = models.get("drude_power")(T, rho_0=200.0, a=0.3, n=2.0)

    np.testing.assert_allclose(1.0 / (200.0 + 0.3 * T**2) - 1.0 / 200.0, found, rtol=1e-10)


def test_coefficient_of_either_sign() -> None:
    """rho_0 (1 + TCR T): a positive one is a power law of phonons with n = 1."""
    found = models.get("mooij_tcr")(T, rho_0=200.0, tcr=-2e-4)
    phonons = models.get("drude_power")(T, rho_0=200.0, a=0.04, n=1.0)

    np.testing.assert_allclose(1.0 / (200.0 * (1.0 - 2e-4 * T)) - 1.0 / 200.0, found, rtol=1e-10)
    np.testing.assert_allclose(phonons, models.get("mooij_tcr")(T, rho_0=200.0, tcr=2e-4), rtol=1e-10)


def test_terms_of_unlike_dimension_are_refused() -> None:
    """A film's correction and a bulk one have different units."""
    with pytest.raises(models.compose.ConfigError, match="2D and 3D"):
        models.get("wl_log+eei_3d")
