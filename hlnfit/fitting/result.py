"""SweepFit: what the fit of one curve says, with its limits, doubts and verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hlnfit.brief import brief, codes, readable, span
from hlnfit.curve import Magnetoconductance, per_square
from hlnfit.fitting.misfit import Misfit
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.profile import Profile
from hlnfit.fitting.reml import NoiseModel
from hlnfit.fitting.spread import NORMAL, Spread
from hlnfit.flags import Flag, Verdict, verdict_of
from hlnfit.numbers import number_with_error, parameter_text
from hlnfit.sample import Sample

if TYPE_CHECKING:
    from hlnfit.fitting.bootstrap.bootstrap import Bootstrap
    from hlnfit.fitting.combination import Combination
    from hlnfit.fitting.mcmc import Samples

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, repr=False)
class ParameterValue:
    """One number of a fit, in SI.

    Attributes
    ----------
    value, err, lo, hi : float
        NaN where the parameter is not determined; ``lo`` and ``hi`` are 68 % limits.
    lo_95, hi_95 : float
        95 % limits.
    determined : bool
    bound : str
        One-sided 95 % limit as text in the unit of tables, such as ``> 310`` (nm); empty where none.
    bound_value : float
        The same in SI, NaN where none.
    fixed : bool
    nuisance : bool
    """

    name: str
    unit: str
    value: float
    err: float
    lo: float
    hi: float
    determined: bool
    bound: str = ""
    bound_value: float = float("nan")
    fixed: bool = False
    nuisance: bool = False
    lo_95: float = float("nan")
    hi_95: float = float("nan")

    def __repr__(self) -> str:
        return brief(self, self.in_words)

    @property
    def in_words(self) -> str:
        """The number with its error, or its bound, in a readable unit."""
        if not self.determined:
            unit = ("nm" if self.unit == "m" else self.unit) if self.bound else ""
            return f"{self.name} {parameter_text(self)} {unit}".rstrip()
        scale, unit = readable(self.value, self.unit)
        number = number_with_error(*(scale * x for x in (self.value, self.err, self.lo, self.hi)))
        return f"{self.name} = {number} {unit}".rstrip() + (" (fixed)" if self.fixed else "")


@dataclass(frozen=True, repr=False)
class WindowScan:
    """The parameters against the window of the fit.

    Attributes
    ----------
    b_max : array, T
        Windows, smallest first.
    L_phi, L_phi_err : arrays, m
        NaN where a window does not determine L_phi.
    alpha, alpha_err, L_so, L_so_err : arrays
        NaN where the model has none, or the window does not determine it.
    chosen : int or None
        Index of the window used; the nearest one where it was given.
    agreed : bool
        True where the recommended window agrees with the next smaller one.
    capped : bool
        True where the transport field ends the windows before the sweep does.
    symmetrized : array, m
        L_phi of the curve folded onto B >= 0.
    background : array, m
        L_phi with a quadratic background, or without one where the model has it.
    automatic : bool
        True where the recommended window was used because none was given.
    recommended : int
    reason : str
        Why this window, in words.
    """

    b_max: FloatArray
    L_phi: FloatArray
    L_phi_err: FloatArray
    alpha: FloatArray
    chosen: int | None
    agreed: bool
    capped: bool
    alpha_err: FloatArray
    L_so: FloatArray
    L_so_err: FloatArray
    symmetrized: FloatArray
    background: FloatArray
    automatic: bool
    recommended: int
    reason: str

    def __repr__(self) -> str:
        return brief(self, f"{self.b_max.size} windows", span(self.b_max, "T"), self.reason)


@dataclass(frozen=True, eq=False, repr=False)
class SweepFit:
    """The fit of one curve.

    Attributes
    ----------
    curve : Magnetoconductance
        All points; ``used`` marks those inside the window.
    model : str
    params : mapping of name to ParameterValue
        Model parameters, their lengths, derived fields, and the nuisance parameters of the fit.
    best : mapping of name to float
        The optimum itself, also of what is not determined; for drawing the curve.
    noise : NoiseModel or None
        What the residuals say of correlated noise; None where they look white at a glance.
    sample : Sample or None
        What was known of it, the Hall density included.
    bootstrap : Bootstrap or None
        The refits, where errors are those of the bootstrap.
    systematics : mapping
        What a choice changes, beside the statistical error: L_phi of the folded curve and its error
        (``L_phi_symmetrized_m``), by how much window and background move it (``L_phi_window_m``,
        ``L_phi_background_m``), and the largest of the three changes, ``L_phi_systematic_m``.
    unit : float
        One standard error squared in the chi-square of ``problem``.
    combination : Combination or None
        A product or sum of parameters that is determined, where single ones are not.
    samples : Samples or None
        Of the posterior, with ``errors="mcmc"``.
    flags : tuple of Flag
    verdict : {"good", "caution", "reject"}
    """

    curve: Magnetoconductance
    model: str
    params: Mapping[str, ParameterValue] = field(default_factory=dict)
    best: Mapping[str, float] = field(default_factory=dict)
    problem: Problem | None = None
    misfit: Misfit | None = None
    noise: NoiseModel | None = None
    B_max: float = float("nan")
    n_points: int = 0
    chi2: float = float("nan")
    covariance: FloatArray | None = None
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    window: WindowScan | None = None
    sigma0: float = float("nan")
    sample: Sample | None = None
    systematics: Mapping[str, float] = field(default_factory=dict)
    flags: tuple[Flag, ...] = ()
    error_method: str = "profile"
    bootstrap: Bootstrap | None = None
    unit: float = 1.0
    combination: Combination | None = None
    samples: Samples | None = None
    lmfit_factory: Callable[[SweepFit], Any] | None = None

    def __repr__(self) -> str:
        said = [
            p.in_words for n, p in self.params.items() if not (p.nuisance or p.fixed or n.startswith("B_"))
        ]
        return brief(
            self,
            self.model,
            "" if self.curve.temperature is None else f"{self.temperature:.4g} K",
            *(said if self.verdict != "reject" else ()),
            self.verdict,
            codes(self.flags),
        )

    @property
    def verdict(self) -> Verdict:
        """The worst severity among the flags."""
        return verdict_of(self.flags)

    @property
    def fitted(self) -> bool:
        """False where the curve could not be fitted at all."""
        return self.problem is not None

    @property
    def temperature(self) -> float:
        """Temperature in kelvin, NaN where unknown."""
        return float("nan") if self.curve.temperature is None else self.curve.temperature

    @property
    def sheet_conductance(self) -> float:
        """``sigma0`` per square in siemens; NaN where only that of a whole wire is known."""
        return per_square(self.curve, self.sigma0, self.params)

    @cached_property
    def lmfit(self) -> Any:
        """The fit as an ``lmfit`` result, built when it is first asked for."""
        if self.lmfit_factory is None or self.problem is None:
            return None
        return self.lmfit_factory(self)

    def spread(self, name: str) -> Spread:
        """Return what the uncertainty of the noise makes of distances along the profile of a parameter."""
        if self.noise is not None and name in self.noise.names:
            return self.noise.spread(name)
        if self.problem is None or self.curve.errors == "given":
            return NORMAL
        return Spread.student(float(max(self.problem.B.size - len(self.problem.free), 1)))

    def evaluate(self, B: FloatArray, group: int = 0) -> dict[str, FloatArray]:
        """Return each term of the fitted curve in siemens at field B (instrument's field, T)."""
        assert self.problem is not None
        return self.problem.model(self.best, B, group)

    def row(self) -> dict[str, Any]:
        """Return the row of coherence.csv; physics columns are empty (NaN) where rejected."""
        from hlnfit.fitting.table import row_of

        return row_of(self)
