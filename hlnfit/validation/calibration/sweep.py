"""Fit one simulated sweep as a measured one, and compare everything that is said of it with the truth."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hlnfit.fitting import SweepFit, fit
from hlnfit.validation.calibration.films import Kind, draw

WINDOWS: Final[dict[str, str | None]] = {"automatic": "auto", "all points": None}
"""Name of a choice of the window, and what ``fit`` takes for it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One parameter of one fit; numbers in SI, NaN where the parameter is not determined.

    Attributes
    ----------
    name : str
    truth, value, err, low, high, low_95, high_95 : float
        ``low`` and ``high`` are the 68 % limits.
    determined : bool
    bound : str
        One-sided 95 % bound as text; empty where there is none.
    bound_holds : bool
        The truth lies on the right side of the bound; True where there is none.
    """

    name: str
    truth: float
    value: float
    err: float
    low: float
    high: float
    low_95: float
    high_95: float
    determined: bool
    bound: str
    bound_holds: bool

    @property
    def inside(self) -> bool:
        """True where the 68 % limits hold the truth; an end that is not found is no limit."""
        return not (self.truth < self.low or self.truth > self.high)

    @property
    def inside_95(self) -> bool:
        """The same of the 95 % limits."""
        return not (self.truth < self.low_95 or self.truth > self.high_95)

    @property
    def pull(self) -> float:
        """Distance from the truth over the distance of the 68 % limit on that side; logarithms for fields."""
        value, truth, low, high = self.value, self.truth, self.low, self.high
        if self.name.startswith("B_"):
            value, truth, low, high = (
                math.log(x) if x > 0.0 else math.nan for x in (value, truth, low, high)
            )
        limit = value - low if value > truth else high - value
        return (value - truth) / limit if limit > 0.0 else math.nan


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one sweep with one choice of the window.

    Attributes
    ----------
    flags : tuple of (code, severity)
    window : float
        Largest field of the fit over the largest field measured.
    correlated : bool
        True where the fit took the noise for correlated.
    seconds : float
        Time of the fit.
    """

    index: int
    kind: Kind
    disguise: str
    noise: str
    choice: str
    n_points: int
    verdict: str
    flags: tuple[tuple[str, str], ...]
    window: float
    correlated: bool
    parameters: tuple[Judged, ...]
    seconds: float

    @property
    def wrong(self) -> bool:
        """True where a determined parameter is off by more than three standard errors."""
        return any(p.determined and abs(p.pull) > 3.0 for p in self.parameters)


def judge_sweep(index: int, seed: int, choices: Sequence[str] = tuple(WINDOWS)) -> list[Outcome]:
    """Simulate sweep number ``index`` of a study, fit it with each choice of the window, and compare."""
    measured = draw(index, seed)
    out = []
    for choice in choices:
        begun = time.perf_counter()
        found = fit(measured.curve, measured.kind.model, fix=measured.held, b_max=WINDOWS[choice])
        seconds = time.perf_counter() - begun
        size = float(abs(measured.curve.B).max(initial=0.0))
        out.append(
            Outcome(
                index=index,
                kind=measured.kind,
                disguise=measured.disguise or "",
                noise=measured.noise,
                choice=choice,
                n_points=found.n_points,
                verdict=found.verdict,
                flags=tuple((f.code, f.severity) for f in found.flags),
                window=found.B_max / size if size > 0.0 else math.nan,
                correlated=found.noise is not None and found.noise.significant,
                parameters=tuple(_judged(found, n, measured.truth[n]) for n in measured.kind.judged),
                seconds=seconds,
            )
        )
    return out


def _judged(found: SweepFit, name: str, truth: float) -> Judged:
    p = found.params.get(name)
    nan = math.nan
    if p is None:
        return Judged(name, truth, nan, nan, nan, nan, nan, nan, False, "", True)
    holds = truth >= p.bound_value if p.bound.startswith(">") else truth <= p.bound_value
    return Judged(
        name=name,
        truth=truth,
        value=p.value,
        err=p.err,
        low=p.lo,
        high=p.hi,
        low_95=p.lo_95,
        high_95=p.hi_95,
        determined=p.determined,
        bound=p.bound,
        bound_holds=not p.bound or bool(holds),
    )
