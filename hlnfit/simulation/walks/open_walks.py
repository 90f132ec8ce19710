"""What open walks say directly: the diffusion constant, and how walls cancel the flux of a parallel field.

In a wire (or a film in a field along its plane) a path gathers the flux Phi = integral of y dx. For long
times its variance grows linearly; half the growth of the phase (2 e B / hbar)^2 <Phi^2> is the magnetic
dephasing rate. For l << W the growth is that of diffusion; for l >> W the flux of successive traverses
cancels, and 1 / tau_B = W^3 v / (C1 l_m^4) with l_m^2 = hbar / (e B).

Source: C. W. J. Beenakker and H. van Houten, Phys. Rev. B 38, 3232 (1988); V. K. Dugaev and
D. E. Khmel'nitskii, Sov. Phys. JETP 59, 1038 (1984).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from numpy.random import SeedSequence

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
from hlnfit.simulation.checked_fields import FloatArray
from hlnfit.simulation.walks.open_kernels import DIFFUSE, SPECULAR, wander
from hlnfit.simulation.walks.random_bits import word_state

Walls = Literal["specular", "diffuse"]
_WALLS = {"specular": SPECULAR, "diffuse": DIFFUSE}
_BLOCK = 1024


@dataclass(frozen=True, slots=True)
class DiffusionConstant:
    """The diffusion constant of a walk of flights.

    Attributes
    ----------
    value, error : float
        D / (v l) and its standard error; l is the mean free path between collisions.
    walks : int
    """

    value: float
    error: float
    walks: int


@dataclass(frozen=True, slots=True)
class FluxCancellation:
    """How fast a wandering path gathers flux between two walls.

    Attributes
    ----------
    K, K_error : float
        Growth of <(integral of y dx)^2> over its diffusive value 2 D_0 t W^2 / 12, D_0 = v l / d.
    C1, C1_error : float
        W^3 v over twice the growth, the number in tau_B = C1 l_m^4 / (W^3 v) where l >> W.
    walks : int
    """

    K: float
    K_error: float
    C1: float
    C1_error: float
    walks: int


def diffusion_constant(
    *,
    dimension: Literal[2, 3] = 2,
    width_over_mfp: float = math.inf,
    walls: Walls = "specular",
    cone: float = math.pi,
    precision: float = 0.01,
    max_walks: int = 100_000_000,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Progress | None = None,
    checkpoint: Folder | None = None,
) -> DiffusionConstant:
    """Return D / (v l) along a film, wire or slab by the Green-Kubo integral of <v_x(0) v_x(t)>.

    Parameters
    ----------
    dimension : {2, 3}
    width_over_mfp : float
        Distance of the walls in mean free paths; infinite for none.
    walls : {"specular", "diffuse"}
    cone : float
        In two dimensions, a collision turns by an angle uniform in [-cone, cone] (rad); pi is isotropic.
    precision : float
        Relative standard error wanted.
    max_walks, seed, executor, progress, checkpoint
        As in `loops`.

    Raises
    ------
    ConfigError
        Where a parameter is impossible.
    """
    _check(dimension, width_over_mfp, walls)
    if not 0.0 < cone <= math.pi or (cone < math.pi and dimension != 2):
        raise ConfigError(f"cone = {cone:g}", expected="an angle in (0, pi], below pi only in 2 dimensions")
    # The correlation decays within transport times; twenty leave e^-20 of the integral.
    transport = 1.0 / (1.0 - math.sin(cone) / cone)
    job = partial(
        open_block,
        kind="diffusion",
        time=20.0 * transport,
        width=width_over_mfp,
        dimension=dimension,
        walls=_WALLS[walls],
        cone=cone,
    )
    estimate = _walked(job, precision, max_walks, seed, executor, progress, checkpoint)
    return DiffusionConstant(float(estimate.value[0]), float(estimate.error[0]), estimate.blocks * _BLOCK)


def flux_cancellation(
    width_over_mfp: float,
    *,
    dimension: Literal[2, 3] = 2,
    walls: Walls = "specular",
    precision: float = 0.02,
    max_walks: int = 100_000_000,
    seed: int = 0,
    executor: Executor | None = None,
    progress: Progress | None = None,
    checkpoint: Folder | None = None,
) -> FluxCancellation:
    """Return how walls suppress the dephasing by a field along a film (3) or across a wire (2).

    Parameters
    ----------
    width_over_mfp : float
        Width of the wire or thickness of the film in mean free paths.
    dimension : {2, 3}
        2 for a wire with its field along the normal, 3 for a film with its field in the plane.
    walls : {"specular", "diffuse"}
    precision : float
        Relative standard error wanted.
    max_walks, seed, executor, progress, checkpoint
        As in `loops`.

    Raises
    ------
    ConfigError
        Where a parameter is impossible.
    """
    _check(dimension, width_over_mfp, walls)
    if not math.isfinite(width_over_mfp):
        raise ConfigError("the width is infinite", expected="walls: without them no flux is bounded")
    # Both a collision and the diffusion across the width have to be forgotten at half time.
    job = partial(
        open_block,
        kind="flux",
        time=20.0 + 2.0 * width_over_mfp**2,
        width=width_over_mfp,
        dimension=dimension,
        walls=_WALLS[walls],
        cone=math.pi,
    )
    estimate = _walked(job, precision, max_walks, seed, executor, progress, checkpoint)
    K, K_error = float(estimate.value[0]), float(estimate.error[0])
    # Growth is 2 D_0 K W^2 / 12, with D_0 = 1 / dimension.
    C1 = 3.0 * dimension * width_over_mfp / K
    return FluxCancellation(K, K_error, C1, C1 * K_error / K, estimate.blocks * _BLOCK)


def open_block(
    seeds: SeedSequence,
    *,
    kind: str,
    time: float,
    width: float,
    dimension: int,
    walls: int,
    cone: float,
) -> FloatArray:
    """Return one block's D / (v l) or K, shape (1,)."""
    sums = np.zeros(3)
    wander(word_state(seeds), _BLOCK, time, width, dimension, walls, cone, sums)
    if kind == "diffusion":
        return sums[:1] / _BLOCK
    growth = (sums[2] - sums[1]) / (0.5 * time * _BLOCK)
    return np.array([growth * 6.0 * dimension / width**2])


def _walked(
    job: Callable[[SeedSequence], FloatArray],
    precision: float,
    max_walks: int,
    seed: int,
    executor: Executor | None,
    progress: Progress | None,
    checkpoint: Folder | None,
) -> Estimate:
    """Run blocks until the standard error, relative to the mean, is small enough."""
    max_blocks = max_walks // _BLOCK
    checked_precision(precision, max_blocks)

    def needed(samples: list[FloatArray]) -> int:
        estimate = averaged(samples)
        return blocks_for(max(precision * abs(float(estimate.value[0])), 1e-300), estimate)

    return averaged(
        run_blocks(
            job,
            seed=seed,
            needed=needed,
            max_blocks=max_blocks,
            executor=executor,
            progress=progress,
            checkpoint=checkpoint,
        )
    )


def _check(dimension: int, width: float, walls: str) -> None:
    """Refuse a geometry that is none."""
    if dimension not in (2, 3):
        raise ConfigError(f"{dimension} dimensions", expected="2 or 3")
    if not width > 0.0:
        raise ConfigError(f"a width of {width:g} mean free paths", expected="a positive width")
    if walls not in _WALLS:
        raise ConfigError(f"walls {walls!r}", expected="specular or diffuse")
