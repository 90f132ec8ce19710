"""Before a fit: the errors of the points, the window, what is held, and whether a fit is possible."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlnfit.curve import Magnetoconductance
from hlnfit.doubts import Evidence, raise_flags
from hlnfit.errors import ConfigError
from hlnfit.fitting.fixing import fixed_values
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.result import WindowScan
from hlnfit.fitting.robust import check_loss, with_loss
from hlnfit.fitting.terms import Term, check_free, split_terms
from hlnfit.fitting.window import scan_windows
from hlnfit.flags import Flag
from hlnfit.models import Model
from hlnfit.reduction.noise import point_scatter
from hlnfit.reduction.readings import repeated_readings
from hlnfit.sample import Sample
from hlnfit.units import parse_quantity

FloatArray = NDArray[np.float64]
FREE = "free"
"""What ``fix`` takes to free a parameter that the sample would hold: ``fix={"B_e": "free"}``."""


@dataclass(frozen=True, eq=False)
class Ready:
    """What a fit begins with.

    Attributes
    ----------
    curve : Magnetoconductance
    model : str
    flags : tuple of Flag
        What is doubted before the fit.
    problem : Problem or None
        None where nothing can be fitted; ``flags`` says why.
    part : Magnetoconductance
        The points inside the window.
    error : array, S
        Of every point of the curve.
    """

    curve: Magnetoconductance
    model: str
    sample: Sample
    flags: tuple[Flag, ...]
    problem: Problem | None = None
    part: Magnetoconductance | None = None
    window: WindowScan | None = None
    window_given: bool = False
    error: FloatArray | None = None


def prepare(
    curve: Magnetoconductance,
    model: str | Model,
    *,
    fix: Mapping[str, Any] | None = None,
    odd: str = "cubic",
    b_max: float | str | None = None,
    background: str | None = None,
    sample: Sample | None = None,
    robust: str | None = None,
    scan: bool = False,
) -> Ready:
    """Make the problem of a curve; the arguments are those of :func:`hlnfit.fit`.

    ``scan``: try other windows too where the window is not to be chosen.
    """
    check_loss(robust)
    name = model if isinstance(model, str) else model.name
    if background and background != "none":
        model = name = f"{name}+{background}"
    sample = sample_of_curve(sample or Sample(), curve)
    terms = split_terms(model, sample.thickness)
    freed = {name for name, value in (fix or {}).items() if value is None or value == FREE}
    fixed = fixed_values({n: v for n, v in (fix or {}).items() if n not in freed}, terms)
    _take_from_sample(fixed, terms, curve, sample, freed)
    if "readings_distinct" not in curve.measures:
        curve = curve.with_measures(repeated_readings(curve.dsigma))
    flags = (*curve.flags, *raise_flags(Evidence(curve, sample), "reduce"))
    limit = _limit(b_max)
    error = curve.error if curve.error is not None else estimate_error(curve)
    if error is None:
        return Ready(curve, name, sample, (*flags, *_nothing_to_fit(curve, flags)))
    # Wrong names and inseparable parameters are told before any work is done.
    whole = Problem.from_curve(curve, error, terms, odd=odd, fixed=fixed)
    check_free(whole.free)
    window = None
    if limit is None or scan:
        window = scan_windows(curve, error, terms, odd=odd, fixed=fixed, cap=_cap(curve, sample), used=limit)
    if limit is None:
        assert window is not None
        limit = float(window.b_max[window.chosen]) if window.chosen is not None else math.inf
    part, problem = curve, whole
    inside = np.abs(curve.B) <= limit * (1.0 + 1e-12) if math.isfinite(limit) else None
    if inside is not None and not inside.all():
        part = curve.take(inside)
        problem = Problem.from_curve(part, error[inside], terms, odd=odd, fixed=fixed)
    if len(part) <= len(problem.free):
        flag = Flag(
            "too_few_points",
            "reject",
            f"{len(part)} points inside the window cannot determine {len(problem.free)} parameters.",
            "Use a larger --b-max, or fix parameters.",
            {"n_points": len(part), "n_free": len(problem.free)},
        )
        return Ready(curve, name, sample, (*flags, flag))
    given = b_max not in (None, "auto")
    if robust is not None:
        problem, flag = with_loss(problem, robust, errors_given=curve.errors == "given")
        flags = (*flags, flag)
    return Ready(curve, name, sample, flags, problem, part, window, given, error)


def sample_of_curve(sample: Sample, curve: Magnetoconductance) -> Sample:
    """Return the sample with the density that the Hall resistance of this curve gave, unless it has one."""
    density = curve.measures.get("density_m2")
    if sample.density is not None or density is None:
        return sample
    return replace(sample, density=density, density_from="hall")


def with_hall_density(sample: Sample, curves: Sequence[Magnetoconductance]) -> Sample:
    """Return the sample with the median Hall density of a series; unchanged where it varies (a gate)."""
    found = [c.measures["density_m2"] for c in curves if "density_m2" in c.measures]
    if sample.density is not None or not found or max(found) > 1.2 * min(found):
        return sample
    return replace(sample, density=float(np.median(found)), density_from="hall")


def _limit(b_max: float | str | None) -> float | None:
    """Return the window in tesla, infinity for all points, or None where it is to be chosen."""
    if b_max is None:
        return math.inf
    if b_max == "auto":
        return None
    limit = float(parse_quantity(b_max, "field", name="b_max"))
    if not limit > 0.0:
        raise ConfigError(f"b_max is {limit:g} T", expected="a positive field")
    return limit


def _cap(curve: Magnetoconductance, sample: Sample) -> float | None:
    """Return 0.1 B_tr, where the diffusive formulas end; None where the sample is not known."""
    if curve.sheet_conductance is None or not curve.sheet_conductance > 0.0:
        return None
    B_tr = sample.B_tr(curve.sheet_conductance)
    return None if B_tr is None else 0.1 * B_tr


def _take_from_sample(
    fixed: dict[str, float],
    terms: tuple[Term, ...],
    curve: Magnetoconductance,
    sample: Sample,
    freed: set[str],
) -> None:
    """Hold parameters whose value sample, geometry or sweep give, unless the user said otherwise."""
    for term in terms:
        for q, name in zip(term.model.parameters, term.names, strict=True):
            if name in fixed or name in freed or q.source is None:
                continue
            value = _value_from(q.source, curve, sample)
            if value is not None:
                fixed[name] = value


def _value_from(source: str, curve: Magnetoconductance, sample: Sample) -> float | None:
    """Return what ``sample.B_tr`` and the like mean for this curve, in SI; None where it is not known."""
    where, _, what = source.partition(".")
    if where == "geometry":
        return sample.thickness if what == "thickness" else curve.measures.get(f"{what}_m")
    if where == "sweep":
        if what != "tilt":
            return curve.temperature
        if curve.conditions.get("tilt_deg", 0.0) != 0.0:
            raise ConfigError(
                "a tilted sweep was reduced to the normal component of the field; this model needs all of it",
                expected="a curve over the whole field, made with hf.Magnetoconductance(B, dsigma)",
            )
        return 0.0
    if what in ("thickness", "valley_degeneracy", "fermi_velocity"):
        known = sample.v_F if what == "fermi_velocity" else getattr(sample, what)
        return None if known is None else float(known)
    if curve.sheet_conductance is None or not curve.sheet_conductance > 0.0:
        return None
    if what == "B_tr":
        # Without a mass or a velocity the user has not said what the electrons are.
        return sample.B_tr(curve.sheet_conductance) if sample.v_F is not None else None
    quantity = getattr(sample, what, None)
    return quantity(curve.sheet_conductance) if callable(quantity) else None


def estimate_error(curve: Magnetoconductance) -> FloatArray | None:
    """Return one error for every point from the scatter of neighbours; None where that is impossible."""
    if len(curve) < 10 or float(np.ptp(curve.B)) == 0.0 or float(np.ptp(curve.dsigma)) == 0.0:
        return None
    found = []
    for g in np.unique(curve.group):
        chosen = curve.group == g
        if chosen.sum() >= 8:
            found.append(point_scatter(curve.B[chosen], curve.dsigma[chosen]))
    scatter = float(np.mean(found)) if found else math.nan
    size = float(np.max(np.abs(curve.dsigma), initial=0.0))
    # Curves without noise (computed ones) get rounding errors as their noise.
    scatter = max(scatter, 1e-12 * size) if math.isfinite(scatter) else 1e-3 * size
    return np.full(len(curve), scatter) if scatter > 0.0 else None


def _nothing_to_fit(curve: Magnetoconductance, early: tuple[Flag, ...]) -> tuple[Flag, ...]:
    if any(f.severity == "reject" for f in early):
        return ()
    return (
        Flag(
            "too_few_points",
            "reject",
            f"The curve holds {len(curve)} usable points, or does not vary; nothing can be fitted.",
            "At least 10 points at different fields are needed.",
            {"n_points": len(curve)},
        ),
    )
