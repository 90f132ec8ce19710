"""Magnetoconductance from closed diffusive loops, against closed forms that the engine does not know."""

from concurrent.futures import ThreadPoolExecutor

import mpmath
import numpy as np
import pytest

from hlnfit.errors import ConfigError
from hlnfit.simulation import cooperon, cooperon_zero_field
from hlnfit.simulation.walks import loops

B = np.array([0.003, 0.01, 0.03, 0.1, 0.3])
B_PHI = 2e-3


def f2(y):
    """Return psi(1/2 + y) - ln y."""
    return np.array([float(mpmath.digamma(mpmath.mpf(v) + 0.5) - mpmath.log(v)) for v in np.atleast_1d(y)])


def agrees(curve, expected, resolution):
    """Check a curve within four standard errors, and that these are small enough to mean something."""
    assert np.max(curve.error) <= resolution
    assert np.all(np.abs(curve.value - expected) < 4 * curve.error)


def test_without_spin_it_is_f2():
    """Loops without spin give psi(1/2 + B_phi/B) + ln(B/B_phi) to 2e-3."""
    agrees(loops(B, B_PHI, precision=2e-3, seed=1), f2(B_PHI / B), 2e-3)


def test_extrapolation_allows_coarse_loops():
    """Loops of 256 steps give f2 to 1e-3: their error of discretization is taken off."""
    agrees(loops(B, B_PHI, precision=1e-3, steps=256, seed=2), f2(B_PHI / B), 1e-3)


def test_elliott_yafet_scattering_is_hikami_larkin_nagaoka():
    """Isotropic random kicks give (3/2) f2((B_phi + 4/3 B_so)/B) - (1/2) f2(B_phi/B)."""
    expected = 1.5 * f2((B_PHI + 4 / 3 * 0.03) / B) - 0.5 * f2(B_PHI / B)
    agrees(loops(B, B_PHI, B_so=0.03, precision=0.02, seed=3), expected, 0.02)


def test_cubic_dresselhaus_kicks_have_rates_one_one_two():
    """Kicks in the plane give the triplet rates B_3, B_3 and 2 B_3."""
    expected = f2((B_PHI + 0.02) / B) + 0.5 * f2((B_PHI + 0.04) / B) - 0.5 * f2(B_PHI / B)
    agrees(loops(B, B_PHI, B_3=0.02, precision=0.02, seed=4), expected, 0.02)


@pytest.mark.parametrize("rates", [(0.02, 0.0), (0.0, 0.02), (0.02, 0.01), (0.02, 0.02)])
def test_spin_precession_along_the_path(rates):
    """Rashba and Dresselhaus rotations of the spin agree with the Landau-level Cooperon."""
    expected = cooperon(B, B_PHI, *rates) - cooperon_zero_field(B_PHI, *rates)
    agrees(loops(B, B_PHI, B_R=rates[0], B_D=rates[1], precision=0.015, seed=5), expected, 0.015)


def test_precession_and_kicks_together():
    """Rashba, Dresselhaus and cubic coupling at once agree with the Landau-level Cooperon."""
    expected = cooperon(B, B_PHI, 0.02, 0.01, 0.005) - cooperon_zero_field(B_PHI, 0.02, 0.01, 0.005)
    agrees(loops(B, B_PHI, B_R=0.02, B_D=0.01, B_3=0.005, precision=0.02, seed=6), expected, 0.02)


def test_zeeman_field_in_two_directions():
    """A Zeeman field in and out of the plane agrees with the 4 x 4 Cooperon."""
    field = np.array([0.01, 0.05])
    expected = cooperon(field, B_PHI, 0.02, 0.01, 0.0, 0.5 * field, field) - cooperon_zero_field(
        B_PHI, 0.02, 0.01
    )
    curve = loops(field, B_PHI, B_R=0.02, B_D=0.01, B_Zx=0.5 * field, B_Zz=field, precision=0.015, seed=7)
    agrees(curve, expected, 0.015)


def test_zeeman_field_in_the_plane_alone():
    """An in-plane field on a Rashba film gives the tabulated magnetoconductance."""
    # B_phi = 20 mT, B_R = 50 mT, B_Z = 200 mT: +0.058800 (momentum integral, see test_zero_field).
    agrees(loops(0.0, 0.02, B_R=0.05, B_Zx=0.2, precision=0.015, seed=8), 0.0588, 0.015)


def test_zero_field_and_shape():
    """At B = 0 nothing changes; the result has the shape of B and cannot be written to."""
    curve = loops([[0.0, 0.1]], B_PHI, B_R=0.02, precision=1.0)

    assert (1, 2) == curve.value.shape == curve.error.shape == curve.B.shape
    assert 0.0 == curve.value[0, 0] == curve.error[0, 0]
    assert not curve.value.flags.writeable


@pytest.mark.parametrize("spin", [{}, {"B_R": 0.02}, {"B_R": 0.02, "B_Zx": 0.01}])
def test_workers_change_nothing(spin):
    """Two threads give the bits of the serial run."""
    serial = loops(B, B_PHI, precision=0.03, seed=9, **spin)
    with ThreadPoolExecutor(2) as threads:
        threaded = loops(B, B_PHI, precision=0.03, seed=9, executor=threads, **spin)

    assert serial.loops == threaded.loops
    assert np.array_equal(serial.value, threaded.value)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"B": 0.1, "B_phi": 0.0}, "B_phi is zero"),
        ({"B": 0.1, "B_phi": [1e-3, 2e-3]}, "B_phi is an array"),
        ({"B": 0.1, "B_phi": 1e-3, "steps": 100}, "100 steps"),
        ({"B": 0.1, "B_phi": 1e-3, "B_so": -1.0}, "B_so = -1 T is negative"),
        ({"B": 0.1, "B_phi": 1e-3, "max_loops": 10}, "no standard error"),
    ],
)
def test_bad_input_is_named(arguments, words):
    """Impossible parameters are refused in words."""
    with pytest.raises(ConfigError, match=words):
        loops(**arguments)


def test_a_precision_for_each_field():
    """Where large signals need less, each field has its own precision; shapes that do not fit are refused."""
    B = [0.003, 0.3]
    alike = loops(B, 2e-3, precision=2e-3, seed=1)
    apart = loops(B, 2e-3, precision=[2e-3, 0.02], seed=1)

    assert apart.loops < alike.loops
    assert np.all(apart.error <= [2e-3, 0.02])
    with pytest.raises(ConfigError, match="the shape"):
        loops(B, 2e-3, precision=[1e-3, 1e-3, 1e-3])
    with pytest.raises(ConfigError, match="precision"):
        loops(B, 2e-3, precision=[1e-3, 0.0])
