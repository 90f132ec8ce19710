"""Sweeps, or curves, of several gate voltages (or repetitions) as one, with the error of the mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from hlnfit.curve import Magnetoconductance
from hlnfit.flags import Flag
from hlnfit.reduction.averaging import average
from hlnfit.reduction.pairing import joined
from hlnfit.sweep import Source, Sweep, readonly

FloatArray = NDArray[np.float64]


def average_sweeps(sweeps: Sequence[Sweep], *, keep_broken: bool = False) -> Sweep:
    """Average sweeps of one sample, for instance over a gate, as conductances.

    Parameters
    ----------
    sweeps : sequence of Sweep
    keep_broken : bool

    Returns
    -------
    Sweep
        R_xx is one over the mean of 1/R_xx (the mean of R_xx where that is not positive throughout), with
        the standard error of the mean as a measured ``R_xx_std``. R_xy is averaged where all have it.
        Conditions that differ between the sweeps are dropped.

    Raises
    ------
    FitError
        Nothing is left to average.
    """
    sweeps = list(sweeps)
    positive = all(bool(np.all(s.R_xx[np.isfinite(s.R_xx)] > 0.0)) for s in sweeps)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = [1.0 / s.R_xx if positive else s.R_xx for s in sweeps]
    mean = average([s.B for s in sweeps], values, keep_broken=keep_broken)
    used = [sweeps[k] for k in mean.used]
    R = 1.0 / mean.mean if positive else mean.mean
    std = mean.error
    if std is not None and positive:
        std = readonly(std * R**2)

    def along(quantity: str) -> FloatArray:
        rows = []
        for s in used:
            v = getattr(s, quantity)
            known = np.isfinite(s.B) & np.isfinite(v)
            b, (w,), _ = joined(s.B[known], [v[known]])
            rows.append(np.interp(mean.B, b, w) if b.size else np.full(mean.B.size, np.nan))
        return np.asarray(np.mean(rows, axis=0))

    first = used[0]
    same = {k: v for k, v in first.conditions.items() if all(s.conditions.get(k) == v for s in used)}
    dropped = sorted(set(first.conditions) - set(same))
    note = f"Averaged over {', '.join(dropped)}." if dropped else "Averaged over repeated sweeps."
    return replace(
        first,
        B=mean.B,
        R_xx=R,
        T=along("T"),
        R_xy=along("R_xy") if all(s.R_xy is not None for s in used) else None,
        R_xx_std=std,
        std_kind="measured" if std is not None else first.std_kind,
        direction="up",
        conditions=same,
        quality=tuple(dict.fromkeys(q for s in used for q in s.quality)),
        source=_common_source([s.source for s in used]),
        flags=_distinct([f for s in used for f in s.flags]),
        log=(*first.log, *mean.log, note),
    )


def average_curves(curves: Sequence[Magnetoconductance], *, keep_broken: bool = False) -> Magnetoconductance:
    """Average magnetoconductance curves of one sample, for instance over a gate.

    Every direction of every curve counts as one sweep. The result has one group, the standard error of the
    mean as given error, and the mean sheet conductance as ``sigma0``.

    Parameters
    ----------
    curves : sequence of Magnetoconductance
    keep_broken : bool

    Raises
    ------
    FitError
        Nothing is left to average.
    """
    parts = [(c, c.take(c.group == g)) for c in curves for g in np.unique(c.group)]
    levels = [0.0 if c.sigma0 is None else c.sigma0 for c, _ in parts]
    mean = average(
        [p.B for _, p in parts],
        [p.dsigma + level for (_, p), level in zip(parts, levels, strict=True)],
        keep_broken=keep_broken,
    )
    used = [parts[k][0] for k in mean.used]
    first = used[0]
    reference = float(np.mean([levels[k] for k in mean.used]))
    temperatures = [c.temperature for c in used if c.temperature is not None]
    same = {k: v for k, v in first.conditions.items() if all(c.conditions.get(k) == v for c in used)}
    return Magnetoconductance(
        mean.B,
        mean.mean - reference,
        mean.error,
        temperature=float(np.mean(temperatures)) if temperatures else None,
        sigma0=reference if first.sigma0 is not None else None,
        errors="estimated" if mean.error is None else "given",
        group_names=("mean",),
        symmetrized=all(c.symmetrized for c in used),
        conditions=same,
        R_sheet=1.0 / reference if reference > 0.0 else None,
        scale_error=max(c.scale_error for c in used),
        measures=first.measures,
        source=_common_source([c.source for c in used]),
        flags=_distinct([f for c in used for f in c.flags]),
        log=(*first.log, *mean.log),
    )


def _common_source(sources: Sequence[Source]) -> Source:
    files = list(dict.fromkeys(s.file for s in sources if s.file))
    rows = [s.rows for s in sources if s.rows is not None]
    whole = (min(r[0] for r in rows), max(r[1] for r in rows)) if rows and len(files) == 1 else None
    return replace(sources[0], file="+".join(files), rows=whole)


def _distinct(flags: Sequence[Flag]) -> tuple[Flag, ...]:
    out: list[Flag] = []
    for flag in flags:
        if flag not in out:
            out.append(flag)
    return tuple(out)
