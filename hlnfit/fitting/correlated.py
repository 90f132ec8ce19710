"""Noise that neighbouring fields share: its covariance, and the whitening that goes with it.

The noise is white noise plus a Matern process in the field. Smooth (3/2): values at two fields a
distance d apart correlate as (1 + u) exp(-u), u = sqrt(3) d / B_c; universal conductance fluctuations
and whatever a model lacks look like it. Rough (1/2): they correlate as exp(-d / B_c); drift and 1/f noise
look like it. As a Markov process in two variables it is whitened by one pass of a Kalman filter, at a
cost that grows linearly with the number of points.

Source: J. Hartikainen and S. Sarkka, Proc. IEEE MLSP 2010, p. 379, eqs. 12 and 13, for the Matern
process as a state-space model.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Covariance:
    """Covariance of weighted residuals (each divided by the error of its point).

    Attributes
    ----------
    order : int array, (n,)
        Points sorted by field; by group first where directions fluctuate independently.
    gap : array, (n,), T
        Distance from the point before; infinite where a new process begins.
    white, correlated : float
        Variances in units of the squared error of a point.
    length : float, T
        Correlation field B_c.
    rough : bool
        Smoothness 1/2 instead of 3/2.
    """

    order: NDArray[np.int64]
    gap: FloatArray
    white: float
    correlated: float
    length: float
    rough: bool = False

    def whiten(self, columns: FloatArray) -> FloatArray:
        """Return the columns (n, m) multiplied by V^(-1/2): uncorrelated and of unit variance."""
        out = np.ascontiguousarray(columns[self.order], dtype=np.float64)
        whiten_in_place(self.gap, self.white, self.correlated, self.length, self.rough, out)
        return out

    def color(self, columns: FloatArray) -> FloatArray:
        """Return white columns (n, m) multiplied by V^(1/2): noise of this covariance.

        They are taken in the order of ``order`` and returned in that of the points.
        """
        work = np.array(columns, dtype=np.float64, order="C")
        whiten_in_place(self.gap, self.white, self.correlated, self.length, self.rough, work, True)
        out = np.empty_like(work)
        out[self.order] = work
        return out

    def log_determinant(self) -> float:
        """Return ln det V."""
        empty = np.empty((self.order.size, 0))
        return float(whiten_in_place(self.gap, self.white, self.correlated, self.length, self.rough, empty))


def order_and_gaps(
    B: FloatArray, group: NDArray[np.int64], *, shared: bool
) -> tuple[NDArray[np.int64], FloatArray]:
    """Return the order by field and the gaps; one process for all groups if ``shared``."""
    key = np.zeros_like(group) if shared else group
    order = np.lexsort((B, key)).astype(np.int64)
    gap = np.diff(B[order], prepend=-math.inf)
    gap[np.flatnonzero(np.diff(key[order])) + 1] = math.inf
    return order, gap


@njit(cache=True, error_model="numpy", nogil=True)
def whiten_in_place(
    gap: FloatArray,
    white: float,
    correlated: float,
    length: float,
    rough: bool,
    columns: FloatArray,
    back: bool = False,
) -> float:
    """Turn columns (n, m) into innovations over their standard deviation; return ln det V.

    ``back`` turns such innovations into columns again.
    """
    n, m = columns.shape
    # The rough process needs one variable only; the second is kept at zero.
    rate = 1.0 / length if rough else np.sqrt(3.0) / length
    q0, q1 = correlated, 0.0 if rough else correlated * rate * rate
    state_0 = np.zeros(m)
    state_1 = np.zeros(m)
    p00, p01, p11 = q0, 0.0, q1
    log_determinant = 0.0
    for i in range(n):
        d = gap[i]
        if d < np.inf:
            decay = np.exp(-rate * d)
            if rough:
                a00, a01, a10, a11 = decay, 0.0, 0.0, 0.0
            else:
                a00, a01 = decay * (1.0 + rate * d), decay * d
                a10, a11 = -decay * rate * rate * d, decay * (1.0 - rate * d)
            # Prediction of the covariance: what is forgotten comes back as the stationary one.
            t00 = a00 * p00 + a01 * p01
            t01 = a00 * p01 + a01 * p11
            t10 = a10 * p00 + a11 * p01
            t11 = a10 * p01 + a11 * p11
            p00 = t00 * a00 + t01 * a01 + q0 - (a00 * a00 * q0 + a01 * a01 * q1)
            p01 = t00 * a10 + t01 * a11 - (a00 * a10 * q0 + a01 * a11 * q1)
            p11 = t10 * a10 + t11 * a11 + q1 - (a10 * a10 * q0 + a11 * a11 * q1)
            for k in range(m):
                s0 = a00 * state_0[k] + a01 * state_1[k]
                state_1[k] = a10 * state_0[k] + a11 * state_1[k]
                state_0[k] = s0
        else:
            p00, p01, p11 = q0, 0.0, q1
            state_0[:] = 0.0
            state_1[:] = 0.0
        variance = p00 + white
        log_determinant += np.log(variance)
        root = np.sqrt(variance)
        gain_0, gain_1 = p00 / variance, p01 / variance
        for k in range(m):
            innovation = columns[i, k] * root if back else columns[i, k] - state_0[k]
            columns[i, k] = state_0[k] + innovation if back else innovation / root
            state_0[k] += gain_0 * innovation
            state_1[k] += gain_1 * innovation
        p11 -= gain_1 * p01
        p01 -= gain_0 * p01
        p00 -= gain_0 * p00
    return log_determinant
