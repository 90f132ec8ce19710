"""Do the up and the down sweep tell the same curve, apart from the offset of the magnet?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
MAX_SHIFT = 0.06
"""Largest field shift in tesla between directions that the remanence of a magnet explains."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well two directions agree.

    Attributes
    ----------
    shift : float, T
        Field by which the second has to be moved onto the first, within MAX_SHIFT.
    difference : float
        Root mean square of what then still differs (a constant apart), in the unit of y.
    signal : float
        Peak to peak of the mean curve less its odd part.
    noise : float
        Expected ``difference`` from the scatter of the points alone.
    peak_distance : float, T
        Distance between the extrema near B = 0 of the two directions.
    """

    shift: float
    difference: float
    signal: float
    noise: float
    peak_distance: float

    @property
    def relative(self) -> float:
        """Difference over signal."""
        return self.difference / self.signal if self.signal > 0.0 else 0.0


def _even(B: FloatArray, y: FloatArray, x: FloatArray) -> FloatArray:
    columns = np.stack([np.ones_like(B), B, B**3], axis=1)
    norm = np.linalg.norm(columns, axis=0)
    c, *_ = np.linalg.lstsq(columns / norm, y, rcond=None)
    slope, cubic = c[1] / norm[1], c[2] / norm[2]
    out: FloatArray = np.interp(x, B, y) - slope * x - cubic * x**3
    return out


def compare(B_1: FloatArray, y_1: FloatArray, B_2: FloatArray, y_2: FloatArray, scatter: float) -> Agreement:
    """Compare two directions on their common field range.

    Parameters
    ----------
    B_1, y_1, B_2, y_2 : arrays
        Field in T and any measured quantity.
    scatter : float
        Point-to-point scatter of the quantity.
    """
    first, second = np.argsort(B_1, kind="stable"), np.argsort(B_2, kind="stable")
    B_1, y_1, B_2, y_2 = B_1[first], y_1[first], B_2[second], y_2[second]
    low, high = max(B_1[0], B_2[0]), min(B_1[-1], B_2[-1])
    reach = min(MAX_SHIFT, 0.1 * (high - low))
    x = np.linspace(low + reach, high - reach, min(B_1.size, B_2.size))
    centre = np.linspace(-0.2, 0.2, x.size) * (high - low) + 0.5 * (low + high)
    x = np.sort(np.concatenate([x, centre[(centre > x[0]) & (centre < x[-1])]]))
    reference = np.interp(x, B_1, y_1)

    def rest(shift: float) -> float:
        d = np.interp(x + shift, B_2, y_2) - reference
        return float(np.std(d))

    low_s, high_s = -reach, reach
    for _ in range(3):
        trial = np.linspace(low_s, high_s, 25)
        best = int(np.argmin([rest(s) for s in trial]))
        low_s, high_s = trial[max(best - 1, 0)], trial[min(best + 1, 24)]
    shift = 0.5 * (low_s + high_s)
    even_1, even_2 = _even(B_1, y_1, x), _even(B_2, y_2, x)
    # The extremum that belongs to B = 0, on the scale of the whole curve.
    sign = np.sign(np.median(even_1[np.abs(x) < 0.1 * (high - low)]) - 0.5 * (even_1[0] + even_1[-1])) or 1.0
    peaks = x[int(np.argmax(sign * even_1))], x[int(np.argmax(sign * even_2))]
    return Agreement(
        shift=float(shift),
        difference=rest(float(shift)),
        signal=float(np.ptp(0.5 * (even_1 + even_2))),
        noise=float(scatter) * np.sqrt(2.0),
        peak_distance=float(abs(peaks[0] - peaks[1])),
    )
