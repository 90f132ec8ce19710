"""Point-to-point scatter: the noise of a curve from neighbouring points, without any model.

Divided differences of order 2 to 5 cancel the smooth part of the curve; what is left, in units of the
differences' own norm, is noise. The cusp at B = 0 leaks into a few of the differences only, and these
are clipped.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hlnfit.stored import stored

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
ORDERS = (2, 3, 4, 5)
HALVINGS = 4


@stored(nogil=True, fastmath={"contract"})
def _low_orders(x: FloatArray, shape: FloatArray, order: int, out: FloatArray) -> None:
    """Fill the factors of order 2 or 3, as below, in a form that runs in vector registers."""
    s0, s1, s2, s3 = shape, shape[1:], shape[2:], shape[order:]
    x1, x2, x3 = x[1:], x[2:], x[order:]
    if order == 2:
        for i in range(out.shape[1]):
            first, second = x1[i] - x[i], x2[i] - x1[i]
            a, b, c = second * s0[i], (first + second) * s1[i], first * s2[i]
            norm = 1.0 / math.sqrt(a * a + b * b + c * c)
            out[0, i], out[1, i], out[2, i] = second * norm, -(first + second) * norm, first * norm
        return
    for i in range(out.shape[1]):
        g, h, k = x1[i] - x[i], x2[i] - x1[i], x3[i] - x2[i]
        a, b, c, d = h * k * (h + k), (g + h) * (g + h + k) * k, g * (g + h + k) * (h + k), g * h * (g + h)
        p, q, r, s = a * s0[i], b * s1[i], c * s2[i], d * s3[i]
        norm = 1.0 / math.sqrt(p * p + q * q + r * r + s * s)
        out[0, i], out[1, i], out[2, i], out[3, i] = -a * norm, b * norm, -c * norm, d * norm


@stored(nogil=True)
def difference_factors(x: FloatArray, shape: FloatArray, order: int) -> FloatArray:
    """Return the factors (order + 1, n - order) of divided differences of unit variance for noise ``shape``.

    ``x`` is sorted. Points repeated at one field have no divided difference; they are moved apart by a
    little.
    """
    n = x.size - order
    out = np.empty((order + 1, max(n, 0)))
    apart = np.empty(x.size)
    least = 1e-3 * (x[-1] - x[0]) / x.size
    apart[0] = x[0]
    for i in range(1, x.size):
        apart[i] = apart[i - 1] + max(x[i] - x[i - 1], least)
    if order <= 3:
        _low_orders(apart, shape, order, out)
        return out
    for i in range(n):
        # Scaled to the length of the stencil, so that products neither overflow nor underflow.
        inverse = 1.0 / max(apart[i + order] - apart[i], 1e-300)
        power = 0.0
        for a in range(order + 1):
            # 1 / prod (x_a - x_b) over b, times the product of all gaps, which cancels in the norm.
            product = 1.0 if (order - a) % 2 == 0 else -1.0
            for b in range(order + 1):
                for c in range(b + 1, order + 1):
                    if a not in (b, c):
                        product *= (apart[i + c] - apart[i + b]) * inverse
            out[a, i] = product
            power += (product * shape[i + a]) ** 2
        norm = 1.0 / math.sqrt(power)
        for a in range(order + 1):
            out[a, i] *= norm
    return out


@stored(nogil=True, fastmath={"reassoc", "contract"})
def _sum(values: FloatArray) -> float:
    total = 0.0
    for i in range(values.size):
        total += values[i]
    return total


@stored(nogil=True, fastmath={"reassoc", "contract"})
def _square_within(size: FloatArray, limit: float) -> tuple[float, int]:
    """Return the sum of squares and the number of the values that are no larger than ``limit``."""
    total, number = 0.0, 0
    for i in range(size.size):
        inside = size[i] <= limit
        total += size[i] * size[i] if inside else 0.0
        number += 1 if inside else 0
    return total, number


@stored(nogil=True)
def _clipped_std(size: FloatArray) -> float:
    """Return the standard deviation of absolute values, clipped at 3.5 robust sigmas and corrected for it."""
    mean = _sum(size) / max(size.size, 1)
    if not 0.0 < mean < np.inf:
        return 0.0 if size.size and mean == 0.0 else np.nan
    # Near the median, which is no more than twice the mean, by halving; to order the values takes ten times
    # as long, and clipping does the rest.
    low, high = 0.0, 2.0 * mean
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if 2 * _square_within(size, middle)[1] >= size.size:
            high = middle
        else:
            low = middle
    scale = 1.4826 * high
    for _ in range(20):
        total, number = _square_within(size, 3.5 * scale)
        # A normal distribution cut at 3.5 sigma keeps 0.9953 of its standard deviation.
        new = math.sqrt(total / number) / 0.9953 if number else scale
        if abs(new - scale) <= 1e-4 * new:
            break
        scale = new
    return scale


@stored(nogil=True)
def _scatter_of_order(factors: FloatArray, y: FloatArray) -> float:
    n = factors.shape[1]
    size = np.zeros(n)
    for a in range(factors.shape[0]):
        row, shifted = factors[a], y[a:]
        for i in range(n):
            size[i] += row[i] * shifted[i]
    for i in range(n):
        size[i] = abs(size[i])
    return _clipped_std(size)


@stored(nogil=True)
def scatter_of_rows(
    x: FloatArray, y: FloatArray, shape: FloatArray, count: IntArray, out: FloatArray
) -> None:
    """Fill out (n_rows,) with the scatter of each curve; NaN below 8 distinct points.

    Parameters
    ----------
    x : array, (1 or n_rows, n)
        Sorted fields; one row where all curves share them.
    y : array, (n_rows, n)
    shape : array, (n,)
        Relative size of the errors.
    count : int array, (n_rows,)
        Number of points of each row that are used.
    """
    known, known_count = [np.zeros((0, 0))], -1
    for row in range(y.shape[0]):
        n = count[row]
        own = x[min(row, x.shape[0] - 1), :n]
        out[row] = np.nan
        if n < 8 or not own[n - 1] > own[0]:
            continue
        if x.shape[0] > 1 or n != known_count:
            known, known_count = [difference_factors(own, shape[:n], 2)], n
        values = y[row, :n]
        lower = _scatter_of_order(known[0], values)
        # Structure that survives one order is weaker in the next: the first order that the next one does
        # not undercut significantly is free of it, and uses the data best.
        for k in range(1, len(ORDERS)):
            if n <= ORDERS[k] + 3:
                break
            if len(known) == k:
                known.append(difference_factors(own, shape[:n], ORDERS[k]))
            higher = _scatter_of_order(known[k], values)
            if higher > lower * (1.0 - 2.0 / math.sqrt(n)):
                break
            lower = higher
        out[row] = lower


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
    out = np.empty(1)
    scatter_of_rows(
        np.asarray(x, dtype=np.float64)[order][None],
        np.asarray(y, dtype=np.float64)[order][None],
        np.ones(order.size) if shape is None else np.asarray(shape, dtype=np.float64)[order],
        np.array([order.size]),
        out,
    )
    return float(out[0])


def degrees_of_scatter(n: int) -> float:
    """Return the effective degrees of freedom of :func:`point_scatter` for n points."""
    return max(1.0, 0.45 * n)
