"""Random-access disorder: addresses give numbers, and the numbers are random."""

import numpy as np
import pytest
from numpy.random import SeedSequence

from hlnfit.simulation.lattices.site_disorder import (
    BOND_ANGLE,
    POTENTIAL,
    random_rotation,
    sample_key,
    site_uniform,
)

KEY = sample_key(SeedSequence(1))


def grid(key, columns, rows, purpose=POTENTIAL):
    """Return the numbers of a rectangle of sites."""
    return np.array([[site_uniform(key, n, i, purpose) for i in range(rows)] for n in range(columns)])


def test_same_site_same_number_in_any_order():
    """A site has its number whoever asks, and however often."""
    forward = grid(KEY, 20, 15)
    backward = np.array([[site_uniform(KEY, n, i, POTENTIAL) for n in range(19, -1, -1)] for i in range(15)])
    assert np.array_equal(forward, backward.T[::-1])


def test_numbers_are_uniform_and_unrelated():
    """Mean 1/2, variance 1/12, and no correlation with neighbours, other purposes or other samples."""
    values = grid(KEY, 200, 200)
    count = values.size

    assert 0.0 < values.min() < values.max() < 1.0
    assert abs(values.mean() - 0.5) < 4 * np.sqrt(1 / 12 / count)
    assert abs(values.var() - 1 / 12) < 4 * np.sqrt(1 / 180 / count)
    centred = values - 0.5
    partners = (
        np.roll(centred, 1, axis=0),
        np.roll(centred, 1, axis=1),
        centred.T,
        grid(KEY, 200, 200, BOND_ANGLE) - 0.5,
        grid(sample_key(SeedSequence(2)), 200, 200) - 0.5,
    )
    for partner in partners:
        assert abs(12 * np.mean(centred * partner)) < 4 / np.sqrt(count)


def test_low_bits_fill_the_bins():
    """Counts in 256 bins have the chi-square of chance."""
    values = grid(KEY, 256, 256).ravel()
    counts = np.bincount((values * 2**20).astype(int) % 256, minlength=256)
    chi_square = np.sum((counts - 256) ** 2) / 256
    assert abs(chi_square - 255) < 4 * np.sqrt(2 * 255)


def test_random_rotations_are_haar():
    """Bonds are unitary with determinant one, and half their trace squared averages to 1/4."""
    bond = np.empty((2, 2), dtype=complex)
    halves = []
    for row in range(4000):
        random_rotation(KEY, 3, row, bond)
        assert np.allclose(np.eye(2), bond @ bond.conj().T, atol=1e-14)
        assert np.linalg.det(bond) == pytest.approx(1.0)
        halves.append(0.5 * np.trace(bond).real)
    # Haar measure is uniform on the sphere in four dimensions: <w^2> = 1/4, <w^4> = 1/8.
    assert abs(np.mean(np.square(halves)) - 0.25) < 4 * np.sqrt((1 / 8 - 1 / 16) / 4000)
