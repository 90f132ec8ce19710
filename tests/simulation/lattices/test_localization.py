"""Localization lengths of strips against exact and published values."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.random import SeedSequence

from hlnfit.errors import ConfigError
from hlnfit.simulation.lattices import Lattice, localization_length, sample_key, scaling_function
from hlnfit.simulation.lattices.localization import strip_exponents

# Orthogonal strips at E = 0, W = 6, periodic: width, Lambda, error (independent transfer matrices of
# 6e4 columns; A. MacKinnon and B. Kramer, Phys. Rev. Lett. 47, 1546 (1981)).
ORTHOGONAL = [(8, 0.972, 0.012), (16, 0.739, 0.011)]
# SU(2) model at E = 1: disorder, width, Lambda, error (the same; critical point at W = 5.952 after
# Y. Asada, K. Slevin and T. Ohtsuki, Phys. Rev. Lett. 89, 256601 (2002), Lambda_c = 1.84).
SU2 = [(4.0, 8, 3.43, 0.09), (5.952, 8, 1.819, 0.041), (5.952, 16, 1.846, 0.060), (8.0, 8, 0.924, 0.014)]


def test_weakly_disordered_chain():
    """xi of a chain is 24 (4 - E^2) / W^2 to second order (D. J. Thouless, 1979)."""
    found = localization_length(Lattice(1, 1.0, 1.0), precision=0.02, seed=1)

    assert found.error < 0.0205 * found.value
    # The next order of the expansion changes it by W^2 / 100 or so.
    assert 72.0 == pytest.approx(found.xi, abs=4 * found.error + 0.01 * 72)


@pytest.mark.parametrize(("width", "Lambda", "error"), ORTHOGONAL)
def test_orthogonal_strip(width, Lambda, error):
    """Lambda of the Anderson model falls with the width as tabulated."""
    found = localization_length(Lattice(width, 0.0, 6.0, periodic=True), precision=0.015, seed=2)

    assert found.error < 0.016 * found.value
    assert Lambda == pytest.approx(found.value, abs=4 * np.hypot(found.error, error))


@pytest.mark.parametrize(("disorder", "width", "Lambda", "error"), SU2)
def test_symplectic_strip(disorder, width, Lambda, error):
    """Lambda of the SU(2) model in the metal, at the critical point and in the insulator."""
    strip = Lattice(width, 1.0, disorder, spin_orbit="su2", periodic=True)
    found = localization_length(strip, precision=0.03, seed=3)

    assert found.error < 0.031 * found.value
    assert Lambda == pytest.approx(found.value, abs=4 * np.hypot(found.error, error))


def test_scaling_function_has_the_sign_of_its_phase():
    """beta is negative in the orthogonal class; in the SU(2) model its sign tells metal from insulator."""
    orthogonal = scaling_function(
        [Lattice(width, 0.0, 6.0, periodic=True) for width in (4, 8, 16)], precision=0.03, seed=4
    )
    metal, insulator = (
        scaling_function(
            [Lattice(w, 1.0, disorder, spin_orbit="su2", periodic=True) for w in (4, 8)],
            precision=0.02,
            seed=5,
        )
        for disorder in (3.0, 9.0)
    )

    assert np.all(orthogonal.beta < -4 * orthogonal.beta_error)
    assert metal.beta[0] > 4 * metal.beta_error[0]
    assert insulator.beta[0] < -4 * insulator.beta_error[0]
    assert np.all(np.diff(orthogonal.log_Lambda) < 0)


def test_kramers_pairs_of_exponents():
    """With spin and time-reversal symmetry exponents come in pairs, in falling order."""
    strip = Lattice(4, 1.0, 4.0, spin_orbit="su2", periodic=True)
    exponents = strip_exponents(sample_key(SeedSequence(6)), strip, 4000)

    assert np.allclose(exponents[::2], exponents[1::2], atol=0.02)
    assert np.all(np.diff(exponents[::2]) < 0)


def test_a_field_delocalizes():
    """Breaking time-reversal symmetry lengthens xi of a strip with open edges, towards twofold."""
    plain = localization_length(Lattice(8, -1.05, 3.0), precision=0.02, seed=7)
    field = localization_length(Lattice(8, -1.05, 3.0, flux=0.02), precision=0.02, seed=7)

    assert field.xi > plain.xi * (1 + 4 * np.hypot(0.02, 0.02))
    assert field.xi < 2.3 * plain.xi


def test_workers_change_nothing():
    """Two threads give the bits of the serial run."""
    serial = localization_length(Lattice(4, 0.0, 6.0), precision=0.05, seed=8)
    with ThreadPoolExecutor(2) as threads:
        threaded = localization_length(Lattice(4, 0.0, 6.0), precision=0.05, seed=8, executor=threads)
    assert serial == threaded


def test_clean_strips_and_unsorted_widths_are_refused():
    """Nothing is localized without disorder, and beta needs rising widths."""
    with pytest.raises(ConfigError, match="without disorder"):
        localization_length(Lattice(4, 0.0, 0.0))
    with pytest.raises(ConfigError, match="rising width"):
        scaling_function([Lattice(8, 0.0, 6.0), Lattice(4, 0.0, 6.0)])


@pytest.mark.slow
def test_critical_point_does_not_depend_on_width():
    """At W = 5.952 Lambda of the SU(2) model is the same for 12 and 24 sites, 1.84 to about 1 %."""
    found = [
        localization_length(
            Lattice(width, 1.0, 5.952, spin_orbit="su2", periodic=True), precision=0.01, seed=9
        )
        for width in (12, 24)
    ]
    # Corrections to scaling of narrow strips are of the order of one per cent.
    for one in found:
        assert 1.84 == pytest.approx(one.value, abs=4 * one.error + 0.03)
