"""Dephasing: rate laws fitted to B_phi(T), and the rates that theory gives without a fit."""

from __future__ import annotations

from hlnfit.dephasing import laws
from hlnfit.dephasing.conversion import B_phi_from_rate, rate_from_B_phi
from hlnfit.dephasing.fit import fit_dephasing, fit_rates
from hlnfit.dephasing.kondo import nagaoka_suhl_rate
from hlnfit.dephasing.law_fit import LawFit
from hlnfit.dephasing.nyquist import (
    dimensionless_conductance,
    nyquist_B_phi,
    nyquist_rate_1d,
    nyquist_rate_2d,
    nyquist_rate_2d_self_consistent,
    nyquist_time_1d,
    nza_rate_2d,
)
from hlnfit.dephasing.rates import Rates
from hlnfit.dephasing.result import DephasingFit, Excluded
from hlnfit.dephasing.schmid import schmid_rate_3d

__all__ = [
    "B_phi_from_rate",
    "DephasingFit",
    "Excluded",
    "LawFit",
    "Rates",
    "dimensionless_conductance",
    "fit_dephasing",
    "fit_rates",
    "laws",
    "nagaoka_suhl_rate",
    "nyquist_B_phi",
    "nyquist_rate_1d",
    "nyquist_rate_2d",
    "nyquist_rate_2d_self_consistent",
    "nyquist_time_1d",
    "nza_rate_2d",
    "rate_from_B_phi",
    "schmid_rate_3d",
]
