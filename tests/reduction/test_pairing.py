from __future__ import annotations

import numpy as np
import pytest

from hlnfit.errors import FitError
from hlnfit.reduction.pairing import joined, odd_sums, pair


def test_grid_is_that_of_the_sparser_side() -> None:
    """Nine points on one side and four on the other give four folded ones."""
    B = np.concatenate([np.linspace(-0.9, -0.1, 9), [0.2, 0.4, 0.6, 0.8]])

    p = pair(B)

    np.testing.assert_allclose([0.2, 0.4, 0.6, 0.8], p.B)
    assert np.all(p.sign == 1.0)


def test_mirror_image_is_interpolated() -> None:
    """A straight line is reproduced exactly at the mirror images, whatever the steps and the centre."""
    B = np.sort(np.random.default_rng(0).uniform(-1.0, 1.0, 41))

    p = pair(B, 0.07)

    np.testing.assert_allclose(2.0 - 3.0 * (0.07 - p.sign * p.B), p.mirrored(2.0 - 3.0 * B), atol=1e-12)


def test_gap_on_the_other_side_is_not_bridged() -> None:
    """Where the denser side has a hole of ten steps, the points that face it are left out."""
    dense = np.concatenate([np.linspace(-1.0, -0.7, 60), np.linspace(-0.2, -0.005, 60)])
    B = np.concatenate([dense, np.arange(0.05, 1.01, 0.05)])

    p = pair(B)

    # 0.25, 0.30, ... 0.65 face the hole.
    assert 9 == p.n_gaps
    assert not np.any((p.B > 0.21) & (p.B < 0.69))


def test_repeated_fields_become_their_mean() -> None:
    """Three readings at one field are one point with the error over root 3."""
    B, (y,), error = joined(
        np.array([0.2, 0.1, 0.1, 0.1]), [np.array([5.0, 1.0, 2.0, 6.0])], np.array([1.0, 0.3, 0.3, 0.3])
    )

    assert [0.1, 0.2] == B.tolist()
    assert [3.0, 5.0] == y.tolist()
    assert error is not None
    np.testing.assert_allclose([0.3 / np.sqrt(3.0), 1.0], error)


def test_one_side_is_an_error() -> None:
    """A one-sided sweep cannot be paired, and the message says what to do."""
    with pytest.raises(FitError, match="one-sided"):
        pair(np.linspace(0.0, 1.0, 20))


def test_odd_sums_carry_the_noise_of_their_points() -> None:
    """The error of each odd value is that of a thousand noisy repetitions, also next to the centre."""
    B = np.concatenate([[-0.5, -0.33, -0.12], [0.04, 0.1, 0.31, 0.52]])
    sums = odd_sums(B, 0.0)
    noise = np.random.default_rng(1).normal(size=(4000, B.size))

    values = np.stack([sums.of(row) for row in noise])

    np.testing.assert_allclose(sums.sigma(np.ones(B.size)), np.std(values, axis=0), rtol=0.05)
