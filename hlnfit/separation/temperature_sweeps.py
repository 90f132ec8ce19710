"""Sweeps over temperature at a held field, as further points of the lines in ln T."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.temperature.readings import read_conductance
from hlnfit.sample import Geometry, Sample
from hlnfit.sweep import Sweep

FloatArray = NDArray[np.float64]
MOST_BINS = 40
NOMINAL_ZERO = 2e-3
"""Tesla; what magnets in persistent mode leave behind."""


@dataclass(frozen=True, eq=False)
class Run:
    """One sweep over temperature in bins of ln T.

    Attributes
    ----------
    B : float, T
    T, sigma, error : arrays (n,), K, S, S
    """

    B: float
    T: FloatArray
    sigma: FloatArray
    error: FloatArray


def runs_over_temperature(
    sweeps: Sequence[Sweep], geometry: Geometry, sample: Sample, t_min: float, t_max: float
) -> tuple[Run, ...]:
    """Return the usable sweeps over temperature, binned; others are passed over."""
    found = []
    for sweep in sweeps:
        if sweep.axis != "temperature":
            continue
        data = read_conductance(sweep, geometry, sample, 2, t_min=t_min, t_max=t_max)
        if not data.usable:
            continue
        T, sigma, error = _binned(data.T, data.sigma, data.error)
        found.append(Run(data.field, T, sigma, error))
    return tuple(found)


def _binned(T: FloatArray, y: FloatArray, error: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return weighted means over at most 40 bins of equal width in ln T."""
    x = np.log(T)
    edges = np.linspace(x[0], x[-1], MOST_BINS + 1)
    bin_of = np.clip(np.searchsorted(edges, x, side="right") - 1, 0, MOST_BINS - 1)
    weight = 1.0 / error**2
    total = np.bincount(bin_of, weight, MOST_BINS)
    kept = total > 0.0
    total = total[kept]
    mean_x = np.bincount(bin_of, weight * x, MOST_BINS)[kept] / total
    mean_y = np.bincount(bin_of, weight * y, MOST_BINS)[kept] / total
    return np.exp(mean_x), mean_y, 1.0 / np.sqrt(total)
