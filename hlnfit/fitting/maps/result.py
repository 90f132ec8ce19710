"""MapFit: what the fits of a map say, as arrays in the shape of the map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlnfit.brief import brief, counted, span
from hlnfit.fitting.problem import Problem

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
SUFFIXES = {"_err": "err", "_lo": "lo", "_hi": "hi", "_determined": "determined"}


@dataclass(frozen=True, slots=True, repr=False)
class MapParameter:
    """One parameter over a map, in SI; the rules are those of ``hlnfit.fitting.ParameterValue``.

    Attributes
    ----------
    value, err, lo, hi : arrays, (n_curves,)
        NaN where the parameter is not determined; ``lo`` and ``hi`` are 68 % limits.
    determined : bool array, (n_curves,)
    """

    name: str
    unit: str
    value: FloatArray
    err: FloatArray
    lo: FloatArray
    hi: FloatArray
    determined: BoolArray
    fixed: bool = False
    nuisance: bool = False

    def __repr__(self) -> str:
        number = f"{int(self.determined.sum())} of {self.determined.size} determined"
        return brief(self, self.name, span(self.value, self.unit), "fixed" if self.fixed else number)


@dataclass(frozen=True, eq=False, repr=False)
class MapFit:
    """The fits of a map.

    Every array has the shape of the map: that of ``dsigma`` without its last axis. Parameters are
    attributes, in SI (fields in T, lengths in m, conductances in S): ``grid.B_phi``, ``grid.B_phi_err``,
    ``grid.B_phi_lo``, ``grid.B_phi_hi``, ``grid.B_phi_determined``, and the same for every other parameter
    and for every length (``grid.L_phi``). Values, errors and limits are NaN where the data do not determine
    the parameter, and where a curve could not be fitted.

    Attributes
    ----------
    model : str
    shape : tuple of int
    params : mapping of name to MapParameter
        The same arrays, flat, with unit, and whether the parameter is held or a nuisance.
    verdict : str array
        ``good``, ``caution`` or ``reject``, from the doubts of stage ``optimum``.
    flags : object array
        Codes of the flags of each curve, worst first, joined by ``;``.
    chi2, chi2_red : arrays
        In units of the errors (given, or the scatter of neighbouring points), before any scaling.
    scale : array
        By what the squared errors were multiplied: reduced chi-square, or 1 where errors were given and the
        misfit is not significant.
    n_points : int array
    free : tuple of str
        Free parameters in the order of ``covariance``.
    problem : Problem
        The terms that were fitted, and what was held.
    """

    model: str
    shape: tuple[int, ...]
    params: Mapping[str, MapParameter]
    flat: Mapping[str, NDArray[Any]] = field(repr=False)
    free: tuple[str, ...]
    problem: Problem = field(repr=False)

    def __getattr__(self, name: str) -> NDArray[Any]:
        """Return one array in the shape of the map."""
        if name.startswith("__"):
            raise AttributeError(name)
        if name in self.flat:
            return self._shaped(self.flat[name])
        if name in self.params:
            return self._shaped(self.params[name].value)
        for suffix, what in SUFFIXES.items():
            if name.endswith(suffix) and name[: -len(suffix)] in self.params:
                return self._shaped(getattr(self.params[name[: -len(suffix)]], what))
        known = ", ".join([*self.params, *self.flat])
        raise AttributeError(
            f"a map of {self.model} has no {name}; it has {known}, and parameters with {', '.join(SUFFIXES)}"
        )

    def __repr__(self) -> str:
        size = " x ".join(str(n) for n in self.shape)
        return brief(self, self.model, f"{size} curves", counted(self.flat["verdict"].tolist()))

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.columns()})

    def _shaped(self, array: NDArray[Any]) -> NDArray[Any]:
        return array.reshape(self.shape + array.shape[1:])

    @property
    def covariance(self) -> FloatArray:
        """Covariance of the free parameters, (..., n_free, n_free); rates (B_*) stand in their logarithm."""
        return self._shaped(self.flat["covariance"])

    @cached_property
    def best(self) -> Mapping[str, FloatArray]:
        """The optimum itself by name, also of what is not determined; for drawing curves."""
        start = "best_"
        return {n[len(start) :]: self._shaped(a) for n, a in self.flat.items() if n.startswith(start)}

    def flagged(self, code: str) -> BoolArray:
        """Return which curves carry a flag."""
        texts, at = np.unique(self.flat["flags"].astype(str), return_inverse=True)
        return self._shaped(np.array([code in t.split(";") for t in texts], dtype=np.bool_)[at])

    def evaluate(self, B: FloatArray) -> FloatArray:
        """Return the fitted curves in siemens at the fields B (n,), T: (..., n)."""
        x = np.asarray(B, dtype=np.float64)
        n_curves = self.flat["chi2"].size
        out = np.full((n_curves, x.size), np.nan)
        for k in np.flatnonzero(np.isfinite(self.flat["chi2"])):
            values = {n: float(a.reshape(-1)[k]) for n, a in self.best.items()}
            out[k] = sum(self.problem.model(values, x).values())
        return self._shaped(out)

    def columns(self) -> tuple[str, ...]:
        """Return the names of the columns of ``table``."""
        names = []
        for name in self.params:
            names += [name, *(name + s for s in SUFFIXES)]
        return (*names, "chi2", "chi2_red", "scale", "n_points", "verdict", "flags")

    @cached_property
    def table(self) -> NDArray[Any]:
        """All of it as one structured array in the shape of the map.

        As in the table of a series, the numbers of rejected curves are empty (NaN).
        """
        arrays = {n: getattr(self, n) for n in self.columns()}
        out = np.empty(self.shape, dtype=[(n, a.dtype) for n, a in arrays.items()])
        rejected = self.verdict == "reject"
        for name, array in arrays.items():
            out[name] = array
            if array.dtype.kind == "f":
                out[name][rejected] = np.nan
        return out
