"""Diffusion constants and flux cancellation of open walks, against exact and published values."""

import math

import pytest
from scipy.integrate import quad

from hlnfit.errors import ConfigError
from hlnfit.simulation.walks import diffusion_constant, flux_cancellation


@pytest.mark.parametrize("dimension", [2, 3])
def test_isotropic_scattering_has_d_equal_v_l_over_dimension(dimension):
    """D = v l / d for isotropic scattering, to 1 %."""
    found = diffusion_constant(dimension=dimension, precision=0.01, seed=1)

    assert found.error < 0.0102 * found.value
    assert 1 / dimension == pytest.approx(found.value, abs=4 * found.error)


def test_forward_scattering_lengthens_the_transport_path():
    """With deflections uniform in +-1 rad, D = v l / 2 / (1 - <cos>), <cos> = sin(1)."""
    found = diffusion_constant(cone=1.0, precision=0.015, seed=2)
    assert 0.5 / (1 - math.sin(1.0)) == pytest.approx(found.value, abs=4 * found.error)


def test_specular_walls_do_not_slow_diffusion_along_them():
    """Specular reflection keeps the velocity along the walls."""
    found = diffusion_constant(width_over_mfp=0.3, precision=0.015, seed=3)
    assert 0.5 == pytest.approx(found.value, abs=4 * found.error)


@pytest.mark.parametrize("kappa", [0.3, 1.0, 4.0])
def test_diffuse_faces_of_a_film_follow_fuchs(kappa):
    """D of a film with diffuse faces is that of K. Fuchs, Proc. Camb. Phil. Soc. 34, 100 (1938)."""
    integral = quad(lambda t: (1 / t**3 - 1 / t**5) * (1 - math.exp(-kappa * t)), 1, math.inf)[0]
    expected = (1 - 3 / (2 * kappa) * integral) / 3
    found = diffusion_constant(dimension=3, width_over_mfp=kappa, walls="diffuse", precision=0.02, seed=4)
    assert expected == pytest.approx(found.value, abs=4 * found.error)


# W/l and K of a wire with specular walls (Monte Carlo of 3 digits, independent program).
@pytest.mark.parametrize(("width", "K"), [(1.0, 0.464), (0.1, 0.0608), (0.03, 0.0188)])
def test_flux_crossover_of_a_specular_wire(width, K):
    """Growth of the flux falls from its diffusive value as the wire gets narrower than the path."""
    found = flux_cancellation(width, precision=0.02, seed=5)

    assert found.K_error < 0.0205 * found.K
    # Two per cent stand for the last digits of the table.
    assert K == pytest.approx(found.K, abs=4 * found.K_error + 0.02 * K)


@pytest.mark.parametrize(
    ("dimension", "walls", "width", "C1", "spread"),
    [
        (2, "specular", 0.01, 9.5, 0.1),  # Beenakker and van Houten (1988), wire
        (2, "diffuse", 0.02, 4 * math.pi, 0.2),  # the same, diffuse; approached as W / l -> 0
        (3, "specular", 0.01, 12.1, 0.3),  # Dugaev and Khmel'nitskii (1984), film
        (3, "diffuse", 0.02, 16.0, 0.3),  # the same, diffuse
    ],
)
def test_clean_limit_constants(dimension, walls, width, C1, spread):
    """tau_B = C1 l_m^4 / (W^3 v) with the known C1 of wires and films."""
    found = flux_cancellation(width, dimension=dimension, walls=walls, precision=0.03, seed=6)

    assert found.C1_error < 0.0305 * found.C1
    assert C1 == pytest.approx(found.C1, abs=4 * found.C1_error + spread)


def test_wide_wire_is_diffusive():
    """For W = 10 l the flux grows nearly as in diffusion, K = 0.979 (independent Monte Carlo)."""
    found = flux_cancellation(10.0, precision=0.03, seed=7)
    assert 0.979 == pytest.approx(found.K, abs=4 * found.K_error)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: diffusion_constant(dimension=4), "4 dimensions"),
        (lambda: diffusion_constant(cone=4.0), "cone"),
        (lambda: diffusion_constant(dimension=3, cone=1.0), "cone"),
        (lambda: diffusion_constant(width_over_mfp=-1.0), "positive width"),
        (lambda: flux_cancellation(math.inf), "infinite"),
        (lambda: flux_cancellation(1.0, walls="rough"), "specular or diffuse"),
    ],
)
def test_bad_input_is_named(call, words):
    """Impossible geometries are refused in words."""
    with pytest.raises(ConfigError, match=words):
        call()
