"""Electron-electron scattering with small energy transfer in a wire: B_phi = B_0 + A T^(2/3)."""

from __future__ import annotations

from hlnfit.dephasing.laws.base import B_0, Amplitude, RateLaw, fixed_power
from hlnfit.dephasing.laws.papers import ALTSHULER_1982, PIERRE_2003

LAW = RateLaw(
    name="nyquist_1d",
    title="Nyquist dephasing of a wire",
    amplitudes=(B_0, Amplitude("A", "T/K^(2/3)", "hbar / (8 e D tau_N) at 1 K")),
    columns=fixed_power(2.0 / 3.0),
    exponent=2.0 / 3.0,
    dimensions=(1,),
    latex=r"B_\varphi = B_0 + A T^{2/3}",
    validity="L_phi and the thermal length longer than the width",
    references=(ALTSHULER_1982, PIERRE_2003),
)
