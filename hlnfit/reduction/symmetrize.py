"""Even and odd parts of a curve: folded at a given centre, by interpolation, never by index.

A point at field x is joined with the curve at -x, which lies between two measured points. So the folded
curve stands on B >= 0, at the fields of the side with fewer points, and its errors count no measured
point twice.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.curve import Magnetoconductance
from hlnfit.errors import FitError
from hlnfit.reduction.pairing import joined, pair
from hlnfit.sweep import Sweep, readonly

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """A curve and what is odd in it, on B >= 0.

    Attributes
    ----------
    B : array (m,), T
        From the centre.
    even, odd : arrays (m,)
        Means (y(B) + y(-B)) / 2 and (y(B) - y(-B)) / 2.
    even_error, odd_error : arrays (m,) or None
        Standard errors of the means; None where no errors were given.
    centre : float, T
    odd_rms, odd_peak : float
        Size of the odd part, in the unit of the curve.
    even_span : float
        Peak to peak of the even part.
    odd_chi2_red : float
        Mean square of the odd part in units of its errors: 1 where it is noise; NaN without errors.
    log : tuple of str
    """

    B: FloatArray
    even: FloatArray
    odd: FloatArray
    even_error: FloatArray | None
    odd_error: FloatArray | None
    centre: float
    odd_rms: float
    odd_peak: float
    even_span: float
    odd_chi2_red: float
    log: tuple[str, ...]


def fold(B: ArrayLike, y: ArrayLike, error: ArrayLike | None = None, *, centre: float = 0.0) -> Folded:
    """Return the even and the odd part of a curve on B >= 0.

    Parameters
    ----------
    B : array (n,), T
    y : array (n,)
        Any measured quantity; points that are not finite are left out.
    error : array (n,), optional
        Standard errors of the points.
    centre : float, T
        Where the field is zero in truth (the offset of the magnet).

    Returns
    -------
    Folded

    Raises
    ------
    FitError
        The curve is one-sided.

    Notes
    -----
    An interpolated value scatters less than a measured one, but shares its points with its neighbours.
    Its error is therefore taken as that of one measured point: then n points a side carry the
    information of 2 n points once.
    """
    b, v = np.asarray(B, np.float64), np.asarray(y, np.float64)
    if b.ndim != 1 or v.shape != b.shape:
        raise FitError(f"B has shape {b.shape} and y has shape {v.shape}", expected="arrays of one length")
    keep = np.isfinite(b) & np.isfinite(v)
    sigma = None if error is None else np.broadcast_to(np.asarray(error, np.float64), b.shape)[keep]
    n_points = int(keep.sum())
    b, (v,), sigma = joined(b[keep], [v[keep]], sigma)
    p = pair(b, centre)
    here, there = v[p.own], p.mirrored(v)
    even, odd = 0.5 * (here + there), 0.5 * p.sign * (here - there)
    even_error = odd_error = None
    chi2_red = math.nan
    if sigma is not None:
        a = p.own_weight
        others = np.where(
            p.first == p.own, sigma[p.second], np.where(p.second == p.own, sigma[p.first], p.mirrored(sigma))
        )
        even_error = 0.5 * np.hypot((1.0 + a) * sigma[p.own], (1.0 - a) * others)
        odd_error = 0.5 * (1.0 - a) * np.hypot(sigma[p.own], others)
        real = odd_error > 0.0
        chi2_red = float(np.mean((odd[real] / odd_error[real]) ** 2)) if real.any() else math.nan
    odd_rms, odd_peak, span = (
        float(np.sqrt(np.mean(odd**2))),
        float(np.max(np.abs(odd))),
        float(np.ptp(even)),
    )
    log = [
        f"Folded at {1e3 * centre:.3f} mT by interpolation: {n_points} points became {p.B.size} on B >= 0; "
        f"the odd part is {odd_rms:.3g} (rms), {_percent(odd_rms, span)} of the even part's height."
    ]
    if p.n_beyond:
        log.append(f"{p.n_beyond} points lie beyond the reach of the other side and were left out.")
    if p.n_gaps:
        log.append(f"{p.n_gaps} points face a gap on the other side and were left out.")
    return Folded(
        B=readonly(p.B),
        even=readonly(even),
        odd=readonly(odd),
        even_error=None if even_error is None else readonly(even_error),
        odd_error=None if odd_error is None else readonly(odd_error),
        centre=centre,
        odd_rms=odd_rms,
        odd_peak=odd_peak,
        even_span=span,
        odd_chi2_red=chi2_red,
        log=tuple(log),
    )


def _percent(part: float, whole: float) -> str:
    return f"{100.0 * part / whole:.3g} %" if whole > 0.0 else "all"


def symmetrize(
    B: ArrayLike, y: ArrayLike, error: ArrayLike | None = None, *, centre: float = 0.0
) -> tuple[FloatArray, FloatArray, FloatArray | None]:
    """Return B >= 0 (m,) in T, the even part (m,) and its standard error; see :func:`fold`."""
    folded = fold(B, y, error, centre=centre)
    return folded.B, folded.even, folded.even_error


def antisymmetrize(
    B: ArrayLike, y: ArrayLike, error: ArrayLike | None = None, *, centre: float = 0.0
) -> tuple[FloatArray, FloatArray, FloatArray | None]:
    """Return B >= 0 (m,) in T, the odd part (m,) and its standard error; see :func:`fold`."""
    folded = fold(B, y, error, centre=centre)
    return folded.B, folded.odd, folded.odd_error


def odd_part(B: FloatArray, y: FloatArray, centre: float = 0.0) -> FloatArray:
    """Return the odd part of a curve at its own fields (n,); NaN beyond the reach of the other side."""
    x, (v,), _ = joined(B - centre, [y])
    at = B - centre
    mirror = np.interp(-at, x, v, left=np.nan, right=np.nan)
    out: FloatArray = 0.5 * (y - mirror)
    return out


def symmetrize_curve(curve: Magnetoconductance, centre: float | Sequence[float] = 0.0) -> Magnetoconductance:
    """Fold a magnetoconductance onto B >= 0.

    Parameters
    ----------
    curve : Magnetoconductance
    centre : float, or one for each direction, T
        Field offset of the magnet.

    Returns
    -------
    Magnetoconductance
        With ``symmetrized`` set: it is fitted without field offset and without odd terms. Each direction
        is folded by itself. ``measures`` holds ``fold_odd_rms_S``, ``fold_odd_peak_S``,
        ``fold_even_span_S`` and ``fold_odd_chi2_red``.

    Raises
    ------
    FitError
        A direction is one-sided, or the number of centres is not that of the directions.
    """
    groups = np.unique(curve.group)
    centres = (
        [float(c) for c in np.broadcast_to(np.asarray(centre, np.float64), groups.shape)]
        if (np.size(centre) in (1, groups.size))
        else []
    )
    if groups.size and not centres:
        raise FitError(f"{np.size(centre)} centres for {groups.size} directions", expected="one for each")
    parts: list[Folded] = []
    index: list[NDArray[np.int64]] = []
    for g, c in zip(groups, centres, strict=True):
        chosen = curve.group == g
        error = None if curve.error is None else curve.error[chosen]
        parts.append(fold(curve.B[chosen], curve.dsigma[chosen], error, centre=c))
        index.append(np.full(parts[-1].B.size, g, dtype=np.int64))
    if not parts:
        return replace(curve, symmetrized=True)
    errors = [p.even_error for p in parts if p.even_error is not None]
    chi2 = [p.odd_chi2_red for p in parts]
    measures = {
        "fold_odd_rms_S": max(p.odd_rms for p in parts),
        "fold_odd_peak_S": max(p.odd_peak for p in parts),
        "fold_even_span_S": max(p.even_span for p in parts),
        "fold_odd_chi2_red": float(np.max(chi2)),
    }
    return replace(
        curve,
        B=np.concatenate([p.B for p in parts]),
        dsigma=np.concatenate([p.even for p in parts]),
        error=np.concatenate(errors) if len(errors) == len(parts) else None,
        group=np.concatenate(index),
        symmetrized=True,
        measures={**curve.measures, **measures},
        log=(*curve.log, *(line for p in parts for line in p.log)),
    )


def symmetrize_sweep(sweep: Sweep, centre: float = 0.0) -> Sweep:
    """Fold a sweep onto B >= 0: the even part of R_xx and the odd part of R_xy, each by interpolation.

    Parameters
    ----------
    sweep : Sweep
    centre : float, T
        Field offset of the magnet.

    Returns
    -------
    Sweep
        In the order of increasing field. R_xy is NaN where it was not measured on both sides. A measured
        standard error becomes that of the mean; a Std. Dev. column of the instrument is averaged.

    Raises
    ------
    FitError
        The sweep is one-sided.
    """
    sweep = sweep.take(np.isfinite(sweep.B) & np.isfinite(sweep.R_xx))
    error = sweep.R_xx_std if sweep.std_kind == "measured" else None
    folded = fold(sweep.B, sweep.R_xx, error, centre=centre)
    unknown = np.full(len(sweep), np.nan)
    further = [sweep.T] + [unknown if v is None else v for v in (sweep.R_xy, sweep.R_xx_std)]
    B, (T, hall, scatter), _ = joined(sweep.B, further)
    p = pair(B, centre)
    R_xy = None if sweep.R_xy is None else 0.5 * p.sign * (hall[p.own] - p.mirrored(hall))
    std = folded.even_error
    if std is None and sweep.R_xx_std is not None:
        std = 0.5 * (scatter[p.own] + p.mirrored(scatter))
    return replace(
        sweep,
        B=folded.B,
        R_xx=folded.even,
        T=0.5 * (T[p.own] + p.mirrored(T)),
        R_xy=R_xy,
        R_xx_std=std,
        direction="up",
        log=(*sweep.log, *folded.log),
    )
