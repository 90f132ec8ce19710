"""Coherent backscattering: twice as much reflection into the incoming channel as into any other."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import ArrayLike

from hlnfit.errors import ConfigError
from hlnfit.simulation.blocks import Estimate, Folder, Progress, blocks_for, checked_precision, run_blocks
from hlnfit.simulation.checked_fields import FloatArray, read_only
from hlnfit.simulation.lattices.ensemble import SAMPLES_A_BLOCK, measured, open_channels
from hlnfit.simulation.lattices.landauer import Scattering
from hlnfit.simulation.lattices.model import Lattice


@dataclass(frozen=True, slots=True, eq=False)
class Backscattering:
    """Reflection into the incoming channel over reflection into another one.

    Attributes
    ----------
    flux : ndarray
        Flux through a plaquette (h / e).
    value, error : ndarray
        The ratio and its standard error: two with time-reversal symmetry. A field takes it towards one;
        what is left comes from single impurities, which enclose no flux.
    samples : int
    """

    flux: FloatArray
    value: FloatArray
    error: FloatArray
    samples: int


def backscattering(
    flux: ArrayLike = 0.0,
    *,
    width: int,
    length: int,
    energy: float = -1.05,
    disorder: float = 1.0,
    precision: float = 0.05,
    max_samples: int = 100_000,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Progress | None = None,
    checkpoint: Folder | None = None,
) -> Backscattering:
    """Return the factor by which coherent backscattering enhances reflection into the same channel.

    Without spin. ``precision`` is the largest standard error of the factor; other parameters as in
    `lattice`.

    References
    ----------
    .. [1] P. A. Mello, E. Akkermans and B. Shapiro, Phys. Rev. Lett. 61, 459 (1988).
    """
    fields = np.asarray(flux, dtype=np.float64)
    model = Lattice(width, energy, disorder)
    if open_channels(model) < 2:
        raise ConfigError(f"{width} sites leave one open channel", expected="at least two to compare")
    for value in fields.ravel().tolist():
        replace(model, flux=value)
    max_blocks = max_samples // SAMPLES_A_BLOCK
    checked_precision(precision, max_blocks)
    blocks = run_blocks(
        partial(reflection_block, model=model, length=length, fluxes=tuple(fields.ravel().tolist())),
        seed=seed,
        needed=lambda done: blocks_for(precision, _ratio(done)),
        max_blocks=max_blocks,
        executor=executor,
        progress=progress,
        checkpoint=checkpoint,
    )
    ratio = _ratio(blocks)
    return Backscattering(
        read_only(fields),
        read_only(ratio.value.reshape(fields.shape)),
        read_only(ratio.error.reshape(fields.shape)),
        ratio.blocks * SAMPLES_A_BLOCK,
    )


def reflection_block(
    seeds: SeedSequence, *, model: Lattice, length: int, fluxes: tuple[float, ...]
) -> FloatArray:
    """Return one block's mean reflection into the same channel and into another, shape (2, fluxes)."""

    def same_and_other(result: Scattering) -> tuple[float, float]:
        channels = len(result.r)
        total = np.abs(result.r) ** 2
        same = float(np.trace(total))
        return same / channels, (float(total.sum()) - same) / (channels * (channels - 1))

    return np.asarray(measured(seeds, model, length, fluxes, same_and_other).mean(axis=0).T)


def _ratio(blocks: list[FloatArray]) -> Estimate:
    """Return the ratio of the means, with its error from the jackknife over blocks."""
    stacked = np.stack(blocks)
    count = len(blocks)
    total = stacked.sum(axis=0)
    value = total[0] / total[1]
    without = (total[0] - stacked[:, 0]) / (total[1] - stacked[:, 1])
    spread = np.sqrt((count - 1) * np.mean((without - without.mean(axis=0)) ** 2, axis=0))
    return Estimate(value, spread, count)
