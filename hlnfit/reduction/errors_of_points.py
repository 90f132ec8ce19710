"""Errors of the points: the shape an instrument reports, on the scale that neighbouring points show."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def smooth_shape(std: FloatArray, half_width: int = 7) -> FloatArray:
    """Return a Std. Dev. column as a relative error shape with median 1.

    A standard deviation of a few readings fluctuates by itself; weighting with those fluctuations
    would give errors that are too small. So a running median is taken; a single reading more than
    five times above it keeps its large value, because something disturbed it.
    """
    n = std.size
    good = np.isfinite(std) & (std > 0.0)
    if good.sum() < max(3, n // 2):
        return np.ones(n)
    filled = np.where(good, std, float(np.median(std[good])))
    padded = (
        np.pad(filled, half_width, mode="reflect")
        if n > half_width
        else np.pad(filled, half_width, mode="edge")
    )
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half_width + 1)
    running = np.median(windows, axis=1)
    shape = np.where(filled > 5.0 * running, filled, running)
    out: FloatArray = shape / np.median(shape)
    return out
