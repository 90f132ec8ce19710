"""How a doubt is declared, what it is given and how its answer becomes a flag."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from hlnfit.curve import Magnetoconductance, per_square
from hlnfit.flags import Flag, Severity, Stage
from hlnfit.sample import Sample


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a doubt may look at.

    Attributes
    ----------
    curve : Magnetoconductance
        With ``curve.measures``, which is all that doubts of stage ``reduce`` need.
    sample : Sample
    best, params : mappings
        The optimum by name, and the judged parameters (value, err, lo, hi, determined, bound).
    misfit, noise, window : objects or None
        Goodness of fit, correlated noise and the scan of windows, as the fit made them.
    systematics : mapping
        L_phi of the symmetrized curve (``L_phi_symmetrized_m`` and its error), amplitude and L_phi of half of
        the window (``alpha_half_window`` ...), and what linear spin splitting gives (``linear_B_so_T`` ...).
    B_max : float, T
    sigma0 : float, S
    at_bound : tuple of str
        Parameters that ended at the edge of their box.
    null_delta : float
        Scaled Delta chi-square of the curve without any quantum correction; NaN where not computed.
    parabola_delta : float
        The same for B_phi -> infinity, where the correction is a parabola without a cusp.
    second : tuple of (Delta chi-square, B_phi)
        Further minima.
    free_amplitude : bool
        True where the model has a free alpha.
    terms : tuple of str
        Names of the models that are added.
    amplitude : (value, standard error, model) or None
        What a model of fixed amplitude would need as a factor, where it misses the data.
    cusp_S : float, S
        Peak to peak of the fitted correction.
    combination : Combination or None
        What is determined where single parameters are not.
    correlations : mapping of pair of names to float
        Between rates and amplitudes that are determined.
    jump, oscillation : objects or None
        Steps, and an oscillation in 1/B, that the curve shows.
    rival : Rival or None
        The other law of magnetoresistance that comes nearest to the curve, and the evidence for it.
    """

    curve: Magnetoconductance
    sample: Sample = field(default_factory=Sample)
    best: Mapping[str, float] = field(default_factory=dict)
    params: Mapping[str, Any] = field(default_factory=dict)
    misfit: Any = None
    noise: Any = None
    systematics: Mapping[str, float] = field(default_factory=dict)
    window: Any = None
    B_max: float = float("nan")
    window_given: bool = False
    sigma0: float = float("nan")
    at_bound: tuple[str, ...] = ()
    null_delta: float = float("nan")
    parabola_delta: float = float("nan")
    second: tuple[tuple[float, float], ...] = ()
    free_amplitude: bool = False
    cusp_S: float = float("nan")
    terms: tuple[str, ...] = ()
    rival: Any = None
    amplitude: tuple[float, float, str] | None = None
    combination: Any = None
    correlations: Mapping[tuple[str, str], float] = field(default_factory=dict)
    jump: Any = None
    oscillation: Any = None

    @property
    def sheet_conductance(self) -> float:
        """Conductance per square at B = 0 in siemens; NaN where only that of a whole wire is known."""
        return per_square(self.curve, self.sigma0, self.params)


@dataclass(frozen=True, slots=True)
class SeriesEvidence:
    """What a doubt about a series may look at.

    Attributes
    ----------
    scaling : Scaling or None
        The law on which the curves of several temperatures fall together.
    """

    scaling: Any = None


@dataclass(frozen=True, slots=True)
class Found:
    """The answer of a doubt: a sentence, the numbers, and how bad it is."""

    severity: Severity
    message: str
    evidence: Mapping[str, Any] = field(default_factory=dict)
    advice: str | None = None


Judge = Callable[[Any], Found | None]


@dataclass(frozen=True, slots=True)
class Doubt:
    """One row of the table of doubts.

    Attributes
    ----------
    code : str
        Name of the function, and of the flag.
    stage : {"load", "reduce", "optimum", "series"}
    severities : str
        Which severities it may raise, and when, for the table in the documentation.
    advice : str
    judge : callable(Evidence or SeriesEvidence) -> Found or None
    """

    code: str
    stage: Stage
    severities: str
    advice: str
    judge: Judge

    @property
    def meaning(self) -> str:
        """First line of the docstring of the function."""
        return (self.judge.__doc__ or "").strip().splitlines()[0]


_DECLARED: dict[str, Doubt] = {}


def doubt(stage: Stage, severities: str, advice: str) -> Callable[[Judge], Judge]:
    """Declare a function as a doubt; those of stage ``series`` get a SeriesEvidence."""

    def declare(judge: Judge) -> Judge:
        _DECLARED[judge.__name__] = Doubt(judge.__name__, stage, severities, advice, judge)
        return judge

    return declare


@cache
def doubts(stage: Stage | None = None) -> tuple[Doubt, ...]:
    """Return all doubts, or those of one stage; the files of this package are the list."""
    package = importlib.import_module("hlnfit.doubts")
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda i: i.name):
        importlib.import_module(f"hlnfit.doubts.{info.name}")
    # By file, whoever imported one of them first.
    found = sorted(_DECLARED.values(), key=lambda d: d.judge.__module__)
    return tuple(d for d in found if stage is None or d.stage == stage)


def raise_flags(evidence: Evidence | SeriesEvidence, stage: Stage) -> tuple[Flag, ...]:
    """Ask every doubt of a stage and return the flags, worst first."""
    flags = []
    for one in doubts(stage):
        found = one.judge(evidence)
        if found is not None:
            advice = one.advice if found.advice is None else found.advice
            flags.append(Flag(one.code, found.severity, found.message, advice, found.evidence))
    order = ("reject", "caution", "info")
    return tuple(sorted(flags, key=lambda f: order.index(f.severity)))
