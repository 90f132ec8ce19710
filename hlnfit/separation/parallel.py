"""In-plane field: the Zeeman energy turns triplets off, and nothing else depends on the field.

sigma(B) - sigma(0) = -G0 zeta (1 - K_ee) g2(g mu_B B/(k_B T)): one number for all sweeps, linear in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0
from hlnfit.curve import Magnetoconductance
from hlnfit.separation.constants_of_interaction import zeeman_part

FloatArray = NDArray[np.float64]
FALSE_ALARM = 1e-3


@dataclass(frozen=True, eq=False)
class Isotropic:
    """What the in-plane curves say.

    Attributes
    ----------
    K_ee, error : float
        Slope of the interaction correction that belongs to the triplets that the field turns off.
    chi2_red : float
    scale : float
        By which the squared errors were widened.
    curves : tuple of Magnetoconductance
    levels : array (n,), S
        Fitted conductance at B = 0 of each curve, relative to its own reference.
    g_factor : float
    n_v : int
    largest_h : float
        Largest g mu_B B/(k_B T) that was reached.
    """

    K_ee: float
    error: float
    chi2_red: float
    scale: float
    curves: tuple[Magnetoconductance, ...]
    levels: FloatArray
    g_factor: float
    n_v: int
    largest_h: float

    def curve(self, B: FloatArray, T: float) -> FloatArray:
        """Return the fitted correction in siemens at in-plane fields."""
        return -G0 * (1.0 - self.K_ee) * zeeman_part(B, T, self.g_factor, self.n_v)


def fit_in_plane(curves: Sequence[Magnetoconductance], g_factor: float, n_v: int) -> Isotropic | None:
    """Fit 1 - K_ee to curves in an in-plane field; None where there is none with a temperature.

    Each curve has its own level and, where both signs were measured, its own odd part.
    """
    from scipy.special import chdtri

    from hlnfit.constants import K_B, MU_B

    usable = [c for c in curves if len(c) >= 10 and c.temperature is not None and np.isfinite(c.temperature)]
    if not usable or not g_factor > 0.0:
        return None
    blocks, targets, shapes = [], [], []
    largest = 0.0
    for c in usable:
        assert c.temperature is not None
        error = c.error if c.error is not None else np.ones(len(c))
        reach = float(np.max(np.abs(c.B)))
        u = c.B / reach
        columns = [np.ones(len(c))]
        if c.two_sided and not c.symmetrized:
            columns += [u, u**3]
        blocks.append(np.stack(columns, axis=1) / error[:, None])
        targets.append(c.dsigma / error)
        shapes.append(-G0 * zeeman_part(c.B, c.temperature, g_factor, n_v) / error)
        largest = max(largest, g_factor * MU_B * reach / (K_B * c.temperature))
    # What every curve has for itself is projected out; one number is left.
    shape, rest, own, n_own = [], [], [], 0
    for a, y, s in zip(blocks, targets, shapes, strict=True):
        q, _ = np.linalg.qr(a)
        shape.append(s - q @ (q.T @ s))
        rest.append(y - q @ (q.T @ y))
        own.append((a, y, s))
        n_own += a.shape[1]
    s, y = np.concatenate(shape), np.concatenate(rest)
    information = float(s @ s)
    if not information > 0.0:
        return None
    amplitude = float(s @ y) / information
    residual = y - amplitude * s
    dof = max(y.size - n_own - 1, 1)
    chi2 = float(residual @ residual)
    given = all(c.errors == "given" for c in usable)
    significant = chi2 > float(chdtri(dof, FALSE_ALARM))
    scale = chi2 / dof if significant or not given else 1.0
    levels = np.array([float((np.linalg.pinv(a) @ (y - amplitude * s))[0]) for a, y, s in own])
    return Isotropic(
        1.0 - amplitude, float(np.sqrt(scale / information)), chi2 / dof, scale, tuple(usable), levels,
        g_factor, n_v, largest,
    )  # fmt: skip
