"""Localization lengths of long strips, and their scaling with the width.

A strip of M rows is a product of transfer matrices; the smallest positive exponent of the product, with a
QR factorization every few columns, is the inverse localization length. Lambda = xi / M grows with M in a
metal and shrinks in an insulator: d ln Lambda / d ln M as a function of ln Lambda is the scaling function.

Source: A. MacKinnon and B. Kramer, Phys. Rev. Lett. 47, 1546 (1981); Z. Phys. B 53, 1 (1983).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.random import SeedSequence

from hlnfit.errors import ConfigError
from hlnfit.simulation.blocks import Folder, Progress, averaged, blocks_for, checked_precision, run_blocks
from hlnfit.simulation.checked_fields import FloatArray, read_only
from hlnfit.simulation.lattices.columns import NO_SPIN_ORBIT, carry_phase, carry_real, carry_spin
from hlnfit.simulation.lattices.landauer import KINDS
from hlnfit.simulation.lattices.model import Lattice
from hlnfit.simulation.lattices.site_disorder import sample_key

_INTERVAL = 8
_COLUMNS_A_BLOCK = 4000


@dataclass(frozen=True, slots=True)
class LocalizationLength:
    """The localization length of a strip.

    Attributes
    ----------
    value, error : float
        Lambda = xi / M: localization length over width, and its standard error.
    xi : float
        Localization length (sites).
    columns : int
        Columns that were averaged over.
    """

    value: float
    error: float
    xi: float
    columns: int


@dataclass(frozen=True, slots=True, eq=False)
class ScalingFunction:
    """How Lambda changes with the width.

    Attributes
    ----------
    widths : ndarray, shape (n,)
    Lambda, Lambda_error : ndarray, shape (n,)
    log_Lambda : ndarray, shape (n - 1,)
        Mean of ln Lambda of neighbouring widths.
    beta, beta_error : ndarray, shape (n - 1,)
        d ln Lambda / d ln M between them: positive in a metal, negative in an insulator.
    """

    widths: FloatArray
    Lambda: FloatArray
    Lambda_error: FloatArray
    log_Lambda: FloatArray
    beta: FloatArray
    beta_error: FloatArray


def localization_length(
    lattice: Lattice,
    *,
    precision: float = 0.02,
    max_columns: int = 100_000_000,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Progress | None = None,
    checkpoint: Folder | None = None,
) -> LocalizationLength:
    """Return the localization length of an infinitely long strip.

    Parameters
    ----------
    lattice : Lattice
    precision : float
        Relative standard error wanted.
    max_columns, seed, executor, progress, checkpoint
        As in `hlnfit.simulation.loops`; the work is cut into independent strips.

    Raises
    ------
    ConfigError
        Where there is no disorder, so that nothing is localized.
    """
    if lattice.disorder == 0.0 and lattice.spin_orbit != "su2":
        raise ConfigError("a strip without disorder", expected="disorder: waves are not localized without")
    max_blocks = max_columns // _COLUMNS_A_BLOCK
    checked_precision(precision, max_blocks)

    def needed(samples: list[FloatArray]) -> int:
        estimate = averaged(samples)
        return blocks_for(max(precision * abs(float(estimate.value[0])), 1e-300), estimate)

    estimate = averaged(
        run_blocks(
            partial(strip_block, lattice=lattice),
            seed=seed,
            needed=needed,
            max_blocks=max_blocks,
            executor=executor,
            progress=progress,
            checkpoint=checkpoint,
        )
    )
    rate, error = float(estimate.value[0]), float(estimate.error[0])
    value = 1.0 / (rate * lattice.width)
    return LocalizationLength(value, value * error / rate, 1.0 / rate, estimate.blocks * _COLUMNS_A_BLOCK)


def scaling_function(
    lattices: Sequence[Lattice],
    *,
    precision: float = 0.02,
    max_columns: int = 100_000_000,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Progress | None = None,
    checkpoint: Folder | None = None,
) -> ScalingFunction:
    """Return Lambda and its logarithmic derivative over lattices that differ in width, in rising order.

    Parameters and errors as in `localization_length`; each width has a seed of its own.
    """
    widths = [lattice.width for lattice in lattices]
    if len(widths) < 2 or any(late <= early for early, late in pairwise(widths)):
        raise ConfigError(f"widths {widths}", expected="two or more lattices in order of rising width")
    found = [
        localization_length(
            lattice,
            precision=precision,
            max_columns=max_columns,
            seed=seed + index,
            executor=executor,
            progress=progress,
            checkpoint=checkpoint,
        )
        for index, lattice in enumerate(lattices)
    ]
    Lambda = np.array([one.value for one in found])
    error = np.array([one.error for one in found])
    logarithm, relative = np.log(Lambda), error / Lambda
    steps = np.diff(np.log(np.array(widths, dtype=np.float64)))
    return ScalingFunction(
        widths=read_only(np.array(widths, dtype=np.float64)),
        Lambda=read_only(Lambda),
        Lambda_error=read_only(error),
        log_Lambda=read_only(0.5 * (logarithm[1:] + logarithm[:-1])),
        beta=read_only(np.diff(logarithm) / steps),
        beta_error=read_only(np.hypot(relative[1:], relative[:-1]) / steps),
    )


def strip_block(seeds: SeedSequence, *, lattice: Lattice) -> FloatArray:
    """Return the smallest positive exponent (per column) of one strip, shape (1,).

    With spin and time-reversal symmetry exponents come in pairs; the mean of the last two is taken.
    """
    exponents = strip_exponents(sample_key(seeds), lattice, _COLUMNS_A_BLOCK)
    return np.array([float(np.mean(exponents[-lattice.spins :]))])


def strip_exponents(key: np.uint64, lattice: Lattice, columns: int) -> FloatArray:
    """Return the positive Lyapunov exponents of one strip in falling order, per column."""
    channels = lattice.channels
    real = lattice.flux == 0.0 and lattice.spin_orbit == "none"
    vectors = np.zeros((2 * channels, channels), dtype=np.float64 if real else np.complex128)
    vectors[:channels] = np.eye(channels)
    # What was started with has to be forgotten before anything is counted.
    settle = _INTERVAL * math.ceil((50 + 10 * lattice.width) / _INTERVAL)
    counted = np.zeros(channels)
    for first in range(1, settle + columns + 1, _INTERVAL):
        vectors, triangle = np.linalg.qr(_carried(lattice, vectors, key, first))
        if first > settle:
            counted += np.log(np.abs(np.diag(triangle)))
    return counted / columns


def _carried(lattice: Lattice, vectors: np.ndarray, key: np.uint64, first: int) -> np.ndarray:
    """Return the vectors (psi, psi of the column before) carried on by one interval."""
    channels = lattice.channels
    energy, disorder = lattice.energy, lattice.disorder
    if not np.iscomplexobj(vectors):
        now = np.ascontiguousarray(vectors[:channels])
        other = np.ascontiguousarray(vectors[channels:])
        carry_real(now, other, key, first, _INTERVAL, 1, energy, disorder, lattice.periodic)
        return np.concatenate((now, other))
    now = np.stack([vectors[:channels].real, vectors[:channels].imag])
    other = np.stack([vectors[channels:].real, vectors[channels:].imag])
    kind, half_angle, flux = KINDS[lattice.spin_orbit], 0.5 * lattice.rashba_angle, lattice.flux
    if kind == NO_SPIN_ORBIT:
        carry_phase(now, other, key, first, _INTERVAL, 1, energy, disorder, flux)
    else:
        periodic = lattice.periodic
        carry_spin(now, other, key, first, _INTERVAL, 1, energy, disorder, periodic, kind, half_angle, flux)
    return np.concatenate((now[0] + 1j * now[1], other[0] + 1j * other[1]))
