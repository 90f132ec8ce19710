"""What the report says of the dephasing fit: the preferred law, its exponent, how it was chosen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hlnfit.numbers import Style, parameter_text
from hlnfit.report.labels import readable_unit

if TYPE_CHECKING:
    from hlnfit.dephasing import DephasingFit, LawFit
    from hlnfit.fitting import ParameterValue


def exponent_text(law: LawFit, style: Style = "text") -> str:
    """Return the exponent p of 1/tau_phi ~ T^p; empty where the law has no power."""
    p = law.exponent
    return parameter_text(p, style=style) if math.isfinite(p.value) or p.bound else ""


def free_exponent(fit: DephasingFit) -> LawFit | None:
    """Return the law of lowest AICc among those whose exponent was fitted and is determined."""
    found = [f for f in fit.fits if "p" in f.parameters and math.isfinite(f.p)]
    return min(found, key=lambda f: f.aicc, default=None)


def law_label(law: LawFit) -> str:
    """Return what the legend of a figure says of a law."""
    p = law.exponent
    if p.fixed and math.isfinite(p.value):
        return rf"{law.law}, $p = {p.value:g}$"
    text = exponent_text(law, "latex")
    return rf"{law.law}, $p = {text}$" if math.isfinite(p.value) else law.law


def amplitude_unit(p: ParameterValue) -> tuple[float, str]:
    """Return the factor and the unit in which the amplitude of a law is read: mT/K^p for T/K^p."""
    if p.unit == "T" or p.unit.startswith("T/"):
        factor, unit = readable_unit("T")
        return factor, unit + p.unit[1:]
    return 1.0, p.unit
