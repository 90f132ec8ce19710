"""In how many dimensions electrons diffuse within a length: that of the phase, or that of the temperature."""

from __future__ import annotations

import math
from typing import Literal

Dimension = Literal[1, 2, 3]


def dimension_within(length: float | None, thickness: float | None, width: float | None) -> Dimension | None:
    """Return the dimension of a sample for diffusion over ``length``; None where it cannot be told.

    A direction counts where the sample is longer than ``length`` in it. A sample without a width is a sheet.

    Parameters
    ----------
    length, thickness, width : float or None, m
    """
    if length is None or not math.isfinite(length):
        return None
    wide = width is None or width > length
    if thickness is None:
        # A wire is no thicker than it is wide; a sheet of unknown thickness may be either.
        return None if wide else 1
    thick = thickness > length
    return 3 if wide and thick else 2 if wide or thick else 1


def ratio(a: float | None, b: float | None) -> float | None:
    """Return a / b; None where one of them is not known."""
    return None if a is None or b is None else a / b
