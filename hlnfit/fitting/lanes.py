"""Whitening by many noise models at once, the lanes of one pass over the points.

The recursions are those of ``correlated``, for white noise of variance 1; only the products of the whitened
columns are kept. Innermost loops run over the lanes, so that the processor takes several at a time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.correlated import PINK_RATIO, parts_of_pink
from hlnfit.stored import stored

FloatArray = NDArray[np.float64]
LANES = 36
"""Noise models at a time: enough to fill the processor, and few enough for its nearest cache."""
TOGETHER = 8
"""Points whose products are summed, and whose variances multiplied before a logarithm is taken, at a time;
the largest variances are some 1e7. ``_add_products`` writes that many out."""

EVEN = 1e-12
"""Gaps that differ by less than this part, which is rounding, are one."""


@stored(nogil=True)
def products_of_smooth(
    gap: FloatArray,
    weight: FloatArray,
    columns: FloatArray,
    lengths: FloatArray,
    ratios: FloatArray,
    gram: FloatArray,
    log_determinant: FloatArray,
) -> None:
    """Fill in X'V^-1 X and ln det V for white noise and smooth processes.

    Parameters
    ----------
    gap, weight : arrays, (n,)
        As in ``correlated.Covariance``.
    columns : array, (n, m)
        X.
    lengths, ratios : arrays, (k,)
        Of each process; its variance is over that of white noise. Equal lengths should be neighbours.
    gram : array, (m, m, k), filled
        Its lower triangle.
    log_determinant : array, (k,), filled
    """
    n, m = columns.shape
    lanes = ratios.size
    rate = np.sqrt(3.0) / lengths
    value, slope = np.zeros((m, lanes)), np.zeros((m, lanes))
    decay = np.zeros(lanes)
    a00, a01, a10, a11 = np.zeros(lanes), np.zeros(lanes), np.zeros(lanes), np.zeros(lanes)
    p00, p01, p11 = np.zeros(lanes), np.zeros(lanes), np.zeros(lanes)
    gain_0, gain_1, root = np.zeros(lanes), np.zeros(lanes), np.zeros(lanes)
    white, product = np.zeros((TOGETHER, m, lanes)), np.ones(lanes)
    gram[:] = 0.0
    log_determinant[:] = 0.0
    last = -1.0
    for i in range(n):
        d = gap[i]
        if d < np.inf:
            if abs(d - last) > EVEN * d:
                last = d
                decay[0] = np.exp(-rate[0] * d)
                for k in range(1, lanes):
                    decay[k] = decay[k - 1] if rate[k] == rate[k - 1] else np.exp(-rate[k] * d)
                for k in range(lanes):
                    h = rate[k] * d
                    a00[k], a01[k] = decay[k] * (1.0 + h), decay[k] * d
                    a10[k], a11[k] = -decay[k] * rate[k] * h, decay[k] * (1.0 - h)
            for k in range(lanes):
                r, q = rate[k], ratios[k]
                f00, f01, f10, f11 = a00[k], a01[k], a10[k], a11[k]
                # What is forgotten comes back as the stationary variance.
                c0, c1 = p00[k] - q, p11[k] - q * r * r
                t00, t01 = f00 * c0 + f01 * p01[k], f00 * p01[k] + f01 * c1
                t10, t11 = f10 * c0 + f11 * p01[k], f10 * p01[k] + f11 * c1
                p00[k] = t00 * f00 + t01 * f01 + q
                p01[k] = t00 * f10 + t01 * f11
                p11[k] = t10 * f10 + t11 * f11 + q * r * r
        else:
            for k in range(lanes):
                p00[k], p01[k], p11[k] = ratios[k], 0.0, ratios[k] * rate[k] * rate[k]
                a00[k], a01[k], a10[k], a11[k] = 0.0, 0.0, 0.0, 0.0
            last = -1.0
        w = weight[i]
        for k in range(lanes):
            variance = w * w * p00[k] + 1.0
            product[k] *= variance
            inverse = 1.0 / variance
            root[k] = np.sqrt(inverse)
            gain_0[k] = w * p00[k] * inverse
            gain_1[k] = w * p01[k] * inverse
            p11[k] -= gain_1[k] * w * p01[k]
            p01[k] -= gain_0[k] * w * p01[k]
            p00[k] -= gain_0[k] * w * p00[k]
        slot = i % TOGETHER
        for j in range(m):
            x = columns[i, j]
            for k in range(lanes):
                before, rising = value[j, k], slope[j, k]
                expected = a00[k] * before + a01[k] * rising
                innovation = x - w * expected
                white[slot, j, k] = innovation * root[k]
                value[j, k] = expected + gain_0[k] * innovation
                slope[j, k] = a10[k] * before + a11[k] * rising + gain_1[k] * innovation
        if slot == TOGETHER - 1 or i == n - 1:
            white[slot + 1 :] = 0.0
            _add_products(white, gram)
            _take_logarithm(product, log_determinant)


@stored(nogil=True)
def products_of_pink(
    gap: FloatArray,
    weight: FloatArray,
    columns: FloatArray,
    length: float,
    ratios: FloatArray,
    gram: FloatArray,
    log_determinant: FloatArray,
) -> None:
    """Fill in the same for white noise and pink noise whose longest part has this length."""
    n, m = columns.shape
    lanes, parts = ratios.size, parts_of_pink(length)
    # The lanes of one column after those of another, so that a loop takes all of them.
    state, P = np.zeros((parts, m * lanes)), np.zeros((parts, parts, lanes))
    decay = np.zeros(parts)
    gain, total = np.zeros((parts, lanes)), np.zeros(lanes)
    root, expected = np.zeros(lanes), np.zeros(m * lanes)
    white, product = np.zeros((TOGETHER, m, lanes)), np.ones(lanes)
    gram[:] = 0.0
    log_determinant[:] = 0.0
    last = -1.0
    for i in range(n):
        d = gap[i]
        if d < np.inf:
            if abs(d - last) > EVEN * d:
                scale = length
                for a in range(parts):
                    decay[a] = np.exp(-d / scale)
                    scale /= PINK_RATIO
                last = d
            for a in range(parts):
                for b in range(a + 1):
                    both = decay[a] * decay[b]
                    back = (1.0 - both) / parts if a == b else 0.0
                    for k in range(lanes):
                        P[a, b, k] = both * P[a, b, k] + back * ratios[k]
        else:
            P[:] = 0.0
            state[:] = 0.0
            for a in range(parts):
                P[a, a] = ratios / parts
        w = weight[i]
        total[:] = 0.0
        expected[:] = 0.0
        for a in range(parts):
            kept = decay[a]
            for x in range(expected.size):
                state[a, x] *= kept
                expected[x] += w * state[a, x]
            gain[a] = 0.0
            for b in range(parts):
                low, high = (b, a) if a > b else (a, b)
                for k in range(lanes):
                    gain[a, k] += w * P[high, low, k]
            for k in range(lanes):
                total[k] += w * gain[a, k]
        for k in range(lanes):
            variance = total[k] + 1.0
            product[k] *= variance
            total[k] = 1.0 / variance
            root[k] = np.sqrt(total[k])
        slot = i % TOGETHER
        for j in range(m):
            first = j * lanes
            for k in range(lanes):
                innovation = columns[i, j] - expected[first + k]
                white[slot, j, k] = innovation * root[k]
                expected[first + k] = innovation * total[k]
            for a in range(parts):
                for k in range(lanes):
                    state[a, first + k] += gain[a, k] * expected[first + k]
        for a in range(parts):
            for b in range(a + 1):
                for k in range(lanes):
                    P[a, b, k] -= gain[a, k] * gain[b, k] * total[k]
        if slot == TOGETHER - 1 or i == n - 1:
            white[slot + 1 :] = 0.0
            _add_products(white, gram)
            _take_logarithm(product, log_determinant)


@stored(nogil=True)
def _add_products(white: FloatArray, gram: FloatArray) -> None:
    _, m, lanes = white.shape
    for a in range(m):
        for b in range(a + 1):
            for k in range(lanes):
                low = white[0, a, k] * white[0, b, k] + white[1, a, k] * white[1, b, k]
                low += white[2, a, k] * white[2, b, k] + white[3, a, k] * white[3, b, k]
                high = white[4, a, k] * white[4, b, k] + white[5, a, k] * white[5, b, k]
                high += white[6, a, k] * white[6, b, k] + white[7, a, k] * white[7, b, k]
                gram[a, b, k] += low + high


@stored(nogil=True)
def _take_logarithm(product: FloatArray, log_determinant: FloatArray) -> None:
    for k in range(product.size):
        log_determinant[k] += np.log(product[k])
        product[k] = 1.0
