"""Which measured points belong together under B -> -B about a centre, found by interpolation.

A point at field x belongs to the curve at -x, which lies between two measured points.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.errors import FitError

FloatArray = NDArray[np.float64]
GAP = 4.0
"""Interpolation across more than this many steps of the grid is none."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairing:
    """Which measured points make each folded one.

    Attributes
    ----------
    B : array (m,), T
        Distance from the centre, increasing, >= 0.
    own : int array (m,)
        Index of the measured point at that distance.
    first, second : int arrays (m,)
        The measured points around its mirror image,
    weight : array (m,)
        and the weight of the second.
    sign : array (m,)
        +1 where ``own`` lies at positive field.
    n_beyond, n_gaps : int
        Points left out because the other side does not reach so far, or has a hole there.
    """

    B: FloatArray
    own: NDArray[np.int64]
    first: NDArray[np.int64]
    second: NDArray[np.int64]
    weight: FloatArray
    sign: FloatArray
    n_beyond: int
    n_gaps: int

    def mirrored(self, y: FloatArray) -> FloatArray:
        """Return a measured quantity (n,) at the mirror images (m,)."""
        out: FloatArray = (1.0 - self.weight) * y[self.first] + self.weight * y[self.second]
        return out

    @property
    def own_weight(self) -> FloatArray:
        """Weight with which a point enters its own mirror image; above zero next to the centre only."""
        first, second = self.first == self.own, self.second == self.own
        out: FloatArray = np.where(first, 1.0 - self.weight, 0.0) + np.where(second, self.weight, 0.0)
        return out


def joined(
    B: FloatArray, values: Sequence[FloatArray], error: FloatArray | None = None
) -> tuple[FloatArray, list[FloatArray], FloatArray | None]:
    """Return fields in increasing order, repeated readings at one field replaced by their mean.

    Parameters
    ----------
    B : array (n,), T
    values : sequence of arrays (n,)
    error : array (n,), optional
        Of independent readings; that of a mean follows.
    """
    unique, inverse, count = np.unique(B, return_inverse=True, return_counts=True)
    means = [np.bincount(inverse, v) / count for v in values]
    if error is not None:
        error = np.sqrt(np.bincount(inverse, error**2)) / count
    return unique, means, error


def pair(B: FloatArray, centre: float = 0.0) -> Pairing:
    """Join each point of one side with the two around its mirror image.

    Parameters
    ----------
    B : array (n,), T
        Increasing, without repetition.
    centre : float, T

    Raises
    ------
    FitError
        Fewer than two points on one side of the centre.
    """
    s = B - centre
    n_left, n_right = int(np.sum(s < 0.0)), int(np.sum(s > 0.0))
    if n_left < 2 or n_right < 2:
        raise FitError(
            f"the curve has {n_left} points below and {n_right} above {centre:.4g} T",
            expected="at least two on each side",
            advice="A one-sided sweep cannot be symmetrized; fit it as it is.",
        )
    reach = min(-s[0], s[-1])
    inside = np.abs(s) <= reach
    left_is_sparser = np.sum(inside & (s < 0.0)) < np.sum(inside & (s > 0.0))
    own = np.flatnonzero(inside & ((s <= 0.0) if left_is_sparser else (s >= 0.0)))
    own = own[np.argsort(np.abs(s[own]), kind="stable")]
    target = -s[own]
    right = np.clip(np.searchsorted(s, target, side="left"), 1, s.size - 1)
    left = right - 1
    width = s[right] - s[left]
    weight = np.clip((target - s[left]) / width, 0.0, 1.0)
    # The step of the grid itself, on the wider side of each point.
    steps = np.diff(s)
    local = np.maximum(steps[np.maximum(own - 1, 0)], steps[np.minimum(own, steps.size - 1)])
    good = (weight == 0.0) | (weight == 1.0) | (width <= GAP * local)
    return Pairing(
        B=np.abs(s[own[good]]),
        own=own[good],
        first=left[good],
        second=right[good],
        weight=weight[good],
        sign=np.where(s[own[good]] >= 0.0, 1.0, -1.0),
        n_beyond=int(np.sum(~inside)),
        n_gaps=int(np.sum(~good)),
    )


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """Weighted sums of up to three measured points each, at the fields ``at`` (m,)."""

    at: FloatArray
    index: NDArray[np.int64]
    weight: FloatArray

    def of(self, r: FloatArray) -> FloatArray:
        """Return the sums (m,)."""
        return np.asarray(np.sum(self.weight * r[self.index], axis=1))

    def sigma(self, sigma: FloatArray) -> FloatArray:
        """Return their standard errors (m,) from those of the points (n,)."""
        return np.asarray(np.sqrt(np.sum((self.weight * sigma[self.index]) ** 2, axis=1)))

    def on_points(self, rows: FloatArray, n: int) -> FloatArray:
        """Return rows (k, m) acting on the sums as rows (k, n) acting on the points."""
        at = self.index.ravel()
        return np.stack([np.bincount(at, (row[:, None] * self.weight).ravel(), minlength=n) for row in rows])


def odd_sums(b: FloatArray, centre: float) -> Sums:
    """Return the odd part of a curve at increasing fields (n,) as sums of its points."""
    p = pair(b, centre)
    used = p.B > 0.0
    index = np.stack([p.own, p.first, p.second], axis=1)[used]
    half = 0.5 * p.sign
    weight = np.stack([half, -half * (1.0 - p.weight), -half * p.weight], axis=1)[used]
    # Next to the centre a point is part of its own mirror image: it is one point, with one weight.
    for k in (1, 2):
        same = index[:, k] == index[:, 0]
        weight[same, 0] += weight[same, k]
        weight[same, k] = 0.0
    return Sums(p.B[used], index, weight)


def single_points(x: FloatArray) -> Sums:
    """Return each point as a sum of itself alone."""
    return Sums(x, np.arange(x.size)[:, None], np.ones((x.size, 1)))
