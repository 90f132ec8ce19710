"""What the readings tell by themselves: a meter at its limit, coarse steps, a temperature that R follows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.reduction.noise import point_scatter

FloatArray = NDArray[np.float64]
SAME = 1e-9
"""Readings closer than this part of their spread are one reading."""
FEWEST = 5
"""Readings at one extreme, from which a meter may be at its limit."""


def repeated_readings(y: FloatArray) -> dict[str, float]:
    """Return how often the extreme readings repeat, and how many different readings there are.

    ``limit_share`` is the part of the points that sit at one extreme; 0 unless the points there are many
    more than at any other reading, as with a meter at the end of its range.
    """
    spread = float(np.ptp(y)) if y.size else 0.0
    if not spread > 0.0:
        return {"readings_distinct": float(min(y.size, 1)), "limit_share": 0.0}
    ordered = np.sort(y)
    new = ordered[1:] - ordered[:-1] > SAME * spread
    distinct = int(np.count_nonzero(new)) + 1
    out = {"readings_distinct": float(distinct), "limit_share": 0.0}
    if distinct >= 3 and distinct + FEWEST <= y.size + 1:
        counts = np.diff(np.concatenate([[0], np.flatnonzero(new) + 1, [y.size]]))
        for end, others in ((counts[0], counts[1:]), (counts[-1], counts[:-1])):
            if end >= FEWEST and end >= 4 * np.sort(others)[-2]:
                out["limit_share"] = max(out["limit_share"], float(end) / y.size)
    return out


def follows(T: FloatArray, R: FloatArray) -> dict[str, float]:
    """Return the span of the temperature (K), its noise, and its correlation with R."""
    known = np.isfinite(T)
    if known.sum() < 10:
        return {}
    T, R = T[known], R[known]
    out = {"T_span_K": float(np.ptp(T))}
    if np.std(T) > 0.0 and np.std(R) > 0.0:
        out["T_R_correlation"] = float(np.corrcoef(T, R)[0, 1])
        scatter = point_scatter(np.arange(T.size, dtype=np.float64), T)
        out["T_noise_K"] = scatter if np.isfinite(scatter) else 0.0
    return out
