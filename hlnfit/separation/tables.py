"""The measured numbers as a table over temperature, and the steps in words."""

from __future__ import annotations

import math

import numpy as np

from hlnfit.separation.measured import Independent, Measured
from hlnfit.separation.result import Level
from hlnfit.separation.routes import Common

NAN = math.nan


def levels_table(found: Measured) -> tuple[Level, ...]:
    """Return one row a curve, then one a bin of each run over temperature."""
    out = []
    left = found.left(found.quenched)[0]
    if found.levels is not None:
        levels = found.levels
        errors = np.sqrt(np.diag(levels.covariance))
        for k in range(levels.n):
            q, h = _of_curve(found.quenched, k), _of_curve(found.hall, k)
            B_phi = math.exp(levels.ln_B[k, 0]) if levels.own else NAN
            R_hall = NAN if h is None else math.exp(found.hall.value[h])
            out.append(
                Level(
                    sweep=k,
                    T=float(levels.T[k]),
                    sigma_zero=float(levels.level[k]),
                    sigma_zero_err=float(errors[k]),
                    sigma_quenched=NAN if q is None else float(found.quenched.value[q]),
                    sigma_quenched_err=NAN if q is None else float(found.quenched.error[q]),
                    left=NAN if q is None else float(left[q]),
                    B_phi=B_phi,
                    B_phi_err=B_phi * float(errors[levels.at_own(k)]) if levels.own else NAN,
                    R_hall=R_hall,
                    R_hall_err=NAN if h is None else R_hall * float(found.hall.error[h]),
                )
            )
    out += [
        Level(-1, float(T), sigma_zero=float(y), sigma_zero_err=float(e))
        for T, y, e in zip(found.zero.T, found.zero.value, found.zero.error, strict=True)
    ]
    runs = found.quenched
    for i in np.flatnonzero(runs.curve < 0).tolist():
        value, error = float(runs.value[i]), float(runs.error[i])
        out.append(
            Level(-1, float(runs.T[i]), sigma_quenched=value, sigma_quenched_err=error, left=float(left[i]))
        )
    return tuple(out)


def _of_curve(part: Independent, k: int) -> int | None:
    at = np.flatnonzero(part.curve == k)
    return int(at[0]) if at.size else None


def steps(
    found: Measured,
    band: tuple[float, float],
    at: Common,
    g_factor: str,
    scale_error: float,
) -> tuple[str, ...]:
    """Return what was done, one sentence a step."""
    n = 0 if found.levels is None else found.levels.n
    runs = len(set(found.zero.source[found.zero.source > 0])) + len(
        set(found.quenched.source[found.quenched.source > 0])
    )
    told = [f"{n} magnetoconductance curves and {runs} sweeps over temperature enter."]
    if found.levels is not None and found.levels.shared:
        told.append(f"Common to all temperatures: {', '.join(found.levels.shared)}.")
    if math.isfinite(band[0]) and found.quenched.n:
        told.append(
            f"Quenching band {band[0]:.4g} to {band[1]:.4g} T; the magnetoconductance is fitted below it."
        )
    if at.mobility is not None:
        whose = "the Hall slope" if found.hall.n else "the density"
        told.append(f"Mobility {at.mobility:.4g} m^2/(V s) from {whose}.")
    told.append(f"g factor of the Zeeman term: {g_factor}.")
    if scale_error > 0.0:
        told.append(f"The number of squares has a relative error of {scale_error:.2g}, common to all slopes.")
    return tuple(told)
