"""Hall resistance from another file: find the sweep that belongs, interpolate it in field."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from hlnfit.errors import LoadError
from hlnfit.flags import Flag
from hlnfit.sweep import Sweep, SweepSet


def with_hall(sweeps: SweepSet, hall: SweepSet, path: Path) -> SweepSet:
    """Return the field sweeps with ``R_xy`` from the Hall sweeps of another file.

    The Hall sweep nearest in temperature is taken, one of the same direction before one of the other;
    R_xy is NaN where it was not measured. A sweep that has a Hall resistance of its own keeps it.

    Raises
    ------
    LoadError
        The Hall file holds no sweep over field.
    """
    candidates = [s for s in hall if s.axis == "field"]
    if not candidates:
        raise LoadError("the Hall file holds no sweep over field", file=path, expected="R_xy against B")
    return replace(sweeps, sweeps=tuple(_with_nearest(s, candidates, path) for s in sweeps))


def _with_nearest(sweep: Sweep, candidates: list[Sweep], path: Path) -> Sweep:
    if sweep.axis != "field" or sweep.R_xy is not None:
        return sweep
    best = min(candidates, key=lambda c: (_distance(sweep, c), c.direction != sweep.direction))
    order = np.argsort(best.B, kind="stable")
    b, r = best.B[order], best.R_xx[order]
    R_xy = np.interp(sweep.B, b, r, left=np.nan, right=np.nan)
    flags = sweep.flags
    apart = _distance(sweep, best)
    if apart > 0.01:
        flags += (
            Flag(
                "hall_temperature",
                "info",
                f"The Hall resistance was measured at {best.temperature:.4g} K, the sweep at "
                f"{sweep.temperature:.4g} K.",
                "Fine where the density does not depend on temperature.",
                {"hall_K": best.temperature, "sweep_K": sweep.temperature},
            ),
        )
    rows = best.source.rows or (0, 0)
    note = f"R_xy interpolated in field from {path.name}, lines {rows[0]} to {rows[1]}."
    columns = {**sweep.source.columns, "hall": f"{best.source.columns.get('resistance', '')} of {path.name}"}
    return replace(
        sweep,
        R_xy=R_xy,
        flags=flags,
        log=(*sweep.log, note),
        source=replace(sweep.source, columns=columns),
    )


def _distance(sweep: Sweep, other: Sweep) -> float:
    """Relative distance of the temperatures; 0 where one is unknown."""
    pair = sweep.temperature, other.temperature
    if not np.isfinite(pair).all():
        return 0.0
    apart = abs(pair[0] - pair[1]) / max(abs(pair[0]), 1e-9)
    return 0.0 if apart <= 0.01 else apart
