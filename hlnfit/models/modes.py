"""The two-dimensional master formula: a list of Cooperon modes with weights and rate fields.

Delta sigma = G0 sum_j w_j f2(b_j / |B|), with b = rates @ p linear in the parameters. Two models with
equal weights and rates are the same model.

Source: S. Hikami, A. I. Larkin and Y. Nagaoka, Prog. Theor. Phys. 63, 707 (1980), eq. 18, written as a
sum over the eigenmodes of the Cooperon; G0 = e^2 / (pi h) = e^2 / (2 pi^2 hbar).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0
from hlnfit.special.cooperon_2d import f2_into
from hlnfit.stored import stored

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class ModeTable:
    """Weights and rate fields of the Cooperon modes.

    Attributes
    ----------
    parameters : tuple of str
        The rate parameters (fields in tesla) that the rates combine.
    weights : array, (n_modes,)
    rates : array, (n_modes, n_parameters)
        b_j = sum_k rates[j, k] p_k; this is also the derivative of b_j.
    """

    parameters: tuple[str, ...]
    weights: FloatArray
    rates: FloatArray

    def __init__(
        self, parameters: tuple[str, ...], weights: tuple[float, ...], rates: tuple[tuple[float, ...], ...]
    ) -> None:
        w, r = np.array(weights, dtype=np.float64), np.array(rates, dtype=np.float64)
        if w.ndim != 1 or r.shape != (w.size, len(parameters)):
            raise ValueError(f"weights {w.shape} and rates {r.shape} do not fit {len(parameters)} parameters")
        w.setflags(write=False)
        r.setflags(write=False)
        object.__setattr__(self, "parameters", parameters)
        object.__setattr__(self, "weights", w)
        object.__setattr__(self, "rates", r)


@stored()
def sum_modes(
    B: FloatArray, weights: FloatArray, fields: FloatArray, value: FloatArray, by_field: FloatArray
) -> None:
    """Fill value (n,) with sum_j w_j f2(b_j/|B|) and by_field (n, modes) with its derivatives in b_j.

    Without rows in ``by_field`` these are left out.
    At B = 0 both are exactly zero, which is their limit. Fields b_j are positive.
    """
    n = B.size
    size = np.abs(B)
    t = np.empty(n)
    f = np.empty(n)
    slope = np.empty(n)
    value[:] = 0.0
    for j in range(weights.size):
        w, b = weights[j], fields[j]
        _divide(size, b, t)
        f2_into(t, f, slope)
        for i in range(n):
            value[i] += w * f[i]
        for i in range(by_field.shape[0]):
            by_field[i, j] = -(w / b) * slope[i]


@stored()
def _divide(size: FloatArray, b: float, t: FloatArray) -> None:
    for i in range(size.size):
        t[i] = size[i] / b


def evaluate_modes(table: ModeTable, B: FloatArray, rates: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return Delta sigma (n,) in siemens and its derivatives (n, n_rates) by the rate parameters."""
    value, by_field = _sum(table, B, rates, slopes=True)
    return G0 * value, G0 * (by_field @ table.rates)


def value_of_modes(table: ModeTable, B: FloatArray, rates: FloatArray) -> FloatArray:
    """Return Delta sigma (n,) in siemens alone."""
    return G0 * _sum(table, B, rates, slopes=False)[0]


def _sum(
    table: ModeTable, B: FloatArray, rates: FloatArray, *, slopes: bool
) -> tuple[FloatArray, FloatArray]:
    value = np.empty(B.size)
    by_field = np.empty((B.size if slopes else 0, table.weights.size))
    sum_modes(np.ascontiguousarray(B), table.weights, table.rates @ rates, value, by_field)
    return value, by_field
