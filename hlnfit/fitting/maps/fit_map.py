"""``fit_map``: one model fitted to many curves, in arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.curve import Magnetoconductance
from hlnfit.errors import ConfigError, FitError
from hlnfit.fitting.engine.plan import plan_of
from hlnfit.fitting.fixing import fixed_values
from hlnfit.fitting.maps.compiled import fit_compiled
from hlnfit.fitting.maps.result import MapFit
from hlnfit.fitting.maps.singly import fit_singly
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.terms import check_free, split_terms
from hlnfit.models import Model
from hlnfit.sample import Sample

FloatArray = NDArray[np.float64]
Progress = Callable[[int, int], None]


def fit_map(
    B: ArrayLike,
    dsigma: ArrayLike,
    model: str | Model = "hln",
    *,
    error: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    fix: Mapping[str, Any] | None = None,
    offset: bool = False,
    odd: str = "none",
    background: str | None = None,
    sample: Sample | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> MapFit:
    """Fit a field model to every curve of a map.

    Each curve is fitted by itself, from the best of all combinations of fields, with a free constant
    ``dsigma0``; errors are from the covariance, for white noise. Points that are not finite are left out.
    A curve that cannot be fitted becomes NaN with the verdict ``reject``, and changes no other one.

    Parameters
    ----------
    B : array_like, (n_B,) or the shape of ``dsigma``, T
        One grid for all curves, which is three times faster, or a grid for each.
    dsigma : array_like, (..., n_B), S
        Conductance (per square, or of the whole wire) minus any constant.
    model : str or Model
        A name, a sum of names (``"hln+quadratic"``) or a model. Models that are a table of modes, alone or
        with a linear or quadratic background, take microseconds a curve; others milliseconds.
    error : array_like, S, optional
        Standard errors of the points: a number, (n_B,), (..., 1) for one number a curve, or (..., n_B).
        Points whose error is not positive and finite are left out. Without errors the scatter of
        neighbouring points is the noise.
    weights : array_like, 1/S, optional
        1/error, as an alternative; points of weight zero are left out.
    fix : mapping, optional
        Parameters to hold, as in :func:`hlnfit.fit`.
    offset : bool
        Fit a field offset to each curve; otherwise it is held, at zero unless ``fix`` says more.
    odd : {"none", "linear", "cubic"}
        Odd terms to fit along.
    background : str, optional
        Name of a background, added to the model.
    sample : Sample, optional
        Gives the thickness: three-dimensional models need it, and a film thicker than L_phi is doubted.
    jobs : int
        Number of threads. It changes nothing but the time.
    progress : callable(done, total), optional
        Called with the number of curves that are finished.

    Returns
    -------
    MapFit
        Arrays in the shape of the map: ``grid.B_phi``, ``grid.L_phi_err``, ``grid.verdict`` ...

    Raises
    ------
    FitError
        Arrays whose shapes do not fit.
    ConfigError
        An unknown model, parameter or option, or parameters that cannot be told apart.
    """
    fields, curves, errors, shape = _as_rows(B, dsigma, _errors_of(error, weights))
    if jobs < 1:
        raise ConfigError(f"jobs is {jobs}", expected="a positive number of threads")
    if background and background != "none":
        model = f"{model if isinstance(model, str) else model.name}+{background}"
    thickness = None if sample is None else sample.thickness
    problem = _problem(model, fix, offset, odd, thickness)
    tell = progress or (lambda done, total: None)
    name = model if isinstance(model, str) else model.name
    if plan_of(problem) is not None:
        params, flat = fit_compiled(problem, fields, curves, errors, thickness, jobs, tell)
    else:
        params, flat = fit_singly(problem, model, sample, fields, curves, errors, tell)
    return MapFit(name, shape, params, flat, problem.free, problem)


def _errors_of(error: ArrayLike | None, weights: ArrayLike | None) -> FloatArray | None:
    if weights is None:
        return None if error is None else np.asarray(error, dtype=np.float64)
    if error is not None:
        raise ConfigError("both error and weights are given", expected="one of them: weights are 1/error")
    with np.errstate(divide="ignore"):
        return np.asarray(1.0 / np.asarray(weights, dtype=np.float64))


def _as_rows(
    B: ArrayLike, dsigma: ArrayLike, error: FloatArray | None
) -> tuple[FloatArray, FloatArray, FloatArray | None, tuple[int, ...]]:
    """Return B (n,) or (n_curves, n), dsigma (n_curves, n), error, and the shape of the map."""
    fields = np.asarray(B, dtype=np.float64)
    curves = np.asarray(dsigma, dtype=np.float64)
    n = curves.shape[-1] if curves.ndim else 0
    if not n or fields.shape not in ((n,), curves.shape):
        raise FitError(
            f"B has shape {fields.shape} and dsigma has shape {curves.shape}",
            expected="dsigma (..., n_B), and B either (n_B,) or of the shape of dsigma",
        )
    shape = curves.shape[:-1]
    if error is not None:
        if error.ndim == 0:
            error = error[None]
        if error.shape not in ((1,), (n,), (*shape, 1), curves.shape):
            raise FitError(
                f"error has shape {error.shape} and dsigma has shape {curves.shape}",
                expected=f"a number, ({n},), or the shape of dsigma with its last axis as it is or 1",
            )
        if error.ndim > 1:
            error = error.reshape(-1, error.shape[-1])
    fields = fields if fields.ndim == 1 and curves.ndim != 1 else fields.reshape(-1, n)
    if curves.ndim == 1:
        fields = fields.reshape(n)
    return fields, curves.reshape(-1, n), error, shape


def _problem(
    model: str | Model, fix: Mapping[str, Any] | None, offset: bool, odd: str, thickness: float | None
) -> Problem:
    """Return the problem that all curves have in common; its data are none of theirs."""
    terms = split_terms(model, thickness)
    fixed = fixed_values(fix, terms)
    for term in terms:
        for q, name in zip(term.model.parameters, term.names, strict=True):
            if q.source == "geometry.thickness" and thickness is not None:
                fixed.setdefault(name, thickness)
    if not offset:
        fixed.setdefault("B_offset", 0.0)
    B = np.linspace(-1.0, 1.0, 41)
    empty = Magnetoconductance(B, np.zeros(B.size))
    problem = Problem.from_curve(empty, np.ones(B.size), terms, odd=odd, fixed=fixed)
    check_free(problem.free)
    return problem
