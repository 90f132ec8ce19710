"""How often limits hold and verdicts are right: the rates of a calibration study."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np

from hlnfit.validation.calibration.films import NO_INFORMATION, NOISES
from hlnfit.validation.calibration.sweep import WINDOWS, Judged, Outcome

Case = TypeVar("Case")
EVERY: Final = "all"
WHITE_68, WHITE_95 = (0.66, 0.71), (0.935, 0.965)
MEMORY_68: Final = (0.62, 0.80)
"""Where the coverage of nominal 68 and 95 % limits should lie: with white noise, and with any other."""
BIAS: Final = 0.1
"""Largest median of the pulls, in standard errors."""
ANY: Final = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Rate:
    """One number of the study.

    Attributes
    ----------
    quantity : str
    window, noise, parameter : str
        What it is of; ``all`` where that is not told apart.
    n : int
        Cases it is made of.
    value, error : float
        The rate and its standard error; NaN without a case.
    least, most : float
        Where it should lie.
    """

    quantity: str
    window: str
    noise: str
    parameter: str
    n: int
    value: float
    error: float
    least: float
    most: float

    @property
    def kept(self) -> bool:
        """True where the rate lies where it should, or there is no case."""
        return math.isnan(self.value) or self.least <= self.value <= self.most


def rates(outcomes: Sequence[Outcome]) -> list[Rate]:
    """Return all rates of a study, in a fixed order."""
    out: list[Rate] = []
    for window in WINDOWS:
        here = [o for o in outcomes if o.choice == window]
        if here:
            out += [*_limits(here, window), *_verdicts(here, window)]
    return out


def _limits(outcomes: list[Outcome], window: str) -> Iterator[Rate]:
    honest = [o for o in outcomes if o.kind.honest]
    names = list(dict.fromkeys(p.name for o in honest for p in o.parameters))
    for noise in NOISES:
        some = [o for o in honest if o.noise == noise]
        for name in (EVERY, *names):
            found = [p for o in some for p in o.parameters if p.determined and name in (EVERY, p.name)]
            where = (window, noise, name)
            white = noise == "white"
            # Fluctuations leave their mark on every sweep of a film: 95 % limits are not promised for them.
            yield _share(
                "coverage of 68 % limits", where, found, lambda p: p.inside, WHITE_68 if white else MEMORY_68
            )
            yield _share(
                "coverage of 95 % limits", where, found, lambda p: p.inside_95, WHITE_95 if white else ANY
            )
            yield _median_pull(where, found)
    for which in (EVERY, *NOISES):
        some = [o for o in honest if which in (EVERY, o.noise)]
        found = [p for o in some for p in o.parameters if p.bound]
        yield _share("95 % bounds that hold", (window, which, EVERY), found, lambda p: p.bound_holds, ANY)
        kind, name = NO_INFORMATION
        blind = [p for o in some if o.kind.name == kind for p in o.parameters if p.name == name]
        yield _share(
            "no information, no number", (window, which, name), blind, lambda p: not p.determined, (0.98, 1.0)
        )


def _verdicts(outcomes: list[Outcome], window: str) -> Iterator[Rate]:
    for noise in (EVERY, *NOISES):
        some = [o for o in outcomes if noise in (EVERY, o.noise)]
        where = (window, noise, EVERY)
        honest = [o for o in some if o.kind.honest]
        simple = [o for o in honest if o.kind.name in ("WL", "WAL")]
        good = [o for o in honest if o.verdict == "good"]
        false = [o for o in some if not o.kind.honest]
        least = 0.95 if noise == "white" else 0.0
        yield _share("WL and WAL: good", where, simple, lambda o: o.verdict == "good", (least, 1.0))
        yield _share("honest: good", where, honest, lambda o: o.verdict == "good", ANY)
        yield _share("honest: caution", where, honest, lambda o: o.verdict == "caution", ANY)
        yield _share("honest: rejected", where, honest, lambda o: o.verdict == "reject", (0.0, 0.02))
        yield _share("good, but off by 3 sigma", where, good, lambda o: o.wrong, ANY)
        yield _share("no interference, but good", where, false, lambda o: o.verdict == "good", (0.0, 0.0))


def _share(
    quantity: str,
    where: tuple[str, str, str],
    cases: Sequence[Case],
    holds: Callable[[Case], bool],
    limits: tuple[float, float],
) -> Rate:
    n = len(cases)
    k = sum(holds(c) for c in cases)
    value = k / n if n else math.nan
    # With one case added on each side (Agresti and Coull): 0 of n is not known without error.
    tilde = (k + 1.0) / (n + 2.0)
    error = math.sqrt(tilde * (1.0 - tilde) / (n + 2.0)) if n else math.nan
    return Rate(quantity, *where, n, value, error, *limits)


def _median_pull(where: tuple[str, str, str], found: Sequence[Judged]) -> Rate:
    pulls = np.array([p.pull for p in found])
    pulls = pulls[np.isfinite(pulls)]
    if not pulls.size:
        return Rate("median pull", *where, 0, math.nan, math.nan, -BIAS, BIAS)
    # Standard error of a median: sqrt(pi / 2) that of a mean, for normal pulls.
    error = math.sqrt(0.5 * math.pi / pulls.size)
    return Rate("median pull", *where, pulls.size, float(np.median(pulls)), error, -BIAS, BIAS)
