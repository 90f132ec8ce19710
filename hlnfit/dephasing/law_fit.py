"""The fit of one rate law: parameters with limits, goodness of fit, curve and band."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.brief import brief
from hlnfit.dephasing.laws import RateLaw, Setting
from hlnfit.dephasing.limits import amplitude_limits, choice_limits, fixed_exponent, shape_limits
from hlnfit.dephasing.rates import Rates
from hlnfit.dephasing.separable import Optimum, SeparableProblem
from hlnfit.fitting.result import ParameterValue

FloatArray = NDArray[np.float64]
NAN = math.nan


@dataclass(frozen=True, eq=False, repr=False)
class LawFit:
    """One rate law, fitted to B_phi(T).

    Attributes
    ----------
    law : str
    parameters : mapping of name to ParameterValue
        In SI (tesla, T/K^p). ``err`` is half the 68 % profile interval, ``lo`` to ``hi``. An amplitude is
        *determined* when zero, an exponent when both ends of its range are rejected at Delta
        chi-square > 9; otherwise its numbers are NaN and ``bound`` holds the one-sided 95 % limit.
        Errors and limits are scaled by ``scale``.
    best : mapping of name to float
        The optimum itself, also of what is not determined.
    chi2, chi2_red : float
        Before any scaling; ``chi2_red`` is NaN without degrees of freedom.
    scale : float
        max(1, sqrt(chi2_red)): errors are widened where the law misses the points by more than their
        errors, and never narrowed, because errors of B_phi come from fits and are not too large by
        themselves.
    n, n_parameters : int
        Points, and numbers chosen by the data (a choice among fixed exponents counts as one).
    aicc : float
        Akaike's criterion for small samples; inf where there are too few points for it.
    """

    law: str
    parameters: Mapping[str, ParameterValue]
    best: Mapping[str, float]
    chi2: float
    chi2_red: float
    scale: float
    n: int
    n_parameters: int
    aicc: float
    rate_law: RateLaw
    problem: SeparableProblem
    optimum: Optimum

    def __repr__(self) -> str:
        return brief(self, self.in_words)

    @property
    def in_words(self) -> str:
        """The law and its exponent with its error, or its bound."""
        return f"{self.law}, {self.exponent.in_words}"

    @property
    def exponent(self) -> ParameterValue:
        """The exponent p of 1/tau_phi ~ T^p; fixed, with err = 0, where the law says what it is."""
        found = self.parameters.get("p")
        return fixed_exponent(self.rate_law.exponent or NAN) if found is None else found

    @property
    def p(self) -> float:
        """The exponent; NaN where it is not determined."""
        return self.exponent.value

    @property
    def p_err(self) -> float:
        """Half the 68 % interval of the exponent; 0 where the law fixes it."""
        return self.exponent.err

    def curve(self, T: ArrayLike) -> FloatArray:
        """Return the fitted B_phi in tesla at temperatures in kelvin, shaped like ``T``."""
        t = np.asarray(T, np.float64)
        X, _ = self.rate_law.columns(t.ravel(), np.array([self.optimum.shape]), self.problem.setting)
        return np.asarray((X[0] @ self.optimum.amplitudes).reshape(t.shape))

    def band(self, T: ArrayLike, sigmas: float = 1.0) -> tuple[FloatArray, FloatArray]:
        """Return the band of the curve in tesla, ``sigmas`` standard errors wide on each side.

        From the covariance at the optimum, scaled by ``scale``; it does not go below zero.
        """
        t = np.asarray(T, np.float64)
        J, covariance = self._gradient(t.ravel()), self.covariance
        sigma = np.sqrt(np.maximum(np.einsum("ni,ij,nj->n", J, covariance, J), 0.0)).reshape(t.shape)
        middle = self.curve(t)
        return np.maximum(middle - sigmas * sigma, 0.0), middle + sigmas * sigma

    @cached_property
    def covariance(self) -> FloatArray:
        """Covariance of what is free at the optimum: amplitudes above zero, then a continuous shape."""
        J, _, _ = self.problem.jacobian(self.optimum)
        norm = np.linalg.norm(J, axis=0)
        return np.asarray(np.linalg.pinv((J / norm).T @ (J / norm)) / np.outer(norm, norm) * self.scale**2)

    def _gradient(self, T: FloatArray) -> FloatArray:
        o = self.optimum
        X, slope = self.rate_law.columns(T, np.array([o.shape]), self.problem.setting)
        _, support, free = self.problem.jacobian(o)
        out = X[0][:, support]
        return np.concatenate([out, (slope[0] @ o.amplitudes)[:, None]], axis=1) if free else out

    @cached_property
    def lmfit(self) -> Any:
        """The fit as an ``lmfit`` result with amplitudes bounded by zero, built when first asked for."""
        from hlnfit.dephasing.through_lmfit import lmfit_result

        return lmfit_result(self)

    def row(self) -> dict[str, Any]:
        """Return the row of dephasing.csv, without ``preferred``."""
        row: dict[str, Any] = {"law": self.law, "p": self.p, "p_err": self.p_err}
        ordered = sorted(self.parameters.values(), key=lambda q: q.name != "p")
        for q in (*(() if "p" in self.parameters else (self.exponent,)), *ordered):
            row |= {q.name: q.value, f"{q.name}_err": q.err, f"{q.name}_lo": q.lo, f"{q.name}_hi": q.hi}
            row[f"{q.name}_bound"] = q.bound
        return row | {"n": self.n, "chi2_red": self.chi2_red, "aicc": self.aicc}


def fit_law(law: RateLaw, rates: Rates, setting: Setting, *, exponent_told: bool = True) -> LawFit:
    """Fit one law to measured rates.

    Parameters
    ----------
    exponent_told : bool
        False where the range of temperatures is too short for any exponent: a fitted one then counts as
        not determined, however small its error.
    """
    problem = SeparableProblem(law, rates, setting)
    o = problem.optimum()
    n = len(rates)
    dof = n - law.n_continuous
    chi2_red = o.chi2 / dof if dof > 0 else NAN
    scale = math.sqrt(max(1.0, chi2_red)) if dof > 0 else 1.0
    best = _best(law, o)
    parameters: dict[str, ParameterValue] = {}
    shape_known = True
    if law.shape is not None and law.public is None:
        limits = choice_limits if law.shape.choices else shape_limits
        value = limits(problem, o, scale, told=exponent_told)
        shape_known = value.determined
        parameters[law.shape.name] = value
    for name in law.names:
        if name in parameters:
            continue
        unit = law.unit(name, o.shape)
        # The unit of an amplitude is T/K^p: without p it has none, and no value.
        meaningful = shape_known or "{p}" not in _unit_of(law, name)
        parameters[name] = amplitude_limits(problem, o, name, best[name], unit, scale, meaningful)
    return LawFit(
        law=law.name,
        parameters=MappingProxyType({name: parameters[name] for name in law.names}),
        best=MappingProxyType(best),
        chi2=o.chi2,
        chi2_red=chi2_red,
        scale=scale,
        n=n,
        n_parameters=law.n_parameters,
        aicc=NAN,
        rate_law=law,
        problem=problem,
        optimum=o,
    )


def _unit_of(law: RateLaw, name: str) -> str:
    return next((a.unit for a in law.amplitudes if a.name == name), "")


def _best(law: RateLaw, o: Optimum) -> dict[str, float]:
    theta = np.append(o.amplitudes, o.shape) if law.shape is not None else o.amplitudes
    values = theta if law.public is None else law.public.of(theta)[0]
    return dict(zip(law.names, values.tolist(), strict=True))
