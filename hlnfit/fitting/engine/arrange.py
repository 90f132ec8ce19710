"""From the arrays of a map to curves that the engine takes: sorted, without gaps, grouped by their grid.

What happens to a curve depends on that curve alone: where ``B`` has one dimension, complete curves use the
basis of that grid; all others are compressed on their own points.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0
from hlnfit.fitting.engine.compiled import Marks, Places, Rows, kernel, making_arrays
from hlnfit.fitting.engine.levels import scatter_level, weights_and_level, writeable
from hlnfit.fitting.engine.records import Data

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Curves:
    """Curves of one kind of grid.

    Attributes
    ----------
    index : int array, (n_curves,)
        Where each stands among all curves of the map.
    B : array, (1 or n_curves, n), T
    weight : array, (1 or n_curves, n), 1/S
        1/G0 where all points of a curve have one error, else 1/error.
    level : array, (n_curves,), S
        What turns chi-square with these weights into one with errors: times (G0 / level)^2. NaN for a curve
        whose errors are not known.
    power : array, (n_curves,), S^2
        Mean squared error of the points.
    y : array, (n_curves, n), S
    count : int array, (n_curves,)
    group : int array, (n,)
    shared : bool
        All curves are complete and have one grid.
    """

    index: IntArray
    B: FloatArray
    weight: FloatArray
    level: FloatArray
    power: FloatArray
    y: FloatArray
    count: IntArray
    group: IntArray
    shared: bool

    @cached_property
    def extent(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Smallest non-zero abs(B), resolution near zero field and largest abs(B), each (n_curves,), T."""
        out = np.empty((3, self.B.shape[0]))
        describe(self.B, self.count, out)
        smallest, resolution, span = np.array(np.broadcast_to(out, (3, self.y.shape[0])))
        return smallest, resolution, span

    @property
    def units(self) -> FloatArray:
        """Chi-square with the weights, for one unit of chi-square with the errors, (n_curves,)."""
        return np.asarray((self.level / G0) ** 2)

    def data(self, limit: FloatArray) -> Data:
        """Return the arrays for the engine; above chi-square ``limit`` (n_curves,) a misfit is judged."""
        smallest, _, span = self.extent
        # Compiled functions take arrays that they could write to, though they only read these.
        y = self.y if self.y.flags.writeable else self.y.copy()
        return Data(self.B, self.weight, y, self.count, self.group, smallest, span, limit * self.units)


@making_arrays
def describe(B: Rows, count: Places, out: Rows) -> None:
    """Fill smallest non-zero size, resolution near zero and largest size of sorted fields, (3, n_rows)."""
    for row in range(B.shape[0]):
        x = B[row, : count[row]]
        right = np.searchsorted(x, 0.0)
        left = right - 1
        wanted = 1 + x.size // 50
        smallest = resolution = 0.0
        while wanted > 0 and (left >= 0 or right < x.size):
            if right >= x.size or (left >= 0 and -x[left] < x[right]):
                size = -x[left]
                left -= 1
            else:
                size = x[right]
                right += 1
            if size == 0.0:
                continue
            if smallest == 0.0:
                smallest = size
            resolution = size
            wanted -= 1
        out[0, row], out[1, row] = smallest, resolution
        out[2, row] = max(abs(x[0]), abs(x[-1])) if x.size else 0.0


def arrange(B: FloatArray, y: FloatArray, error: FloatArray | None) -> list[Curves]:
    """Return the curves of a map, those on a shared grid first.

    Parameters
    ----------
    B : array, (n,) or (n_curves, n)
    y : array, (n_curves, n)
    error : array, (1,), (n,), (n_curves, 1) or (n_curves, n), or None
        None: the scatter of neighbouring points.
    """
    if error is not None and error.ndim == 2 and error.shape[1] > 1:
        # One error a curve, or the same errors for all: the basis of a shared grid serves these too.
        if (error == error[:, :1]).all():
            error = error[:, :1]
        elif (error == error[0]).all():
            error = error[0]
    if B.ndim == 2 and y.shape[0] > 1 and not _needs_mending(B, y, error):
        every = np.full(y.shape[0], y.shape[1])
        return [_weighted(np.arange(y.shape[0]), writeable(B), writeable(y), every, error, False)]
    known = np.isfinite(B)
    if error is not None and error.shape[-1] > 1:
        known = known & np.isfinite(error) & (error > 0.0)
    if known.ndim == 2 or y.shape[0] == 1:
        return [_own(np.arange(y.shape[0]), B, y, error, known & np.isfinite(y))]
    if not known.all():
        B, y = B[known], y[:, known]
        error = error if error is None or error.shape[-1] == 1 else error[known]
    whole = np.empty(y.shape[0], dtype=np.bool_)
    _mark_whole(writeable(y), whole)
    out = []
    if whole.any():
        order = np.argsort(B, kind="stable")
        rows = y if whole.all() else y[whole]
        if not np.array_equal(order, np.arange(B.size)):
            rows = rows[:, order]
        chosen = None if error is None else error if error.ndim == 1 else error[whole]
        if chosen is not None and chosen.shape[-1] > 1:
            chosen = chosen[..., order]
        B_sorted = np.ascontiguousarray(B[order])[None]
        count = np.full(rows.shape[0], B.size, dtype=np.int64)
        out.append(
            _weighted(np.flatnonzero(whole), B_sorted, np.ascontiguousarray(rows), count, chosen, True)
        )
    if not whole.all():
        chosen = None if error is None else error if error.ndim == 1 else error[~whole]
        out.append(_own(np.flatnonzero(~whole), B, y[~whole], chosen, np.isfinite(y[~whole])))
    return out


@kernel
def _mark_whole(y: Rows, whole: Marks) -> None:
    """Mark the rows that hold numbers only."""
    for row in range(y.shape[0]):
        good = True
        for i in range(y.shape[1]):
            good &= y[row, i] - y[row, i] == 0.0
        whole[row] = good


@kernel
def _is_whole(B: Rows, y: Rows) -> bool:
    good = True
    for row in range(B.shape[0]):
        for i in range(B.shape[1]):
            # Not infinite, no NaN, and in order.
            good &= (B[row, i] - B[row, i] == 0.0) & (y[row, i] - y[row, i] == 0.0)
        for i in range(1, B.shape[1]):
            good &= B[row, i - 1] <= B[row, i]
        if not good:
            return False
    return True


@kernel
def _is_positive(error: Rows) -> bool:
    good = True
    for row in range(error.shape[0]):
        for i in range(error.shape[1]):
            good &= (error[row, i] > 0.0) & (error[row, i] < np.inf)
    return good


def _needs_mending(B: FloatArray, y: FloatArray, error: FloatArray | None) -> bool:
    """Return whether any of the curves, each with its own fields, is to be sorted or loses points."""
    if error is not None and error.shape[-1] > 1 and not _is_positive(writeable(np.atleast_2d(error))):
        return True
    return not _is_whole(writeable(B), writeable(y))


def _own(
    index: IntArray, B: FloatArray, y: FloatArray, error: FloatArray | None, usable: NDArray[np.bool_]
) -> Curves:
    """Return curves on grids of their own, each sorted, what is not usable at its end."""
    shape = y.shape
    fields, values = np.array(np.broadcast_to(B, shape), order="C"), np.array(y, order="C")
    usable = np.broadcast_to(usable, shape)
    if error is not None and error.shape[-1] > 1:
        error = np.array(np.broadcast_to(error, shape), order="C")
    count = np.count_nonzero(usable, axis=1).astype(np.int64)
    mend = np.flatnonzero((count < shape[1]) | np.any(np.diff(fields, axis=1) < 0.0, axis=1))
    if mend.size:
        key = np.where(usable[mend], fields[mend], np.inf)
        order = np.argsort(key, axis=1, kind="stable")
        for array in (fields, values, *(() if error is None or error.shape[-1] == 1 else (error,))):
            array[mend] = np.take_along_axis(array[mend], order, axis=1)
    return _weighted(index, fields, values, count, error, False)


def _weighted(
    index: IntArray, B: FloatArray, y: FloatArray, count: IntArray, error: FloatArray | None, shared: bool
) -> Curves:
    """Return curves with weights and the level of their errors; ``error`` is sorted like y."""
    n_curves, n = y.shape
    weight = np.full((1, n), 1.0 / G0)
    if error is None:
        level = scatter_level(B, y, count)
        power = level**2
    elif error.shape[-1] == 1:
        level = np.array(np.broadcast_to(error[..., 0], (n_curves,)))
        level[~(level > 0.0) | ~np.isfinite(level)] = np.nan
        power = level**2
    else:
        error = np.atleast_2d(error)
        weight, level, power = weights_and_level(error, count if error.shape[0] > 1 else None)
        level, power = (np.array(np.broadcast_to(a, (n_curves,))) for a in (level, power))
    return Curves(index, B, weight, level, power, y, count, np.zeros(n, dtype=np.int64), shared)
