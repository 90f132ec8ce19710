"""Larkin's beta(T/T_c), the strength of the Maki-Thompson correction.

beta = (pi^2/4) sum_{m=-inf}^{inf} (-1)^m Gamma(|m|) - sum_{n>=0} Gamma''(2n + 1),
Gamma(n) = 1 / [ln(T/T_c) + psi(1/2 + n/2) - psi(1/2)].

The terms fall only with the logarithm of their index: the alternating sum is finished by Boole's and the
other by Euler-Maclaurin summation, whose corrections are derivatives of Gamma at the end of the sum.

Source: A. I. Larkin, JETP Lett. 31, 219 (1980).
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import digamma, polygamma

FloatArray = NDArray[np.float64]
ComplexArray = NDArray[np.complex128]
_N = 40
_PSI_HALF = float(digamma(0.5))
_ORDER = 7
# Taylor coefficients of 1/(e^x + 1), which Boole's summation takes, without the leading 1/2.
_BOOLE = {1: -1 / 4, 3: 1 / 48, 5: -1 / 480, 7: 17 / 80640}


def _denominator_derivatives(n: float) -> list[float]:
    """Return psi(1/2 + n/2) - psi(1/2) and its derivatives by n up to ``_ORDER``."""
    x = 0.5 + 0.5 * n
    return [float(digamma(x)) - _PSI_HALF] + [float(polygamma(k, x)) / 2.0**k for k in range(1, _ORDER + 1)]


def _gamma_derivatives(epsilon: ComplexArray, n: float) -> list[ComplexArray]:
    """Return Gamma(n) and its derivatives by n, by the Leibniz rule on Gamma times its denominator."""
    below = _denominator_derivatives(n)
    gamma = [1.0 / (epsilon + below[0])]
    row = [1.0]
    for k in range(1, _ORDER + 1):
        row = [1.0, *(a + b for a, b in pairwise(row)), 1.0]
        total = sum(row[j] * below[j] * gamma[k - j] for j in range(1, k + 1))
        gamma.append(np.asarray(-total * gamma[0]))
    return gamma


def _beta(epsilon: ComplexArray) -> ComplexArray:
    alternating = 1.0 / epsilon
    for m in range(1, _N):
        term = 2.0 / (epsilon + float(digamma(0.5 + 0.5 * m)) - _PSI_HALF)
        alternating = alternating - term if m % 2 else alternating + term
    # sum_{m>=N} (-1)^m Gamma(m) = (-1)^N [Gamma/2 - Gamma'/4 + Gamma'''/48 - ...](N); N is even.
    end = _gamma_derivatives(epsilon, float(_N))
    rest = 0.5 * end[0]
    for k, c in _BOOLE.items():
        rest = rest + c * end[k]
    alternating = alternating + 2.0 * rest

    curvature = np.zeros_like(epsilon)
    for n in range(_N // 2):
        curvature = curvature + _gamma_derivatives(epsilon, 2.0 * n + 1.0)[2]
    # sum_{n>=N/2} Gamma''(2n+1): integral -Gamma'/2, then half a term and 2^k B_k/k! derivatives.
    end = _gamma_derivatives(epsilon, _N + 1.0)
    curvature = curvature - 0.5 * end[1] + 0.5 * end[2] - end[3] / 6.0 + end[5] / 90.0 - end[7] / 945.0
    return np.asarray(0.25 * np.pi**2 * alternating - curvature)


def larkin_beta_pair(ln_T_over_Tc: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return beta and its derivative by ln(T/T_c); NaN at and below T_c."""
    x = np.asarray(ln_T_over_Tc, dtype=np.float64)
    above = x > 0.0
    epsilon = np.where(above, x, 1.0)
    # beta is analytic in epsilon: the imaginary step gives the derivative without a difference.
    step = 1e-30
    stepped = _beta(epsilon + 1j * step)
    value, slope = np.where(above, stepped.real, np.nan), np.where(above, stepped.imag / step, np.nan)
    return np.asarray(value), np.asarray(slope)


def larkin_beta(ln_T_over_Tc: ArrayLike) -> FloatArray:
    """Return Larkin's beta as a function of ln(T/T_c) > 0 (array like the argument; NaN at and below T_c).

    It is pi^2/(4 ln(T/T_c)) near T_c and pi^2/(6 ln^2(T/T_c)) far above.
    """
    return larkin_beta_pair(ln_T_over_Tc)[0][()]
