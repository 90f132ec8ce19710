"""A power of temperature above a constant: B_phi = B_0 + A T^p."""

from __future__ import annotations

from hlnfit.dephasing.laws.base import (
    B_0,
    EXPONENT,
    Amplitude,
    FloatArray,
    RateLaw,
    Setting,
    constant_and,
    power_column,
)
from hlnfit.dephasing.laws.papers import LIN_2002


def _columns(T: FloatArray, shapes: FloatArray, setting: Setting) -> tuple[FloatArray, FloatArray]:
    return constant_and(power_column(T, shapes))


LAW = RateLaw(
    name="power_saturating",
    title="Power of T above a constant",
    amplitudes=(B_0, Amplitude("A", "T/K^{p}", "B_phi - B_0 at 1 K")),
    columns=_columns,
    shape=EXPONENT,
    latex=r"B_\varphi = B_0 + A T^p",
    validity="the mechanism of saturation adds a rate that does not depend on temperature",
    references=(LIN_2002,),
)
