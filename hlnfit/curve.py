"""Magnetoconductance: one reduced sweep, ready to be fitted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.brief import brief, codes, span
from hlnfit.errors import FitError
from hlnfit.flags import Flag
from hlnfit.frozen import FrozenMapping
from hlnfit.sweep import FloatArray, Source, readonly

ErrorKind = Literal["given", "instrument", "estimated"]


@dataclass(init=False, frozen=True, slots=True, eq=False, repr=False)
class Magnetoconductance:
    """Conductance against field, with its error and the log of every step done to it.

    Attributes
    ----------
    B : float64 array, T
    dsigma : float64 array, S
        Conductance (per square, or of the whole wire) minus the constant ``sigma0``.
    error : float64 array, S, or None
        Standard error of each point. None: it is estimated from neighbouring points by the fit.
    temperature : float, K, or None
    sigma0 : float, S, or None
        The constant that was subtracted: a reference near B = 0, not the fitted conductance at B = 0.
    errors : {"given", "instrument", "estimated"}
        ``given`` errors are used as they are; of ``instrument`` errors only the shape is used.
    group : int array
        Which sweep (direction) a point came from; each group has its own field offset.
    group_names : tuple of str
    symmetrized : bool
        True for a curve folded onto B >= 0: it has no free field offset and no odd terms.
    conditions : mapping
        Further conditions in SI with the unit in the name (``gate_V``, ...).
    R_sheet : float, ohm, or None
        Sheet resistance near B = 0 (resistance for a wire).
    scale_error : float
        Relative error of the conversion to conductance from the geometry; it is common to all points.
    measures : mapping of str to float
        What the reduction measured on the way and the doubts judge: extreme resistances, agreement of
        the directions, drift, Std. Dev. over scatter, ... in SI.
    """

    B: FloatArray
    dsigma: FloatArray
    error: FloatArray | None = None
    temperature: float | None = None
    sigma0: float | None = None
    errors: ErrorKind = "estimated"
    group: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    group_names: tuple[str, ...] = ("all",)
    symmetrized: bool = False
    conditions: Mapping[str, float] = field(default_factory=dict)
    R_sheet: float | None = None
    scale_error: float = 0.0
    measures: Mapping[str, float] = field(default_factory=dict)
    source: Source = field(default_factory=Source)
    flags: tuple[Flag, ...] = ()
    log: tuple[str, ...] = ()

    def __init__(
        self,
        B: ArrayLike,
        dsigma: ArrayLike,
        error: ArrayLike | None = None,
        temperature: float | None = None,
        sigma0: float | None = None,
        **rest: Any,
    ) -> None:
        """Make a curve from arrays; points that are not finite are left out."""
        values = {"B": B, "dsigma": dsigma, "temperature": temperature, "sigma0": sigma0, **rest}
        b = np.atleast_1d(np.asarray(B, dtype=np.float64))
        y = np.atleast_1d(np.asarray(dsigma, dtype=np.float64))
        e = None if error is None else np.broadcast_to(np.asarray(error, dtype=np.float64), b.shape)
        if b.ndim != 1 or y.shape != b.shape:
            raise FitError(
                f"B has shape {b.shape} and dsigma has shape {y.shape}",
                expected="two one-dimensional arrays of the same length",
            )
        group = np.asarray(rest.get("group", np.zeros(b.size)), dtype=np.int64)
        if group.shape != b.shape:
            raise FitError(
                f"group has shape {group.shape} and B has shape {b.shape}",
                expected="the number of a sweep for each point",
            )
        keep = np.isfinite(b) & np.isfinite(y)
        if e is not None:
            if np.any(keep & ~(e > 0.0)):
                raise FitError(
                    "error holds values that are not positive",
                    expected="a standard error in siemens for each point",
                )
            values["error"] = readonly(e[keep])
            values.setdefault("errors", "given")
        else:
            values["error"] = None
        values["B"], values["dsigma"] = readonly(b[keep]), readonly(y[keep])
        group = group[keep]
        group.setflags(write=False)
        values["group"] = group
        for name in ("conditions", "measures"):
            values[name] = FrozenMapping(rest.get(name, {}))
        defaults: dict[str, Any] = {
            "errors": "estimated",
            "group_names": ("all",),
            "symmetrized": False,
            "R_sheet": None,
            "scale_error": 0.0,
            "source": Source(),
            "flags": (),
            "log": (),
        }
        unknown = set(values) - set(self.__slots__)
        if unknown:
            raise TypeError(f"Magnetoconductance has no attribute {', '.join(sorted(unknown))}")
        for name in self.__slots__:
            object.__setattr__(self, name, values.get(name, defaults.get(name)))

    def __repr__(self) -> str:
        return brief(
            self,
            f"{len(self)} points",
            span(self.B, "T"),
            "" if self.temperature is None else f"at {self.temperature:.4g} K",
            *(f"{name} = {value:.4g}" for name, value in self.conditions.items()),
            f"errors {self.errors}",
            codes(self.flags),
        )

    def __len__(self) -> int:
        return int(self.B.size)

    @property
    def two_sided(self) -> bool:
        """True where both signs of B were measured."""
        return bool(self.B.size and self.B.min() < 0.0 < self.B.max())

    @property
    def sheet_conductance(self) -> float | None:
        """``sigma0`` per square in siemens, also where ``dsigma`` is of a whole wire; None where unknown."""
        return None if self.sigma0 is None else self.sigma0 * self.measures.get("wire_squares", 1.0)

    def take(self, index: NDArray[Any]) -> Magnetoconductance:
        """Return the curve with the chosen points (mask or indices) only."""
        return replace(
            self,
            B=self.B[index],
            dsigma=self.dsigma[index],
            error=None if self.error is None else self.error[index],
            group=self.group[index],
        )

    def with_measures(self, more: Mapping[str, float]) -> Magnetoconductance:
        """Return the curve with further ``measures``; the points stay the same arrays."""
        out = object.__new__(type(self))
        for name in self.__slots__:
            object.__setattr__(out, name, getattr(self, name))
        object.__setattr__(out, "measures", FrozenMapping({**self.measures, **more}))
        return out

    def window(self, b_max: float) -> Magnetoconductance:
        """Return the points with abs(B) <= b_max (tesla)."""
        return self.take(np.abs(self.B) <= b_max)


def per_square(curve: Magnetoconductance, sigma0: float, params: Mapping[str, Any]) -> float:
    """Return the conductance per square of a curve whose zero-field conductance was fitted as ``sigma0``.

    The geometry of the reduction tells a wire from a film. A curve made from arrays has none: there the
    parameters of a model for wires do, and where they hold no length the answer is NaN.
    """
    if "wire_squares" in curve.measures:
        return sigma0 * curve.measures["wire_squares"]
    width, length = params.get("width"), params.get("length")
    if width is None:
        return sigma0
    return float("nan") if length is None else sigma0 * length.value / width.value
