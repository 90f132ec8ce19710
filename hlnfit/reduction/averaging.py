"""The mean of several sweeps on one grid, with its standard error and without the broken ones.

Averaging over a gate (or repeated sweeps) takes out conductance fluctuations, which are no noise: they
repeat. What is left of them shows in the scatter between the sweeps, and only there; so the error of the
mean is taken from that scatter, field by field.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.errors import FitError
from hlnfit.reduction.pairing import joined
from hlnfit.sweep import readonly

FloatArray = NDArray[np.float64]
BROKEN = 5.0
"""A sweep whose distance from the others is this many times the usual one is broken."""
COVERAGE = 0.5
"""A sweep that covers less of the usual range, or holds fewer of the usual points, was stopped partway."""
STUCK = 0.2
"""So does one that repeats a single reading over more than this part of its points."""
DEGREES = 30
"""Values that are pooled for the scatter at a field: it is then known to 13 %."""


@dataclass(frozen=True, slots=True, eq=False)
class Average:
    """The mean of several curves.

    Attributes
    ----------
    B : array (m,), T
        The common grid, increasing.
    mean : array (m,)
    error : array (m,) or None
        Standard error of the mean from the scatter between the sweeps, each freed of its own level; None
        for a single sweep.
    level_error : float
        Standard error of the common level, from the scatter of the levels; it is no part of ``error``.
    used, broken : tuples of int
        Which sweeps entered, and which were left out.
    log : tuple of str
    """

    B: FloatArray
    mean: FloatArray
    error: FloatArray | None
    level_error: float
    used: tuple[int, ...]
    broken: tuple[int, ...]
    log: tuple[str, ...]


def average(
    fields: Sequence[ArrayLike],
    values: Sequence[ArrayLike],
    *,
    grid: ArrayLike | None = None,
    keep_broken: bool = False,
) -> Average:
    """Average curves measured at (nearly) the same fields.

    Parameters
    ----------
    fields : sequence of arrays (n_k,), T
        One for each sweep, in any order; they need not agree.
    values : sequence of arrays (n_k,)
        Points that are not finite are left out.
    grid : array (m,), T, optional
        Where to average. None: the fields of the sweep of usual length, within the range that all share.
        The others are interpolated.
    keep_broken : bool
        Average over every sweep.

    Returns
    -------
    Average

    Raises
    ------
    FitError
        No sweep is left, or they share no range of fields.

    Notes
    -----
    A sweep is left out if it was stopped partway (it is short, or repeats one reading), or if its shape is
    further from the median of all than five times the usual distance (from four sweeps on; two or three
    cannot outvote one).
    """
    if len(fields) != len(values) or not fields:
        raise FitError(f"{len(fields)} arrays of fields and {len(values)} of values", expected="pairs")
    cleaned = [_clean(b, v) for b, v in zip(fields, values, strict=True)]
    whole = list(range(len(cleaned))) if keep_broken else _complete(cleaned)
    whole = [k for k in whole if cleaned[k][0].size >= 2]
    if not whole:
        raise FitError("no sweep can be averaged: each has fewer than two points", expected="measured sweeps")
    x = _grid(cleaned, whole) if grid is None else np.unique(np.asarray(grid, np.float64))
    table = np.stack([_on(cleaned[k], x) for k in whole])
    level = np.mean(table, axis=1)
    good = np.ones(len(whole), dtype=bool) if keep_broken else _agreeing(table - level[:, None])
    used = tuple(k for k, g in zip(whole, good, strict=True) if g)
    broken = tuple(k for k in range(len(cleaned)) if k not in used)
    table, level = table[good], level[good]
    n = len(used)
    log = [f"Mean of {n} sweeps at {x.size} fields from {x[0]:.4g} to {x[-1]:.4g} T."]
    if broken:
        listed = ", ".join(str(k) for k in broken)
        log.append(f"Left out as broken or incomplete: sweep {listed} (counted from 0).")
    return Average(
        B=readonly(x),
        mean=readonly(np.mean(table, axis=0)),
        error=None if n < 2 else readonly(_standard_error(table - level[:, None])),
        level_error=float(np.std(level, ddof=1) / math.sqrt(n)) if n > 1 else math.nan,
        used=used,
        broken=broken,
        log=tuple(log),
    )


def _clean(B: ArrayLike, y: ArrayLike) -> tuple[FloatArray, FloatArray]:
    b, v = np.asarray(B, np.float64), np.asarray(y, np.float64)
    if b.ndim != 1 or b.shape != v.shape:
        raise FitError(f"B has shape {b.shape} and y has shape {v.shape}", expected="arrays of one length")
    keep = np.isfinite(b) & np.isfinite(v)
    b, (v,), _ = joined(b[keep], [v[keep]])
    return b, v


def _complete(cleaned: Sequence[tuple[FloatArray, FloatArray]]) -> list[int]:
    """Return the sweeps that cover the usual range with the usual number of live readings."""
    span = np.array([float(np.ptp(b)) if b.size else 0.0 for b, _ in cleaned])
    size = np.array([b.size for b, _ in cleaned])
    stuck = np.array([_longest_repetition(v) for _, v in cleaned])
    good = (span > COVERAGE * np.median(span)) & (size > COVERAGE * np.median(size))
    # A reading that stands still: the sweep was stopped and its row filled up.
    good &= stuck <= np.maximum(np.maximum(10, STUCK * size), 3.0 * np.median(stuck))
    return [int(k) for k in np.flatnonzero(good)]


def _longest_repetition(v: FloatArray) -> int:
    edges = np.concatenate([[-1], np.flatnonzero(np.diff(v) != 0.0), [v.size - 1]])
    return int(np.max(np.diff(edges), initial=0))


def _grid(cleaned: Sequence[tuple[FloatArray, FloatArray]], whole: Sequence[int]) -> FloatArray:
    low = max(float(cleaned[k][0][0]) for k in whole)
    high = min(float(cleaned[k][0][-1]) for k in whole)
    usual = sorted(whole, key=lambda k: cleaned[k][0].size)[(len(whole) - 1) // 2]
    b = cleaned[usual][0]
    x: FloatArray = b[(b >= low) & (b <= high)]
    if x.size < 2:
        raise FitError(
            "the sweeps share no range of fields", expected="sweeps over the same fields to average"
        )
    return x


def _on(curve: tuple[FloatArray, FloatArray], x: FloatArray) -> FloatArray:
    b, v = curve
    if x[0] < b[0] or x[-1] > b[-1]:
        raise FitError(
            f"a sweep reaches from {b[0]:.4g} to {b[-1]:.4g} T, the grid from {x[0]:.4g} to {x[-1]:.4g} T",
            expected="a grid inside every sweep",
        )
    out: FloatArray = np.interp(x, b, v)
    return out


def _agreeing(shapes: FloatArray) -> NDArray[np.bool_]:
    """Return which shapes (k, m) agree with the median of all."""
    good = np.ones(len(shapes), dtype=bool)
    if len(shapes) < 4:
        return good
    for _ in range(3):
        distance = np.sqrt(np.mean((shapes - np.median(shapes[good], axis=0)) ** 2, axis=1))
        new = distance <= BROKEN * float(np.median(distance[good]))
        # The others keep a majority: if half of the sweeps look broken, none of them is.
        if new.sum() <= len(shapes) / 2 or np.array_equal(new, good):
            break
        good = new
    return good


def _standard_error(shapes: FloatArray) -> FloatArray:
    """Return the standard error of the mean (m,) of curves freed of their levels (k, m).

    The variance at a field is pooled with that of its neighbours, so that few sweeps do not give some
    points errors that are too small by chance.
    """
    k, m = shapes.shape
    variance = np.var(shapes, axis=0, ddof=1)
    half = min(math.ceil((DEGREES / (k - 1) - 1.0) / 2.0), (m - 1) // 2) if k - 1 < DEGREES else 0
    if half > 0:
        total = np.concatenate([[0.0], np.cumsum(variance)])
        low, high = np.maximum(np.arange(m) - half, 0), np.minimum(np.arange(m) + half + 1, m)
        variance = (total[high] - total[low]) / (high - low)
    # The level was taken off each sweep over the same fields: one value in m is known.
    variance = variance * m / max(m - 1, 1)
    least = 1e-12 * max(float(np.ptp(shapes)), 1e-300)
    return np.asarray(np.maximum(np.sqrt(variance / k), least))
