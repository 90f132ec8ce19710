"""A regime as rows of a table: quantity, value, unit, and what the value means."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hlnfit.constants import E
from hlnfit.regime.conditions import MOOIJ, NOT_BEYOND

if TYPE_CHECKING:
    from hlnfit.regime.regime import Regime


@dataclass(frozen=True, slots=True)
class RegimeRow:
    """One row.

    Attributes
    ----------
    name : str
        As an attribute of ``Regime``.
    title : str
        In words and symbols.
    value : float or None
        In ``unit``; None where unknown, infinite where there is no end.
    unit : str
        That people read (nm, ps, cm^2/s, ...); empty for a pure number.
    meaning : str
        What the value says; empty where it says nothing beyond itself.
    """

    name: str
    title: str
    value: float | None
    unit: str
    meaning: str = ""


# Attribute, title, factor from SI, unit. Ratios come last.
_ROWS = (
    ("R_sheet", "sheet resistance", 1.0, "ohm"),
    ("resistivity", "resistivity", 1e8, "uOhm cm"),
    ("density", "density", 1e-16, "10^12 cm^-2"),
    ("mobility", "mobility", 1e4, "cm^2/(V s)"),
    ("k_F_l", "k_F l", 1.0, ""),
    ("g", "g = sigma h/e^2", 1.0, ""),
    ("dg_dlnL", "dg/d ln L", 1.0, ""),
    ("beta", "beta(g) = d ln g/d ln L", 1.0, ""),
    ("two_loop", "two-loop amplitude 1 - 2/(pi g)", 1.0, ""),
    ("localization_length", "localization length", 1e9, "nm"),
    ("mean_free_path", "mean free path l", 1e9, "nm"),
    ("D", "diffusion constant D", 1e4, "cm^2/s"),
    ("tau", "transport time tau", 1e12, "ps"),
    ("tau_phi", "dephasing time tau_phi", 1e12, "ps"),
    ("B_tr", "transport field B_tr", 1.0, "T"),
    ("L_T", "thermal length L_T", 1e9, "nm"),
    ("thouless_energy", "Thouless energy of the sample", 1e3 / E, "meV"),
    ("tau_over_tau_phi", "tau/tau_phi", 1.0, ""),
    ("B_max_over_B_tr", "B_max/B_tr", 1.0, ""),
    ("omega_c_tau", "omega_c tau at B_max", 1.0, ""),
    ("thermal", "k_B T tau/hbar", 1.0, ""),
    ("zeeman_over_thermal", "g mu_B B_max/(k_B T)", 1.0, ""),
    ("L_phi_over_thickness", "L_phi/thickness", 1.0, ""),
    ("L_phi_over_width", "L_phi/width", 1.0, ""),
    ("L_phi_over_length", "L_phi/length", 1.0, ""),
    ("l_over_thickness", "l/thickness", 1.0, ""),
    ("l_over_width", "l/width", 1.0, ""),
    ("ucf_rms", "conductance fluctuations (rms)", 1.0, "e^2/h"),
    ("ucf_field", "their correlation field", 1e3, "mT"),
)


def rows_of(regime: Regime) -> tuple[RegimeRow, ...]:
    """Return the rows of a regime in a fixed order, unknown values included."""
    out = []
    for name, title, factor, unit in _ROWS:
        value = _of_sample(name, regime) if name in ("R_sheet", "density") else getattr(regime, name)
        shown = None if value is None else value * factor
        out.append(
            RegimeRow(name, title, shown, unit, "" if value is None else _meaning(name, value, regime))
        )
    return tuple(out)


def _of_sample(name: str, regime: Regime) -> float | None:
    return 1.0 / regime.sigma0 if name == "R_sheet" else regime.sample.density


def _meaning(name: str, value: float, r: Regime) -> str:
    """Return what a known value says."""
    if name == "k_F_l":
        return {
            "metallic": "metallic",
            "marginal": "near the limit of Ioffe and Regel: corrections are large",
            "localized": "below the limit of Ioffe and Regel: no metal",
        }[r.metal]
    if name == "resistivity":
        low, high = MOOIJ
        return (
            "a metal's resistance falls on cooling (Mooij)" if value < low
            else "near the change of sign of the temperature coefficient (Mooij)" if value <= high
            else "rises on cooling without localization, too (Mooij)"
        )  # fmt: skip
    if name == "density":
        return {"hall": "from the Hall resistance", "user": "given"}.get(r.sample.density_from, "")
    if name == "dg_dlnL":
        return f"{r.symmetry} class"
    if name == "two_loop":
        return f"weak localization reaches {100.0 * value:.0f} % of its amplitude" if value > 0.0 else (
            "no expansion in 1/g"
        )  # fmt: skip
    if name == "localization_length":
        return "no localization in the symplectic class" if math.isinf(value) else f"{r.symmetry} class"
    if name == "tau_over_tau_phi":
        return "diffusive" if value < 3e-3 else "beyond diffusion: amplitude below 1"
    if name == "B_max_over_B_tr":
        return "diffusive" if value <= NOT_BEYOND else "beyond diffusion: the formula bends"
    if name == "thermal":
        return f"interaction correction {r.interaction}"
    if name == "L_phi_over_thickness":
        return "thinner than L_phi" if value > 1.0 else "thicker than L_phi: bulk"
    if name == "L_phi_over_width":
        return "narrower than L_phi: wire" if value > 1.0 else "wider than L_phi"
    if name == "L_phi_over_length":
        return "longer than L_phi" if value < 1.0 else "shorter than L_phi: one coherent sample"
    if name == "ucf_rms":
        return "of the whole sample, at B = 0"
    if name in ("l_over_thickness", "l_over_width"):
        return "diffusive cross-section" if value < 1.0 else "ballistic cross-section: flux cancels"
    return ""
