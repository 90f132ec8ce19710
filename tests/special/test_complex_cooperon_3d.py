"""f3 of complex argument and its derivative against multiple-precision arithmetic."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from hlnfit.special import complex_f3, f3, f3_prime


def _errors(y: np.ndarray) -> np.ndarray:
    """Return the largest relative errors of value and derivative, each by the modulus."""
    value, slope = complex_f3(y)
    worst = np.zeros(2)
    half = mp.mpf(1) / 2
    for x, f, g in zip(y, value, slope, strict=True):
        # The zeta function and the root agree in more than 2 log10 |y| digits.
        with mp.workdps(50 + int(2.2 * abs(np.log10(abs(x))))):
            z = mp.mpc(x)
            exact = -mp.zeta(half, half + z) - 2 * mp.sqrt(z)
            exact_slope = half * mp.zeta(3 * half, half + z) - 1 / mp.sqrt(z)
            errors = float(abs(f / exact - 1)), float(abs(g / exact_slope - 1))
        worst = np.maximum(worst, errors)
    return worst


@pytest.mark.parametrize("closeness", [None, 1e-3, 1e-12, 0.0])
def test_relative_error_everywhere(closeness) -> None:
    """Below 1e-14 in the half plane, close to the imaginary axis and on it."""
    rng = np.random.default_rng(13)
    size = np.concatenate((10.0 ** rng.uniform(-8, 8, 20), 10.0 ** rng.uniform(-0.6, 1.5, 50)))
    if closeness is None:
        y = size * np.exp(1j * rng.uniform(-0.5, 0.5, size.size) * np.pi)
    else:
        y = size * (closeness + 1j * rng.choice([-1.0, 1.0], size.size))

    assert (_errors(y) < 1e-14).all()


def test_joint_of_first_term_and_approximant() -> None:
    """Both sides of |y| = 1 keep the precision, from the real to the imaginary axis."""
    angle = np.linspace(-np.pi / 2, np.pi / 2, 21)
    y = np.concatenate([r * (np.abs(np.cos(angle)) + 1j * np.sin(angle)) for r in (0.98, 1 - 1e-12, 1.02)])

    assert (_errors(y) < 1e-14).all()


def test_ends() -> None:
    """f3(0) - 2 sqrt(y) near zero, (1 - sqrt 2) zeta(1/2) = 0.6049; y^(-3/2)/48 far out."""
    y = np.array([1e-100, 1e-100j])
    value, slope = complex_f3(y)

    np.testing.assert_allclose(value, 0.6048986434216304, rtol=1e-14)
    np.testing.assert_allclose(slope, -1.0 / np.sqrt(y), rtol=1e-14)
    far = np.array([1e100, 1e60 + 1e60j, -1e30j])
    np.testing.assert_allclose(complex_f3(far)[0], 1.0 / (48.0 * far * np.sqrt(far)), rtol=1e-14)
    assert np.isnan(complex_f3([0.0, -1.0])).all()


def test_real_argument_is_the_real_kernel() -> None:
    """On the real axis the value is real, and that of f3; conjugate arguments give conjugate values."""
    y = np.geomspace(1e-6, 1e6, 49)
    value, slope = complex_f3(y)

    np.testing.assert_allclose(value.real, f3(y), rtol=1e-14)
    np.testing.assert_allclose(slope.real, f3_prime(y), rtol=1e-14)
    assert (value.imag == 0.0).all()
    turned = y * (1.0 + 2.0j)
    np.testing.assert_array_equal(complex_f3(turned)[0].conj(), complex_f3(turned.conj())[0])
