"""``fit``: one curve, one model, and everything that is said of them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlnfit.curve import Magnetoconductance
from hlnfit.doubts import Evidence, raise_flags
from hlnfit.errors import ConfigError
from hlnfit.fitting.fixing import fixed_values
from hlnfit.fitting.misfit import judge
from hlnfit.fitting.parameters import parameter_values
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.profile import Profile, profile
from hlnfit.fitting.result import SweepFit
from hlnfit.fitting.solve import Optimum, covariance, minimize
from hlnfit.fitting.start import starts
from hlnfit.fitting.terms import Term, check_free, split_terms
from hlnfit.fitting.window import B_phi_of, scan_windows
from hlnfit.flags import Flag
from hlnfit.models import Model
from hlnfit.reduction.noise import point_scatter
from hlnfit.sample import Sample

FloatArray = NDArray[np.float64]
ERROR_METHODS = ("profile", "covariance")


def fit(
    curve: Magnetoconductance,
    model: str | Model = "hln_simple",
    *,
    errors: str = "profile",
    fix: Mapping[str, Any] | None = None,
    odd: str = "cubic",
    b_max: float | str | None = None,
    background: str | None = None,
    sample: Sample | None = None,
) -> SweepFit:
    """Fit a field model to one magnetoconductance curve.

    Parameters
    ----------
    curve : Magnetoconductance
    model : str or Model
        A name, a sum of names (``"hln_simple+quadratic"``) or a model.
    errors : {"profile", "covariance"}
        ``profile`` gives 68 % limits and the rule for *determined* from the profile likelihood;
        ``covariance`` is fast and takes both from the curvature at the optimum.
    fix : mapping, optional
        Parameters to hold, in SI or as text with a unit; lengths may be given (``{"L_so": "30nm"}``).
    odd : {"cubic", "linear", "none"}
        Odd terms that are fitted along; below 30 points cubic becomes linear.
    b_max : float (T), "auto" or None
        None fits every point; "auto" chooses the window (the default of the command line).
    background : str, optional
        Name of a background, added to the model.
    sample : Sample, optional

    Returns
    -------
    SweepFit
        Data that cannot be fitted give a result with verdict ``reject`` and the reason.

    Raises
    ------
    ConfigError
        An unknown model, parameter or option, or parameters that cannot be told apart.
    """
    if errors not in ERROR_METHODS:
        raise ConfigError(f"errors is {errors!r}", expected=" or ".join(ERROR_METHODS))
    name = model if isinstance(model, str) else model.name
    if background and background != "none":
        name = f"{name}+{background}"
        model = name
    terms = split_terms(model)
    sample = sample or Sample()
    early = (*curve.flags, *raise_flags(Evidence(curve, sample), "reduce"))
    fixed = fixed_values(fix, terms)
    _take_from_sample(fixed, terms, curve, sample)
    error = curve.error if curve.error is not None else _estimate(curve)
    if error is None:
        return SweepFit(curve, name, flags=(*early, *_nothing_to_fit(curve, early)), error_method=errors)
    cap = None
    B_tr = sample.B_tr(curve.sigma0) if curve.sigma0 is not None and curve.sigma0 > 0.0 else None
    if B_tr is not None:
        cap = 0.1 * B_tr
    window = None
    if b_max == "auto":
        check_free(Problem.from_curve(curve, error, terms, odd=odd, fixed=fixed).free)
        window = scan_windows(curve, error, terms, odd=odd, fixed=fixed, cap=cap)
        limit = float(window.b_max[window.chosen]) if window.chosen is not None else math.inf
    else:
        limit = math.inf if b_max is None else float(b_max)
        if not limit > 0.0:
            raise ConfigError(f"b_max is {limit:g} T", expected="a positive field")
    inside = np.abs(curve.B) <= limit * (1.0 + 1e-12)
    part = curve.take(inside)
    problem = Problem.from_curve(part, error[inside], terms, odd=odd, fixed=fixed)
    check_free(problem.free)
    if len(part) <= len(problem.free):
        flag = Flag(
            "too_few_points",
            "reject",
            f"{len(part)} points inside the window cannot determine {len(problem.free)} parameters.",
            "Use a larger --b-max, or fix parameters.",
            {"n_points": len(part), "n_free": len(problem.free)},
        )
        return SweepFit(curve, name, flags=(*early, flag), error_method=errors)
    optima = sorted((minimize(problem, t) for t in starts(problem)), key=lambda o: o.chi2)
    best = optima[0]
    result = _judge(curve, part, problem, optima, errors)
    B_used = float(np.max(np.abs(part.B)))
    result = replace(result, model=name, B_max=B_used, window=window)
    evidence = _evidence(
        result, problem, best, optima, sample, part, window_given=b_max not in (None, "auto")
    )
    flags = (*early, *raise_flags(evidence, "optimum"))
    return replace(result, flags=flags)


def _take_from_sample(
    fixed: dict[str, float], terms: tuple[Term, ...], curve: Magnetoconductance, sample: Sample
) -> None:
    """Hold parameters whose value the sample gives (B_e = B_tr) unless the user said otherwise."""
    for term in terms:
        for q, name in zip(term.model.parameters, term.names, strict=True):
            if q.source == "sample.B_tr" and name not in fixed and curve.sigma0:
                value = sample.B_tr(curve.sigma0)
            elif q.source in ("sample.thickness", "geometry.thickness") and name not in fixed:
                value = sample.thickness
            else:
                continue
            if value is not None:
                fixed[name] = value


def _estimate(curve: Magnetoconductance) -> FloatArray | None:
    """Return one error for every point from the scatter of neighbours; None where that is impossible."""
    if len(curve) < 10 or float(np.ptp(curve.B)) == 0.0:
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


def _judge(
    curve: Magnetoconductance, part: Magnetoconductance, problem: Problem, optima: list[Optimum], errors: str
) -> SweepFit:
    best = optima[0]
    interference = np.zeros(len(part))
    x = part.B - np.array([best.values[n] for n in problem.offset_names])[problem.group]
    for term in problem.terms:
        if term.model.kind == "field":
            interference += term.value(x, np.array([best.values[n] for n in term.names]))
    height = float(np.ptp(interference))
    found = judge(
        best.state.residual, problem.error, part.B, problem.group, len(problem.free), curve.errors, height
    )
    matrix = covariance(problem, best.state) * found.scale
    profiles: dict[str, Profile] = {}
    if errors == "profile":
        for term in problem.terms:
            for q, name in zip(term.model.parameters, term.names, strict=True):
                if q.kind in ("rate", "amplitude") and name in problem.free:
                    at = problem.free.index(name)
                    profiles[name] = profile(problem, best, name, found.scale, math.sqrt(matrix[at, at]))
    params = parameter_values(problem, best.values, matrix, profiles)
    sigma0 = (curve.sigma0 if curve.sigma0 is not None else math.nan) + best.values["dsigma0"]
    return SweepFit(
        curve=curve,
        model="",
        params=params,
        best=best.values,
        problem=problem,
        misfit=found,
        n_points=len(part),
        chi2=best.chi2,
        covariance=matrix,
        profiles=profiles,
        sigma0=sigma0,
        error_method=errors,
    )


def _evidence(
    result: SweepFit,
    problem: Problem,
    best: Optimum,
    optima: list[Optimum],
    sample: Sample,
    part: Magnetoconductance,
    *,
    window_given: bool,
) -> Evidence:
    assert result.misfit is not None
    scale = result.misfit.scale
    null = _without_correction(problem)
    profile_of_B_phi = result.profiles.get("B_phi")
    second = tuple(
        ((o.chi2 - best.chi2) / scale, B_phi_of(problem.terms, o.values))
        for o in optima[1:]
        if o.chi2 - best.chi2 > 1e-6 * scale
    )
    return Evidence(
        curve=result.curve,
        sample=sample,
        best=best.values,
        params=result.params,
        misfit=result.misfit,
        window=result.window,
        B_max=result.B_max,
        window_given=window_given,
        sigma0=result.sigma0 if math.isfinite(result.sigma0) else math.nan,
        at_bound=best.at_bound,
        null_delta=(null - best.chi2) / scale,
        parabola_delta=profile_of_B_phi.at_infinity if profile_of_B_phi else math.nan,
        second=second,
        free_amplitude="alpha" in problem.free,
    )


def _without_correction(problem: Problem) -> float:
    """Return chi-square with the field models left out (constant, odd terms and background remain)."""
    x = problem.B / max(float(np.max(np.abs(problem.B))), 1e-300)
    columns = [(problem.group == g).astype(np.float64) for g in range(problem.n_groups)]
    columns += [x ** (1 + 2 * k) for k in range(len(problem.odd))]
    if any(t.model.kind == "background" for t in problem.terms):
        columns.append(x**2)
    a = np.stack(columns, axis=1) / problem.error[:, None]
    y = problem.y / problem.error
    c, *_ = np.linalg.lstsq(a, y, rcond=None)
    rest = y - a @ c
    return float(rest @ rest)
