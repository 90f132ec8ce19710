"""f2 of complex argument and its derivative against multiple-precision arithmetic."""

from __future__ import annotations

import mpmath as mp
import numpy as np
import pytest

from hlnfit.special import complex_f2, f2, f2_prime


def _errors(y: np.ndarray) -> np.ndarray:
    """Return the largest relative errors of value and derivative, each by the modulus."""
    value, slope = complex_f2(y)
    worst = np.zeros(2)
    half = mp.mpf(1) / 2
    for x, f, g in zip(y, value, slope, strict=True):
        # psi and ln agree in more than 2 log10 |y| digits.
        with mp.workdps(50 + int(2.2 * abs(np.log10(abs(x))))):
            z = mp.mpc(x)
            exact, exact_slope = mp.digamma(half + z) - mp.log(z), mp.psi(1, half + z) - 1 / z
            errors = float(abs(f / exact - 1)), float(abs(g / exact_slope - 1))
        worst = np.maximum(worst, errors)
    return worst


def test_reference_values(reference) -> None:
    """30-digit values, near the imaginary axis as well."""
    for a, (re, im) in reference("f2_complex"):
        expected = complex(re, im)
        found, _ = complex_f2(complex(a["re_y"], a["im_y"]))

        assert abs(found - expected) < 1e-14 * abs(expected)


@pytest.mark.parametrize("closeness", [None, 1e-3, 1e-9, 1e-16, 0.0])
def test_relative_error_everywhere(closeness) -> None:
    """Below 1e-14 in the half plane, close to the imaginary axis and on it, where the cut begins."""
    rng = np.random.default_rng(7)
    size = np.concatenate((10.0 ** rng.uniform(-8, 8, 60), 10.0 ** rng.uniform(-0.6, 1.5, 120)))
    if closeness is None:
        y = size * np.exp(1j * rng.uniform(-0.5, 0.5, size.size) * np.pi)
    else:
        y = size * (closeness + 1j * rng.choice([-1.0, 1.0], size.size))

    assert (_errors(y) < 1e-14).all()


def test_joint_of_recursion_and_approximant() -> None:
    """Both sides of |y| = 1 keep the precision, from the real to the imaginary axis."""
    angle = np.linspace(-np.pi / 2, np.pi / 2, 61)
    y = np.concatenate([r * (np.abs(np.cos(angle)) + 1j * np.sin(angle)) for r in (0.98, 1 - 1e-12, 1.02)])

    assert (_errors(y) < 1e-14).all()


def test_extreme_sizes() -> None:
    """1e-100 to 1e100 in size: the logarithm at one end, 1/(24 y^2) at the other."""
    direction = np.array([1.0, 0.6 + 0.8j, 1j, 1e-8 - 1j])
    y = np.concatenate([size * direction for size in (1e-100, 1e-30, 1e30, 1e100)])

    assert (_errors(y) < 1e-14).all()


def test_real_argument_is_the_real_kernel() -> None:
    """On the real axis the value is real, and that of f2."""
    y = np.geomspace(1e-6, 1e6, 49)
    value, slope = complex_f2(y)

    np.testing.assert_allclose(value.real, f2(y), rtol=1.2e-14)
    np.testing.assert_allclose(slope.real, f2_prime(y), rtol=1.2e-14)
    assert (value.imag == 0.0).all()
    assert (slope.imag == 0.0).all()


def test_conjugate_symmetry() -> None:
    """Conjugate arguments give conjugate values to the last bit, so that sums over root pairs are real."""
    rng = np.random.default_rng(8)
    y = 10.0 ** rng.uniform(-4, 4, 100) * np.exp(1j * rng.uniform(-1.57, 1.57, 100))
    for one, other in zip(complex_f2(y), complex_f2(y.conj()), strict=True):
        np.testing.assert_array_equal(one.conj(), other)


def test_shape_and_domain() -> None:
    """A number gives a number; zero and the left half plane have no value."""
    assert np.ndim(complex_f2(0.3 + 1j)[0]) == 0
    assert (2, 3) == complex_f2(np.full((2, 3), 0.3))[1].shape
    assert np.isnan(complex_f2([0.0, -1.0, -1.0 + 1j])).all()


def test_order_of_memory_is_no_matter() -> None:
    """Transposed and strided arrays are read as numpy shows them."""
    y = (np.arange(1.0, 13.0) * (1 + 0.5j)).reshape(3, 4)

    np.testing.assert_array_equal(complex_f2(y)[0].T, complex_f2(y.T)[0])
    np.testing.assert_array_equal(complex_f2(y)[0][:, ::2], complex_f2(y[:, ::2])[0])
