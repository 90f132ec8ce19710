"""Clean leads of the width of the sample: their modes, velocities and decay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.errors import ConfigError
from hlnfit.simulation.checked_fields import FloatArray
from hlnfit.simulation.lattices.model import Lattice

ComplexArray = NDArray[np.complex128]


@dataclass(frozen=True, slots=True, eq=False)
class Leads:
    """Modes of the leads, spin included (spin the faster index).

    Attributes
    ----------
    modes : ndarray, shape (channels, channels)
        Orthonormal transverse modes in columns. Those of open edges are real.
    growth : ndarray of complex, shape (channels,)
        Factor lambda of the mode from column to column, to the right: exp(i k) with positive velocity, or
        a real number below one in size.
    velocity : ndarray, shape (channels,)
        2 sin k; zero for a closed mode.
    """

    modes: ComplexArray
    growth: ComplexArray
    velocity: FloatArray

    @property
    def open(self) -> NDArray[np.bool_]:
        """Which modes carry current."""
        return self.velocity > 0.0


def leads_of(lattice: Lattice) -> Leads:
    """Return the modes of leads that fit ``lattice``.

    Raises
    ------
    ConfigError
        Where a mode sits exactly at its band edge: its velocity is zero and the conductance undefined.
    """
    width = lattice.width
    row = np.arange(width)
    if lattice.periodic:
        momentum = 2.0 * np.pi * np.arange(width) / width
        modes = np.exp(1j * np.outer(row, momentum)) / np.sqrt(width)
    else:
        momentum = np.pi * np.arange(1, width + 1) / (width + 1)
        modes = np.sqrt(2.0 / (width + 1)) * np.sin(np.outer(row + 1, momentum)).astype(np.complex128)
    # psi(n+1) + psi(n-1) = 2 c psi(n)
    c = -0.5 * (lattice.energy + 2.0 * np.cos(momentum))
    if np.any(np.abs(np.abs(c) - 1.0) < 1e-9):
        raise ConfigError(
            f"at energy {lattice.energy:g} and width {width} a mode of the leads is at its band edge",
            advice="Shift the energy slightly.",
        )
    inside = np.abs(c) < 1.0
    root = np.sqrt(np.abs(1.0 - c * c))
    # Evanescent: the root of size below one, without cancellation.
    growth = np.where(inside, c + 1j * root, 1.0 / (c + np.sign(c) * root))
    velocity = np.where(inside, 2.0 * root, 0.0)
    spins = lattice.spins
    return Leads(
        np.kron(modes, np.eye(spins)).astype(np.complex128),
        np.repeat(growth, spins),
        np.repeat(velocity, spins),
    )
