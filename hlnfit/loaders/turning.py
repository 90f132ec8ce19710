"""Where a measured field turns, rests or jumps, and where a temperature steps; noise does not count."""

from __future__ import annotations

import numpy as np

from hlnfit.sweep import FloatArray

Stretch = tuple[int, int]
"""First row and row after the last."""

REST_ROWS = 4
"""A field that stays for fewer rows than this is not called resting."""

LEVEL_ROWS = 10
"""A condition that is held changes at most once in so many rows, on average."""


def jitter(values: FloatArray) -> float:
    """Return the noise of a slowly varying series from its second differences (their median)."""
    if values.size < 3:
        return 0.0
    bend = np.abs(np.diff(values, 2))
    # The second difference of white noise has the variance 1 + 4 + 1.
    return float(np.median(bend) / (0.6745 * np.sqrt(6.0)))


def turning_points(values: FloatArray, threshold: float) -> list[int]:
    """Return the rows of the extremes at which the series turns by more than the threshold.

    A reversal counts once the series has come back from its extreme by ``threshold``; the turning point
    is the extreme itself. First and last row are not included.
    """
    turns: list[int] = []
    series = values.tolist()
    high = low = 0
    direction = 0
    for i, value in enumerate(series):
        if direction >= 0 and value > series[high]:
            high = i
        if direction <= 0 and value < series[low]:
            low = i
        if direction >= 0 and series[high] - value > threshold:
            if direction > 0:
                turns.append(high)
            direction, low = -1, i
        elif direction <= 0 and value - series[low] > threshold:
            if direction < 0:
                turns.append(low)
            direction, high = 1, i
    return turns


def rests(values: FloatArray, tolerance: float) -> list[Stretch]:
    """Return the stretches in which the series stays within a band of twice the tolerance.

    A stretch must be :data:`REST_ROWS` long and five times as long as the series would need to cross
    the band at its mean speed, so that a slow sweep with a noisy field is not called resting.
    """
    n = values.size
    if n < REST_ROWS:
        return []
    span = float(np.ptp(values))
    band = 2.0 * tolerance
    crossing = n * band / span if span > 0.0 else 0.0
    shortest = max(REST_ROWS, int(np.ceil(5.0 * crossing))) if span > band else REST_ROWS
    series = values.tolist()
    found: list[Stretch] = []
    start = 0
    while start <= n - shortest:
        low = high = series[start]
        stop = start + 1
        while stop < n:
            low, high = min(low, series[stop]), max(high, series[stop])
            if high - low > band:
                break
            stop += 1
        if stop - start >= shortest:
            found.append((start, stop))
            start = stop
        else:
            start += 1
    return found


def jumps(values: FloatArray) -> list[int]:
    """Return the rows that begin anew after a jump back of more than a quarter of the range.

    A jump onward in the direction of the sweep is a gap in it, not the end of it.
    """
    step = np.diff(values)
    span = float(np.ptp(values)) if values.size else 0.0
    found = []
    for i in np.flatnonzero(np.abs(step) > 0.25 * span):
        around = [step[k] for k in (i - 1, i + 1) if 0 <= k < step.size]
        larger = all(abs(step[i]) > 5.0 * abs(s) for s in around)
        if around and larger and any(s * step[i] <= 0.0 for s in around):
            found.append(int(i) + 1)
    return found


def temperature_steps(T: FloatArray, relative: float = 0.01) -> list[int]:
    """Return the rows at which the temperature has stepped to another value and stays there.

    A drift is no step: a step is more than 1 % between two neighboring rows, and the medians of the five
    rows before and after it differ by twice the spread of either five.
    """
    step = np.abs(np.diff(T))
    with np.errstate(invalid="ignore"):
        candidates = np.flatnonzero(step > relative * np.minimum(np.abs(T[:-1]), np.abs(T[1:])))
    found: list[int] = []
    for i in candidates:
        before, after = T[max(0, i - 4) : i + 1], T[i + 1 : i + 6]
        change = abs(float(np.nanmedian(after) - np.nanmedian(before)))
        lower = min(abs(float(np.nanmedian(after))), abs(float(np.nanmedian(before))))
        spread = max(float(np.nanmax(w) - np.nanmin(w)) for w in (before, after))
        if change > max(relative * lower, 2.0 * spread):
            found.append(int(i) + 1)
    return found


def level_steps(values: FloatArray) -> list[int]:
    """Return the rows at which a condition that is held in steps (a gate) goes to its next level.

    Empty where the values wander instead of keeping levels.
    """
    known = values[np.isfinite(values)]
    if known.size < 2:
        return []
    # A source is read back to some digits: levels closer than this are one level.
    resolution = max(1e-3 * float(np.ptp(known)), 1e-4 * float(np.max(np.abs(known))), 6.0 * jitter(known))
    step = np.abs(np.diff(values))
    with np.errstate(invalid="ignore"):
        edges = np.flatnonzero(step > resolution) + 1
    return [] if edges.size > values.size // LEVEL_ROWS else [int(e) for e in edges]
