"""Curves: magnetoconductance as a function of field and temperature, whoever calculated it.

A curve is any callable ``curve(B, T)``: fields in tesla, shape (n,), and one temperature in kelvin give
Delta sigma = sigma(B) - sigma(0) in siemens, shape (n,). An engine that needs seconds for a field is
tabulated first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

import numpy as np
from numpy.typing import ArrayLike

from hlnfit.errors import ConfigError
from hlnfit.sweep import FloatArray

Curve = Callable[[FloatArray, float], ArrayLike]

# Largest relative distance of two temperatures at which a curve is calculated; between them it is linear.
_LARGEST_STEP = 0.02


def evaluate(curve: Curve, B: FloatArray, T: float) -> FloatArray:
    """Return ``curve(B, T)`` as a float array of the shape of B.

    Raises
    ------
    ConfigError
        The curve gave another shape, or a number that is not finite.
    """
    out = np.asarray(curve(B, T), dtype=np.float64)
    if out.shape != B.shape:
        raise ConfigError(
            f"the curve gave shape {out.shape} for {B.size} fields at {T:g} K",
            expected="one value in siemens for each field",
        )
    bad = ~np.isfinite(out)
    if np.any(bad):
        raise ConfigError(
            f"the curve is not finite at B = {B[bad][0]:g} T, T = {T:g} K",
            expected="finite values, and 0 at B = 0",
        )
    return out


def along_temperature(curve: Curve, B: FloatArray, T: FloatArray) -> FloatArray:
    """Return the curve at points of a sweep, each with its own field and temperature.

    The curve is calculated at as few temperatures as the drift of the sweep needs, at most 2 % apart,
    and is linear between them (error below 5e-5 of the curve).
    """
    if B.size == 0:
        return np.zeros(0)
    low, high = float(T.min()), float(T.max())
    if high == low:
        return evaluate(curve, B, low)
    nodes = np.linspace(low, high, 2 + math.floor((high - low) / (_LARGEST_STEP * low)))
    table = np.stack([evaluate(curve, B, float(t)) for t in nodes])
    left = np.clip(np.searchsorted(nodes, T, side="right") - 1, 0, nodes.size - 2)
    weight = (T - nodes[left]) / (nodes[left + 1] - nodes[left])
    point = np.arange(B.size)
    return np.asarray((1.0 - weight) * table[left, point] + weight * table[left + 1, point])


def tabulated(curve: Curve, B: ArrayLike, temperatures: Iterable[float]) -> Curve:
    """Return a fast curve made of a slow one, which is called once for each temperature.

    Parameters
    ----------
    curve : callable(B, T)
        For instance an engine of ``hlnfit.simulation``; taken to be even in B.
    B : array, T
        Fields of the table, dense where the curve bends, and reaching beyond the sweep by the offsets.
    temperatures : iterable of float, K
    """
    fields = np.unique(np.abs(np.append(0.0, np.asarray(B, dtype=np.float64))))
    return from_arrays(fields, {float(t): evaluate(curve, fields, float(t)) for t in temperatures})


def from_arrays(B: ArrayLike, curves: Mapping[float, ArrayLike]) -> Curve:
    """Return a curve through calculated points, even in B and linear between temperatures.

    Parameters
    ----------
    B : array, (n,), T
        Rising from 0.
    curves : mapping of temperature (K) to array, (n,), S
        Temperatures outside of the mapping take its nearest curve.
    """
    from scipy.interpolate import PchipInterpolator

    fields = np.asarray(B, dtype=np.float64)
    if fields.ndim != 1 or fields.size < 4 or fields[0] != 0.0 or np.any(np.diff(fields) <= 0.0):
        raise ConfigError(
            "the fields of the curve do not rise from zero", expected="0 = B0 < B1 < B2 < B3 < ... in tesla"
        )
    temperatures = np.array(sorted(curves), dtype=np.float64)
    if temperatures.size == 0:
        raise ConfigError("there is no curve", expected="at least one temperature")
    # The cusp is sharp in B but smooth in sqrt(B), where a cubic follows it with far fewer points.
    shapes = [
        PchipInterpolator(np.sqrt(fields), np.asarray(curves[float(t)], dtype=np.float64))
        for t in temperatures
    ]

    def interpolated(b: FloatArray, T: float) -> FloatArray:
        size = np.abs(np.asarray(b, dtype=np.float64))
        if size.size and size.max() > fields[-1]:
            raise ConfigError(
                f"the curve is known up to {fields[-1]:g} T, the sweep reaches {size.max():g} T",
                advice="Calculate the curve to a larger field, offsets included.",
            )
        x = np.sqrt(size)
        t = float(np.clip(T, temperatures[0], temperatures[-1]))
        upper = int(np.searchsorted(temperatures, t))
        if temperatures[upper] == t:
            return np.asarray(shapes[upper](x))
        weight = (t - temperatures[upper - 1]) / (temperatures[upper] - temperatures[upper - 1])
        return np.asarray((1.0 - weight) * shapes[upper - 1](x) + weight * shapes[upper](x))

    return interpolated
