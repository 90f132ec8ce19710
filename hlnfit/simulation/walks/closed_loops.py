"""Weak localization from closed paths: the probability of return, weighted with area and spin.

The engine of diffusive motion: closed Brownian paths of every duration, each with its signed area and the
rotation of a spin carried around it. It knows no digamma function and no Cooperon.
"""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import ArrayLike

from hlnfit.errors import ConfigError
from hlnfit.simulation.blocks import (
    Folder,
    Progress,
    averaged,
    blocks_for,
    checked_precision,
    run_blocks,
)
from hlnfit.simulation.checked_fields import FloatArray, checked_fields, per_field, read_only
from hlnfit.simulation.walks.areas import bin_areas
from hlnfit.simulation.walks.bridges import LANES, bridge_areas
from hlnfit.simulation.walks.spin_bridges import DURATIONS, spin_histograms, zeeman_sums

_PLAIN_BLOCK = 128 * LANES
_SPIN_BLOCK = 1024
_ZEEMAN_BLOCK = 64


@dataclass(frozen=True, slots=True, eq=False)
class LoopCurve:
    """Magnetoconductance from closed loops.

    Attributes
    ----------
    B : ndarray
        Magnetic field (T).
    value, error : ndarray
        [sigma(B) - sigma(0)] / G0 and its standard error, shaped like ``B``.
    loops : int
        Number of loops of ``steps`` steps.
    steps : int
        Steps of a loop; the error of discretization has been extrapolated away with loops of a quarter.
    """

    B: FloatArray
    value: FloatArray
    error: FloatArray
    loops: int
    steps: int


def loops(
    B: ArrayLike,
    B_phi: float,
    *,
    B_R: float = 0.0,
    B_D: float = 0.0,
    B_3: float = 0.0,
    B_so: float = 0.0,
    B_Zx: ArrayLike = 0.0,
    B_Zz: ArrayLike = 0.0,
    precision: ArrayLike = 0.01,
    steps: int | None = None,
    max_loops: int = 100_000_000,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Progress | None = None,
    checkpoint: Folder | None = None,
) -> LoopCurve:
    r"""Return the magnetoconductance of a diffusive film by a Monte Carlo of closed paths.

    .. math:: \Delta\sigma/G_0 = \int \frac{dt}{t} e^{-t/\tau_\phi}
              \left\langle F_0 - F_b \cos(2 e B A / \hbar) \right\rangle

    over Brownian bridges of duration t with signed area A [1]_ and spin factor F = Tr(U_b U_{-b}) / 2,
    where U is the rotation of the spin along the path [2]_: by Rashba and linear Dresselhaus precession
    along each step, by random kicks in the plane (cubic Dresselhaus) or in all directions
    (Elliott-Yafet), and by Zeeman precession. Without spin the integral over t is done for each loop.

    Parameters
    ----------
    B : array_like
        Perpendicular field (T).
    B_phi, B_R, B_D, B_3 : float
        Characteristic fields (T) of dephasing, Rashba, linear and cubic Dresselhaus coupling, as in
        `cooperon`.
    B_so : float
        Isotropic (Elliott-Yafet) spin-orbit field (T) in the convention of Hikami, Larkin and Nagaoka:
        triplets gain (4/3) B_so.
    B_Zx, B_Zz : array_like
        Zeeman fields g mu_B B / (4 e D) (T) at each ``B``, along [100] and along the normal. The
        reference sigma(0) is without Zeeman field.
    precision : float or array_like
        Largest standard error wanted, in units of G0: at any field, or one for each field.
    steps : int, optional
        Steps of a loop, a multiple of 64; 1024 by default, 512 with spin.
    max_loops : int
        Where to stop even if ``precision`` is not reached; the errors tell.
    seed : int
        The result depends on it, and not on the number of workers.
    executor : Executor, optional
        Where blocks of loops run; serial by default.
    progress : callable, optional
        Called with (blocks done, blocks expected).
    checkpoint : path, optional
        Folder for partial results. A run that finds those of an earlier one there, of the same arguments
        apart from precision and workers, goes on from them and gives the same bits.

    Returns
    -------
    LoopCurve

    Raises
    ------
    ConfigError
        Where a parameter is impossible.

    References
    ----------
    .. [1] S. Chakravarty and A. Schmid, Phys. Rep. 140, 193 (1986).
    .. [2] G. Bergmann, Solid State Commun. 42, 815 (1982).
    """
    given = checked_fields(B=B, B_phi=B_phi, B_R=B_R, B_D=B_D, B_3=B_3, B_so=B_so, B_Zx=B_Zx, B_Zz=B_Zz)
    for name, value in (("B_phi", B_phi), ("B_R", B_R), ("B_D", B_D), ("B_3", B_3), ("B_so", B_so)):
        if np.ndim(value) != 0:
            raise ConfigError(f"{name} is an array", expected="one number for a run of loops")
    field = given["B"].ravel()
    zeeman = np.stack([given["B_Zx"].ravel(), given["B_Zz"].ravel()], axis=1)
    rates = np.array([B_R, B_D, B_3, B_so, 0.0, 0.0], dtype=np.float64)
    spin = bool(np.any(rates > 0.0))
    if steps is None:
        steps = 512 if spin else 1024
    if steps < 64 or steps % 64 or steps > 2**15:
        raise ConfigError(f"{steps} steps a loop", expected="a multiple of 64 from 64 to 32768")
    if not spin:
        # Without spin-orbit coupling the Zeeman field has nothing to act on: U_b U_{-b} is one.
        size = _PLAIN_BLOCK
        job = partial(plain_block, loops=size, steps=steps, B=field, B_phi=float(B_phi))
    else:
        size = _ZEEMAN_BLOCK if np.any(zeeman) else _SPIN_BLOCK
        job = partial(
            spin_block, loops=size, steps=steps, B=field, B_phi=float(B_phi), rates=rates, zeeman=zeeman
        )
    max_blocks = max_loops // size
    checked_precision(precision, max_blocks)
    wanted = per_field(precision, given["B"])
    samples = run_blocks(
        job,
        seed=seed,
        needed=lambda done: blocks_for(wanted, averaged(done)),
        max_blocks=max_blocks,
        executor=executor,
        progress=progress,
        checkpoint=checkpoint,
    )
    estimate = averaged(samples)
    shape = given["B"].shape
    return LoopCurve(
        B=read_only(given["B"]),
        value=read_only(estimate.value.reshape(shape)),
        error=read_only(estimate.error.reshape(shape)),
        loops=estimate.blocks * size,
        steps=steps,
    )


def plain_block(seeds: SeedSequence, *, loops: int, steps: int, B: FloatArray, B_phi: float) -> FloatArray:
    """Return Delta sigma / G0 at each field from one block of loops without spin.

    The integral over durations of a loop of unit area a is ln[1 + (a B / 2 B_phi)^2] / 2.
    """
    fine, coarse = bridge_areas(seeds, loops=loops, steps=steps)
    curves = []
    for counts in (fine, coarse):
        met = np.flatnonzero(counts)
        areas, weight = bin_areas()[met], counts[met] / counts.sum()
        curves.append(0.5 * np.log1p(np.square(np.outer(B / (2.0 * B_phi), areas))) @ weight)
    return extrapolated(curves[0], curves[1])


def spin_block(
    seeds: SeedSequence,
    *,
    loops: int,
    steps: int,
    B: FloatArray,
    B_phi: float,
    rates: FloatArray,
    zeeman: FloatArray,
) -> FloatArray:
    """Return Delta sigma / G0 at each field from one block of loops that carry a spin.

    The durations are a grid in ln t whose origin is random in every block, so that the trapezoidal rule
    over it has no bias.
    """
    largest = max(float(np.max(np.abs(B))), float(np.max(np.hypot(zeeman[:, 0], zeeman[:, 1]))), B_phi)
    lowest, highest = np.log(1e-3 / largest), np.log(30.0 / B_phi)
    spacing = (highest - lowest) / DURATIONS
    offset_seed, walk_seed = seeds.spawn(2)
    offset = np.random.default_rng(offset_seed).random()
    durations = np.exp(lowest + spacing * (np.arange(DURATIONS) + offset))
    weight = spacing * np.exp(-durations * B_phi) / loops
    if np.any(zeeman):
        fine, coarse = zeeman_sums(
            walk_seed, loops=loops, steps=steps, B=B, durations=durations, rates=rates, zeeman=zeeman
        )
        return extrapolated(fine @ weight, coarse @ weight)
    fine, coarse = spin_histograms(walk_seed, loops=loops, steps=steps, durations=durations, rates=rates)
    curves = []
    for histogram in (fine, coarse):
        met = np.flatnonzero(np.any(histogram != 0.0, axis=1))
        factors = histogram[met] * weight
        phases = 0.5 * np.outer(bin_areas()[met], durations)
        curves.append(np.array([np.sum(factors * (1.0 - np.cos(field * phases))) for field in B.tolist()]))
    return extrapolated(curves[0], curves[1])


def extrapolated(fine: FloatArray, coarse: FloatArray) -> FloatArray:
    """Remove an error proportional to 1 / steps, from values at N and at N / 4 steps."""
    return (4.0 * fine - coarse) / 3.0
