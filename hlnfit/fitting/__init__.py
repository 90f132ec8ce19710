"""Fits: from a magnetoconductance and a model to parameters, limits, doubts and a verdict."""

from __future__ import annotations

from hlnfit.fitting.fit import fit
from hlnfit.fitting.maps import MapFit, fit_map
from hlnfit.fitting.result import ParameterValue, SweepFit, WindowScan
from hlnfit.fitting.series import Series, fit_series
from hlnfit.fitting.through_lmfit import user_parameters

__all__ = [
    "MapFit",
    "ParameterValue",
    "Series",
    "SweepFit",
    "WindowScan",
    "fit",
    "fit_map",
    "fit_series",
    "user_parameters",
]
