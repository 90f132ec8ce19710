from __future__ import annotations

import numpy as np
import pytest
from scipy.constants import e, h, hbar, k

from hlnfit.dephasing import (
    dimensionless_conductance,
    nyquist_B_phi,
    nyquist_rate_1d,
    nyquist_rate_2d,
    nyquist_rate_2d_self_consistent,
    nyquist_time_1d,
    nza_rate_2d,
)

# The numbers were computed independently with mpmath, 30 digits, from the formulas in the docstrings.
AAK = [
    (0.05, 100.0, 140833252.5656160805006787055762657),
    (0.05, 5000.0, 2081301581.243466249536422686915996),
    (0.3, 1000.0, 4946441093.975147350616528434801673),
    (1.5, 100.0, 4224997576.968482415020361167287972),
    (10.0, 1000.0, 164881369799.1715783538842811600558),
    (10.0, 5000.0, 416260316248.6932499072845373831991),
]
NZA = [
    (0.05, 2000.0, -0.4, 1564582264.174285160512679468821216),
    (0.05, 2000.0, -0.1, 1268896018.613905472114461455397164),
    (0.3, 300.0, -0.4, 2964335115.679921303482949863737802),
    (0.3, 300.0, -0.1, 2137509344.126057998527547869450226),
    (0.3, 2000.0, -0.4, 9607354364.067070682236405444514583),
    (1.5, 300.0, -0.4, 20098334274.91223977726263647678385),
    (1.5, 300.0, -0.1, 13032728363.52479366368124475084883),
    (10.0, 300.0, -0.1, 197629544449.0724088904849423977728),
]
WIRE = [
    (0.03, 0.01, 1e9, 0.0000000004782826918468926056010858983029799),
    (0.1, 0.01, 1e5, 0.00000009948680901564401413445029574260325),
    (1.0, 0.01, 1e5, 0.00000002143378325438802264794848136497244),
    (1.0, 0.01, 1e7, 0.0000000009948680901564401413445029574260325),
    (1.0, 0.01, 1e9, 4.617768618187803949477777905659107e-11),
    (5.0, 0.01, 1e5, 0.000000007330250762257058855437316876833819),
]


@pytest.mark.parametrize(("T", "R", "expected"), AAK)
def test_rate_of_a_film(T: float, R: float, expected: float) -> None:
    """The Nyquist rate of a film equals an independent computation to ten digits."""
    assert expected == pytest.approx(float(nyquist_rate_2d(T, R)), rel=1e-10)


@pytest.mark.parametrize(("T", "R", "F0", "expected"), NZA)
def test_rate_with_triplet_channel(T: float, R: float, F0: float, expected: float) -> None:
    """The rate with Fermi-liquid interaction equals an independent computation to ten digits."""
    assert expected == pytest.approx(float(nza_rate_2d(T, R, F0, 3e-21, 5e-13)), rel=1e-10)


@pytest.mark.parametrize(("T", "D", "R_per_length", "expected"), WIRE)
def test_time_of_a_wire(T: float, D: float, R_per_length: float, expected: float) -> None:
    """The Nyquist time of a wire equals an independent computation to ten digits."""
    assert expected == pytest.approx(float(nyquist_time_1d(T, D, R_per_length)), rel=1e-10)


def test_one_klitzing_is_unit_conductance() -> None:
    """g = h / (e^2 R) is 1 at 25812.807 ohm, the von Klitzing constant (CODATA 2018)."""
    assert 1.0 == pytest.approx(float(dimensionless_conductance(25812.807459)), rel=1e-10)


def test_film_is_linear_in_temperature() -> None:
    """The Nyquist rate of a film is proportional to T, and zero at T = 0."""
    rate = nyquist_rate_2d(np.array([0.0, 1.0, 2.0, 8.0]), 500.0)

    np.testing.assert_allclose(rate[1] * np.array([0.0, 1.0, 2.0, 8.0]), rate, rtol=1e-14)


def test_without_triplet_channel_the_two_theories_agree_at_low_temperature() -> None:
    """With F0 = 0 and the T^2 term negligible, the rate is that of the plain Nyquist theory."""
    T = 1e-4

    assert float(nyquist_rate_2d(T, 400.0)) == pytest.approx(
        float(nza_rate_2d(T, 400.0, 0.0, 1e-18, 1e-13)), rel=1e-4
    )


def test_ballistic_logarithm_takes_over_continuously() -> None:
    """At k_B T tau = hbar the two forms of the last logarithm meet; beyond, tau drops out."""
    tau = 1e-12
    T = hbar / (k * tau)

    below, above = nza_rate_2d(np.array([T * (1 - 1e-9), T * (1 + 1e-9)]), 300.0, -0.2, 1e-19, tau)

    assert below == pytest.approx(above, rel=1e-8)
    assert float(nza_rate_2d(10 * T, 300.0, -0.2, 1e-19, tau)) == float(
        nza_rate_2d(10 * T, 300.0, -0.2, 1e-19, 2 * tau)
    )


def test_insulator_has_no_nyquist_rate() -> None:
    """Above a sheet resistance of h/e^2 the theory of a metal gives no number."""
    assert np.isnan(nyquist_rate_2d(1.0, 3e4))
    assert np.isnan(nza_rate_2d(1.0, 2.5e4, -0.4, 3e-21, 5e-13))
    assert np.isnan(nyquist_rate_2d_self_consistent(1.0, 3e4))


def test_self_consistent_rate_solves_its_equation() -> None:
    """1/tau = 1/tau_0 + (k_B T / hbar g) ln(k_B T tau / hbar), with and without other dephasing."""
    T, R = np.geomspace(0.02, 20.0, 9), 700.0
    g = h / (e**2 * R)
    for rest in (0.0, 1e9, 3e10):
        rate = nyquist_rate_2d_self_consistent(T, R, rest)

        np.testing.assert_allclose(rest + k * T / (hbar * g) * np.log(k * T / (hbar * rate)), rate, rtol=1e-9)


def test_self_consistent_rate_alone_is_linear_in_temperature() -> None:
    """Without other dephasing the self-consistent rate is proportional to T: its logarithm is constant."""
    rate = nyquist_rate_2d_self_consistent(np.array([1.0, 10.0]), 700.0)

    assert 10.0 == pytest.approx(rate[1] / rate[0], rel=1e-12)


def test_self_consistent_rate_at_zero_temperature_is_what_is_left() -> None:
    """At T = 0 only the other dephasing remains."""
    assert 5e9 == float(nyquist_rate_2d_self_consistent(0.0, 700.0, 5e9))


def test_wire_rate_reproduces_the_form_used_for_metal_wires() -> None:
    """1/(2 tau_N) is [pi k_B^2 R / (4 nu L w t R_K)]^(1/3) T^(2/3) / hbar, with the Einstein relation.

    Source: F. Pierre et al., Phys. Rev. B 68, 085413 (2003); the wire is 20 um x 100 nm x 45 nm of silver.
    """
    length, width, thickness, D, nu, T = 20e-6, 100e-9, 45e-9, 0.0115, 1.03e47, 0.3
    R = length / (e**2 * nu * D * width * thickness)
    R_K = h / e**2

    expected = (np.pi * k**2 * R / (4.0 * nu * length * width * thickness * R_K)) ** (1 / 3) * T ** (2 / 3)

    assert expected / hbar == pytest.approx(float(nyquist_rate_1d(T, D, R / length)), rel=1e-12)


def test_field_of_the_film() -> None:
    """B_phi = (k_B T / 4 e D) ln(g) / g, written out for 1 kohm and 100 cm^2/s at 4.2 K."""
    g = h / (e**2 * 1000.0)

    assert k * 4.2 / (4 * e * 0.01) * np.log(g) / g == pytest.approx(
        float(nyquist_B_phi(4.2, 1000.0, 0.01)), rel=1e-13
    )
