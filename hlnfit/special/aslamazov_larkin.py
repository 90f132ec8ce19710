"""The field dependence of the Aslamazov-Larkin paraconductivity of a film.

A(x) = 8 x^2 [psi(1/2 + x) - psi(1 + x) + 1/(2x)], x = B_c/B, is 1 in low and 4x in high field. The bracket is
f2(x) + f1(x) with f1(x) = ln x - psi(x) - 1/(2x), and both are positive: nothing cancels.

Source: E. Abrahams, R. E. Prange and M. J. Stephen, Physica 55, 230 (1971); M. H. Redi, Phys. Rev. B 16,
2027 (1977).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.special.cooperon_2d import f2_scalar
from hlnfit.stored import stored

FloatArray = NDArray[np.float64]
_FAR = 14.0
# B_2k / (2k): f1(x) = sum of these times x^(-2k).
_F1 = (1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12, -3617 / 8160)


@stored()
def _f1_pair(x: float) -> tuple[float, float]:
    """Return f1(x) = ln x - psi(x) - 1/(2x) and -x f1'(x), x > 0."""
    value = 0.0
    slope = 0.0
    start = x
    while x < _FAR:
        # f1(x) - f1(x + 1) = 2 [t/(1 - t^2) - atanh t] with t = 1/(2x + 1)
        t = 1.0 / (2.0 * x + 1.0)
        if t < 0.25:
            square = t * t
            power = t * square
            step = 0.0
            for k in range(1, 16):
                step += power * (2.0 * k / (2.0 * k + 1.0))
                power *= square
            value += 2.0 * step
        else:
            value += 0.5 / x + 0.5 / (x + 1.0) - math.log1p(1.0 / x)
        slope += 0.5 / (x * (x + 1.0)) ** 2
        x += 1.0
    z = 1.0 / (x * x)
    tail = 0.0
    tail_slope = 0.0
    for k in range(7, -1, -1):
        tail = (tail + _F1[k]) * z
        tail_slope = (tail_slope + 2.0 * (k + 1) * _F1[k]) * z
    return value + tail, start * (slope + tail_slope / x)


@stored()
def _al_all(x: FloatArray, value: FloatArray, slope: FloatArray) -> None:
    for i in range(x.size):
        if not x[i] >= 0.0:
            value[i] = slope[i] = np.nan
        elif x[i] == 0.0:
            value[i] = slope[i] = 0.0
        elif x[i] > 1e8:
            value[i] = 1.0
            slope[i] = 0.25 / (x[i] * x[i])
        else:
            f2, f2_slope = f2_scalar(x[i])
            f1, f1_slope = _f1_pair(x[i])
            scale = 8.0 * x[i] * x[i]
            value[i] = scale * (f2 + f1)
            slope[i] = scale * (2.0 * (f2 + f1) - (f2_slope + f1_slope))


def al_field_pair(x: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return A(x) and x A'(x), each shaped like ``x``; NaN below zero."""
    a = np.ascontiguousarray(x, dtype=np.float64)
    value, slope = np.empty(a.shape), np.empty(a.shape)
    _al_all(a.reshape(-1), value.reshape(-1), slope.reshape(-1))
    shape = np.shape(x)
    return value.reshape(shape), slope.reshape(shape)


def al_field(x: ArrayLike) -> FloatArray:
    """Return the factor by which the field B = B_c/x reduces a paraconductivity (array like ``x``)."""
    return np.asarray(al_field_pair(x)[0])[()]
