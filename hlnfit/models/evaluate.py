"""The one way to a model's value and derivatives, whether it is a mode table or a formula."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.models.base import Model
from hlnfit.models.modes import evaluate_modes, value_of_modes

FloatArray = NDArray[np.float64]


def evaluate(model: Model, B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return value (n,) and jacobian (n, n_parameters) of a model.

    Parameters
    ----------
    model : Model
    B : array, (n,), T
        For a temperature model the temperature in kelvin.
    p : array, (n_parameters,)
        In the order of ``model.parameters``.
    """
    if model.formula is not None:
        return model.formula(B, p)
    assert model.table is not None
    rate_index = [k for k, q in enumerate(model.parameters) if q.kind == "rate"]
    amplitude = [k for k, q in enumerate(model.parameters) if q.kind == "amplitude"]
    unit, by_rate = evaluate_modes(model.table, B, p[rate_index])
    scale = p[amplitude[0]] if amplitude else 1.0
    jacobian = np.zeros((B.size, p.size))
    jacobian[:, rate_index] = scale * by_rate
    if amplitude:
        jacobian[:, amplitude[0]] = unit
    return scale * unit, jacobian


def value_of(model: Model, B: FloatArray, p: FloatArray) -> FloatArray:
    """Return the value (n,) alone, the same to the last bit."""
    if model.formula is not None:
        value, _ = model.formula(B, p)
        return value
    assert model.table is not None
    rates = np.array([x for x, q in zip(p, model.parameters, strict=True) if q.kind == "rate"])
    unit = value_of_modes(model.table, B, rates)
    amplitude = [x for x, q in zip(p, model.parameters, strict=True) if q.kind == "amplitude"]
    return amplitude[0] * unit if amplitude else unit
