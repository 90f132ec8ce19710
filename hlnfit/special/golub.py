"""Weak antilocalization beyond the diffusion approximation: Rashba coupling of any strength.

    sigma_a = -(b/2) {sum_J Tr[A_J^3 (1 - A_J)^-1] - sum_N P_N^3/(1 - P_N)}
    sigma_b = (b/4) {sum_J Tr[(K_J^+ K_J + K_(J-1) K_(J-1)^+) A_J (1 - A_J)^-1] - sum_N Q_N^2 (C_N + C_(N+1))}

in G0, C = P/(1 - P); A_J couples the three triplets of total momentum J for one flight, K_J two neighbours.
The sum over high levels is an integral with Euler-Maclaurin corrections.

Source: L. E. Golub, Phys. Rev. B 71, 235310 (2005); M. M. Glazov and L. E. Golub, Semiconductors 40, 1209
(2006).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hlnfit.special.golub_kernels import NODES, WEIGHTS, high_level, low_levels, low_panels, zero_field_kernel
from hlnfit.stored import stored

FloatArray = NDArray[np.float64]

_LEAST_LEVELS = 120
_TAIL_FACTOR = 2.5
_FIRST_PANEL = 0.05


@stored()
def _traces(x: FloatArray, A: FloatArray, K: FloatArray, C: FloatArray) -> tuple[float, float]:
    """Return both traces less the singlet's from kernels x (4, 3, 4) at the levels J - 2 to J + 1.

    A, K and C are (3, 3) working space. Kernels of levels that do not exist are zero.
    """
    P, S0, S1, S2, S3 = x[0, 0], x[0, 1], x[1, 1], x[2, 1], x[3, 1]
    Q, R0, R1, R2 = x[1, 0], x[0, 2], x[1, 2], x[2, 2]
    A[0, 0], A[1, 1], A[2, 2] = P[1] - S0[1], P[2] - 2.0 * S0[2], P[3] - S0[3]
    A[0, 1] = A[1, 0] = R1[1]
    A[1, 2] = A[2, 1] = R1[2]
    A[0, 2] = A[2, 0] = S2[1]
    # C = A (1 - A)^-1 = (1 - A)^-1 - 1, symmetric
    a, d, f = 1.0 - A[0, 0], 1.0 - A[1, 1], 1.0 - A[2, 2]
    p, q, r = -A[0, 1], -A[0, 2], -A[1, 2]
    det = a * (d * f - r * r) - p * (p * f - q * r) + q * (p * r - q * d)
    C[0, 0], C[1, 1], C[2, 2] = (d * f - r * r) / det, (a * f - q * q) / det, (a * d - p * p) / det
    C[0, 1] = C[1, 0] = (q * r - p * f) / det
    C[0, 2] = C[2, 0] = (p * r - q * d) / det
    C[1, 2] = C[2, 1] = (p * q - a * r) / det
    for i in range(3):
        C[i, i] -= 1.0
    # Tr A^3 (1 - A)^-1 = Tr A^2 C
    back = 0.0
    for i in range(3):
        for j in range(3):
            square = 0.0
            for k in range(3):
                square += A[i, k] * A[k, j]
            back += square * C[j, i]
    other = 0.0
    for step in (1, 0):
        # K_J takes the levels from J - 1 on, K_(J-1) those from J - 2 on.
        K[0, 0], K[1, 1], K[2, 2] = (
            Q[step] - S1[step],
            Q[step + 1] - 2.0 * S1[step + 1],
            Q[step + 2] - S1[step + 2],
        )
        K[0, 1], K[1, 2] = -R0[step + 1], -R0[step + 2]
        K[0, 2] = -S1[step + 1]
        K[1, 0], K[2, 1] = R2[step], R2[step + 1]
        K[2, 0] = S3[step]
        for i in range(3):
            for j in range(3):
                product = 0.0
                for k in range(3):
                    product += K[k, i] * K[k, j] if step == 1 else K[i, k] * K[j, k]
                other += product * C[j, i]
    if P[2] != 0.0:
        one = P[2] / (1.0 - P[2])
        back -= P[2] * P[2] * one
        other -= Q[2] * Q[2] * (one + P[3] / (1.0 - P[3]))
    return back, other


@stored()
def _at_high(
    J: float, b: float, s: float, theta: float, x: FloatArray, work: FloatArray, scratch: FloatArray
) -> tuple[float, float]:
    for m in range(4):
        for i in range(4):
            x[m, 0, i], x[m, 1, i], x[m, 2, i] = high_level(J - 2.0 + i, b, s, theta, m, scratch)
    return _traces(x, work[0], work[1], work[2])


@stored()
def golub_plan(b: float, beta: float, theta: float) -> tuple[int, int, int, int]:
    """Return the numbers of levels and of panels that ``golub_sums`` and ``golub_zero_field`` need.

    Kept fixed, they make both smooth functions of their arguments, fit for difference quotients.
    """
    s = 1.0 + beta
    levels = max(_LEAST_LEVELS, math.ceil(40.0 * b / (s * s)))
    start = math.sqrt(s * s + 2.0 * b * levels) - 1.0
    tail = max(0, math.ceil(math.log(20.0 * (1.0 + s + theta) / start) / math.log(_TAIL_FACTOR)))
    edge, inner = 0.0, 0
    while edge < 60.0 * (1.0 + theta + s):
        edge += 0.25 * edge + _FIRST_PANEL * math.sqrt(beta)
        inner += 1
    return levels, low_panels(b, s, theta, levels + 2), tail, inner


@stored()
def golub_sums(b: float, beta: float, theta: float, plan: tuple[int, int, int, int]) -> tuple[float, float]:
    """Return sigma_a and sigma_b in G0 at b = B/B_tr > 0, beta = tau/tau_phi and theta = 2 Omega tau."""
    s = 1.0 + beta
    levels = plan[0]
    X = np.empty((4, 3, levels + 2))
    low_levels(b, s, theta, plan[1], X)
    work = np.empty((3, 3, 3))
    x = np.zeros((4, 3, 4))
    scratch = np.empty(16)
    back, other = 0.0, 0.0
    for J in range(-1, levels):
        for i in range(4):
            n = J - 2 + i
            for m in range(4):
                for part in range(3):
                    x[m, part, i] = X[m, part, n] if n >= 0 else 0.0
        first, second = _traces(x, work[0], work[1], work[2])
        back += first
        other += second
    # Euler-Maclaurin at the edge, then the integral in u = w - 1 with w^2 = s^2 + 2 b (J + 1/2).
    start = levels - 0.5
    slopes = (-1.0, 9.0, -45.0, 0.0, 45.0, -9.0, 1.0)
    for i in range(7):
        first, second = _at_high(start + i - 3.0, b, s, theta, x, work, scratch)
        back += slopes[i] / 60.0 / 24.0 * first
        other += slopes[i] / 60.0 / 24.0 * second
    u = math.sqrt(s * s + 2.0 * b * levels) - 1.0
    log = math.log(_TAIL_FACTOR)
    for panel in range(plan[2] + 1):
        last = panel == plan[2]
        for i in range(NODES.size):
            if last:
                point = u / NODES[i]
                weight = WEIGHTS[i] * u / (NODES[i] * NODES[i])
            else:
                point = u * math.exp(log * NODES[i])
                weight = WEIGHTS[i] * log * point
            w = point + 1.0
            level = (w * w - s * s) / (2.0 * b) - 0.5
            first, second = _at_high(level, b, s, theta, x, work, scratch)
            back += weight * w / b * first
            other += weight * w / b * second
        u *= _TAIL_FACTOR
    return -0.5 * b * back, 0.25 * b * other


@stored()
def golub_zero_field(beta: float, theta: float, plan: tuple[int, int, int, int]) -> tuple[float, float]:
    """Return sigma_a(0) and sigma_b(0) in G0: sums become integrals, b dJ = q dq."""
    s = 1.0 + beta
    work = np.empty((3, 3, 3))
    x = np.empty((4, 3, 4))
    back, other = 0.0, 0.0
    least = _FIRST_PANEL * math.sqrt(beta)
    edge = 0.0
    for panel in range(plan[3] + 1):
        last = panel == plan[3]
        width = 0.25 * edge + least
        for i in range(NODES.size):
            q = edge / NODES[i] if last else edge + width * NODES[i]
            weight = WEIGHTS[i] * (edge / (NODES[i] * NODES[i]) if last else width)
            for m in range(4):
                one, two, three = zero_field_kernel(q, s, theta, m)
                for j in range(4):
                    x[m, 0, j], x[m, 1, j], x[m, 2, j] = one, two, three
            first, second = _traces(x, work[0], work[1], work[2])
            back += weight * q * first
            other += weight * q * second
        edge += width
    return -0.5 * back, 0.25 * other
