"""Carrying wave functions from column to column.

Solutions of the Schroedinger equation obey::

    psi(n -+ 1) = (V_n - E) psi(n) - T_n psi(n) - psi(n +- 1)

with T_n the transverse bonds of column n. Each kernel takes many columns in one call and is written for
one kind of bond: real ones (both real and imaginary parts are carried by the same real numbers), a phase,
or spin rotations.
"""

from __future__ import annotations

import math

import numpy as np

from hlnfit.simulation.lattices.site_disorder import POTENTIAL, random_rotation, site_uniform
from hlnfit.stored import stored

NO_SPIN_ORBIT, RASHBA, SU2 = 0, 1, 2


@stored(nogil=True, fastmath={"contract"})
def carry_real(
    now: np.ndarray,
    other: np.ndarray,
    key: np.uint64,
    first: int,
    count: int,
    direction: int,
    energy: float,
    disorder: float,
    periodic: bool,
) -> None:
    """Carry real solutions over ``count`` columns, beginning with column ``first``.

    ``now`` and ``other``, shape (width, solutions), hold psi at the first column and at the one before it
    in the ``direction`` (1 or -1) of travel; on return psi of the column after the last, and of the last.
    For odd ``count`` the two are exchanged.
    """
    width, solutions = now.shape
    for k in range(count):
        column = first + direction * k
        source, target = (now, other) if k % 2 == 0 else (other, now)
        for i in range(width):
            here = source[i]
            out = target[i]
            onsite = disorder * (site_uniform(key, column, i, POTENTIAL) - 0.5) - energy
            if i > 0:
                below = source[i - 1]
                if i + 1 < width:
                    above = source[i + 1]
                    for c in range(solutions):
                        out[c] = onsite * here[c] - below[c] - above[c] - out[c]
                else:
                    for c in range(solutions):
                        out[c] = onsite * here[c] - below[c] - out[c]
            elif width > 1:
                above = source[1]
                for c in range(solutions):
                    out[c] = onsite * here[c] - above[c] - out[c]
            else:
                for c in range(solutions):
                    out[c] = onsite * here[c] - out[c]
        if periodic:
            for c in range(solutions):
                target[0, c] -= source[width - 1, c]
                target[width - 1, c] -= source[0, c]


@stored(nogil=True, fastmath={"contract"})
def carry_phase(
    now: np.ndarray,
    other: np.ndarray,
    key: np.uint64,
    first: int,
    count: int,
    direction: int,
    energy: float,
    disorder: float,
    flux: float,
) -> None:
    """Carry solutions in a magnetic field; as `carry_real`.

    ``now`` and ``other`` have shape (2, width, solutions): real and imaginary parts apart, so that the
    loops over solutions vectorize. The bond from row i + 1 to row i of column n has the phase
    2 pi ``flux`` n.
    """
    _, width, solutions = now.shape
    for k in range(count):
        column = first + direction * k
        source, target = (now, other) if k % 2 == 0 else (other, now)
        angle = 2.0 * math.pi * flux * column
        cos, sin = math.cos(angle), math.sin(angle)
        for i in range(width):
            here_re, here_im = source[0, i], source[1, i]
            out_re, out_im = target[0, i], target[1, i]
            onsite = disorder * (site_uniform(key, column, i, POTENTIAL) - 0.5) - energy
            for c in range(solutions):
                out_re[c] = onsite * here_re[c] - out_re[c]
                out_im[c] = onsite * here_im[c] - out_im[c]
            if i + 1 < width:
                re, im = source[0, i + 1], source[1, i + 1]
                for c in range(solutions):
                    out_re[c] -= cos * re[c] - sin * im[c]
                    out_im[c] -= cos * im[c] + sin * re[c]
            if i > 0:
                re, im = source[0, i - 1], source[1, i - 1]
                for c in range(solutions):
                    out_re[c] -= cos * re[c] + sin * im[c]
                    out_im[c] -= cos * im[c] - sin * re[c]


@stored(nogil=True)
def spin_bond(
    key: np.uint64, column: int, row: int, kind: int, half_angle: float, flux: float, out: np.ndarray
) -> None:
    """Fill ``out`` (2, 2) with the bond from row ``row`` + 1 to ``row`` of a column.

    Uniform Rashba coupling turns the spin about y along a longitudinal bond and about x along a
    transverse one; taking the first into the gauge turns the axis of the second from column to column.
    """
    if kind == SU2:
        random_rotation(key, column, row, out)
    else:
        cos, sin = math.cos(half_angle), math.sin(half_angle)
        turn = 2.0 * half_angle * column
        along_x, along_z = sin * math.cos(turn), sin * math.sin(turn)
        out[0, 0] = complex(cos, along_z)
        out[0, 1] = complex(0.0, along_x)
        out[1, 0] = complex(0.0, along_x)
        out[1, 1] = complex(cos, -along_z)
    if flux != 0.0:
        angle = 2.0 * math.pi * flux * column
        phase = complex(math.cos(angle), math.sin(angle))
        for s in range(2):
            for t in range(2):
                out[s, t] *= phase


@stored(nogil=True, fastmath={"contract"})
def _add_row(out: np.ndarray, source: np.ndarray, to: int, fro: int, bond: np.ndarray, adjoint: bool) -> None:
    """Subtract ``bond`` (or its adjoint) times row ``fro`` of ``source`` from row ``to`` of ``out``."""
    solutions = out.shape[2]
    for s in range(2):
        out_re, out_im = out[0, 2 * to + s], out[1, 2 * to + s]
        for t in range(2):
            value = bond[t, s].conjugate() if adjoint else bond[s, t]
            a, b = value.real, value.imag
            re, im = source[0, 2 * fro + t], source[1, 2 * fro + t]
            for c in range(solutions):
                out_re[c] -= a * re[c] - b * im[c]
                out_im[c] -= a * im[c] + b * re[c]


@stored(nogil=True, fastmath={"contract"})
def carry_spin(
    now: np.ndarray,
    other: np.ndarray,
    key: np.uint64,
    first: int,
    count: int,
    direction: int,
    energy: float,
    disorder: float,
    periodic: bool,
    kind: int,
    half_angle: float,
    flux: float,
) -> None:
    """Carry solutions with spin; as `carry_real`, shape (2, 2 width, solutions), spin the faster index."""
    _, rows, solutions = now.shape
    width = rows // 2
    bond = np.empty((2, 2), dtype=np.complex128)
    for k in range(count):
        column = first + direction * k
        source, target = (now, other) if k % 2 == 0 else (other, now)
        for i in range(width):
            onsite = disorder * (site_uniform(key, column, i, POTENTIAL) - 0.5) - energy
            for s in range(2):
                here_re, here_im = source[0, 2 * i + s], source[1, 2 * i + s]
                out_re, out_im = target[0, 2 * i + s], target[1, 2 * i + s]
                for c in range(solutions):
                    out_re[c] = onsite * here_re[c] - out_re[c]
                    out_im[c] = onsite * here_im[c] - out_im[c]
        for i in range(width if periodic else width - 1):
            following = (i + 1) % width
            spin_bond(key, column, i, kind, half_angle, flux, bond)
            _add_row(target, source, i, following, bond, False)
            _add_row(target, source, following, i, bond, True)
