"""The distribution of the signed area of closed Brownian paths, as counted."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import ArrayLike, NDArray

from hlnfit.errors import ConfigError
from hlnfit.simulation.blocks import Estimate, Folder, Progress, averaged, run_blocks
from hlnfit.simulation.checked_fields import FloatArray, read_only
from hlnfit.simulation.walks.areas import bin_areas, bin_widths
from hlnfit.simulation.walks.bridges import LANES, bridge_areas
from hlnfit.simulation.walks.closed_loops import extrapolated

_BLOCK = 128 * LANES


@dataclass(frozen=True, slots=True, eq=False)
class AreaDistribution:
    """Histograms of |area| of loops with diffusion constant 1 and duration 1.

    Attributes
    ----------
    areas, widths : ndarray, shape (bins,)
        Middle and width of each bin, in units of D t.
    fine, coarse : ndarray of int, shape (blocks, bins)
        Loops counted in each block, of ``steps`` and of ``steps`` / 4 steps.
    steps : int
    """

    areas: FloatArray
    widths: FloatArray
    fine: NDArray[np.int64]
    coarse: NDArray[np.int64]
    steps: int

    @property
    def loops(self) -> int:
        """Number of loops of ``steps`` steps."""
        return int(self.fine.sum())

    @property
    def density(self) -> FloatArray:
        """Probability density of the signed area at ``areas``, even in it; of loops of ``steps`` steps."""
        return np.asarray(self.fine.sum(axis=0) / (2.0 * self.loops * self.widths), dtype=np.float64)

    def mean_cosine(self, x: ArrayLike) -> Estimate:
        """Return <cos(x A)> with the error of discretization removed, shaped like ``x``.

        At a field B and duration t, x is 2 e B D t / hbar.
        """
        cosines = np.cos(np.multiply.outer(np.asarray(x, dtype=np.float64), self.areas))
        return averaged(
            [
                extrapolated(cosines @ fine / fine.sum(), cosines @ coarse / coarse.sum())
                for fine, coarse in zip(self.fine, self.coarse, strict=True)
            ]
        )


def loop_areas(
    *,
    loops: int = 1_000_000,
    steps: int = 1024,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Progress | None = None,
    checkpoint: Folder | None = None,
) -> AreaDistribution:
    """Count the signed areas of at least ``loops`` closed random walks.

    Parameters
    ----------
    loops : int
        Rounded up to whole blocks of 16384, at least 16 of them.
    steps : int
        Steps of a loop, a multiple of 64.
    seed, executor, progress, checkpoint
        As in `hlnfit.simulation.loops`.

    Raises
    ------
    ConfigError
        Where a number is impossible.
    """
    if loops < 1 or steps < 64 or steps % 64 or steps > 2**15:
        raise ConfigError(f"{loops} loops of {steps} steps", expected="steps in multiples of 64 up to 32768")
    blocks = max(-(-loops // _BLOCK), 16)
    counted = run_blocks(
        partial(area_block, loops=_BLOCK, steps=steps),
        seed=seed,
        needed=lambda done: blocks,
        max_blocks=blocks,
        fewest=blocks,
        executor=executor,
        progress=progress,
        checkpoint=checkpoint,
    )
    fine = np.stack([pair[0] for pair in counted])
    coarse = np.stack([pair[1] for pair in counted])
    met = np.flatnonzero(coarse.sum(axis=0) + fine.sum(axis=0))
    kept = slice(int(met[0]), int(met[-1]) + 1)
    fine, coarse = fine[:, kept].copy(), coarse[:, kept].copy()
    fine.flags.writeable = coarse.flags.writeable = False
    return AreaDistribution(read_only(bin_areas()[kept]), read_only(bin_widths()[kept]), fine, coarse, steps)


def area_block(seeds: SeedSequence, *, loops: int, steps: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the two histograms of one block."""
    return bridge_areas(seeds, loops=loops, steps=steps)
