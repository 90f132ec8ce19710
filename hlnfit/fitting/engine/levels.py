"""The noise of each curve: from errors that are given, or from the scatter of neighbouring points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0
from hlnfit.fitting.engine.compiled import Places, Rows, Vector, kernel, sums
from hlnfit.reduction.noise import scatter_of_rows

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

FEWEST_FOR_SCATTER = 10
"""Points below which the scatter of neighbours says nothing of the noise."""


def writeable(array: FloatArray) -> FloatArray:
    """Return the array as compiled functions take it, which could write to it, though these only read."""
    if array.flags.c_contiguous and array.flags.writeable and array.flags.aligned:
        return array
    return np.array(array, order="C")


def weights_and_level(
    error: FloatArray, count: IntArray | None = None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return weights, levels and mean squares of errors (n_curves, n), as in ``Curves``.

    Only the first ``count`` (n_curves,) errors of a row belong to points; without it all.
    """
    if count is None:
        count = np.full(error.shape[0], error.shape[1])
    weight = np.empty(error.shape)
    level, power = np.empty((2, error.shape[0]))
    _weigh(writeable(error), count, weight, level, power)
    return weight, level, power


@sums
def _mean_square(error: Rows, row: int, n: int) -> float:
    total = 0.0
    for i in range(n):
        total += error[row, i] * error[row, i]
    return total / max(n, 1)


@kernel
def _weigh(error: Rows, count: Places, weight: Rows, level: Vector, power: Vector) -> None:
    """Fill weights, levels and mean squares, the last two of the first ``count`` points."""
    for row in range(error.shape[0]):
        n, equal = count[row], True
        for i in range(n):
            equal &= error[row, i] == error[row, 0]
        for i in range(error.shape[1]):
            weight[row, i] = 1.0 / G0 if equal else 1.0 / error[row, i]
        level[row] = error[row, 0] if equal else G0
        power[row] = _mean_square(error, row, n)


@kernel
def _extremes(y: Rows, count: Places, low: Vector, high: Vector) -> None:
    """Fill the lowest and the highest of the first ``count`` values of each row; 0 where there are none."""
    for row in range(y.shape[0]):
        n = count[row]
        # Four at a time: one after the other, each comparison would wait for the one before.
        a, b, c, d = (y[row, 0], y[row, 0], y[row, 0], y[row, 0]) if n else (0.0, 0.0, 0.0, 0.0)
        e, f, g, h = a, b, c, d
        for i in range(0, n - 3, 4):
            p, q, r, s = y[row, i], y[row, i + 1], y[row, i + 2], y[row, i + 3]
            a, b, c, d = min(a, p), min(b, q), min(c, r), min(d, s)
            e, f, g, h = max(e, p), max(f, q), max(g, r), max(h, s)
        for i in range(n - n % 4, n):
            a, e = min(a, y[row, i]), max(e, y[row, i])
        low[row], high[row] = min(min(a, b), min(c, d)), max(max(e, f), max(g, h))


def scatter_level(B: FloatArray, y: FloatArray, count: IntArray) -> FloatArray:
    """Return the noise of each curve in siemens from the scatter of neighbouring points; NaN where unknown.

    Curves without noise (computed ones) get rounding errors as their noise.
    """
    n_curves, n = y.shape
    scatter = np.empty(n_curves)
    scatter_of_rows(B, y, np.ones(n), count, scatter)
    low, high = np.empty((2, n_curves))
    _extremes(y, count, low, high)
    size = np.maximum(high, -low)
    out = np.where(np.isfinite(scatter), np.maximum(scatter, 1e-12 * size), 1e-3 * size)
    first, last = B[:, 0], np.take_along_axis(B, np.maximum(count[: B.shape[0], None] - 1, 0), axis=1)[:, 0]
    level = low >= high
    unknown = level | (count < FEWEST_FOR_SCATTER) | ~(last > first) | ~(out > 0.0)
    return np.where(unknown, np.nan, out)
