"""Complex digamma and trigamma against multiple-precision arithmetic."""

from __future__ import annotations

import mpmath as mp
import numpy as np

from hlnfit.special import digamma_and_trigamma


def test_digamma_and_trigamma() -> None:
    """psi and psi' agree with 50-digit values, also left of the imaginary axis."""
    rng = np.random.default_rng(8)
    z = rng.uniform(-5.0, 40.0, 150) + 1j * rng.uniform(-30.0, 30.0, 150)
    value, slope = digamma_and_trigamma(z)
    with mp.workdps(50):
        for x, f, g in zip(z, value, slope, strict=True):
            exact, exact_slope = mp.digamma(mp.mpc(x)), mp.psi(1, mp.mpc(x))

            assert abs(complex(f - exact)) < 1e-13 * max(1.0, abs(complex(exact)))
            assert abs(complex(g - exact_slope)) < 1e-13 * max(1.0, abs(complex(exact_slope)))


def test_conjugate_symmetry() -> None:
    """Conjugate arguments give conjugate values, so sums over root pairs are real."""
    z = np.array([0.3 + 2.0j, 5.0 + 0.1j])
    value, _ = digamma_and_trigamma(z)
    mirrored, _ = digamma_and_trigamma(z.conj())

    np.testing.assert_array_equal(value.conj(), mirrored)
