"""Separation: what is localization and what is interaction, with every number that led there."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlnfit.brief import brief, codes
from hlnfit.fitting.result import ParameterValue
from hlnfit.fitting.series import Series
from hlnfit.flags import Flag, Verdict, verdict_of
from hlnfit.regime import Regime
from hlnfit.separation.lines import FittedLine
from hlnfit.separation.over_field import SlopesOverField
from hlnfit.separation.parallel import Isotropic

FloatArray = NDArray[np.float64]

MEANINGS: Mapping[str, str] = {
    "slope_zero": "d sigma/d ln T at B = 0: alpha p + K_ee",
    "slope_quenched": "d sigma/d ln T at B_quench, as measured",
    "K_ee": "interaction, from the quenched conductance",
    "alpha_p": "localization, from the difference of the slopes",
    "F0": "Fermi-liquid constant F0^sigma of K_ee",
    "alpha_p_mr": "localization, from the magnetoconductance alone",
    "alpha": "amplitude of the magnetoconductance, common to all temperatures",
    "p": "exponent of B_phi(T)",
    "K_ee_hall": "interaction, from the Hall slope",
    "F0_hall": "Fermi-liquid constant of K_ee_hall",
    "K_ee_zeeman": "interaction, from the in-plane field",
    "F0_zeeman": "Fermi-liquid constant of K_ee_zeeman",
}
"""What each number of a separation is."""


@dataclass(frozen=True, slots=True)
class Level:
    """One temperature.

    Attributes
    ----------
    sweep : int
        Number of the curve, or -1 for a bin of a sweep over temperature.
    T : float, K
    sigma_zero, sigma_zero_err : float, S
        Conductance at B = 0; NaN where not measured.
    sigma_quenched, sigma_quenched_err : float, S
        Conductance at ``B_quench``, as measured.
    left : float, S
        What is left of the localization correction at ``B_quench``, zero if quenched altogether; up to a
        constant that is common to all temperatures.
    B_phi, B_phi_err : float, T
    R_hall, R_hall_err : float, ohm/T
        Hall slope.
    """

    sweep: int
    T: float
    sigma_zero: float = math.nan
    sigma_zero_err: float = math.nan
    sigma_quenched: float = math.nan
    sigma_quenched_err: float = math.nan
    left: float = math.nan
    B_phi: float = math.nan
    B_phi_err: float = math.nan
    R_hall: float = math.nan
    R_hall_err: float = math.nan


@dataclass(frozen=True, eq=False, repr=False)
class Separation:
    """Localization and interaction of a film, disentangled.

    Attributes
    ----------
    params : mapping of name to ParameterValue
        See ``MEANINGS``; slopes and amplitudes in G0 = e^2/(pi h). Names are missing where a route was not
        measured.
    names, covariance : tuple of str, array
        Covariance of the slopes, the error of the geometry included.
    levels : tuple of Level
    lines : mapping of name to FittedLine
        ``zero``, ``quenched`` (what is left of localization taken off), ``localization``, ``ln_B_phi``,
        ``hall``.
    over_field : SlopesOverField or None
        d sigma/d ln T against field.
    in_plane : Isotropic or None
    B_quench, band : float, tuple of float, T
        Field at which localization is quenched, and the band around it that is averaged.
    series : Series or None
        The fits of the curves.
    g_factor : float
        With which the Zeeman term was taken into account; 0 where it was not.
    n_v : int
    mobility_field : float
        mobility times B_quench.
    regime : Regime or None
        At the highest temperature.
    flags : tuple of Flag
    log : tuple of str
    """

    params: Mapping[str, ParameterValue]
    names: tuple[str, ...]
    covariance: FloatArray
    levels: tuple[Level, ...]
    lines: Mapping[str, FittedLine]
    B_quench: float = math.nan
    band: tuple[float, float] = (math.nan, math.nan)
    over_field: SlopesOverField | None = None
    in_plane: Isotropic | None = None
    series: Series | None = None
    model: str = ""
    g_factor: float = 0.0
    n_v: int = 1
    mobility_field: float = math.nan
    regime: Regime | None = None
    flags: tuple[Flag, ...] = ()
    log: tuple[str, ...] = field(default=())

    def __repr__(self) -> str:
        physics = self.verdict != "reject"
        found = (p.in_words for p in self.params.values() if physics and p.determined)
        return brief(self, f"{len(self.levels)} temperatures", *found, self.verdict, codes(self.flags))

    @property
    def verdict(self) -> Verdict:
        """The worst severity among the flags."""
        return verdict_of(self.flags)

    def difference(self, first: str, second: str) -> tuple[float, float]:
        """Return the difference of two numbers of ``names`` and its error, correlations included."""
        i, j = self.names.index(first), self.names.index(second)
        c = self.covariance
        value = self.params[first].value - self.params[second].value
        return value, math.sqrt(max(float(c[i, i] + c[j, j] - 2.0 * c[i, j]), 0.0))

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a number: quantity, value, err, lo, hi, determined, meaning."""
        return [
            {
                "quantity": name,
                "value": p.value,
                "err": p.err,
                "lo": p.lo,
                "hi": p.hi,
                "determined": p.determined,
                "meaning": MEANINGS[name],
            }
            for name, p in self.params.items()
        ]

    def level_rows(self) -> list[dict[str, Any]]:
        """Return one row a temperature, in SI."""
        return [
            {
                "sweep": x.sweep,
                "temperature_K": x.T,
                "sigma_zero_S": x.sigma_zero,
                "sigma_zero_err_S": x.sigma_zero_err,
                "sigma_quenched_S": x.sigma_quenched,
                "sigma_quenched_err_S": x.sigma_quenched_err,
                "localization_left_S": x.left,
                "B_phi_T": x.B_phi,
                "B_phi_err_T": x.B_phi_err,
                "R_hall_ohm_T": x.R_hall,
                "R_hall_err_ohm_T": x.R_hall_err,
            }
            for x in self.levels
        ]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as nested plain values, for JSON; numbers that are not finite stay NaN."""
        correlation = np.zeros_like(self.covariance)
        deviation = np.sqrt(np.diag(self.covariance))
        good = np.outer(deviation > 0.0, deviation > 0.0)
        correlation[good] = (self.covariance / np.outer(deviation, deviation).clip(1e-300))[good]
        return {
            "schema": "hlnfit-separation/1",
            "model": self.model,
            "verdict": self.verdict,
            "quantities": {row.pop("quantity"): row for row in self.rows()},
            "covariance": {
                "names": list(self.names),
                "matrix": self.covariance.tolist(),
                "correlation": correlation.tolist(),
            },
            "B_quench_T": self.B_quench,
            "band_T": list(self.band),
            "g_factor": self.g_factor,
            "valleys": self.n_v,
            "mobility_times_B_quench": self.mobility_field,
            "levels": self.level_rows(),
            "lines": {
                name: {"slope": f.slope, "error": f.error, "chi2": f.chi2, "dof": f.dof, "scale": f.scale}
                for name, f in self.lines.items()
            },
            "slopes_over_field": None if self.over_field is None else self.over_field.as_dict(),
            "regime": [] if self.regime is None else [asdict(r) for r in self.regime.rows()],
            "flags": [f.as_dict() for f in self.flags],
            "steps": list(self.log),
        }
