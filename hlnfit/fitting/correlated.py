"""Noise that neighbouring points share: its covariance, and the whitening that goes with it.

The noise is white noise plus a Markov process in one of three shapes, along the field or along the points
as they were measured:

- smooth: a Matern process 3/2, whose values a distance d apart correlate as (1 + u) exp(-u),
  u = sqrt(3) d / B_c. Universal conductance fluctuations and whatever a model lacks look like it.
- rough: a Matern process 1/2; they correlate as exp(-d / B_c). Relaxing contacts and drift look like it.
- pink: rough processes of equal variance whose lengths are a constant factor apart, from one point to the
  whole sweep: between these its spectrum is 1/f.

A Markov process is whitened by one pass of a Kalman filter, at a cost that grows linearly with the number
of points.

Sources: J. Hartikainen and S. Sarkka, Proc. IEEE MLSP 2010, p. 379, eqs. 12 and 13, for the Matern process
as a state-space model; M. B. Weissman, Rev. Mod. Phys. 60, 537 (1988), for 1/f noise as a sum of relaxations.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from hlnfit.stored import stored

FloatArray = NDArray[np.float64]
Shape = Literal["smooth", "rough", "pink"]
SHAPES: Final[tuple[Shape, ...]] = ("smooth", "rough", "pink")
PINK_RATIO: Final = 6.0
"""Between the lengths of two neighbouring parts of pink noise; the spectrum ripples by a tenth."""
MOST_PARTS: Final = 6


@dataclass(frozen=True, eq=False)
class Covariance:
    """Covariance of weighted residuals (each divided by the error of its point).

    Attributes
    ----------
    order : int array, (n,)
        Points in the order of the process, as the other arrays are; by group first where directions
        fluctuate independently.
    gap : array, (n,)
        Distance from the point before, in T, or in points; infinite where a new process begins.
    weight : array, (n,)
        Of each point, relative to a typical one. The process is the same in siemens whatever the error of
        a point: in weighted residuals it is larger where the error is small.
    white, correlated : float
        Variances of the weighted residual of a typical point.
    length : float
        Correlation length in the unit of ``gap``; the longest one of pink noise.
    shape : {"smooth", "rough", "pink"}
    """

    order: NDArray[np.int64]
    gap: FloatArray
    weight: FloatArray
    white: float
    correlated: float
    length: float
    shape: Shape = "smooth"

    def whiten(self, columns: FloatArray) -> FloatArray:
        """Return the columns (n, m) multiplied by V^(-1/2): uncorrelated and of unit variance."""
        out = np.ascontiguousarray(columns[self.order], dtype=np.float64)
        whiten_in_place(
            self.gap, self.weight, self.white, self.correlated, self.length, SHAPES.index(self.shape), out
        )
        return out

    def color(self, columns: FloatArray) -> FloatArray:
        """Return white columns (n, m) multiplied by V^(1/2): noise of this covariance.

        They are taken in the order of ``order`` and returned in that of the points.
        """
        work = np.array(columns, dtype=np.float64, order="C")
        whiten_in_place(
            self.gap,
            self.weight,
            self.white,
            self.correlated,
            self.length,
            SHAPES.index(self.shape),
            work,
            True,
        )
        out = np.empty_like(work)
        out[self.order] = work
        return out

    def log_determinant(self) -> float:
        """Return ln det V."""
        empty = np.empty((self.order.size, 0))
        return float(
            whiten_in_place(
                self.gap,
                self.weight,
                self.white,
                self.correlated,
                self.length,
                SHAPES.index(self.shape),
                empty,
            )
        )


def along_field(
    B: FloatArray, group: NDArray[np.int64], *, shared: bool
) -> tuple[NDArray[np.int64], FloatArray]:
    """Return the order by field and the gaps (T); one process for all groups if ``shared``."""
    if shared or not group.any():
        order, new = np.argsort(B, kind="stable"), None
    else:
        order = np.lexsort((B, group)).astype(np.int64)
        new = group[order[1:]] != group[order[:-1]]
    ordered = B[order]
    gap = np.empty(B.size)
    gap[:1], gap[1:] = math.inf, ordered[1:] - ordered[:-1]
    if new is not None:
        gap[1:][new] = math.inf
    return order, gap


def along_points(B: FloatArray, group: NDArray[np.int64]) -> tuple[NDArray[np.int64], FloatArray]:
    """Return the order within each direction, and gaps of one point: as if measured at a steady pace.

    A sweep runs through its fields in one direction, and whichever that is makes no difference.
    """
    order, gap = along_field(B, group, shared=False)
    gap[np.isfinite(gap)] = 1.0
    return order, gap


@stored(nogil=True)
def _whiten_rough(
    gap: FloatArray,
    weight: FloatArray,
    white: float,
    correlated: float,
    length: float,
    parts: int,
    columns: FloatArray,
    back: bool,
) -> float:
    """Whiten by rough processes of equal variance, the longest of which has this length."""
    n, m = columns.shape
    state = np.zeros((parts, m))
    P = np.zeros((parts, parts))
    decay = np.zeros(parts)
    share = correlated / parts
    last = -1.0
    log_determinant = 0.0
    for i in range(n):
        d = gap[i]
        if d < np.inf:
            if d != last:
                scale = length
                for a in range(parts):
                    decay[a] = np.exp(-d / scale)
                    scale /= PINK_RATIO
                last = d
            for a in range(parts):
                for b in range(parts):
                    P[a, b] *= decay[a] * decay[b]
                P[a, a] += share * (1.0 - decay[a] * decay[a])
                for k in range(m):
                    state[a, k] *= decay[a]
        else:
            P[:] = 0.0
            state[:] = 0.0
            for a in range(parts):
                P[a, a] = share
        w = weight[i]
        gain = w * P.sum(axis=1)
        variance = w * gain.sum() + white
        log_determinant += np.log(variance)
        root = np.sqrt(variance)
        for k in range(m):
            expected = 0.0
            for a in range(parts):
                expected += w * state[a, k]
            innovation = columns[i, k] * root if back else columns[i, k] - expected
            columns[i, k] = expected + innovation if back else innovation / root
            for a in range(parts):
                state[a, k] += gain[a] / variance * innovation
        for a in range(parts):
            for b in range(parts):
                P[a, b] -= gain[a] * gain[b] / variance
    return log_determinant


@stored(nogil=True)
def _whiten_smooth(
    gap: FloatArray,
    weight: FloatArray,
    white: float,
    correlated: float,
    length: float,
    columns: FloatArray,
    back: bool,
) -> float:
    """Whiten by a Matern process 3/2, which is Markov together with its derivative."""
    n, m = columns.shape
    rate = np.sqrt(3.0) / length
    q0, q1 = correlated, correlated * rate * rate
    state_0 = np.zeros(m)
    state_1 = np.zeros(m)
    p00, p01, p11 = q0, 0.0, q1
    log_determinant = 0.0
    for i in range(n):
        d = gap[i]
        if d < np.inf:
            decay = np.exp(-rate * d)
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
        w = weight[i]
        variance = w * w * p00 + white
        log_determinant += np.log(variance)
        root = np.sqrt(variance)
        gain_0, gain_1 = w * p00 / variance, w * p01 / variance
        for k in range(m):
            expected = w * state_0[k]
            innovation = columns[i, k] * root if back else columns[i, k] - expected
            columns[i, k] = expected + innovation if back else innovation / root
            state_0[k] += gain_0 * innovation
            state_1[k] += gain_1 * innovation
        p11 -= gain_1 * w * p01
        p01 -= gain_0 * w * p01
        p00 -= gain_0 * w * p00
    return log_determinant


@stored(nogil=True)
def parts_of_pink(length: float) -> int:
    """Return the number of rough processes in pink noise whose longest one has this length in points."""
    return min(max(1 + int(np.log(max(length, 1.0)) / np.log(PINK_RATIO)), 1), MOST_PARTS)


@stored(nogil=True)
def whiten_in_place(
    gap: FloatArray,
    weight: FloatArray,
    white: float,
    correlated: float,
    length: float,
    shape: int,
    columns: FloatArray,
    back: bool = False,
) -> float:
    """Turn columns (n, m) into innovations over their standard deviation; return ln det V.

    ``shape`` counts in ``SHAPES``. ``back`` turns such innovations into columns again.
    """
    if shape == 0:
        return float(_whiten_smooth(gap, weight, white, correlated, length, columns, back))
    parts = parts_of_pink(length) if shape == 2 else 1
    return float(_whiten_rough(gap, weight, white, correlated, length, parts, columns, back))
