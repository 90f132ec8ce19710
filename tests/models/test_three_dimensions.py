"""Three dimensions and films: reference values and the limits that connect them."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit import models
from hlnfit.constants import FIELD_TIMES_AREA, G0, MU_B, E
from hlnfit.special import f2
from hlnfit.special.film_sum import film_sum

B = np.geomspace(1e-3, 10.0, 15)


def test_kawabata_reference(reference) -> None:
    """Kawabata's formula agrees with 30-digit values in S/m."""
    for a, expected in reference("kawabata3d_SI"):
        assert expected == pytest.approx(float(models.get("kawabata")(a["B"], B_phi=a["Bphi"])), rel=1e-12)


def test_fukuyama_hoshino_reference(reference) -> None:
    """Fukuyama and Hoshino's formula agrees with 30-digit values in S/m, with and without Zeeman energy."""
    for a, expected in reference("fukuyama_hoshino_SI"):
        zeta = a["g"] * MU_B / (4.0 * E * a["D"])
        found = models.get("fukuyama_hoshino")(a["B"], B_phi=a["Bphi"], B_so=a["Bso"], zeta=zeta)

        assert expected == pytest.approx(float(found), rel=1e-10)


def test_film_reference(reference) -> None:
    """The film agrees with 20-digit values from two-dimensional to thick."""
    for a, expected in reference("film_2d_3d_SI"):
        found = models.get("film")(a["B"], B_phi=a["Bphi"], thickness=a["d"])

        assert expected == pytest.approx(float(found), rel=1e-12)


@pytest.mark.parametrize(
    ("y", "beta"),
    [(0.01, 0.999), (0.01, 1.0), (3.0, 0.999), (3.0, 1.0), (40.7, 0.99), (1e-4, 50.0), (0.2, 7.0)],
)
def test_film_sum_is_the_sum(y, beta) -> None:
    """Every branch of the resummed series equals the plain sum over 200,000 modes."""
    m = np.arange(200_000.0)
    expected = float(f2(y + m**2 / beta).sum()) + beta**2 / 72.0 / m.size**3

    assert expected == pytest.approx(film_sum(y, beta)[0], rel=1e-13)


def test_thin_film_is_two_dimensional() -> None:
    """Below L_phi and the magnetic length the thickness does not matter."""
    expected = models.get("hln_simple")(B, alpha=1.0, B_phi=2e-3)

    np.testing.assert_allclose(expected, models.get("film")(B, B_phi=2e-3, thickness=2e-10), rtol=1e-9)


def test_thick_film_is_three_dimensional() -> None:
    """Far above L_phi the film is its thickness times the bulk, and half a surface mode."""
    d = 3e-6
    surface = models.get("hln_simple")(B, alpha=0.5, B_phi=2e-2)
    expected = d * models.get("kawabata")(B, B_phi=2e-2) + surface

    np.testing.assert_allclose(expected, models.get("film")(B, B_phi=2e-2, thickness=d), rtol=1e-12)


def test_spin_orbit_limits_in_three_dimensions() -> None:
    """No spin-orbit coupling: Kawabata; strong: minus half of it."""
    bulk = models.get("kawabata")(B, B_phi=2e-2)
    model = models.get("fukuyama_hoshino")

    np.testing.assert_allclose(bulk, model(B, B_phi=2e-2, B_so=1e-10, zeta=0.0), rtol=1e-7)
    np.testing.assert_allclose(-0.5 * bulk, model(B, B_phi=2e-2, B_so=1e6, zeta=0.0), rtol=1e-5)


def test_kawabata_is_the_integral_over_the_transverse_wave_vector() -> None:
    """Three dimensions are two integrated over dq_z/2 pi, each q_z adding hbar q_z^2/(4e) to B_phi."""
    x, w = np.polynomial.legendre.leggauss(200)
    u = 0.5 * (1.0 + x)
    q = u / (1.0 - u)
    b, B_phi = 0.3, 0.02
    unit = np.sqrt(b / FIELD_TIMES_AREA)
    integrand = f2(B_phi / b + q**2) / (1.0 - u) ** 2
    expected = 2.0 * G0 * unit / (2.0 * np.pi) * float((0.5 * w * integrand).sum())

    assert expected == pytest.approx(float(models.get("kawabata")(b, B_phi=B_phi)), rel=1e-7)
