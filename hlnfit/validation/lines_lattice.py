"""Disordered lattice wires: the universal dips of the mean conductance and its universal fluctuations.

Both are limits of a long wire of many channels, 1 << s << N with s = length over mean free path. A wire of
s mean free paths between perfect contacts keeps s^3 / (1 + s)^3 of the dip and 1 - (1 + 6 s) / (1 + s)^6 of
the variance: leading order in 1/N of the Dorokhov-Mello-Pereyra-Kumar equation, N equivalent channels
(P. A. Mello and A. D. Stone, Phys. Rev. B 44, 3559 (1991)). The tests of this file solve the equations of the
moments numerically. What was found is divided by these factors. Where the sample is a diffusive rectangle
rather than a wire, the factor is (s / (1 + s))^2 of the rectangle's own dip, and this line would not do.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from hlnfit import models, simulation
from hlnfit.constants import FIELD_TIMES_AREA, G0
from hlnfit.models.rows import SMALLEST_FIELD
from hlnfit.simulation import LatticeCurve
from hlnfit.validation.agreement import Comparison
from hlnfit.validation.engines import Run, line

CONDUCTANCE_QUANTUM: Final = np.pi * G0
SITE: Final = 1e-9
"""Metres from site to site; it drops out, but a wire's formula wants metres."""
CLASSES: Final = np.array([1, 2, 4])

# Wires as wide as two mean free paths: wider ones have diffusive modes across, which add to the dip, and
# narrower ones have few channels. Spins turn by an angle of 13 along a mean free path.
_LOCALIZING: Final[dict[str, Any]] = {"width": 60, "length": 230, "disorder": 1.2}
_ANTILOCALIZING: Final[dict[str, Any]] = {
    "width": 40,
    "length": 200,
    "disorder": 1.2,
    "spin_orbit": "rashba",
    "rashba_angle": 0.4,
}
_FLUX: Final = 8e-4
"""A flux of h/e through about the width times a mean free path: enough to break time reversal, while the
cyclotron radius is ten mean free paths."""


def _plain(run: Run, samples: int) -> LatticeCurve:
    """Return the wire without spin, without flux and at two fluxes that break time-reversal symmetry."""
    return simulation.lattice(
        [0.0, _FLUX, 2.0 * _FLUX],
        precision=None,
        max_samples=samples,
        **_LOCALIZING,
        **run.options_of(0),
    )


def _rashba(run: Run, samples: int) -> LatticeCurve:
    """Return the wire with Rashba coupling, without and with flux."""
    return simulation.lattice(
        [0.0, 2.0 * _FLUX],
        precision=None,
        max_samples=samples,
        **_ANTILOCALIZING,
        **run.options_of(1),
    )


def _free_paths(curve: LatticeCurve) -> float:
    """Return length over mean free path, by Ohm's law between contacts of ``channels`` channels."""
    return float(curve.channels / curve.value[-1] - 1.0)


def _dip(flux: float, wire: dict[str, Any]) -> float:
    """Return the rise of the conductance (e^2/h, both spins) that a flux a plaquette makes in theory."""
    # A plaquette of area SITE^2 with a flux of h/e = 8 pi hbar / (4 e).
    B = 8.0 * np.pi * FIELD_TIMES_AREA * flux / SITE**2
    rise = models.get("wire_finite_length")(
        B, B_phi=SMALLEST_FIELD, width=wire["width"] * SITE, length=wire["length"] * SITE
    )
    return float(rise / CONDUCTANCE_QUANTUM)


def _whole_dip() -> float:
    return _dip(1e3, _LOCALIZING)


@line(
    engine="lattice",
    formula="wire_finite_length",
    x_label="Dyson index",
    quantity="dip of g (e^2/h)",
    full_only=True,
)
def lattice_dips(run: Run) -> Comparison:
    """Dips of long wires, -2/3, 0 and +1/3 e^2/h: without spin-orbit coupling, in a field, with it."""
    plain, rashba = _plain(run, 2048), _rashba(run, 2048)
    values, errors = [], []
    # Dips by class: what a field adds to g, without spin for both spins, over what theory keeps of it.
    for curve, wire, flux, index, spins in (
        (plain, _LOCALIZING, 2.0 * _FLUX, 2, 2.0),
        (rashba, _ANTILOCALIZING, 2.0 * _FLUX, 1, 1.0),
    ):
        s = _free_paths(curve)
        kept = (s / (1.0 + s)) ** 3 * abs(_dip(flux, wire) / _whole_dip())
        values.append(-spins * curve.change[index] / kept)
        errors.append(spins * curve.change_error[index] / kept)
    s = _free_paths(plain)
    kept = (s / (1.0 + s)) ** 3
    values.insert(1, -2.0 * (plain.change[2] - plain.change[1]) / kept)
    # The same samples: most of their fluctuation is common, the larger error is a safe one.
    errors.insert(1, 2.0 * float(plain.change_error[2]) / kept)
    limits = _whole_dip() * np.array([-1.0, 0.0, 0.5])
    return Comparison(
        CLASSES,
        values,
        errors,
        limits,
        resolution=[0.04, 0.04, 0.03],
        allowance=[0.067, 0.033, 0.033],
        reason="a tenth of the limit, a twentieth of 2/3 for 0: the theory takes channels for equivalent and "
        "wires for much longer than wide, leads without spin-orbit coupling reflect, a field bends paths",
    )


@line(
    engine="lattice",
    formula="8 / (15 beta)",
    x_label="Dyson index",
    quantity="var g (e^2/h)^2",
    full_only=True,
)
def lattice_variances(run: Run) -> Comparison:
    """Universal conductance fluctuations of wires, 8/15, 4/15 and 2/15 (e^2/h)^2: ratios 1 : 1/2 : 1/4."""
    plain, rashba = _plain(run, 1280), _rashba(run, 1280)
    values, errors = [], []
    for curve, index, spins in ((plain, 0, 2.0), (plain, 2, 2.0), (rashba, 0, 1.0)):
        s = _free_paths(curve)
        kept = 1.0 - (1.0 + 6.0 * s) / (1.0 + s) ** 6
        rms, rms_error = float(curve.rms[index]), float(curve.rms_error[index])
        values.append(spins**2 * rms**2 / kept)
        errors.append(spins**2 * 2.0 * rms * rms_error / kept)
    reference = 8.0 / 15.0 / CLASSES
    return Comparison(
        CLASSES,
        values,
        errors,
        reference,
        resolution=0.05 * reference,
        allowance=0.2 * reference,
        reason="the theory takes channels for equivalent and wires for longer than wide, and a field does "
        "not break the symmetry at once",
    )
