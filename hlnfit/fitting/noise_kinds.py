"""The kinds of noise that residuals are asked for, each over a grid of lengths and strengths."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.correlated import Shape, along_field, along_points

FloatArray = NDArray[np.float64]
ODDS_OF_PINK: Final = 3.0
ODDS_OF_SEPARATE: Final = 0.3
"""Against a smooth process that repeats in the sample. Every instrument has 1/f noise; a smooth function of
the field that is another one on the way back is what relaxation may leave, seldom."""
N_LENGTHS: Final = 8
STRENGTHS: Final = np.geomspace(0.3, 1e5, 13)
"""Of a process over white noise: variance ratio times the number of points in a correlation length."""
THIRD: Final = 3
PINK_RATIOS: Final = np.geomspace(0.03, 1e4, 12)
"""Variance of 1/f noise over that of white noise."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """Noise models of one kind over a grid; K of them.

    Attributes
    ----------
    shape : {"smooth", "pink"}
    along : {"field", "points"}
    shared : bool
        One process for all directions.
    order, gap : arrays, (n,)
    lengths, ratios : arrays, (K,)
    """

    shape: Shape
    along: str
    shared: bool
    order: NDArray[np.int64]
    gap: FloatArray
    lengths: FloatArray
    ratios: FloatArray

    @property
    def odds(self) -> float:
        """How probable the kind is before anything is known, relative to a smooth one that repeats."""
        if self.shape == "pink":
            return ODDS_OF_PINK
        return 1.0 if self.shared else ODDS_OF_SEPARATE

    @property
    def all(self) -> NDArray[np.int64]:
        """The numbers of all models."""
        return np.arange(self.lengths.size)

    @property
    def third(self) -> NDArray[np.int64]:
        """The numbers of a third of the models, spread over the grid."""
        return np.arange(0, self.lengths.size, THIRD)

    def in_tesla(self, k: int, B: FloatArray) -> float:
        """Return length k of a process at points with these fields."""
        if self.along == "field":
            return float(self.lengths[k])
        steps = np.diff(np.sort(B))
        return float(self.lengths[k] * np.median(steps[steps > 0.0])) if (steps > 0.0).any() else math.nan


def candidates(B: FloatArray, group: NDArray[np.int64]) -> Iterator[Candidates]:
    """Yield the kinds of noise that are tried beside white noise."""
    yield _smooth(B, group, shared=True)
    if _several(group):
        yield _smooth(B, group, shared=False)
    yield _pink(B, group)


def _smooth(B: FloatArray, group: NDArray[np.int64], *, shared: bool) -> Candidates:
    order, gap = along_field(B, group, shared=shared)
    span, points = _longest(gap)
    step = span / max(points, 1)
    length = np.repeat(np.geomspace(1.5 * step, 0.7 * span, N_LENGTHS), STRENGTHS.size)
    strength = np.tile(STRENGTHS, N_LENGTHS)
    return Candidates("smooth", "field", shared, order, gap, length, strength * step / length)


def _pink(B: FloatArray, group: NDArray[np.int64]) -> Candidates:
    order, gap = along_points(B, group)
    span, _ = _longest(gap)
    length = np.full(PINK_RATIOS.size, max(span, 1.0))
    return Candidates("pink", "points", not _several(group), order, gap, length, PINK_RATIOS)


def _several(group: NDArray[np.int64]) -> bool:
    return bool(np.any(group != group[0]))


def _longest(gap: FloatArray) -> tuple[float, int]:
    """Return length and number of steps of the longest run of a process."""
    runs = np.split(gap, np.flatnonzero(np.isinf(gap))[1:])
    sums = [(float(np.sum(r[1:])), r.size - 1) for r in runs]
    span, points = max(sums)
    return (span, points) if span > 0.0 else (1.0, 1)
