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
    rates, amplitude = model.positions("rate"), model.positions("amplitude")
    unit, by_rate = evaluate_modes(model.table, B, p[rates])
    scale = p[amplitude[0]] if amplitude else 1.0
    jacobian = np.zeros((B.size, p.size))
    jacobian[:, rates] = scale * by_rate
    if amplitude:
        jacobian[:, amplitude[0]] = unit
    return scale * unit, jacobian


def value_of(model: Model, B: FloatArray, p: FloatArray) -> FloatArray:
    """Return the value (n,) alone, the same to the last bit."""
    if model.formula is not None:
        value, _ = model.formula(B, p)
        return value
    assert model.table is not None
    unit = value_of_modes(model.table, B, p[model.positions("rate")])
    amplitude = model.positions("amplitude")
    return p[amplitude[0]] * unit if amplitude else unit
