"""Electron-electron scattering with small energy transfer in a film: B_phi = B_0 + A T."""

from __future__ import annotations

from hlnfit.dephasing.laws.base import B_0, Amplitude, RateLaw, fixed_power
from hlnfit.dephasing.laws.papers import ALEINER_1999, ALTSHULER_1982

LAW = RateLaw(
    name="nyquist_2d",
    title="Nyquist dephasing of a film",
    amplitudes=(B_0, Amplitude("A", "T/K", "k_B ln(g) / (4 e D g)")),
    columns=fixed_power(1.0),
    exponent=1.0,
    dimensions=(2,),
    latex=r"B_\varphi = B_0 + A T,\qquad A = \frac{k_B}{4eD}\frac{\ln g}{g}",
    validity="k_B T tau < hbar; L_phi and the thermal length longer than the thickness",
    references=(ALTSHULER_1982, ALEINER_1999),
)
