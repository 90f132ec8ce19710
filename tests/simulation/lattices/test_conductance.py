"""Ensembles of samples against what random-matrix and diagram theory say."""

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from hlnfit.errors import ConfigError
from hlnfit.simulation.lattices import backscattering, lattice

WIRE = {"width": 20, "length": 120, "disorder": 1.2}


def test_universal_conductance_fluctuations_of_a_wire():
    """rms g of a long diffusive wire is sqrt(2/15) = 0.365 without and 1/sqrt(15) = 0.258 with a field."""
    # P. A. Lee, A. D. Stone and H. Fukuyama, Phys. Rev. B 35, 1039 (1987), one spin, quasi-1D.
    curve = lattice([0.0, 0.006], **WIRE, precision=0.014, seed=1)

    assert np.max(curve.rms_error) < 0.014
    # The wire is six widths and a few mean free paths long: 0.01 for what is not yet universal.
    assert math.sqrt(2 / 15) == pytest.approx(curve.rms[0], abs=4 * curve.rms_error[0] + 0.01)
    assert math.sqrt(1 / 15) == pytest.approx(curve.rms[1], abs=4 * curve.rms_error[1] + 0.01)
    assert curve.rms[0] - curve.rms[1] > 4 * np.hypot(*curve.rms_error)


def test_weak_localization_of_a_wire():
    """A field raises the mean conductance by part of 1/3 e^2/h, the limit of a long wire of many modes."""
    curve = lattice([0.0, 0.005], **WIRE, precision=0.02, seed=2)

    assert 0.0 == curve.change[0]
    assert curve.change[1] > 4 * curve.change_error[1]
    assert curve.change[1] < 1 / 3


def test_weak_antilocalization_of_a_wire():
    """With spin-orbit coupling a field lowers the conductance, by less than 1/3 e^2/h of both spins."""
    curve = lattice(0.005, width=12, length=18, disorder=3.0, spin_orbit="su2", precision=0.03, seed=3)
    assert curve.change < -4 * curve.change_error
    assert curve.change > -1 / 3 - 4 * curve.change_error


def test_short_rashba_precession_length_gives_antilocalization():
    """Uniform Rashba coupling turns weak localization into antilocalization."""
    curve = lattice(
        0.004,
        width=12,
        length=36,
        disorder=1.8,
        spin_orbit="rashba",
        rashba_angle=1.0,
        precision=0.04,
        seed=4,
    )
    assert curve.change < -4 * curve.change_error


def test_conductance_of_a_wire_follows_ohm():
    """The inverse conductance of short wires grows linearly with length, from one over the channels."""
    found = [
        lattice(0.006, width=20, length=length, disorder=1.2, precision=0.02, seed=5) for length in (20, 40)
    ]
    resistance = [1 / float(one.value) for one in found]
    error = [float(one.error) / float(one.value) ** 2 for one in found]
    expected = 2 * (resistance[0] - 1 / found[0].channels)
    assert expected == pytest.approx(
        resistance[1] - 1 / found[0].channels, abs=4 * math.hypot(2 * error[0], error[1]) + 0.03 * expected
    )


def test_coherent_backscattering_doubles_reflection():
    """Reflection into the incoming channel is twice that into another; a field takes most of it away."""
    found = backscattering([0.0, 0.02], width=20, length=60, disorder=1.6, precision=0.025, seed=6)

    assert found.error[0] <= 0.025
    # 1 / N corrections of 13 channels, and single impurities that no flux reaches.
    assert 2.0 == pytest.approx(found.value[0], abs=4 * found.error[0] + 0.1)
    assert 1.0 == pytest.approx(found.value[1], abs=4 * found.error[1] + 0.2)


def test_workers_change_nothing():
    """Two threads give the bits of the serial run."""
    arguments = {"width": 8, "length": 20, "disorder": 2.0, "precision": 0.1, "seed": 7}
    serial = lattice([0.0, 0.01], **arguments)
    with ThreadPoolExecutor(2) as threads:
        threaded = lattice([0.0, 0.01], executor=threads, **arguments)

    assert np.array_equal(serial.value, threaded.value)
    assert serial.samples == threaded.samples


def test_no_open_channel_is_refused():
    """At the bottom of the band a narrow lead carries nothing."""
    with pytest.raises(ConfigError, match="no channel"):
        lattice(width=2, length=5, energy=-3.9)
    with pytest.raises(ConfigError, match="one open channel"):
        backscattering(width=2, length=5, energy=-2.5)


@pytest.mark.slow
def test_a_field_crosses_from_one_universality_class_to_the_other():
    """In a long wire a weak field raises g by most of 1/3 and lowers rms g by the square root of two."""
    curve = lattice([0.0, 0.0008], width=40, length=240, disorder=1.2, precision=0.012, seed=8)
    s = curve.channels / curve.value[0] - 1
    # Contacts reduce 1/3 by (s / (1 + s))^2, s = L / l; two loops and the finite field take some more.
    largest = (s / (1 + s)) ** 2 / 3

    assert curve.change_error[1] < 0.015
    assert 0.65 * largest < curve.change[1] < largest + 4 * curve.change_error[1]
    assert math.sqrt(2 / 15) == pytest.approx(curve.rms[0], abs=4 * curve.rms_error[0])
    assert math.sqrt(2) == pytest.approx(
        curve.rms[0] / curve.rms[1], rel=4 * np.hypot(*(curve.rms_error / curve.rms)) + 0.03
    )


def test_all_samples_where_no_precision_is_asked_for():
    """Without a precision the number of samples decides, and the samples are those of any other run."""
    wire = {"width": 4, "length": 5, "seed": 2}
    told = []
    found = lattice(0.01, precision=None, max_samples=320, progress=lambda *seen: told.append(seen), **wire)
    until = lattice(0.01, precision=1e-9, max_samples=320, **wire)

    assert 320 == found.samples
    assert (1, 20) == told[0]
    assert found.value == until.value
