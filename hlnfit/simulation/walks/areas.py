"""Signed areas of closed loops, counted in bins of constant relative width.

The interference of a loop depends on the field through field times area only. A histogram of areas
therefore holds the magnetoconductance at every field; 64 bins an octave make the error of binning a few
parts in a million, far below any statistical error.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hlnfit.stored import stored

FloatArray = NDArray[np.float64]

PER_OCTAVE = 64
LOWEST, HIGHEST = -24, 40
"""Exponents of two between which areas are resolved; what lies outside goes into the outermost bins."""
BINS = PER_OCTAVE * (HIGHEST - LOWEST)


@stored()
def area_bin(area: float) -> int:
    """Return the bin of |area|, by exponent and leading bits."""
    mantissa, exponent = math.frexp(abs(area))
    index = (exponent - 1 - LOWEST) * PER_OCTAVE + int((2.0 * mantissa - 1.0) * PER_OCTAVE)
    if area == 0.0 or index < 0:
        return 0
    return min(index, BINS - 1)


def bin_areas() -> FloatArray:
    """Return the area at the middle of each bin, shape (BINS,)."""
    octave, step = np.divmod(np.arange(BINS), PER_OCTAVE)
    return np.asarray(np.ldexp(1.0 + (step + 0.5) / PER_OCTAVE, octave + LOWEST), dtype=np.float64)


def bin_widths() -> FloatArray:
    """Return the width of each bin, shape (BINS,)."""
    return np.asarray(np.ldexp(1.0 / PER_OCTAVE, np.arange(BINS) // PER_OCTAVE + LOWEST), dtype=np.float64)
