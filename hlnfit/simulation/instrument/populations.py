"""Populations: random parameters of the three-term Hikami-Larkin-Nagaoka formula for studies.

All fields are log-uniform between their limits. The elastic field B_e is the total one, the argument of
the elastic digamma: a log-uniform part plus B_so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hlnfit.errors import ConfigError
from hlnfit.simulation.instrument.draws import Draws, Seed
from hlnfit.sweep import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """Parameters of many films; fields in tesla, shape (size,).

    Attributes
    ----------
    B_phi, B_so, B_e : array, T
    """

    B_phi: FloatArray
    B_so: FloatArray
    B_e: FloatArray

    def __post_init__(self) -> None:
        for values in (self.B_phi, self.B_so, self.B_e):
            values.setflags(write=False)

    def __len__(self) -> int:
        return int(self.B_phi.size)


def standard(size: int, seed: Seed = 0) -> Population:
    """Return films whose parameters a sweep to 1 T determines: B_phi 2-30 mT, B_so 30-300 mT."""
    return _independent(size, seed, (2e-3, 3e-2), (0.03, 0.3), (0.5, 3.0))


def wide(size: int, seed: Seed = 0) -> Population:
    """Return films with anything from no spin-orbit coupling to a strong one, flat valleys included."""
    return _independent(size, seed, (1e-3, 0.1), (3e-3, 1.0), (0.3, 30.0))


def wal(size: int, seed: Seed = 0) -> Population:
    """Return antilocalizing films: B_so is 10 to 300 times B_phi."""
    return _by_ratio(size, seed, (1e-3, 1e-2), (10.0, 300.0))


def wl(size: int, seed: Seed = 0) -> Population:
    """Return localizing films: B_so is 1e-4 to 1e-2 of B_phi."""
    return _by_ratio(size, seed, (2e-3, 3e-2), (1e-4, 1e-2))


def crossover(size: int, seed: Seed = 0) -> Population:
    """Return films between the two: B_so is 0.2 to 5 times B_phi."""
    return _by_ratio(size, seed, (2e-3, 3e-2), (0.2, 5.0))


POPULATIONS: Final[dict[str, Callable[[int, Seed], Population]]] = {
    "standard": standard,
    "wide": wide,
    "wal": wal,
    "wl": wl,
    "crossover": crossover,
}


def population(name: str, size: int, seed: Seed = 0) -> Population:
    """Return ``size`` films of the population of this name.

    Raises
    ------
    ConfigError
        The name is unknown, or the size is negative.
    """
    if name not in POPULATIONS:
        raise ConfigError(f"population {name!r} is unknown", expected=", ".join(POPULATIONS))
    if size < 0:
        raise ConfigError(f"the population has {size} members", expected="zero or more")
    return POPULATIONS[name](size, seed)


Limits = tuple[float, float]


def _independent(size: int, seed: Seed, phi: Limits, so: Limits, elastic: Limits) -> Population:
    B_phi = Draws(seed, 0).log_uniform(*phi, size)
    B_so = Draws(seed, 1).log_uniform(*so, size)
    return Population(B_phi, B_so, B_so + Draws(seed, 2).log_uniform(*elastic, size))


def _by_ratio(size: int, seed: Seed, phi: Limits, ratio: Limits) -> Population:
    B_phi = Draws(seed, 0).log_uniform(*phi, size)
    B_so = B_phi * Draws(seed, 1).log_uniform(*ratio, size)
    return Population(B_phi, B_so, B_so + Draws(seed, 2).log_uniform(2.0, 20.0, size))
