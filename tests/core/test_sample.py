"""Geometry and sample formulas against numbers that others published or that were made by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlnfit.errors import GeometryError, UnitError
from hlnfit.sample import GEOMETRIES, HallBar, Sample, Square, VanDerPauw, Wire, geometry

E = 1.602176634e-19
M_E = 9.1093837e-31


def gaas(density: float) -> Sample:
    """Return the electrons of a GaAs heterostructure."""
    return Sample(density=density, mass=0.067 * M_E)


def test_gaas_by_hand():
    """n = 3e15 m^-2, m = 0.067 m_e, mobility 10 m^2/Vs."""
    # By hand: k_F = sqrt(2 pi n), v_F = hbar k_F / m, l = hbar k_F mu / e, tau = m mu / e, D = v_F l / 2,
    # B_tr = hbar / (2 e l^2).
    sample = gaas(3e15)
    sigma = 3e15 * E * 10.0

    assert pytest.approx(1.37294e8, rel=1e-5) == sample.k_F
    assert pytest.approx(2.37226e5, rel=1e-5) == sample.v_F
    assert pytest.approx(10.0) == sample.mobility(sigma)
    assert pytest.approx(9.03683e-7, rel=1e-5) == sample.mean_free_path(sigma)
    assert pytest.approx(124.070, rel=1e-5) == sample.k_F_l(sigma)
    assert pytest.approx(3.80937e-12, rel=1e-5) == sample.scattering_time(sigma)
    assert pytest.approx(0.107189, rel=1e-5) == sample.diffusion(sigma)
    assert pytest.approx(4.02998e-4, rel=1e-5) == sample.B_tr(sigma)


def test_gaas_of_the_review():
    """GaAs at 4e11 cm^-2 and 1e4 cm^2/Vs as tabulated by Beenakker and van Houten."""
    # C. W. J. Beenakker and H. van Houten, Solid State Phys. 44, 1 (1991), table I: k_F = 1.58e6 /cm,
    # v_F = 2.7e7 cm/s, tau = 0.38 ps, D = 140 cm^2/s, l = 1e2 nm, k_F l = 15.8 (two digits).
    sample = gaas(4e15)
    sigma = 4e15 * E * 1.0

    assert pytest.approx(1.58e8, rel=5e-3) == sample.k_F
    assert pytest.approx(2.7e5, rel=2e-2) == sample.v_F
    assert pytest.approx(0.38e-12, rel=1e-2) == sample.scattering_time(sigma)
    assert pytest.approx(140e-4, rel=4e-2) == sample.diffusion(sigma)
    assert pytest.approx(100e-9, rel=5e-2) == sample.mean_free_path(sigma)
    assert pytest.approx(15.8, rel=5e-2) == sample.k_F_l(sigma)


def test_silicon_of_the_review():
    """Si(100) inversion layer with two valleys at 1e11 cm^-2 and 1e4 cm^2/Vs, from the same table."""
    # Same table: m = 0.19 m_e, g_v = 2, k_F = 0.56e6 /cm, v_F = 0.34e7 cm/s, tau = 1.1 ps, D = 6.4 cm^2/s,
    # l = 37 nm, k_F l = 2.1.
    sample = Sample(density=1e15, mass=0.19 * M_E, valley_degeneracy=2)
    sigma = 1e15 * E * 1.0

    assert pytest.approx(0.56e8, rel=1e-2) == sample.k_F
    assert pytest.approx(0.34e5, rel=1e-2) == sample.v_F
    assert pytest.approx(1.1e-12, rel=2e-2) == sample.scattering_time(sigma)
    assert pytest.approx(6.4e-4, rel=2e-2) == sample.diffusion(sigma)
    assert pytest.approx(37e-9, rel=1e-2) == sample.mean_free_path(sigma)
    assert pytest.approx(2.1, rel=2e-2) == sample.k_F_l(sigma)


def test_graphene():
    """Graphene at 1e12 cm^-2: k_F = sqrt(pi n) and sigma = 2 (e^2/h) k_F l."""
    # S. Das Sarma et al., Rev. Mod. Phys. 83, 407 (2011), section I.A: k_F = sqrt(pi n), v_F = 1e6 m/s.
    sample = Sample(density=1e16, fermi_velocity=1e6, valley_degeneracy=2)
    sigma = 2.0 * 3.874045865e-5 * 17.72454  # k_F l = 17.72454, so l is 100 nm

    assert pytest.approx(1.772454e8, rel=1e-6) == sample.k_F
    assert 1e6 == sample.v_F
    assert pytest.approx(17.72454, rel=1e-6) == sample.k_F_l(sigma)
    assert pytest.approx(100e-9, rel=1e-6) == sample.mean_free_path(sigma)
    assert pytest.approx(0.05, rel=1e-6) == sample.diffusion(sigma)
    assert pytest.approx(1e-13, rel=1e-6) == sample.scattering_time(sigma)
    # hbar / (2 e l^2) = 2 * 16.455 mT
    assert pytest.approx(32.91e-3, rel=1e-4) == sample.B_tr(sigma)


def test_topological_surface():
    """One cone without degeneracy: sigma = (e^2 / 2h) k_F l."""
    sample = Sample(density=1e16, fermi_velocity=5e5, spin_degeneracy=1)

    assert pytest.approx(10.0, rel=1e-8) == sample.k_F_l(0.5 * 3.874045865e-5 * 10.0)


def test_k_F_l_needs_no_density():
    """k_F l follows from the conductance alone; what needs a density is None."""
    sample = Sample()

    assert pytest.approx(1.0, rel=1e-8) == sample.k_F_l(3.874045865e-5)
    assert sample.k_F is None
    assert sample.v_F is None
    for value in (
        sample.mobility,
        sample.mean_free_path,
        sample.diffusion,
        sample.scattering_time,
        sample.B_tr,
    ):
        assert value(1e-3) is None


def test_velocity_unknown_leaves_the_path():
    """Without mass and velocity the mean free path is known, the diffusion constant is not."""
    sample = Sample(density=3e15)

    assert sample.mean_free_path(4.8e-3) is not None
    assert sample.B_tr(4.8e-3) is not None
    assert sample.diffusion(4.8e-3) is None
    assert sample.scattering_time(4.8e-3) is None


@given(st.floats(1e14, 1e20), st.floats(0.01, 2.0), st.floats(1e-5, 1e-1))
def test_einstein_relation(density: float, mass: float, sigma: float):
    """sigma = e^2 nu D with the density of states nu = m / (pi hbar^2)."""
    hbar = 1.054571817e-34
    sample = Sample(density=density, mass=mass * M_E)

    assert pytest.approx(sigma, rel=1e-7) == E**2 * mass * M_E / (math.pi * hbar**2) * sample.diffusion(sigma)


@given(st.floats(1e14, 1e20), st.floats(1e-5, 1e-1))
def test_mobility_times_transport_field(density: float, sigma: float):
    """mu B_tr = 1 / (2 k_F l)."""
    sample = Sample(density=density)

    assert pytest.approx(0.5 / sample.k_F_l(sigma), rel=1e-9) == sample.mobility(sigma) * sample.B_tr(sigma)


@pytest.mark.parametrize("name", ["density", "mass", "fermi_velocity", "thickness"])
@pytest.mark.parametrize("value", [0.0, -1.0, math.nan, math.inf])
def test_impossible_samples(name: str, value: float):
    """Nothing about the electrons is zero, negative or infinite."""
    with pytest.raises(GeometryError, match=f"{name} is .*expected a positive number"):
        Sample(**{name: value})


def test_mass_or_velocity():
    """A parabolic band has a mass, a cone a velocity; both are a contradiction."""
    with pytest.raises(GeometryError, match="both a mass and a Fermi velocity"):
        Sample(mass=M_E, fermi_velocity=1e6)


def test_hall_bar():
    """R_sheet = R width / length, with the errors of both lengths in quadrature."""
    bar = HallBar("100(3) um", "20(0.8)um")

    assert pytest.approx(5.0) == bar.squares.value
    assert pytest.approx(5.0 * math.hypot(0.03, 0.04)) == bar.squares.error
    assert bar.per_square


def test_plain_numbers_are_metres():
    """A number without a unit is SI in Python."""
    assert pytest.approx(5.0) == HallBar(length=100e-6, width=20e-6).squares.value


def test_van_der_pauw():
    """R_sheet = 4.5324 R for a sample of fourfold symmetry."""
    # pi / ln 2 = 4.53236: L. J. van der Pauw, Philips Res. Rep. 13, 1 (1958), equation (8).
    assert pytest.approx(4.53236, rel=1e-6) == 1.0 / VanDerPauw().squares.value
    assert VanDerPauw().per_square


def test_square_and_wire():
    """A square is one square; a wire is taken as a whole."""
    assert 1.0 == Square().squares.value
    assert Square("1um", "1um", "80(5) nm").thickness.error == pytest.approx(5e-9)
    assert not Wire("10um", "100nm").per_square


@pytest.mark.parametrize("kind", ["hall-bar", "wire"])
@pytest.mark.parametrize("missing", ["length", "width"])
def test_missing_lengths(kind: str, missing: str):
    """The message says which option is missing."""
    lengths = {"length": "100um", "width": "20um", missing: None}

    with pytest.raises(GeometryError, match=f"needs its {missing}; expected --{missing} with a unit"):
        geometry(kind, **lengths)


@pytest.mark.parametrize("length", ["0 um", "-5 um", 0.0])
def test_lengths_are_positive(length: object):
    """A bar of no or negative length is refused."""
    with pytest.raises(GeometryError, match="expected a positive length"):
        HallBar(length, "20um")


def test_lengths_have_units():
    """Text without a unit is refused, with the name of the option."""
    with pytest.raises(UnitError, match="width is '20', which has no unit"):
        HallBar("100um", "20")


def test_geometries_by_name():
    """The names of the command line give the classes; another name lists them."""
    assert {"hall-bar", "van-der-pauw", "square", "wire"} == set(GEOMETRIES)
    assert isinstance(geometry("square"), Square)
    with pytest.raises(GeometryError, match="expected hall-bar, van-der-pauw, square, wire"):
        geometry("corbino")
