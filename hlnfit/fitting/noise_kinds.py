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
REPEATS: Final = 16.0
"""Length of conductance fluctuations in units of B_phi, between 10 and 25."""
WITHIN: Final = 2.0
"""The factor within which that is known (one standard deviation)."""
FLUCTUATIONS: Final = 0.8
"""Part of smooth noise that is conductance fluctuations."""
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
    prior : array, (K,)
        How probable each is before anything is known, among those of its kind.
    """

    shape: Shape
    along: str
    shared: bool
    order: NDArray[np.int64]
    gap: FloatArray
    lengths: FloatArray
    ratios: FloatArray
    prior: FloatArray

    @property
    def odds(self) -> float:
        """How probable the kind is before anything is known, relative to a smooth one that repeats."""
        if self.shape == "pink":
            return ODDS_OF_PINK
        return 1.0 if self.shared else ODDS_OF_SEPARATE

    @property
    def in_third(self) -> NDArray[np.bool_]:
        """Which models are in a third of them that is spread over the grid, (K,)."""
        numbers: NDArray[np.int64] = np.arange(self.lengths.size)
        return np.equal(numbers % THIRD, 0)

    def in_tesla(self, k: int, B: FloatArray) -> float:
        """Return length k of a process at points with these fields."""
        if self.along == "field":
            return float(self.lengths[k])
        steps = np.diff(np.sort(B))
        return float(self.lengths[k] * np.median(steps[steps > 0.0])) if (steps > 0.0).any() else math.nan


def candidates(B: FloatArray, group: NDArray[np.int64], B_phi: float = math.nan) -> Iterator[Candidates]:
    """Yield the kinds of noise that are tried beside white noise.

    ``B_phi`` (T), where it is known, says over which fields conductance fluctuations would repeat.
    """
    yield _smooth(B, group, B_phi, shared=True)
    if _several(group):
        yield _smooth(B, group, B_phi, shared=False)
    yield _pink(B, group)


def _smooth(B: FloatArray, group: NDArray[np.int64], B_phi: float, *, shared: bool) -> Candidates:
    order, gap = along_field(B, group, shared=shared)
    span, points = _longest(gap)
    step = span / max(points, 1)
    lengths = np.exp(np.linspace(math.log(1.5 * step), math.log(0.7 * span), N_LENGTHS))
    length, strength = np.repeat(lengths, STRENGTHS.size), np.tile(STRENGTHS, N_LENGTHS)
    prior = np.repeat(_of_lengths(lengths, B_phi), STRENGTHS.size) / STRENGTHS.size
    return Candidates("smooth", "field", shared, order, gap, length, strength * step / length, prior)


def _of_lengths(lengths: FloatArray, B_phi: float) -> FloatArray:
    """Return how probable each length is beforehand: partly any, partly as of conductance fluctuations.

    They repeat over about (h/e)/L_phi^2 = 8 pi B_phi. Source: P. A. Lee, A. D. Stone and H. Fukuyama, Phys.
    Rev. B 35, 1039 (1987); the factor depends on the thermal length and on what is called the width.
    """
    any_length = np.full(lengths.size, 1.0 / lengths.size)
    if not (math.isfinite(B_phi) and B_phi > 0.0):
        return any_length
    away = np.log(lengths / (REPEATS * B_phi)) / math.log(WITHIN)
    # Where the sweep is too short to hold them, or its steps are too wide, the nearest length stands for all.
    away -= away[np.argmin(np.abs(away))] if away[0] > 0.0 or away[-1] < 0.0 else 0.0
    near = np.exp(-0.5 * away**2)
    return np.asarray((1.0 - FLUCTUATIONS) * any_length + FLUCTUATIONS * near / near.sum())


def _pink(B: FloatArray, group: NDArray[np.int64]) -> Candidates:
    order, gap = along_points(B, group)
    span, _ = _longest(gap)
    length = np.full(PINK_RATIOS.size, max(span, 1.0))
    return Candidates(
        "pink",
        "points",
        not _several(group),
        order,
        gap,
        length,
        PINK_RATIOS,
        np.full(PINK_RATIOS.size, 1.0 / PINK_RATIOS.size),
    )


def _several(group: NDArray[np.int64]) -> bool:
    return bool(np.any(group != group[0]))


def _longest(gap: FloatArray) -> tuple[float, int]:
    """Return length and number of steps of the longest run of a process."""
    starts = np.flatnonzero(np.isinf(gap)).tolist()
    span, points = max(
        (float(gap[first + 1 : end].sum()), end - first - 1)
        for first, end in zip(starts, [*starts[1:], gap.size], strict=True)
    )
    return (span, points) if span > 0.0 else (1.0, 1)
