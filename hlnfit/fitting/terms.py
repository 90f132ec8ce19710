"""The terms that a fit adds up, with what the fit needs to know of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hlnfit import models
from hlnfit.errors import ConfigError, GeometryError
from hlnfit.models import Model, Parameter
from hlnfit.models.base import ParameterKind

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Term:
    """One model of the sum, with the names its parameters have in the fit.

    Attributes
    ----------
    model : Model
    names : tuple of str
        One for each parameter; those of a second channel end in ``_2``.
    thickness : float, m
        Factor from conductivity to conductance per square; 1 for models of films and wires.
    """

    model: Model
    names: tuple[str, ...]
    thickness: float = 1.0

    @cached_property
    def amplitude(self) -> int | None:
        """Position of the parameter that multiplies the whole term; None where its amplitude is 1."""
        kinds: tuple[ParameterKind, ...] = ("amplitude", "coefficient")
        for kind in kinds:
            found = self.model.positions(kind)
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def parameter(self, name: str) -> Parameter:
        """Return the row of the parameter table behind a name of the fit."""
        return self.model.parameters[self.names.index(name)]

    def unit_value(self, x: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return value (n,) and jacobian (n, n_parameters) with the amplitude set to 1."""
        if self.amplitude is not None:
            p = p.copy()
            p[self.amplitude] = 1.0
        value, jacobian = models.evaluate(self.model, x, p)
        return (
            (value, jacobian)
            if self.thickness == 1.0
            else (self.thickness * value, self.thickness * jacobian)
        )

    def value(self, x: FloatArray, p: FloatArray) -> FloatArray:
        """Return the value (n,) with the amplitude."""
        unit = p
        if self.amplitude is not None:
            unit = p.copy()
            unit[self.amplitude] = 1.0
        value = models.value_of(self.model, x, unit)
        if self.thickness != 1.0:
            value = self.thickness * value
        return value if self.amplitude is None else p[self.amplitude] * value

    def slope(self, x: FloatArray, p: FloatArray, jacobian: FloatArray) -> FloatArray:
        """Return the derivative by x (n,) of the unit value, from its jacobian where that is enough."""
        if self.model.table is not None:
            # f2 depends on b/|B| only: B dT/dB = - sum_k p_k dT/dp_k over the rates (Euler).
            rates = self.model.positions("rate")
            total = jacobian[:, rates] @ p[rates]
            return -np.divide(total, x, out=np.zeros_like(total), where=x != 0.0)
        step = 1e-6 * max(float(np.max(np.abs(x), initial=0.0)), 1e-12)
        upper, _ = self.unit_value(x + step, p)
        lower, _ = self.unit_value(x - step, p)
        out: FloatArray = (upper - lower) / (2.0 * step)
        return out


def split_terms(model: str | Model, thickness: float | None = None) -> tuple[Term, ...]:
    """Return the terms of a field model or a sum, such as ``"hln_simple+quadratic"``.

    Parameters
    ----------
    thickness : float, m, optional
        Needed by three-dimensional models, whose S/m become siemens per square with it.

    Raises
    ------
    ConfigError
        An unknown name, no field model in the sum, or terms that cannot be told apart.
    GeometryError
        A three-dimensional model without a thickness.
    """
    found = models.get(model) if isinstance(model, str) else model
    if found.kind != "field":
        raise ConfigError(
            f"model {found.name!r} holds no field model",
            expected=f"one of {', '.join(models.names('field'))}, alone or in a sum",
        )
    bulk = [
        part.model.name for part in found.terms if part.model.kind == "field" and part.model.dimension == 3
    ]
    if bulk and thickness is None:
        raise GeometryError(
            f"{bulk[0]} gives a conductivity in S/m and the thickness is not known",
            expected="the thickness of the sample (--thickness 200nm, or Sample(thickness=200e-9))",
        )
    # A background is a coefficient: it is in siemens beside a film and beside a bulk model alike.
    return tuple(
        Term(part.model, part.names, thickness if part.model.name in bulk and thickness else 1.0)
        for part in found.terms
    )


def check_free(free: tuple[str, ...]) -> None:
    """Refuse free parameters that no data can tell apart.

    Raises
    ------
    ConfigError
        A quadratic background together with a free B_e.
    """
    if "c2" in free and "B_e" in free:
        raise ConfigError(
            "a quadratic background and a free B_e cannot be told apart",
            expected="one of them",
            advice="Fix B_e (--fix B_e=1.0T, or give density and mass so that it is B_tr), "
            "or leave the background out.",
        )
