"""Independent blocks of random work: seeded one by one, consumed in order, stopped at a wanted precision.

Block i draws from the i-th child of one `numpy.random.SeedSequence`, and results are taken in the order
of their index. What is computed therefore depends on the seed alone, never on the number of workers; a
block that was started but came after the decision to stop is thrown away. For the same reason a run can be
stopped, and go on later from the blocks that it kept, without any difference in the result.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from os import PathLike
from typing import TypeVar

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import ArrayLike

from hlnfit.errors import ConfigError
from hlnfit.simulation.checked_fields import FloatArray, read_only
from hlnfit.simulation.partial_results import PartialResults

Progress = Callable[[int, int], None]
"""Called after each block with the number of blocks done and the number expected."""

Folder = str | PathLike[str]
"""Where partial results are kept."""

Result = TypeVar("Result")

FEWEST_BLOCKS = 16
"""Below this number a standard error is itself uncertain by more than a fifth."""


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """A mean over independent blocks.

    Attributes
    ----------
    value, error : ndarray
        Mean and its standard error, in the unit of whoever made it.
    blocks : int
    """

    value: FloatArray
    error: FloatArray
    blocks: int


def run_blocks(
    job: Callable[[SeedSequence], Result],
    *,
    seed: int,
    needed: Callable[[list[Result]], int],
    max_blocks: int,
    fewest: int = FEWEST_BLOCKS,
    executor: Executor | None = None,
    progress: Progress | None = None,
    checkpoint: Folder | None = None,
) -> list[Result]:
    """Run ``job`` on successive seeds until enough blocks are there, and return their results in order.

    Parameters
    ----------
    job : callable
        Takes a `SeedSequence`; must be picklable for an executor of processes.
    seed : int
        Entropy of the whole run.
    needed : callable
        Takes the results so far and returns how many blocks are needed, from ``fewest`` on.
    max_blocks : int
        Upper limit of the number of blocks.
    fewest : int
        Blocks that are run in any case; an executor gets them all at once.
    executor : Executor, optional
        Where blocks run; in this thread by default.
    progress : callable, optional
        Called with (blocks done, blocks expected).
    checkpoint : path, optional
        Folder for the results so far. What an earlier run left there is not computed again, and the result
        is the same bit for bit.

    Raises
    ------
    ConfigError
        The seed is negative, or the results of an earlier run cannot be read.
    OutputError
        Results cannot be kept.
    """
    if seed < 0:
        raise ConfigError(f"the seed is {seed}", expected="a whole number of 0 or more")
    kept = None if checkpoint is None else PartialResults(checkpoint, job, seed)
    found: list[Result] = [] if kept is None else kept.found
    results: list[Result] = []
    total = min(fewest, max_blocks)
    waiting: deque[Future[Result]] = deque()
    try:
        while len(results) < total:
            if len(results) < len(found):
                results.append(found[len(results)])
            elif executor is None:
                results.append(job(child(seed, len(results))))
            else:
                # Nothing beyond ``total`` is begun: it may be the end.
                waiting.extend(
                    executor.submit(job, child(seed, index))
                    for index in range(len(results) + len(waiting), total)
                )
                results.append(waiting.popleft().result())
            if kept is not None:
                kept.keep(results)
            if len(results) >= fewest:
                total = min(max(needed(results), len(results)), max_blocks)
            if progress is not None:
                progress(len(results), total)
    finally:
        for future in waiting:
            future.cancel()
        if kept is not None:
            kept.keep(results, now=True)
    return results


def child(seed: int, index: int) -> SeedSequence:
    """Return the seed sequence of block ``index`` of a run."""
    return SeedSequence(seed, spawn_key=(index,))


def averaged(samples: list[FloatArray]) -> Estimate:
    """Return mean and standard error over blocks of equal size."""
    stacked = np.stack(samples)
    count = len(samples)
    spread = stacked.std(axis=0, ddof=1) if count > 1 else np.full(stacked.shape[1:], np.inf)
    return Estimate(read_only(stacked.mean(axis=0)), read_only(spread / math.sqrt(count)), count)


def blocks_for(precision: ArrayLike, estimate: Estimate) -> int:
    """Return the number of blocks at which every standard error is about ``precision`` or below.

    ``precision`` broadcasts against the estimate. At least one more block than there are as long as it is
    not reached, at most twice as many: a first guess of the spread is rough.
    """
    worst = float(np.max(estimate.error / np.asarray(precision, dtype=np.float64)))
    if worst <= 1.0:
        return estimate.blocks
    wanted = math.ceil(min(estimate.blocks * worst**2, 2.0 * estimate.blocks))
    return max(wanted, estimate.blocks + 1)


def checked_precision(precision: ArrayLike, max_blocks: int) -> None:
    """Refuse a precision or a number of blocks with which no run could end well."""
    wanted = np.asarray(precision, dtype=np.float64)
    if not np.all(np.isfinite(wanted) & (wanted > 0.0)):
        raise ConfigError(f"precision = {wanted}", expected="a positive standard error")
    if max_blocks < 2:
        raise ConfigError(
            f"{max_blocks} blocks allow no standard error",
            expected="at least 2 blocks",
            advice="Allow more loops.",
        )
