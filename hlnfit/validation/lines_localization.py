"""Localization lengths of strips against perturbation theory, random matrices and a critical point."""

from __future__ import annotations

from typing import Any

import numpy as np

from hlnfit import simulation
from hlnfit.validation.agreement import Comparison
from hlnfit.validation.engines import Run, line
from hlnfit.validation.lines_diffusive import SPARE

_CHANNELS = (
    "the theory takes all channels for equivalent; on a lattice slow and fast ones scatter differently, and "
    "the mean free path is read off one short piece"
)


@line(
    engine="localization_length",
    formula="24 (4 - E^2) / W^2",
    x_label="energy E",
    quantity="xi (sites)",
)
def chain_localization(run: Run) -> Comparison:
    """Weakly disordered chain (D. J. Thouless, 1979)."""
    energies, disorder = np.array([0.7, 1.2]), 1.0
    relative = run.pick(0.02, 8e-3)
    found = [
        simulation.localization_length(
            simulation.Lattice(1, energy, disorder), precision=SPARE * relative, **run.options_of(i)
        )
        for i, energy in enumerate(energies.tolist())
    ]
    reference = 24.0 * (4.0 - energies**2) / disorder**2
    return Comparison(
        energies,
        [one.xi for one in found],
        [one.error / one.value * one.xi for one in found],
        reference,
        resolution=relative * reference,
        allowance=0.01 * reference,
        reason="the next order of the expansion is a hundredth at this disorder",
    )


def _class(
    run: Run,
    beta: int,
    lattice: simulation.Lattice,
    *,
    piece: int,
    allowance: float,
) -> Comparison:
    """Compare xi of a strip with (beta N + 2 - beta) l, l from the conductance of a short piece.

    The short piece is measured in a field, so that its conductance holds no localization correction.
    """
    relative = run.pick(0.03, 0.012)
    strip = simulation.localization_length(lattice, precision=0.5 * relative, **run.options_of(0))
    model: dict[str, Any] = {
        "width": lattice.width,
        "energy": lattice.energy,
        "disorder": lattice.disorder,
        "spin_orbit": lattice.spin_orbit,
    }
    short = simulation.lattice(
        0.03, length=piece, precision=run.pick(0.025, 0.01), **model, **run.options_of(1)
    )
    g, g_error = float(short.value), float(short.error)
    mean_free_path = piece / (short.channels / g - 1.0)
    relative_error = g_error / g * short.channels / (short.channels - g)
    # With Kramers degeneracy the theory counts pairs of channels.
    N = short.channels / lattice.spins
    reference = (beta * N + 2.0 - beta) * mean_free_path
    error = np.hypot(strip.xi * strip.error / strip.value, reference * relative_error)
    return Comparison(
        lattice.width,
        strip.xi,
        error,
        reference,
        resolution=relative * reference,
        allowance=allowance * reference,
        reason=_CHANNELS,
    )


_DMPK = "(beta N + 2 - beta) l, beta = "


@line(
    engine="localization_length",
    formula=_DMPK + "1",
    x_label="width (sites)",
    quantity="xi (sites)",
)
def orthogonal_localization(run: Run) -> Comparison:
    """Localization length of a strip without field (C. W. J. Beenakker, Rev. Mod. Phys. 69, 731 (1997))."""
    return _class(run, 1, simulation.Lattice(10, -1.05, 2.5), piece=12, allowance=0.12)


@line(
    engine="localization_length",
    formula=_DMPK + "2",
    x_label="width (sites)",
    quantity="xi (sites)",
)
def unitary_localization(run: Run) -> Comparison:
    """Localization length in a field that breaks time-reversal symmetry: nearly twice as long."""
    return _class(run, 2, simulation.Lattice(10, -1.05, 2.5, flux=0.03), piece=12, allowance=0.12)


@line(
    engine="localization_length",
    formula=_DMPK + "4",
    x_label="width (sites)",
    quantity="xi (sites)",
)
def symplectic_localization(run: Run) -> Comparison:
    """Localization length with random spin rotations and without field."""
    return _class(run, 4, simulation.Lattice(10, 1.0, 4.0, spin_orbit="su2"), piece=6, allowance=0.15)


@line(
    engine="localization_length",
    formula="Asada, Slevin and Ohtsuki (2002)",
    x_label="width (sites)",
    quantity="xi / width",
)
def su2_critical_point(run: Run) -> Comparison:
    """Metal-insulator transition of the SU(2) model, E = 1, W = 5.952: xi / width is 1.84 at any width.

    Y. Asada, K. Slevin and T. Ohtsuki, Phys. Rev. Lett. 89, 256601 (2002).
    """
    widths = run.pick([8, 12], [8, 16, 24])
    relative = run.pick(0.02, 0.012)
    found = [
        simulation.localization_length(
            simulation.Lattice(width, 1.0, 5.952, spin_orbit="su2", periodic=True),
            precision=SPARE * relative,
            **run.options_of(width),
        )
        for width in widths
    ]
    return Comparison(
        widths,
        [one.value for one in found],
        [one.error for one in found],
        1.84,
        # The engine's precision is relative to what it finds.
        resolution=1.84 * relative * 1.25,
        allowance=0.03,
        reason="corrections to scaling of narrow strips are of the order of one per cent",
    )
