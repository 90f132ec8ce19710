"""What a wire of finite length keeps of the universal dip and variance, by two ways without closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

BETA_1, BETA_2 = 1, 2


def dip_kept(s):
    """Return the factor that the lattice lines use for the dip."""
    return (s / (1.0 + s)) ** 3


def variance_kept(s):
    """Return the factor that the lattice lines use for the variance."""
    return 1.0 - (1.0 + 6.0 * s) / (1.0 + s) ** 6


@pytest.mark.parametrize("beta", [1, 2, 4])
def test_moments_of_the_evolution_equation(beta):
    """Leading orders in 1/N of (beta N + 2 - beta) d<T>/ds = -beta <T^2> - (2 - beta) <T_2>, solved.

    C. W. J. Beenakker, Rev. Mod. Phys. 69, 731 (1997), section III: <T> = N t + delta, <T_2> = N t_2.
    """

    def slope(s, y):
        t, t_2, delta = y
        rest = (2.0 - beta) / beta
        return [-(t**2), 2.0 * t**2 - 4.0 * t * t_2, -2.0 * t * delta - rest * (-(t**2) + t_2)]

    s = np.array([0.3, 1.0, 3.0, 7.0, 30.0])
    found = solve_ivp(slope, (0.0, 30.0), [1.0, 1.0, 0.0], t_eval=s, rtol=1e-10, atol=1e-12)

    assert 1.0 / (1.0 + s) == pytest.approx(found.y[0], rel=1e-7)
    assert (1.0 - 2.0 / beta) / 3.0 * dip_kept(s) == pytest.approx(found.y[2], rel=1e-6, abs=1e-9)


def conductances(beta, channels, slices, reflection, samples, rng):
    """Return conductances of wires made of weak barriers with random unitary mixing between them."""
    complex_normal = rng.normal(size=(512, channels, channels)) + 1j * rng.normal(
        size=(512, channels, channels)
    )
    pool = np.linalg.qr(complex_normal)[0]

    def mixing():
        phases = np.exp(2j * np.pi * rng.random((2, samples, channels)))
        return phases[0][:, :, None] * pool[rng.integers(512, size=samples)] * phases[1][:, None, :]

    r, one = np.sqrt(reflection), np.eye(channels)
    R = np.zeros((samples, channels, channels), dtype=complex)
    for _ in range(slices):
        right = mixing()
        # With time-reversal symmetry a wave that goes back is mixed by the transpose.
        left = right.transpose(0, 2, 1) if beta == BETA_1 else mixing()
        R = left @ R @ right
        R = (1.0 - reflection) * np.linalg.solve((one - r * R).transpose(0, 2, 1), R.transpose(0, 2, 1))
        R = R.transpose(0, 2, 1) - r * one
    return channels - np.sum(np.abs(R) ** 2, axis=(1, 2))


def test_random_wires_keep_as_much():
    """Wires of equivalent channels, multiplied out: the dip is (s/(1+s))^3 of 1/3, and not (s/(1+s))^2."""
    channels, reflection, slices, samples = 8, 0.04, 72, 1500
    s = slices * reflection / (1.0 - reflection)
    rng = np.random.default_rng(5)
    orthogonal, unitary = (
        conductances(beta, channels, slices, reflection, samples, rng) for beta in (BETA_1, BETA_2)
    )
    dip = unitary.mean() - orthogonal.mean()
    error = np.sqrt((unitary.var() + orthogonal.var()) / samples)

    assert 3.0 == pytest.approx(s, rel=0.01)
    # Barriers that are not infinitely weak, and 1/N, take another hundredth.
    assert dip_kept(s) / 3.0 == pytest.approx(dip, abs=3 * error + 0.01)
    assert (s / (1.0 + s)) ** 2 / 3.0 - dip > 4 * error
    # The relative error of a variance is sqrt(2 / samples).
    assert 2.0 / 15.0 * variance_kept(s) == pytest.approx(orthogonal.var(), rel=0.12)
    assert 1.0 / 15.0 * variance_kept(s) == pytest.approx(unitary.var(), rel=0.12)
