"""Electron-electron scattering in a bulk disordered metal: B_phi = B_0 + A T^(3/2)."""

from __future__ import annotations

from hlnfit.dephasing.laws.base import B_0, Amplitude, RateLaw, fixed_power
from hlnfit.dephasing.laws.papers import SCHMID_1974

LAW = RateLaw(
    name="schmid_3d",
    title="Electron-electron scattering in three dimensions",
    amplitudes=(B_0, Amplitude("A", "T/K^(3/2)", "B_phi - B_0 at 1 K")),
    columns=fixed_power(1.5),
    exponent=1.5,
    # A film is two-dimensional for localization as soon as L_phi exceeds its thickness, and still
    # three-dimensional for this process where the thermal length does not.
    dimensions=(2, 3),
    latex=r"B_\varphi = B_0 + A T^{3/2}",
    validity="the thermal length shorter than the thickness; the T^2 term of the same theory negligible",
    references=(SCHMID_1974,),
)
