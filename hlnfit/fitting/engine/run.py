"""Blocks of curves over threads. Each block writes its own rows, so that the threads change nothing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.engine.arrange import Curves
from hlnfit.fitting.engine.block import fit_block
from hlnfit.fitting.engine.plan import Plan
from hlnfit.fitting.engine.records import Found, Setting
from hlnfit.fitting.engine.settings import settings_of
from hlnfit.fitting.engine.starts import N_STARTS

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BLOCK = 1024
"""Curves a block: some tens of milliseconds of work; a quarter of it where threads share the blocks."""


def empty_found(plan: Plan, n_curves: int) -> Found:
    """Return results for ``n_curves`` curves, NaN everywhere."""
    n_rates, n_theta, m = plan.bounds.shape[1], plan.n_theta, plan.n_linear

    def unknown(*shape: int) -> NDArray[np.float64]:
        return np.full((n_curves, *shape), np.nan)

    return Found(
        unknown(n_theta),
        unknown(m),
        unknown(n_theta + m, n_theta + m),
        unknown(),
        unknown(),
        unknown(),
        unknown(),
        unknown(N_STARTS),
        unknown(N_STARTS, n_rates),
        np.zeros((n_curves, n_theta), dtype=np.int64),
        np.zeros(n_curves, dtype=np.bool_),
    )


def fit_curves(
    plan: Plan,
    curves: Curves,
    limit: FloatArray,
    *,
    jobs: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Found:
    """Fit all curves of one kind of grid.

    Parameters
    ----------
    limit : array, (n_curves,)
        Chi-square, in units of the errors, above which a misfit is significant.
    jobs : int
        Number of threads.
    progress : callable, optional
        Called with the number of curves that a finished block held.
    """
    found = empty_found(plan, curves.y.shape[0])
    n_free = found.covariance.shape[1]
    data = curves.data(limit)
    work, size = [], BLOCK if jobs == 1 else BLOCK // 4
    for setting, rows in settings_of(plan, curves):
        able = rows[(curves.count[rows] > n_free) & np.isfinite(curves.level[rows])]
        work += [(setting, able[i : i + size]) for i in range(0, able.size, size)]

    def one(setting_and_rows: tuple[Setting, IntArray]) -> int:
        setting, rows = setting_and_rows
        fit_block(plan, data, setting, rows, found)
        return int(rows.size)

    if jobs == 1 or len(work) < 2:
        for item in work:
            _tell(progress, one(item))
        return found
    with ThreadPoolExecutor(jobs) as pool:
        for size in pool.map(one, work):
            _tell(progress, size)
    return found


def _tell(progress: Callable[[int], None] | None, size: int) -> None:
    if progress is not None:
        progress(size)
