"""Point-to-point scatter: the noise of a curve from neighbouring points, without any model.

Divided differences of order 2 to 5 cancel the smooth part of the curve; what is left, in units of the
differences' own norm, is noise. The cusp at B = 0 leaks into a few of the differences only, and these
are clipped.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def _differences(x: FloatArray, y: FloatArray, shape: FloatArray, order: int) -> FloatArray:
    """Return divided differences of the given order, normalized to unit variance for noise ``shape``."""
    n = x.size - order
    index = np.arange(n)[:, None] + np.arange(order + 1)[None, :]
    u = x[index]
    # Scaled to the length of the stencil, so that products neither overflow nor underflow.
    u = (u - u[:, :1]) / np.maximum(np.abs(u[:, -1:] - u[:, :1]), 1e-300)
    gaps = u[:, :, None] - u[:, None, :]
    gaps[:, np.arange(order + 1), np.arange(order + 1)] = 1.0
    with np.errstate(divide="ignore", over="ignore"):
        weight = 1.0 / np.prod(gaps, axis=2)
    norm = np.sqrt(np.sum((weight * shape[index]) ** 2, axis=1))
    with np.errstate(invalid="ignore"):
        out = np.sum(weight * y[index], axis=1) / norm
    finite: FloatArray = out[np.isfinite(out)]
    return finite


def _clipped_std(values: FloatArray) -> float:
    """Return the standard deviation after clipping at 3.5 robust sigmas, corrected for the clipping."""
    if values.size == 0:
        return math.nan
    scale = 1.4826 * float(np.median(np.abs(values)))
    for _ in range(20):
        kept = values[np.abs(values) <= 3.5 * scale] if scale > 0.0 else values
        # A normal distribution cut at 3.5 sigma keeps 0.9953 of its standard deviation.
        new = math.sqrt(float(np.mean(kept**2))) / 0.9953 if kept.size else scale
        if abs(new - scale) <= 1e-4 * new:
            break
        scale = new
    return scale


def point_scatter(x: FloatArray, y: FloatArray, shape: FloatArray | None = None) -> float:
    """Return the scatter of neighbouring points in the unit of ``y``.

    Parameters
    ----------
    x, y : arrays, (n,)
        Field and conductance (or resistance) in the order of measurement or sorted.
    shape : array, (n,), optional
        Relative size of the errors; the result then multiplies it.

    Returns
    -------
    float
        NaN below 8 distinct points.
    """
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    shape = np.ones_like(y) if shape is None else shape[order]
    # Points repeated at one field have no divided difference; they are moved apart by a little.
    step = np.diff(x)
    span = x[-1] - x[0] if x.size else 0.0
    if x.size < 8 or span <= 0.0:
        return math.nan
    least = 1e-3 * span / x.size
    x = x[0] + np.concatenate([[0.0], np.cumsum(np.maximum(step, least))])
    found = [_clipped_std(_differences(x, y, shape, k)) for k in (2, 3, 4, 5) if x.size > k + 3]
    # Structure that survives one order is weaker in the next: the first order that the next one does
    # not undercut significantly is free of it, and uses the data best.
    for lower, higher in itertools.pairwise(found):
        if higher > lower * (1.0 - 2.0 / math.sqrt(x.size)):
            return lower
    return found[-1]


def degrees_of_scatter(n: int) -> float:
    """Return the effective degrees of freedom of :func:`point_scatter` for n points."""
    return max(1.0, 0.45 * n)
