"""Derive the table of weak localization beyond the diffusion approximation.

    python benchmarks/derive_ballistic_table.py > hlnfit/special/ballistic_table.txt

With b = B/B_tr, beta = tau/tau_phi and s = 1 + beta, in units of G0

    sigma_a = -b sum_N P_N^3/(1 - P_N)
    sigma_b = (b/2) sum_N Q_N^2 [P_N/(1 - P_N) + P_(N+1)/(1 - P_(N+1))]
    P_N = int_0^infinity dx e^(-s x - b x^2/4) L_N(b x^2/2)
    Q_N = sqrt(b/2) (N + 1)^(-1/2) int_0^infinity dx x e^(-s x - b x^2/4) L_N^1(b x^2/2).

The first levels are integrated numerically with the three-term recursion in N, the others follow from
Tricomi's expansion; the sum over high levels is an integral and Euler-Maclaurin corrections. What is written
are Chebyshev coefficients, in ln b and ln beta, of sigma_a(b) - sigma_a(0) - f2(beta/b) and of
sigma_b(b) - sigma_b(0).

Sources: V. M. Gasparyan and A. Yu. Zyuzin, Sov. Phys. Solid State 27, 999 (1985); A. Kawabata, J. Phys. Soc.
Jpn. 53, 3540 (1984); A. P. Dmitriev, V. Yu. Kachorovskii and I. V. Gornyi, Phys. Rev. B 56, 9910 (1997).
Tricomi's expansion: M. Abramowitz and I. A. Stegun, Handbook of Mathematical Functions (1964), eq. 13.3.7.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import numpy as np
from scipy.special import gamma

sys.path.insert(0, str(Path(__file__).parents[1]))

from hlnfit.special import f2

LEAST_LEVELS = 80
TERMS = 13
B_RANGE = (1e-3, 1e2)
BETA_RANGE = (1e-4, 3.0)
DEGREES = (39, 27)
_X, _W = np.polynomial.legendre.leggauss(24)
_K_FACTOR = [float(2.0**n * gamma(n + 0.5) / math.sqrt(math.pi)) for n in range(TERMS)]


def laguerre_integrals(levels: int, order: int, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Return sum_i w_i e^(-y_i^2/2) y_i^order L_N^(order)(y_i^2) for N = 0 to levels, order 0 or 1.

    The exponential is kept apart as a logarithm, since the polynomial makes up for it at high N.
    """
    z = y * y
    logarithm = -0.5 * z
    before, now = np.zeros_like(y), np.ones_like(y)
    weight = w * y**order * np.exp(logarithm)
    out = np.empty(levels + 1)
    out[0] = weight @ now
    for n in range(levels):
        before, now = now, ((2 * n + 1 + order - z) * now - (n + order) * before) / (n + 1)
        if n % 8 == 7:
            size = np.maximum(np.maximum(np.abs(now), np.abs(before)), 1e-300)
            now, before = now / size, before / size
            logarithm += np.log(size)
            weight = w * y**order * np.exp(logarithm)
        out[n + 1] = weight @ now
    return out


def low_levels(b: float, s: float, levels: int) -> tuple[np.ndarray, np.ndarray]:
    """Return P_N for N = 0 to levels and Q_N for N = 0 to levels - 1, by quadrature in y = x sqrt(b/2)."""
    c = s * math.sqrt(2.0 / b)
    top = min(45.0 / c, math.sqrt(4.0 * levels) + 14.0)
    panels = max(4, math.ceil(top * math.sqrt(4.0 * levels + 4.0) / (2.0 * math.pi) / 3.0))
    edges = np.linspace(0.0, top, panels + 1)
    half = 0.5 * np.diff(edges)
    y = (edges[:-1, None] + half[:, None] * (1.0 + _X)).ravel()
    w = math.sqrt(2.0 / b) * (half[:, None] * _W).ravel() * np.exp(-c * y)
    Q = laguerre_integrals(levels - 1, 1, y, w) / np.sqrt(np.arange(1.0, levels + 1.0))
    return laguerre_integrals(levels, 0, y, w), Q


def high_P(nu: np.ndarray, b: float, s: float) -> np.ndarray:
    """Return P_N at nu = N + 1/2, which may be any large number."""
    c = s * math.sqrt(2.0 / b)
    k = 2.0 * np.sqrt(nu)
    W = np.sqrt(c * c + k * k)
    A = [np.ones_like(nu), np.zeros_like(nu), 0.5 * np.ones_like(nu)]
    for n in range(2, TERMS - 1):
        A.append((n * A[n - 1] - 2.0 * nu * A[n - 2]) / (n + 1))
    total = sum(A[n] * _K_FACTOR[n] / W ** (2 * n + 1) for n in range(TERMS))
    return math.sqrt(2.0 / b) * total


def high_Q(nu: np.ndarray, b: float, s: float) -> np.ndarray:
    """Return Q_N at nu = N + 1, which may be any large number."""
    c = s * math.sqrt(2.0 / b)
    k = 2.0 * np.sqrt(nu)
    W = np.sqrt(c * c + k * k)
    A = [np.ones_like(nu), np.zeros_like(nu), np.ones_like(nu)]
    for n in range(2, TERMS - 1):
        A.append(A[n - 1] - 2.0 * nu * A[n - 2] / (n + 1))
    integral = k / (W * (W + c))  # (1 - c/W)/k
    total = integral
    for n in range(1, TERMS):
        integral = (2.0 * n * integral - c * _K_FACTOR[n] * k**n / W ** (2 * n + 1)) / k
        total = total + A[n] * integral / k**n
    return math.sqrt(2.0 / b) * total


def terms_at(N: np.ndarray, b: float, s: float) -> np.ndarray:
    """Return both summands (2, n) at any large level number N."""
    P, after, Q = high_P(N + 0.5, b, s), high_P(N + 1.5, b, s), high_Q(N + 1.0, b, s)
    back = -b * P**3 / (1.0 - P)
    other = 0.5 * b * Q**2 * (P / (1.0 - P) + after / (1.0 - after))
    return np.stack((back, other))


def sums(b: float, beta: float) -> tuple[float, float]:
    """Return sigma_a and sigma_b in G0."""
    s = 1.0 + beta
    # Beyond, the flights that reach the turning point of the Laguerre function are e^(-18) of the others.
    levels = max(LEAST_LEVELS, math.ceil(40.0 * b / s**2))
    P, Q = low_levels(b, s, levels)
    back = -b * P[:-1] ** 3 / (1.0 - P[:-1])
    other = 0.5 * b * Q**2 * (P[:-1] / (1.0 - P[:-1]) + P[1:] / (1.0 - P[1:]))
    total = np.array([back.sum(), other.sum()])
    # The rest: integral over N from levels - 1/2, in u = w - 1 with w^2 = s^2 + 2 b (N + 1/2).
    start = levels - 0.5
    near = terms_at(start + np.arange(-3.0, 4.0), b, s)
    first = (near @ np.array([-1.0, 9.0, -45.0, 0.0, 45.0, -9.0, 1.0])) / 60.0
    third = (near @ np.array([1.0, -8.0, 13.0, 0.0, -13.0, 8.0, -1.0])) / 8.0
    total += first / 24.0 - 7.0 / 5760.0 * third
    u = math.sqrt(s * s + 2.0 * b * levels) - 1.0
    while True:
        factor = 2.0
        last = u > 200.0 * (1.0 + s)
        if last:
            t = 0.5 * (1.0 + _X)
            points, weights = u / t, 0.5 * _W * u / t**2
        else:
            points = u * factor ** (0.5 * (1.0 + _X))
            weights = 0.5 * _W * math.log(factor) * points
        w = points + 1.0
        N = (w * w - s * s) / (2.0 * b) - 0.5
        total += terms_at(N, b, s) @ (weights * w / b)
        if last:
            return float(total[0]), float(total[1])
        u *= factor


def zero_field(beta: float) -> tuple[float, float]:
    """Return sigma_a(0) and sigma_b(0)."""
    s = 1.0 + beta
    return -math.log(s / beta), (2.0 * math.log(2.0 * s) + beta * math.log(beta)) / (2.0 + beta) - math.log(s)


def residual(log_b: float, log_beta: float) -> tuple[float, float]:
    """Return what the table holds."""
    b, beta = math.exp(log_b), math.exp(log_beta)
    a, other = sums(b, beta)
    a0, other0 = zero_field(beta)
    return a - a0 - float(f2(beta / b)), other - other0


def main() -> None:
    """Print the table: ranges, then the coefficients of sigma_a and of sigma_b, one row a degree in ln b."""
    grids = []
    for (low, high), degree in zip((B_RANGE, BETA_RANGE), DEGREES, strict=True):
        x = np.cos(np.pi * (np.arange(degree + 1) + 0.5) / (degree + 1))
        grids.append(0.5 * (math.log(low) + math.log(high)) + 0.5 * math.log(high / low) * x)
    values = np.array([[residual(p, q) for q in grids[1]] for p in grids[0]])
    for part, name in enumerate(("sigma_a", "sigma_b")):
        table = values[:, :, part]
        for axis, degree in enumerate(DEGREES):
            k = np.arange(degree + 1)
            matrix = np.cos(np.pi * np.outer(k, k + 0.5) / (degree + 1)) * 2.0 / (degree + 1)
            matrix[0] *= 0.5
            table = np.moveaxis(np.tensordot(matrix, table, axes=(1, axis)), 0, axis)
        if part == 0:
            print("# Chebyshev coefficients in ln b (rows) and ln beta (columns), written by")
            print("# benchmarks/derive_ballistic_table.py; first line: ranges of b and beta.")
            print(*(f"{v:.17g}" for v in (*B_RANGE, *BETA_RANGE)))
        print(f"# {name}")
        for row in table:
            print(*(f"{v:.10f}" for v in row))


if __name__ == "__main__":
    main()
