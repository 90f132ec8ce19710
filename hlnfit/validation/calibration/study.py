"""The study itself: sweep after sweep, in blocks that may run anywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor

from hlnfit.errors import ConfigError
from hlnfit.validation.calibration.sweep import Outcome, judge_sweep

FULL, QUICK = 2000, 160
"""Sweeps of a full and of a quick study."""
_BLOCK = 8


def study(
    n_sweeps: int = FULL,
    *,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Iterator[Outcome]:
    """Yield what comes of each sweep, with each choice of the window, in the order of the sweeps.

    Parameters
    ----------
    n_sweeps, seed : int
        Each sweep depends on the seed and its own number alone: a longer study begins with a shorter one.
    executor : Executor, optional
        Where blocks of sweeps run; it changes nothing of what comes out.
    progress : callable(stage, done, total), optional

    Raises
    ------
    ConfigError
        A number that is not positive, or a negative seed.
    """
    if n_sweeps < 1:
        raise ConfigError(f"the study has {n_sweeps} sweeps", expected="1 or more (--sweeps)")
    if seed < 0:
        raise ConfigError(f"the seed is {seed}", expected="zero or a positive whole number")
    blocks = [range(k, min(k + _BLOCK, n_sweeps)) for k in range(0, n_sweeps, _BLOCK)]
    done = 0
    mapped = map if executor is None else executor.map
    for outcomes in mapped(_judge_block, blocks, [seed] * len(blocks)):
        yield from outcomes
        done = min(done + _BLOCK, n_sweeps)
        if progress is not None:
            progress("sweeps", done, n_sweeps)


def _judge_block(indices: range, seed: int) -> list[Outcome]:
    return [outcome for index in indices for outcome in judge_sweep(index, seed)]
