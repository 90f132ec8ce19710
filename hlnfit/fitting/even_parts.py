"""The even parts of the curves of a series over temperature, averaged over steps of the field, in one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.names import MAX_OFFSET
from hlnfit.fitting.parameters import MAX_REMANENCE
from hlnfit.fitting.prepare import estimate_error
from hlnfit.fitting.result import SweepFit
from hlnfit.reduction.symmetry import centre_of_symmetry

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
FEWEST: Final = 3
"""Temperatures that make a series."""
SPREAD: Final = 1.3
"""Highest over lowest temperature (or resistance) from which a scaling can be told from none."""
FIRST_BINS: Final = 30.0
BINS_PER_E: Final = 10.0
"""Fields are averaged in steps of about 1/300 of the range, further out of a tenth of the field."""


@dataclass(frozen=True, eq=False)
class EvenParts:
    """Even parts of n curves in a row of N points.

    Attributes
    ----------
    B : array, (N,), T
        Size of the field.
    y : array, (N,), S
        Change of the conductance.
    fall : array, (N,), S
        Relative fall of the resistance, times the conductance at B = 0 of the curve.
    weight : array, (N,), 1/S^2
    curve : int array, (N,)
    T, sigma : arrays, (n,)
        Temperature in K, conductance at B = 0 in S.
    """

    B: FloatArray
    y: FloatArray
    fall: FloatArray
    weight: FloatArray
    curve: IntArray
    T: FloatArray
    sigma: FloatArray

    @property
    def n(self) -> int:
        """Number of curves."""
        return int(self.T.size)

    def centred(self, columns: FloatArray) -> FloatArray:
        """Return columns (N, ...) without the mean of each curve."""
        total = np.bincount(self.curve, self.weight)
        out = np.array(columns, dtype=np.float64)
        for k in range(self.n):
            rows = self.curve == k
            out[rows] -= np.tensordot(self.weight[rows], out[rows], axes=1) / total[k]
        return out

    def chi2(self, columns: FloatArray, values: FloatArray) -> FloatArray:
        """Return chi-square (K,) of one amplitude for all curves, for each of K columns (N, K)."""
        c = self.centred(columns)
        y, w = self.centred(values), self.weight
        norm = np.einsum("i,ij,ij->j", w, c, c)
        gain = np.divide((c.T @ (w * y)) ** 2, norm, out=np.zeros_like(norm), where=norm > 0.0)
        return np.asarray(float(w @ (y * y)) - gain)


def spread_enough(values: FloatArray) -> bool:
    """Return whether there are enough values, far enough apart."""
    known = np.unique(np.round(values, 6))
    return bool(known.size >= FEWEST and known[-1] >= SPREAD * known[0] > 0.0)


def even_parts(fits: Sequence[SweepFit]) -> EvenParts | None:
    """Return the even parts of fitted curves; None where fewer than three temperatures have one."""
    parts = [even for even in (_even_part(f) for f in fits) if even is not None]
    if len(parts) < FEWEST:
        return None
    T = np.array([p[3] for p in parts])
    sigma = np.array([p[4] for p in parts])
    if not spread_enough(T):
        return None
    index = np.concatenate([np.full(p[0].size, k) for k, p in enumerate(parts)])
    B, y, error = (np.concatenate([p[j] for p in parts]) for j in range(3))
    fall = y / (1.0 + y / sigma[index])
    return EvenParts(B, y, fall, error**-2.0, index, T, sigma)


def _even_part(f: SweepFit) -> tuple[FloatArray, FloatArray, FloatArray, float, float] | None:
    """Return |B|, even part and error in steps of the field, temperature and conductance at B = 0."""
    curve, problem = f.curve, f.problem
    assert problem is not None
    error = curve.error if curve.error is not None else estimate_error(curve)
    if error is None or not f.sigma0 > 0.0:
        return None
    _, group = np.unique(curve.group, return_inverse=True)
    y = curve.dsigma - np.array([f.best[n] for n in problem.level_names])[group]
    x = curve.B - _centres(f, group)[group]
    top = float(np.max(np.abs(x)))
    step = np.floor(np.arcsinh(np.abs(x) * FIRST_BINS / top) * BINS_PER_E).astype(np.int64)
    sides = [np.ones(x.size, bool)] if not curve.two_sided else [x >= 0.0, x < 0.0]
    count = np.array([np.bincount(step[s], minlength=int(step.max()) + 1) for s in sides])
    full = (count > 0).all(axis=0)
    if full.sum() < 8:
        return None

    def mean(values: FloatArray) -> FloatArray:
        sums = [np.bincount(step[s], values[s], minlength=full.size) for s in sides]
        return np.asarray(np.mean([a[full] / n[full] for a, n in zip(sums, count, strict=True)], axis=0))

    spread = [np.bincount(step[s], error[s] ** 2, minlength=full.size)[full] for s in sides]
    variance = sum(v / n[full] ** 2 for v, n in zip(spread, count, strict=True)) / len(sides) ** 2
    if f.noise is not None:
        # Where neighbours repeat each other, so many points are worth one.
        repeated = max(len(curve) / max(f.noise.effective_points, 1.0), 1.0)
        variance = variance * (1.0 + f.noise.probability * (repeated - 1.0))
    return mean(np.abs(x)), mean(y), np.sqrt(variance), f.temperature, f.sigma0


def _centres(f: SweepFit, group: IntArray) -> FloatArray:
    """Return the field (T) about which each direction is even.

    That of a fit that describes the whole curve; of others the data's own, which no formula can displace,
    or else the fit's where a magnet may have it.
    """
    curve, problem = f.curve, f.problem
    assert problem is not None
    fitted = np.array([f.best[n] for n in problem.offset_names])
    size = float(np.max(np.abs(curve.B)))
    whole = f.B_max >= 0.99 * size and f.misfit is not None and not f.misfit.significant
    if whole or curve.symmetrized or not curve.two_sided:
        return fitted
    reach = min(MAX_OFFSET, 0.25 * size)
    out = np.where(np.abs(fitted) < MAX_REMANENCE, fitted, 0.0)
    for g in range(fitted.size):
        here = group == g
        # Zero where the data show none: then the fit may know it from a cusp between two points.
        out[g] = centre_of_symmetry(curve.B[here], curve.dsigma[here], -reach, reach) or out[g]
    return out
