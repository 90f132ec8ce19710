"""Weak localization beyond the diffusion approximation: closed paths of straight flights.

Short loops of a few flights, fields of the order of the transport field, wires narrower than the mean
free path, slabs in tilted fields, spin rotation by large angles between collisions: all in one estimator.
"""

from __future__ import annotations

import math
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from numpy.random import SeedSequence
from numpy.typing import ArrayLike

from hlnfit.constants import length_from_field
from hlnfit.errors import ConfigError
from hlnfit.simulation.blocks import (
    Estimate,
    Folder,
    Progress,
    averaged,
    blocks_for,
    checked_precision,
    run_blocks,
)
from hlnfit.simulation.checked_fields import FloatArray, checked_fields, per_field, read_only
from hlnfit.simulation.walks.areas import BINS, bin_areas
from hlnfit.simulation.walks.flight_kernels import film, returns, returns_in_space, slab, wire
from hlnfit.simulation.walks.random_bits import word_state

_COLLISIONS_A_BLOCK = 50_000
_FEWEST = {2: 3, 3: 5}


@dataclass(frozen=True, slots=True)
class Film:
    """An infinite two-dimensional film."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A strip of two-dimensional film with specular edges; ``width`` in metres."""

    width: float


@dataclass(frozen=True, slots=True)
class Slab:
    """A three-dimensional slab with specular faces.

    Attributes
    ----------
    thickness : float
        In metres.
    tilt : float
        Angle (rad) of the field from the normal; pi / 2 is a field in the plane.
    """

    thickness: float
    tilt: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class FlightCurve:
    """Magnetoconductance beyond diffusion.

    Attributes
    ----------
    B : ndarray
        Magnetic field (T).
    value, error : ndarray
        [sigma(B) - sigma(0)] / G0 of a square and its standard error, shaped like ``B``.
    backscattering, backscattering_error : ndarray
        The part from coherent backscattering alone (the rest scatters into other directions).
    walks : int
        Number of walkers; each closes a loop at every collision.
    """

    B: FloatArray
    value: FloatArray
    error: FloatArray
    backscattering: FloatArray
    backscattering_error: FloatArray
    walks: int


def flights(
    B: ArrayLike,
    B_phi: float,
    B_tr: float,
    *,
    B_R: float = 0.0,
    B_D: float = 0.0,
    geometry: Film | Wire | Slab | None = None,
    precision: ArrayLike = 0.02,
    max_walks: int = 100_000_000,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Progress | None = None,
    checkpoint: Folder | None = None,
) -> FlightCurve:
    r"""Return the magnetoconductance of isotropic short-range scatterers at any field.

    .. math:: \Delta\sigma/G_0 = 2 \pi l^2 \sum_{k \ge 3} n_k
              \left\langle F (1 + \hat n_1 \cdot \hat n_k)(1 - \cos(2 e B A / \hbar)) \right\rangle

    n_k is the density of return after k flights, damped by tau / tau_phi a flight, n_1 and n_k the
    directions of the first and the last flight, and F = Tr U^2 / 2 the spin factor. The term without the
    cosine of directions is coherent backscattering [1]_, the other the non-backscattering correction
    [2]_; with spin [3]_.

    Parameters
    ----------
    B : array_like
        Magnetic field (T); in a slab along its tilt, else along the normal.
    B_phi : float
        Dephasing field hbar / (4 e D tau_phi) (T), D = v l / 2 (film, wire) or v l / 3 (slab).
    B_tr : float
        Transport field hbar / (2 e l^2) (T).
    B_R, B_D : float
        Rashba and linear Dresselhaus fields (T), films only. The spin turns by sqrt(2 B_R / B_tr) a mean
        free path, by any angle.
    geometry : Film, Wire or Slab, optional
        An infinite film by default.
    precision : float or array_like
        Largest standard error wanted, in units of G0: at any field, or one for each field.
    max_walks, seed, executor, progress, checkpoint
        As in `loops`.

    Returns
    -------
    FlightCurve

    Raises
    ------
    ConfigError
        Where a parameter is impossible.

    References
    ----------
    .. [1] A. Kawabata, J. Phys. Soc. Jpn. 53, 3540 (1984).
    .. [2] A. P. Dmitriev, V. Yu. Kachorovskii and I. V. Gornyi, Phys. Rev. B 56, 9910 (1997).
    .. [3] L. E. Golub, Phys. Rev. B 71, 235310 (2005).
    """
    given = checked_fields(B=B, B_phi=B_phi, B_tr=B_tr, B_R=B_R, B_D=B_D)
    for name, value in (("B_phi", B_phi), ("B_tr", B_tr), ("B_R", B_R), ("B_D", B_D)):
        if np.ndim(value) != 0:
            raise ConfigError(f"{name} is an array", expected="one number for a run of flights")
    if B_tr == 0.0:
        raise ConfigError("B_tr is zero", expected="the transport field hbar / (2 e l^2)")
    geometry = geometry or Film()
    if (B_R > 0.0 or B_D > 0.0) and not isinstance(geometry, Film):
        raise ConfigError("spin-orbit coupling between walls is not simulated", expected="a film")
    beta = B_phi / B_tr * (2.0 / 3.0 if isinstance(geometry, Slab) else 1.0)
    size = max(16, round(_COLLISIONS_A_BLOCK * beta))
    job = partial(
        flight_block,
        walks=size,
        b=given["B"].ravel() / B_tr,
        beta=beta,
        turns=(math.sqrt(2.0 * B_R / B_tr), math.sqrt(2.0 * B_D / B_tr)),
        geometry=_in_mean_free_paths(geometry, math.sqrt(2.0) * length_from_field(float(B_tr))),
    )
    max_blocks = max_walks // size
    checked_precision(precision, max_blocks)
    wanted = per_field(precision, given["B"])
    estimate = averaged(
        run_blocks(
            job,
            seed=seed,
            needed=lambda done: blocks_for(wanted, averaged(done)),
            max_blocks=max_blocks,
            executor=executor,
            progress=progress,
            checkpoint=checkpoint,
        )
    )
    shape = given["B"].shape
    back, total = (read_only(part.reshape(shape)) for part in estimate.value)
    back_error, total_error = (read_only(part.reshape(shape)) for part in estimate.error)
    return FlightCurve(read_only(given["B"]), total, total_error, back, back_error, estimate.blocks * size)


def flight_block(
    seeds: SeedSequence,
    *,
    walks: int,
    b: FloatArray,
    beta: float,
    turns: tuple[float, float],
    geometry: Film | Wire | Slab,
) -> FloatArray:
    """Return backscattering and whole Delta sigma / G0 at each field, shape (2, fields), of one block.

    Fields in units of B_tr, ``geometry`` in mean free paths, ``turns`` in radians a mean free path.
    """
    state = word_state(seeds)
    histogram = np.zeros((BINS, 2))
    if isinstance(geometry, Wire):
        wire(state, walks, beta, geometry.width, histogram)
    elif isinstance(geometry, Slab):
        slab(state, walks, beta, geometry.thickness, geometry.tilt, histogram)
    else:
        film(state, walks, beta, turns[0], turns[1], histogram)
    met = np.flatnonzero(np.any(histogram != 0.0, axis=1))
    # 1 - cos without cancellation: loops of tiny area are many.
    phases = 2.0 * np.square(np.sin(0.5 * np.outer(b, bin_areas()[met])))
    back, other = (phases @ histogram[met] / walks).T
    return np.stack([back, back + other])


def return_densities(
    most_flights: int,
    *,
    dimension: Literal[2, 3] = 2,
    precision: float = 0.01,
    max_walks: int = 100_000_000,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Progress | None = None,
    checkpoint: Folder | None = None,
) -> Estimate:
    """Return (4 pi D tau)^(d/2) times the density of return to the origin after k flights.

    After t = k tau diffusion says (4 pi D t)^(-d/2), that is k^(-d/2). In two dimensions 4 pi D tau is
    2 pi l^2, and the density is 1 / (k - 2) exactly.

    Parameters
    ----------
    most_flights : int
        k runs from 3 in two dimensions, from 5 in three, where the variance of fewer flights diverges, to
        ``most_flights``.
    dimension : {2, 3}
        An infinite film or infinite space, without dephasing.
    precision : float
        Largest relative standard error, against the expected order k^(-d/2).
    max_walks, seed, executor, progress, checkpoint
        As in `loops`.

    Raises
    ------
    ConfigError
        Where a number is impossible.
    """
    if dimension not in (2, 3):
        raise ConfigError(f"{dimension} dimensions", expected="2 or 3")
    fewest = _FEWEST[dimension]
    if most_flights < fewest:
        raise ConfigError(f"{most_flights} flights", expected=f"{fewest} or more in {dimension} dimensions")
    size = max(64, _COLLISIONS_A_BLOCK // most_flights)
    max_blocks = max_walks // size
    checked_precision(precision, max_blocks)
    order = np.arange(fewest, most_flights + 1) ** (0.5 * dimension)

    def needed(samples: list[FloatArray]) -> int:
        return blocks_for(precision, averaged([sample * order for sample in samples]))

    return averaged(
        run_blocks(
            partial(return_block, walks=size, most_flights=most_flights, dimension=dimension),
            seed=seed,
            needed=needed,
            max_blocks=max_blocks,
            executor=executor,
            progress=progress,
            checkpoint=checkpoint,
        )
    )


def return_block(seeds: SeedSequence, *, walks: int, most_flights: int, dimension: int) -> FloatArray:
    """Return one block's densities, from the fewest flights on."""
    out: FloatArray = np.zeros(most_flights - _FEWEST[dimension] + 1)
    if dimension == 2:
        returns(word_state(seeds), walks, out)
    else:
        returns_in_space(word_state(seeds), walks, out)
        out *= (4.0 * math.pi / 3.0) ** 1.5
    out /= walks
    return out


def _in_mean_free_paths(geometry: Film | Wire | Slab, mfp: float) -> Film | Wire | Slab:
    """Return the geometry with its length in mean free paths."""
    if isinstance(geometry, Film):
        return geometry
    size = geometry.width if isinstance(geometry, Wire) else geometry.thickness
    if not (math.isfinite(size) and size > 0.0):
        raise ConfigError(f"{geometry!r}", expected="a positive length in metres")
    if isinstance(geometry, Wire):
        return Wire(size / mfp)
    if not math.isfinite(geometry.tilt):
        raise ConfigError(f"{geometry!r}", expected="a tilt in radians")
    return Slab(size / mfp, geometry.tilt)
