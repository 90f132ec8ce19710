"""The scattering matrix of one disordered sample between clean leads.

All solutions that only leave into the right lead are carried through the sample to the left one, where
they are split into waves that come and waves that go. Closed channels grow by a large factor from column
to column; every few columns the solutions are therefore recombined so that psi of the present column is
the identity, and what the recombination did to the right lead is kept. Between two recombinations a
column costs only a few multiplications a site and solution.

Source: transfer matrices with stabilization: A. MacKinnon and B. Kramer, Z. Phys. B 53, 1 (1983);
conductance: D. S. Fisher and P. A. Lee, Phys. Rev. B 23, 6851 (1981).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg.lapack import zgesv

from hlnfit.errors import ConfigError
from hlnfit.simulation.checked_fields import FloatArray
from hlnfit.simulation.lattices.columns import (
    NO_SPIN_ORBIT,
    RASHBA,
    SU2,
    carry_phase,
    carry_real,
    carry_spin,
)
from hlnfit.simulation.lattices.leads import ComplexArray, Leads, leads_of
from hlnfit.simulation.lattices.model import Lattice

KINDS = {"none": NO_SPIN_ORBIT, "rashba": RASHBA, "su2": SU2}
_UNITARITY = 1e-7
_INTERVAL = 16
"""Columns between two recombinations; rounding errors grow to about 1e-9 of the current in the middle of the
band, and where they grow further, in strong disorder, the sample is done again with more of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Scattering:
    """Amplitudes between open channels, normalized to current.

    Attributes
    ----------
    t, r : ndarray of complex, shape (open channels, open channels)
        Transmission and reflection for waves that come from the left; columns are incoming channels.
    """

    t: ComplexArray
    r: ComplexArray

    @property
    def conductance(self) -> float:
        """Sum of transmissions: the conductance in units of e^2 / h."""
        return float(np.sum(np.abs(self.t) ** 2))

    @property
    def eigenvalues(self) -> FloatArray:
        """Transmission eigenvalues, largest first."""
        values = np.linalg.svd(self.t, compute_uv=False) ** 2
        return np.asarray(values, dtype=np.float64)

    @property
    def defect(self) -> float:
        """Largest deviation of reflection plus transmission from one, over incoming channels."""
        total = np.sum(np.abs(self.t) ** 2, axis=0) + np.sum(np.abs(self.r) ** 2, axis=0)
        return float(np.max(np.abs(total - 1.0), initial=0.0))


def scatter(lattice: Lattice, length: int, key: np.uint64, *, leads: Leads | None = None) -> Scattering:
    """Return the scattering amplitudes of the sample ``key``.

    Parameters
    ----------
    lattice : Lattice
    length : int
        Columns of the sample.
    key : uint64
        Which sample (see `site_disorder`); the same at every field.
    leads : Leads, optional
        Those of the lattice, where they are known already.

    Raises
    ------
    ConfigError
        Where current is not conserved to 1e-7 even with frequent stabilization, or the length is no
        number of columns.
    """
    if length < 1:
        raise ConfigError(f"a length of {length} columns", expected="1 or more")
    leads = leads_of(lattice) if leads is None else leads
    result = _carried(lattice, length, key, leads, _INTERVAL)
    for interval in (8, 4, 2):
        # Not written as defect > ...: NaN must be tried again too.
        if result.defect <= _UNITARITY:
            break
        result = _carried(lattice, length, key, leads, interval)
    if not result.defect <= _UNITARITY:
        raise ConfigError(
            f"current is conserved only to {result.defect:.1g} at energy {lattice.energy:g}, "
            f"disorder {lattice.disorder:g}",
            expected=f"{_UNITARITY:g}",
            advice="Shift the energy away from the band edge of a mode.",
        )
    return result


def _carried(lattice: Lattice, length: int, key: np.uint64, leads: Leads, interval: int) -> Scattering:
    """Return the scattering amplitudes, recombining solutions every ``interval`` columns (even)."""
    channels = lattice.channels
    # Columns 1 ... length are the sample; column length + 1 is the first of the right lead.
    modes = leads.modes
    if lattice.flux != 0.0:
        site = np.repeat(np.arange(lattice.width), lattice.spins)
        gauge = np.exp(-2j * np.pi * lattice.flux * (length + 1) * site)
        modes = gauge[:, None] * modes
    now = modes.copy()
    opened = np.flatnonzero(leads.open)
    # First psi one column to the right, then the amplitudes of open modes in the right lead.
    stack = np.empty((channels + opened.size, channels), dtype=np.complex128)
    stack[:channels] = modes * leads.growth
    stack[channels:] = np.eye(channels)[opened]
    column = length
    while column >= 1:
        count = min(interval, column)
        _carry(lattice, now, stack[:channels], key, column, count)
        column -= count
        if column >= 1:
            # psi -> psi psi(now)^-1, in row-major storage a solution of transposed equations.
            _, _, _, info = zgesv(now.T, stack.T, overwrite_a=True, overwrite_b=True)
            if info != 0:
                raise ConfigError(f"column {column} of the sample is singular", advice="Shift the energy.")
            now[:] = np.eye(channels)
    back = 1.0 / leads.growth
    at_zero = leads.modes.conj().T @ now
    at_one = leads.modes.conj().T @ stack[:channels]
    spread = (leads.growth - back)[:, None]
    come = (at_one - back[:, None] * at_zero) / spread
    go = (leads.growth[:, None] * at_zero - at_one) / spread
    # Solve for solutions in which a single open channel comes in.
    incoming = np.eye(channels, dtype=np.complex128)[:, opened]
    solutions = np.linalg.solve(come, incoming)
    root = np.sqrt(leads.velocity[opened])
    t = root[:, None] * (stack[channels:] @ solutions) / root
    r = root[:, None] * (go[opened] @ solutions) / root
    return Scattering(np.asarray(t, dtype=np.complex128), np.asarray(r, dtype=np.complex128))


def _carry(
    lattice: Lattice, now: ComplexArray, other: ComplexArray, key: np.uint64, first: int, count: int
) -> None:
    """Carry both arrays in place over ``count`` columns to the left, beginning with column ``first``."""
    energy, disorder = lattice.energy, lattice.disorder
    if lattice.flux == 0.0 and lattice.spin_orbit == "none":
        here, there = now.view(np.float64), other.view(np.float64)
        carry_real(here, there, key, first, count, -1, energy, disorder, lattice.periodic)
    else:
        here, there = _apart(now), _apart(other)
        kind, half_angle = KINDS[lattice.spin_orbit], 0.5 * lattice.rashba_angle
        if kind == NO_SPIN_ORBIT:
            carry_phase(here, there, key, first, count, -1, energy, disorder, lattice.flux)
        else:
            carry_spin(
                here,
                there,
                key,
                first,
                count,
                -1,
                energy,
                disorder,
                lattice.periodic,
                kind,
                half_angle,
                lattice.flux,
            )
        now.real, now.imag = here
        other.real, other.imag = there
    if count % 2:
        kept = now.copy()
        now[:] = other
        other[:] = kept


def _apart(solutions: ComplexArray) -> FloatArray:
    """Return real and imaginary parts as two planes."""
    return np.stack([solutions.real, solutions.imag])
