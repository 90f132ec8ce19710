"""The one-flight kernels of weak antilocalization beyond the diffusion approximation.

In units of the mean free path, with b = B/B_tr, s = 1 + tau/tau_phi, theta = 2 Omega tau, z = b x^2/2:

    X_N^m[f] = int_0^infinity dx e^(-s x - b x^2/4) sqrt(N!/(N+m)!) z^(m/2) L_N^m(z) f(x)
    P = X^0[1],  Q = X^1[1],  S^m = X^m[sin^2(theta x/2)],  R^m = X^m[sin(theta x)/sqrt 2],  m = 0 to 3.

Low levels are integrated with the recursion of the Laguerre functions; high ones, at any real N, follow from
Tricomi's expansion, in which the spin only makes s complex.

Source: L. E. Golub, Phys. Rev. B 71, 235310 (2005). Tricomi's expansion: M. Abramowitz and I. A. Stegun,
Handbook of Mathematical Functions (1964), eq. 13.3.7.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hlnfit.stored import stored

FloatArray = NDArray[np.float64]

_GAUSS_X, _GAUSS_W = np.polynomial.legendre.leggauss(20)
NODES = 0.5 * (1.0 + _GAUSS_X)
WEIGHTS = 0.5 * _GAUSS_W
_TERMS = 9
_RANGE = 26.0
"""Flights longer than 26 mean free paths are e^(-26) of all."""
_K_FACTOR = np.array([2.0**n * math.gamma(n + 0.5) / math.sqrt(math.pi) for n in range(_TERMS)])


@stored(fastmath={"contract", "reassoc"})
def _weigh(
    now: FloatArray, one: FloatArray, two: FloatArray, three: FloatArray
) -> tuple[float, float, float]:
    a, b, c = 0.0, 0.0, 0.0
    for i in range(now.size):
        a += one[i] * now[i]
        b += two[i] * now[i]
        c += three[i] * now[i]
    return a, b, c


@stored(fastmath={"contract"})
def _step(before: FloatArray, now: FloatArray, z: FloatArray, n: float, m: float) -> None:
    """Replace (L_(n-1), L_n) by (L_n, L_(n+1)) at every node."""
    inverse = 1.0 / (n + 1.0)
    for i in range(z.size):
        after = ((2.0 * n + 1.0 + m - z[i]) * now[i] - (n + m) * before[i]) * inverse
        before[i] = now[i]
        now[i] = after


@stored()
def low_panels(b: float, s: float, theta: float, levels: int) -> int:
    """Return the number of panels of ``low_levels``: four oscillations each."""
    stretch = math.sqrt(2.0 / b)
    top = min(_RANGE / (s * stretch), math.sqrt(4.0 * levels) + 8.0)
    waves = math.sqrt(4.0 * levels + 8.0) + theta * stretch
    return max(3, math.ceil(top * waves / (2.0 * math.pi) / 4.0))


@stored()
def low_levels(b: float, s: float, theta: float, panels: int, X: FloatArray) -> None:
    """Fill X (4, 3, levels): for m = 0 to 3 the integrals of 1, sin^2(theta x/2), sin(theta x)/sqrt 2."""
    levels = X.shape[2]
    stretch = math.sqrt(2.0 / b)
    c = s * stretch
    top = min(_RANGE / c, math.sqrt(4.0 * levels) + 8.0)
    size = panels * NODES.size
    y = np.empty(size)
    w = np.empty(size)
    for k in range(panels):
        for i in range(NODES.size):
            y[k * NODES.size + i] = top / panels * (k + NODES[i])
            w[k * NODES.size + i] = top / panels * WEIGHTS[i] * stretch
    z = y * y
    x = y * stretch
    half, whole = np.sin(0.5 * theta * x) ** 2, np.sin(theta * x) * math.sqrt(0.5)
    for m in range(4):
        # The exponential is kept apart as a logarithm: at high N the polynomial makes up for it.
        logarithm = np.log(w) - c * y - 0.5 * z + m * np.log(y)
        one = np.exp(logarithm)
        two, three = one * half, one * whole
        before, now = np.zeros(size), np.ones(size)
        for n in range(levels):
            norm = 1.0
            for j in range(1, m + 1):
                norm *= n + j
            norm = 1.0 / math.sqrt(norm)
            first, second, third = _weigh(now, one, two, three)
            X[m, 0, n], X[m, 1, n], X[m, 2, n] = norm * first, norm * second, norm * third
            _step(before, now, z, float(n), float(m))
            if n % 16 == 15:
                scale = np.maximum(np.maximum(np.abs(now), np.abs(before)), 1e-300)
                now /= scale
                before /= scale
                logarithm += np.log(scale)
                one = np.exp(logarithm)
                two, three = one * half, one * whole


@stored()
def _tricomi(N: float, b: float, rate: complex, m: int, scratch: FloatArray) -> complex:
    """Return X_N^m[e^((s - rate) x)] at large real N."""
    nu = N + 0.5 * (m + 1.0)
    k = 2.0 * math.sqrt(nu)
    stretch = math.sqrt(2.0 / b)
    c = rate * stretch
    W = np.sqrt(c * c + k * k)
    slope = k / (W + c)
    A = scratch
    A[0], A[1], A[2] = 1.0, 0.0, 0.5 * (m + 1.0)
    for n in range(2, _TERMS - 1):
        A[n + 1] = ((n + m) * A[n - 1] - 2.0 * nu * A[n - 2]) / (n + 1.0)
    square = W * W
    inverse = 1.0 / W
    # K = int e^(-c y) y^n J_n(k y), and the same with J_(n+1), J_(n+2), J_(n+3); y^n is over k^n already.
    power = inverse
    one, two, three = slope * inverse, slope * slope * inverse, slope * slope * slope * inverse
    bessel = (power, one, two, three)
    total = bessel[0] if m == 0 else (one if m == 1 else (two if m == 2 else three))
    for n in range(1, _TERMS):
        power = power / square
        K = _K_FACTOR[n] * power
        one = (2.0 * n * one / k - c * K) / k
        two = 2.0 * (n + 1.0) / (k * k) * two - K
        three = 2.0 * (n + 2.0) / (k * k) * three - one
        total += A[n] * (K if m == 0 else (one if m == 1 else (two if m == 2 else three)))
    norm = 1.0
    for j in range(1, m + 1):
        norm *= (N + j) / nu
    result: complex = stretch * math.sqrt(norm) * total
    return result


@stored()
def high_level(
    N: float, b: float, s: float, theta: float, m: int, scratch: FloatArray
) -> tuple[float, float, float]:
    """Return the integrals of 1, sin^2(theta x/2) and sin(theta x)/sqrt 2 at large real N."""
    bare = _tricomi(N, b, complex(s, 0.0), m, scratch).real
    turned = _tricomi(N, b, complex(s, -theta), m, scratch)
    return bare, 0.5 * (bare - turned.real), turned.imag * math.sqrt(0.5)


@stored()
def zero_field_kernel(q: float, s: float, theta: float, m: int) -> tuple[float, float, float]:
    """Return the same integrals at zero field, with J_m(q x) in place of the Laguerre function."""
    root = math.sqrt(s * s + q * q)
    bare = (q / (root + s)) ** m / root
    rate = complex(s, -theta)
    W = np.sqrt(rate * rate + q * q)
    turned = (q / (W + rate)) ** m / W
    return bare, 0.5 * (bare - turned.real), turned.imag * math.sqrt(0.5)
