"""From a sweep over temperature to conductances with their errors."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.curve import ErrorKind
from hlnfit.errors import GeometryError
from hlnfit.flags import Flag
from hlnfit.reduction.errors_of_points import smooth_shape
from hlnfit.reduction.noise import point_scatter
from hlnfit.sample import Geometry, Sample
from hlnfit.sweep import Sweep

FloatArray = NDArray[np.float64]
MIN_POINTS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """Conductance against temperature, sorted by temperature.

    Attributes
    ----------
    T : array (n,), K
    sigma, error : arrays (n,), S
        Per square, of the whole wire (one dimension), or S/m (three).
    kind : {"given", "instrument", "estimated"}
        Where the errors come from.
    field : float, T
        Median field of the sweep.
    flags : tuple of Flag
        What speaks against the readings; one of severity ``reject`` where there is nothing to fit.
    log : tuple of str
    """

    T: FloatArray
    sigma: FloatArray
    error: FloatArray
    kind: ErrorKind
    field: float
    flags: tuple[Flag, ...]
    log: tuple[str, ...]

    @property
    def usable(self) -> bool:
        """False where nothing can be fitted."""
        return all(f.severity != "reject" for f in self.flags)


def read_conductance(
    sweep: Sweep,
    geometry: Geometry | None,
    sample: Sample,
    dimension: int,
    *,
    t_min: float,
    t_max: float,
    errors_are_measured: bool = False,
) -> Readings:
    """Turn R(T) into a conductance of the unit of models of this dimension.

    Raises
    ------
    GeometryError
        A bulk model and no thickness.
    """
    flags = list(sweep.flags)
    if geometry is None:
        flags.append(_geometry_assumed())
    factor, note = _factor(geometry, sample, dimension)
    T, R = sweep.T, sweep.R_xx
    inside = np.isfinite(T) & np.isfinite(R) & (T > 0.0) & (t_min <= T) & (t_max >= T)
    if R[inside].size and float(np.median(R[inside])) < 0.0:
        R = -R
        note = (*note, "Resistance is negative throughout: its sign was turned.")
    order = np.argsort(np.where(inside, T, math.inf), kind="stable")[: int(inside.sum())]
    T, R = T[order], R[order]
    field = float(np.median(sweep.B[order])) if order.size else math.nan
    if T.size < MIN_POINTS or not np.ptp(T) > 0.0:
        flags.append(_too_few(T.size))
    elif np.any(R <= 0.0):
        flags.append(_not_positive(float(R.min())))
    if any(f.severity == "reject" for f in flags):
        empty = np.zeros(0)
        return Readings(empty, empty, empty, "estimated", field, tuple(flags), (*sweep.log, *note))
    sigma = factor / R
    std = None if sweep.R_xx_std is None else sweep.R_xx_std[order]
    measured = errors_are_measured or sweep.std_kind == "measured"
    error, kind = _errors(T, sigma, R, factor, std, measured=measured)
    return Readings(T, sigma, error, kind, field, tuple(flags), (*sweep.log, *note))


def _factor(geometry: Geometry | None, sample: Sample, dimension: int) -> tuple[float, tuple[str, ...]]:
    """Return conductance times measured resistance, and what to log."""
    if dimension == 1:
        return 1.0, ("Conductance of the whole wire = 1/R.",)
    squares = geometry.squares.value if geometry is not None and geometry.per_square else 1.0
    if geometry is not None and not geometry.per_square and geometry.length and geometry.width:
        squares = geometry.length.value / geometry.width.value
    if dimension == 2:
        return squares, (f"Sheet conductance = {squares:.6g} / R.",)
    thickness = sample.thickness
    if thickness is None and geometry is not None and geometry.thickness is not None:
        thickness = geometry.thickness.value
    if thickness is None:
        raise GeometryError(
            "a model of bulk needs the thickness of the sample", expected="--thickness with a unit, like 80nm"
        )
    return squares / thickness, (f"Conductivity = {squares:.6g} / (R {1e9 * thickness:.4g} nm).",)


def _errors(
    T: FloatArray, sigma: FloatArray, R: FloatArray, factor: float, std: FloatArray | None, *, measured: bool
) -> tuple[FloatArray, ErrorKind]:
    slope = factor / R**2
    relative = slope / float(np.median(slope))
    known = std is not None and bool(np.isfinite(std).any())
    if known and measured and std is not None:
        given = std * slope
        good = np.isfinite(given) & (given > 0.0)
        return np.where(good, given, float(np.median(given[good]))), "given"
    shape = relative * smooth_shape(std) if known and std is not None else relative
    scatter = point_scatter(np.log(T), sigma, shape)
    if not scatter > 0.0:
        # Computed numbers without noise: rounding is all that is known.
        scatter = 1e-9 * max(float(np.ptp(sigma)), 1e-3 * float(np.median(sigma)))
    return scatter * shape, "instrument" if known else "estimated"


def _geometry_assumed() -> Flag:
    return Flag(
        "geometry_assumed",
        "caution",
        "No geometry was given: the resistance was taken for that of a square.",
        "Give one (HallBar, VanDerPauw, Wire, or Square where this is right): slopes are wrong by the number "
        "of squares otherwise.",
    )


def _too_few(n: int) -> Flag:
    return Flag(
        "too_few_points",
        "reject",
        f"The sweep holds {n} usable points in this range of temperatures; at least {MIN_POINTS} at "
        "different temperatures are needed.",
        "Look at the file with hlnfit inspect --plot.",
        {"n_points": n},
    )


def _not_positive(lowest: float) -> Flag:
    return Flag(
        "resistance_not_positive",
        "reject",
        f"The resistance reaches {lowest:.3g} ohm: no conductance can be formed.",
        "Is the sample superconducting? Leave the transition out (t_min), or check the contacts.",
        {"R_min_ohm": lowest},
    )
