"""What the Zeeman-mixed pair of modes leaves at zero field: quotients of logarithms and of square roots.

Rate fields as in ``zeeman_pair``. The functions have no branch, so that loops over them run in vector
registers.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hlnfit.special.complex_cooperon_2d import arctangent
from hlnfit.special.cooperon_2d import inlined, logarithm
from hlnfit.stored import stored

FloatArray = NDArray[np.float64]


@inlined
def log_quotient(B_phi: float, s: float, b: float) -> tuple[float, float, float]:
    """Return Q = ln(lambda_+/lambda_-)/(2r), dQ/dm and dQ/dd."""
    m = B_phi + s
    inverse = 1.0 / m
    d = (s - b) * (s + b)
    product = B_phi * (B_phi + 2.0 * s) + b * b
    real = d > 0.0
    x = d * inverse * inverse
    close = abs(x) < 0.02
    # The series of atanh(sqrt x)/sqrt x and of its derivative.
    value = 0.0
    slope = 0.0
    for k in range(11, 0, -1):
        value = (value + 1.0 / (2 * k + 1)) * x
        slope = slope * x + k / (2.0 * k + 1.0)
    d = 1.0 if close else d
    r = math.sqrt(abs(d))
    upper = m + r
    # ln(lambda_+/lambda_-), taken of 1 where it does not count.
    logarithm_of_rates = logarithm(upper * upper / product if real and not close else 1.0)
    quotient = (0.5 * logarithm_of_rates if real else arctangent(r, m)) / r
    return (
        inverse + inverse * value if close else quotient,
        -1.0 / product,
        slope * inverse * inverse * inverse if close else (m / product - quotient) * (0.5 / d),
    )


@stored(fastmath={"contract"})
def log_quotients(B: FloatArray, B_phi: float, s: float, zeta: float, out: FloatArray) -> None:
    """Fill out (4, n): the logarithmic quotient at b = zeta B and its derivatives by B_phi, s and zeta."""
    value, by_phi, by_s, by_zeta = out[0], out[1], out[2], out[3]
    for i in range(B.size):
        b = zeta * B[i]
        quotient, by_m, by_d = log_quotient(B_phi, s, b)
        value[i] = quotient
        by_phi[i] = by_m
        by_s[i] = by_m + 2.0 * s * by_d
        by_zeta[i] = -2.0 * b * B[i] * by_d


@stored(fastmath={"contract"})
def root_quotients(B: FloatArray, B_phi: float, s: float, zeta: float, out: FloatArray) -> None:
    """Fill out (4, n): [sqrt(lambda_+) - sqrt(lambda_-)]/(2r) and its derivatives by B_phi, s and zeta.

    It is 1/[sqrt(lambda_+) + sqrt(lambda_-)], whose square is 2 m + 2 sqrt(lambda_+ lambda_-) inverted.
    """
    value, by_phi, by_s, by_zeta = out[0], out[1], out[2], out[3]
    m = B_phi + s
    for i in range(B.size):
        b = zeta * B[i]
        root = math.sqrt(B_phi * (B_phi + 2.0 * s) + b * b)
        quotient = 1.0 / math.sqrt(2.0 * m + 2.0 * root)
        cube = quotient * quotient * quotient
        inverse = 1.0 / root
        value[i] = quotient
        by_phi[i] = -cube * (1.0 + m * inverse)
        by_s[i] = -cube * (1.0 + B_phi * inverse)
        by_zeta[i] = -cube * b * B[i] * inverse
