"""The least-squares problem over temperature: a level and the terms of a model, through lmfit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import FIELD_TIMES_AREA
from hlnfit.models import Model, Parameter, evaluate

if TYPE_CHECKING:
    import lmfit

FloatArray = NDArray[np.float64]
LEVEL = "sigma_level"


@dataclass(frozen=True, eq=False)
class TemperatureProblem:
    """Data, a model of kind ``temperature``, and what is held.

    Attributes
    ----------
    T, y, error : arrays (n,), K, S, S
    model : Model
    fixed : mapping of name to value
    """

    T: FloatArray
    y: FloatArray
    error: FloatArray
    model: Model
    fixed: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of all parameters; the level is the last one."""
        return (*self.model.names, LEVEL)

    @cached_property
    def free(self) -> tuple[str, ...]:
        """Names of what is fitted."""
        return tuple(n for n in self.names if n not in self.fixed)

    def row(self, name: str) -> Parameter | None:
        """Return the row of the parameter table; None for the level."""
        return None if name == LEVEL else self.model.parameters[self.model.names.index(name)]

    def is_log(self, name: str) -> bool:
        """Return True for rates, whose logarithm has the errors."""
        row = self.row(name)
        return row is not None and row.kind == "rate"

    def box(self, name: str) -> tuple[float, float]:
        """Return the range of a parameter."""
        row = self.row(name)
        if row is None:
            return -np.inf, np.inf
        # The only temperatures among parameters are those of transitions, which lie below the data.
        return row.lower, min(row.upper, 0.9999 * float(self.T.min())) if row.unit == "K" else row.upper

    def hold(self, **values: float) -> TemperatureProblem:
        """Return the problem with further parameters held."""
        return replace(self, fixed={**self.fixed, **values})

    def value(self, values: Mapping[str, float], T: FloatArray | None = None) -> FloatArray:
        """Return the conductance (n,) at temperatures (the data's by default)."""
        p = np.array([values[n] for n in self.model.names])
        out, _ = evaluate(self.model, self.T if T is None else T, p)
        return out + values[LEVEL]

    def jacobian(self, values: Mapping[str, float], T: FloatArray | None = None) -> FloatArray:
        """Return the derivative (n, n_free) by the free parameters; by the logarithm of rates."""
        at = self.T if T is None else T
        p = np.array([values[n] for n in self.model.names])
        _, by_p = evaluate(self.model, at, p)
        full = np.concatenate([by_p, np.ones((at.size, 1))], axis=1)
        columns = []
        for name in self.free:
            column = full[:, self.names.index(name)]
            columns.append(column * values[name] if self.is_log(name) else column)
        return np.stack(columns, axis=1) if columns else np.zeros((at.size, 0))

    def residual(self, values: Mapping[str, float]) -> FloatArray:
        """Return (data - model)/error (n,)."""
        out: FloatArray = (self.y - self.value(values)) / self.error
        return out

    def chi2(self, values: Mapping[str, float]) -> float:
        """Return chi-square at the errors of the points."""
        r = self.residual(values)
        return float(r @ r)

    # ---- lmfit -----------------------------------------------------------------------------------

    def parameters(self, values: Mapping[str, float]) -> lmfit.Parameters:
        """Return every parameter as ``lmfit.Parameters``; lengths of rates are expressions."""
        import lmfit

        out = lmfit.Parameters()
        for name in self.names:
            low, high = self.box(name)
            # To lmfit two ends that differ by less than 1e-13 are equal: energies in joules do.
            limits = {"min": low, "max": high if high - low > 1e-12 else np.inf}
            out.add(name, value=float(values[name]), vary=name not in self.fixed, **limits)
        for name in self.names:
            if self.is_log(name):
                out.add("L_" + name[2:], expr=f"sqrt({FIELD_TIMES_AREA!r} / {name})")
        return out

    def lmfit_model(self) -> Any:
        """Return an ``lmfit.Model`` with the temperature as its independent variable."""
        import lmfit

        def conductance(T: FloatArray, **parameters: float) -> FloatArray:
            return self.value(parameters, np.asarray(T, dtype=np.float64))

        # lmfit reads the names of the parameters from these two attributes where a function has them.
        conductance.argnames = ["T", *self.names]  # type: ignore[attr-defined]
        conductance.kwargs = []  # type: ignore[attr-defined]
        return lmfit.Model(conductance, independent_vars=["T"])

    def run(self, parameters: lmfit.Parameters, scale: float = 1.0) -> Any:
        """Fit with lmfit from the given parameters; returns its ``ModelResult``.

        ``scale`` is one standard error squared in units of the errors of the points.
        """
        # Steps relative to each value, and next to no test on the length of the step: parameters in SI
        # differ by twenty orders of magnitude, but from an optimum the step must not shrink to zero.
        # Where the data leave one open, lmfit divides by zero for its error.
        with np.errstate(all="ignore"):
            return self.lmfit_model().fit(
                self.y,
                parameters,
                T=self.T,
                weights=1.0 / (self.error * np.sqrt(scale)),
                method="least_squares",
                scale_covar=False,
                fit_kws={"x_scale": "jac", "diff_step": 1e-7, "xtol": 3e-16, "ftol": 1e-12, "gtol": None},
            )
