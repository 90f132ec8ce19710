"""Which parameters of a temperature model are held unless they are asked for, where, and why.

What the sample tells is not fitted; what only shifts the level cannot be; and a residual resistance that
stands beside its own growth is read off the coldest point.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import HBAR
from hlnfit.models import Model, Parameter, evaluate
from hlnfit.sample import Geometry, Sample

FloatArray = NDArray[np.float64]
RESIDUAL = "rho_0"


def held_by_default(
    model: Model,
    T: FloatArray,
    sigma: FloatArray,
    sheet: float,
    sample: Sample,
    geometry: Geometry | None,
    *,
    free: Collection[str],
    fixed: Mapping[str, float],
) -> tuple[dict[str, float], tuple[str, ...]]:
    """Return values to hold by name, and a line of the log for each.

    Parameters
    ----------
    T, sigma : arrays (n,)
        Sorted by temperature; ``sigma`` in the unit of the model.
    sheet : float, S
        Sheet conductance, for what the sample tells.
    free : names that are not to be held
    fixed : values that the user holds
    """
    values: dict[str, float] = {}
    log: list[str] = []
    for q in model.parameters:
        if q.name in fixed or q.name in free:
            continue
        known = from_sample(q, sheet, sample, geometry)
        if known is not None:
            values[q.name] = float(np.clip(known, q.lower, q.upper))
            log.append(f"{q.name} = {values[q.name]:.4g} {q.unit} from the sample.".replace("  ", " "))
        elif q.name.startswith(RESIDUAL):
            values[q.name] = 1.0 / float(sigma[0])
            log.append(f"{q.name} = {values[q.name]:.5g} {q.unit} from the coldest point.")
    for name in level_only(model, T, {**fixed, **values}):
        if name not in fixed and name not in values and name not in free:
            values[name] = model.parameters[model.names.index(name)].default
            log.append(f"{name} only shifts the level, which is free: held at {values[name]:.4g}.")
    return values, tuple(log)


def from_sample(q: Parameter, sheet: float, sample: Sample, geometry: Geometry | None) -> float | None:
    """Return what the sample or the geometry says of a parameter; None where it says nothing."""
    if q.source == "sample.scattering_time":
        return sample.scattering_time(sheet)
    if q.source == "sample.diffusion":
        return sample.diffusion(sheet)
    if q.source == "sample.valley_degeneracy":
        return float(sample.valley_degeneracy)
    if q.source == "sample.fermi_energy":
        return fermi_energy(sample)
    if q.source == "geometry.length" and geometry is not None and geometry.length is not None:
        return geometry.length.value
    return None


def fermi_energy(sample: Sample) -> float | None:
    """Return the Fermi energy in joules: hbar k_F v_F/2 in a parabolic band, hbar k_F v_F on a cone."""
    if sample.k_F is None or sample.v_F is None:
        return None
    return HBAR * sample.k_F * sample.v_F * (1.0 if sample.fermi_velocity is not None else 0.5)


def level_only(model: Model, T: FloatArray, held: Mapping[str, float]) -> tuple[str, ...]:
    """Return the parameters whose derivative does not depend on temperature."""
    p = np.array([held.get(q.name, q.default) for q in model.parameters])
    _, jacobian = evaluate(model, T, p)
    size = np.max(np.abs(jacobian), axis=0)
    flat = np.ptp(jacobian, axis=0) <= 1e-9 * size
    return tuple(n for n, constant in zip(model.names, flat, strict=True) if constant)
