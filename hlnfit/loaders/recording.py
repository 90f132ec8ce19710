"""Recording: the rows of one file in SI, in the order measured, before they are split into sweeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hlnfit.flags import Flag
from hlnfit.sweep import FloatArray

LineArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class HallRows:
    """Readings of the Hall channel: B in T, T in K, R in ohm, and their lines in the file."""

    B: FloatArray
    T: FloatArray
    R: FloatArray
    lines: LineArray


@dataclass(frozen=True, slots=True)
class Recording:
    """Readings of one longitudinal channel with all that belongs to them.

    Attributes
    ----------
    B, T, R_xx : float64 arrays
        Tesla, kelvin (NaN where unknown), ohm; one value a reading.
    lines : int array
        Line of each reading in the file.
    R_xx_std : float64 array, ohm, or None
    hall : HallRows or None
        May have other rows than ``R_xx`` where the instrument switches between channels.
    steps : mapping of str to float64 array
        Conditions along the rows that change in steps (``gate_V``); a change ends a sweep.
    conditions : mapping of str to float
        Conditions that hold for the whole file.
    comments : tuple of (line, text)
    """

    B: FloatArray
    T: FloatArray
    R_xx: FloatArray
    lines: LineArray
    R_xx_std: FloatArray | None = None
    std_kind: Literal["instrument", "measured"] = "instrument"
    hall: HallRows | None = None
    steps: Mapping[str, FloatArray] = field(default_factory=dict)
    conditions: Mapping[str, float] = field(default_factory=dict)
    comments: tuple[tuple[int, str], ...] = ()
    two_terminal: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()
    log: tuple[str, ...] = ()

    def __len__(self) -> int:
        return int(self.B.size)
