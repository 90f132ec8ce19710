"""The conductance around one field, from the curve itself: a parabola through the points near it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.result import SweepFit

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Plateau:
    """Even part of the conductance at one field.

    Attributes
    ----------
    value, error : float, S
    n_points : int
    two_sided : bool
    """

    value: float
    error: float
    n_points: int
    two_sided: bool


def conductance_at(fit: SweepFit, low: float, high: float) -> Plateau | None:
    """Return the conductance at the middle of a band of fields; None where too few points lie in it.

    The fit gives the field offsets and nothing else. Each direction has its own level, of which the mean is
    taken; what is odd in the field (Hall admixture) is fitted along where both signs were measured.

    Parameters
    ----------
    low, high : float, T
    """
    problem, curve = fit.problem, fit.curve
    assert problem is not None
    groups = np.unique(curve.group)
    group = np.searchsorted(groups, curve.group)
    offsets = np.array(
        [fit.best[problem.offset_names[min(g, problem.n_groups - 1)]] for g in range(groups.size)]
    )
    x = curve.B - offsets[group]
    inside = (np.abs(x) >= low) & (np.abs(x) <= high)
    middle, half = 0.5 * (low + high), 0.5 * (high - low)
    x, group = x[inside], group[inside]
    two_sided = bool(x.size and (x > 0.0).sum() >= 3 and (x < 0.0).sum() >= 3)
    present = np.unique(group)
    u = (np.abs(x) - middle) / half
    columns = [*((group == g).astype(np.float64) for g in present), u, u * u]
    if two_sided:
        columns += [np.sign(x), np.sign(x) * u]
    if x.size < len(columns) + 2:
        return None
    y = (0.0 if curve.sigma0 is None else curve.sigma0) + curve.dsigma[inside]
    # The few points of a band may lie on a parabola by chance: their scatter is at least that of the sweep.
    noise = float(np.median(problem.error))
    error = curve.error[inside] if curve.errors == "given" and curve.error is not None else noise
    a = np.stack(columns, axis=1) / np.reshape(error, (-1, 1))
    inverse = np.linalg.pinv(a)
    c = inverse @ (y / error)
    rest = y / error - a @ c
    chi2_red = float(rest @ rest) / (x.size - a.shape[1])
    weights = np.zeros(a.shape[1])
    weights[: present.size] = 1.0 / present.size
    row = weights @ inverse
    scale = max(1.0, chi2_red)
    return Plateau(float(weights @ c), float(np.sqrt(row @ row * scale)), int(x.size), two_sided)


def reach_of(fit: SweepFit) -> float:
    """Return the largest field that a curve reaches on its better side, T."""
    return float(np.max(np.abs(fit.curve.B)))
