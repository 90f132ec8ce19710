"""Conductance of many samples: its mean, its fluctuation, and how a field changes both."""

from __future__ import annotations

import math
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import ArrayLike

from hlnfit.simulation.blocks import (
    FEWEST_BLOCKS,
    Folder,
    Progress,
    averaged,
    blocks_for,
    checked_precision,
    run_blocks,
)
from hlnfit.simulation.checked_fields import FloatArray, read_only
from hlnfit.simulation.lattices.ensemble import SAMPLES_A_BLOCK, measured, open_channels
from hlnfit.simulation.lattices.model import Lattice, SpinOrbit


@dataclass(frozen=True, slots=True, eq=False)
class LatticeCurve:
    """Conductance of an ensemble of samples, each measured at every flux.

    Attributes
    ----------
    flux : ndarray
        Flux through a plaquette (h / e).
    value, error : ndarray
        Mean conductance and its standard error (e^2 / h, all spins of the model), shaped like ``flux``.
    change, change_error : ndarray
        Mean difference to the conductance of the same samples without flux.
    rms, rms_error : ndarray
        Root-mean-square fluctuation from sample to sample.
    samples : int
    channels : int
        Open channels of a lead, with spin.
    """

    flux: FloatArray
    value: FloatArray
    error: FloatArray
    change: FloatArray
    change_error: FloatArray
    rms: FloatArray
    rms_error: FloatArray
    samples: int
    channels: int


def lattice(
    flux: ArrayLike = 0.0,
    *,
    width: int,
    length: int,
    energy: float = -1.05,
    disorder: float = 1.0,
    spin_orbit: SpinOrbit = "none",
    rashba_angle: float = 0.0,
    precision: float | None = 0.05,
    max_samples: int = 100_000,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Progress | None = None,
    checkpoint: Folder | None = None,
) -> LatticeCurve:
    """Return the Landauer conductance of disordered films between clean leads.

    The class of the ensemble follows from the arguments: orthogonal (neither flux nor spin-orbit
    coupling), unitary (flux), symplectic (Rashba or SU(2) bonds) [1]_ [2]_.

    Parameters
    ----------
    flux : array_like
        Magnetic flux through a plaquette in units of h / e; samples are the same at every flux.
    width, length : int
        Sites across and along.
    energy, disorder : float
        Fermi energy and width of the box of site energies, in units of the hopping.
    spin_orbit : {"none", "rashba", "su2"}
        Without spin the conductance is that of one spin direction, else of both.
    rashba_angle : float
        Rotation of the spin along one bond (rad), for uniform Rashba coupling.
    precision : float or None
        Largest standard error of the mean conductance wanted at any flux (e^2 / h); None for all of
        ``max_samples``.
    max_samples, seed, executor, progress, checkpoint
        As in `hlnfit.simulation.loops`.

    Raises
    ------
    ConfigError
        Where a parameter is impossible, a lead has no open channel, or current is not conserved.

    References
    ----------
    .. [1] P. A. Lee and D. S. Fisher, Phys. Rev. Lett. 47, 882 (1981).
    .. [2] Y. Asada, K. Slevin and T. Ohtsuki, Phys. Rev. Lett. 89, 256601 (2002).
    """
    fields = np.asarray(flux, dtype=np.float64)
    model = Lattice(width, energy, disorder, 0.0, spin_orbit, rashba_angle)
    channels = open_channels(model)
    for value in fields.ravel().tolist():
        replace(model, flux=value)
    max_blocks = max_samples // SAMPLES_A_BLOCK
    checked_precision(1.0 if precision is None else precision, max_blocks)
    # Each flux once, and always zero: what a field changes is a difference to it.
    fluxes, place = np.unique(np.append(0.0, fields.ravel()), return_inverse=True)
    job = partial(conductance_block, model=model, length=length, fluxes=tuple(fluxes.tolist()))

    def needed(done: list[FloatArray]) -> int:
        if precision is None:
            return max_blocks
        return blocks_for(precision, averaged([block.mean(axis=0) for block in done]))

    blocks = run_blocks(
        job,
        seed=seed,
        needed=needed,
        max_blocks=max_blocks,
        fewest=FEWEST_BLOCKS if precision is not None else max_blocks,
        executor=executor,
        progress=progress,
        checkpoint=checkpoint,
    )
    g = np.concatenate(blocks)[:, place]
    count = len(g)
    root = math.sqrt(count)
    change = g[:, 1:] - g[:, :1]
    deviation = g[:, 1:] - g[:, 1:].mean(axis=0)
    variance = np.mean(deviation**2, axis=0) * count / (count - 1)
    rms = np.sqrt(variance)
    # Error of a variance from the fourth moment: conductances are not Gaussian in a wire.
    spread = np.sqrt(np.maximum(np.mean(deviation**4, axis=0) - variance**2, 0.0) / count)
    with np.errstate(divide="ignore", invalid="ignore"):
        rms_error = np.where(rms > 0.0, spread / (2.0 * rms), 0.0)

    def shaped(array: FloatArray) -> FloatArray:
        return read_only(array.reshape(fields.shape))

    return LatticeCurve(
        flux=read_only(fields),
        value=shaped(g[:, 1:].mean(axis=0)),
        error=shaped(g[:, 1:].std(axis=0, ddof=1) / root),
        change=shaped(change.mean(axis=0)),
        change_error=shaped(change.std(axis=0, ddof=1) / root),
        rms=shaped(rms),
        rms_error=shaped(rms_error),
        samples=count,
        channels=channels,
    )


def conductance_block(
    seeds: SeedSequence, *, model: Lattice, length: int, fluxes: tuple[float, ...]
) -> FloatArray:
    """Return the conductance (e^2 / h) of one block of samples, shape (samples, fluxes)."""
    return measured(seeds, model, length, fluxes, lambda result: result.conductance)
