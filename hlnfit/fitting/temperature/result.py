"""TemperatureFit: what the fit of one sweep over temperature says."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.brief import brief, codes, span
from hlnfit.curve import ErrorKind
from hlnfit.fitting.misfit import Misfit
from hlnfit.fitting.profile import Profile
from hlnfit.fitting.result import ParameterValue
from hlnfit.fitting.temperature.problem import LEVEL, TemperatureProblem
from hlnfit.flags import Flag, Verdict, verdict_of
from hlnfit.models import evaluate
from hlnfit.sweep import Sweep

FloatArray = NDArray[np.float64]
_EMPTY = ParameterValue("", "", math.nan, math.nan, math.nan, math.nan, False)


@dataclass(frozen=True, eq=False, repr=False)
class TemperatureFit:
    """The fit of a temperature model to one sweep.

    Attributes
    ----------
    sweep : Sweep
    model : str
    T, sigma, error : arrays (n,), K, S, S
        What was fitted; S/m for models of bulk.
    B : float, T
        Median field of the sweep.
    params : mapping of name to ParameterValue
        Parameters of the model and their lengths, ``sigma_level`` (what is added to the model), and for
        films ``slope``: d sigma/d ln T in G0 at the geometric mean of the temperatures. The slope is
        determined where single terms are not.
    best : mapping of name to float
        The optimum itself, also of what is not determined.
    open : tuple of tuple of str
        Parameters that only their sum, or ratio, is determined of.
    held : mapping of name to float
        What was held.
    flags : tuple of Flag
    """

    sweep: Sweep
    model: str
    T: FloatArray = field(default_factory=lambda: np.zeros(0))
    sigma: FloatArray = field(default_factory=lambda: np.zeros(0))
    error: FloatArray = field(default_factory=lambda: np.zeros(0))
    errors: ErrorKind = "estimated"
    B: float = math.nan
    params: Mapping[str, ParameterValue] = field(default_factory=dict)
    best: Mapping[str, float] = field(default_factory=dict)
    held: Mapping[str, float] = field(default_factory=dict)
    open: tuple[tuple[str, ...], ...] = ()
    problem: TemperatureProblem | None = None
    misfit: Misfit | None = None
    chi2: float = math.nan
    covariance: FloatArray | None = None
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()
    log: tuple[str, ...] = ()
    error_method: str = "profile"
    lmfit_factory: Callable[[], Any] | None = None

    def __repr__(self) -> str:
        physics = self.verdict != "reject"
        found = (p.in_words for p in self.params.values() if physics and not p.fixed)
        return brief(self, self.model, span(self.T, "K"), *found, self.verdict, codes(self.flags))

    @property
    def verdict(self) -> Verdict:
        """The worst severity among the flags."""
        return verdict_of(self.flags)

    @property
    def fitted(self) -> bool:
        """False where the sweep could not be fitted at all."""
        return self.problem is not None

    @property
    def n_points(self) -> int:
        """Number of points that were fitted."""
        return int(self.T.size)

    @cached_property
    def lmfit(self) -> Any:
        """The fit as an ``lmfit`` ModelResult, built when it is first asked for."""
        return None if self.lmfit_factory is None else self.lmfit_factory()

    def evaluate(self, T: ArrayLike) -> dict[str, FloatArray]:
        """Return each term of the fitted conductance at temperatures in kelvin, and the level."""
        assert self.problem is not None
        at = np.atleast_1d(np.asarray(T, dtype=np.float64))
        out: dict[str, FloatArray] = {}
        for part in self.problem.model.terms:
            p = np.array([self.best[n] for n in part.names])
            value, _ = evaluate(part.model, at, p)
            name = part.model.name
            out[name if name not in out else f"{name}_{part.names[0].rpartition('_')[2]}"] = value
        out[LEVEL] = np.full(at.size, self.best[LEVEL])
        return out

    def row(self) -> dict[str, Any]:
        """Return one row of a table; physics columns are empty (NaN) where rejected."""
        physics = self.fitted and self.verdict != "reject"
        row: dict[str, Any] = {
            "file": self.sweep.source.file,
            "B_T": self.B,
            "T_min_K": float(self.T[0]) if self.n_points else math.nan,
            "T_max_K": float(self.T[-1]) if self.n_points else math.nan,
            "model": self.model,
        }
        for name in self.params:
            p = self.params[name] if physics else _EMPTY
            unit, scale = ("_nm", 1e9) if p.unit == "m" and name.startswith("L_") else ("", 1.0)
            row |= {
                f"{name}{unit}": p.value * scale,
                f"{name}_err{unit}": p.err * scale,
                f"{name}_lo{unit}": p.lo * scale,
                f"{name}_hi{unit}": p.hi * scale,
                f"{name}_bound": p.bound,
            }
        row |= {
            "n_points": self.n_points,
            "chi2_red": self.misfit.chi2_red if physics and self.misfit is not None else math.nan,
            "errors": self.errors,
            "verdict": self.verdict,
            "flags": ";".join(dict.fromkeys(f.code for f in self.flags)),
        }
        return row
