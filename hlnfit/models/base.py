"""What a model is: a parameter table with a mode table or a formula, and where it comes from."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.brief import brief
from hlnfit.errors import ConfigError
from hlnfit.models.modes import ModeTable

FloatArray = NDArray[np.float64]
Formula = Callable[[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]
ParameterKind = Literal["rate", "amplitude", "coefficient", "length", "number"]
ModelKind = Literal["field", "background", "temperature"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One row of a model's parameter table.

    Attributes
    ----------
    name, unit : str
        The unit is that of SI in which the value is held; empty for a pure number.
    default, lower, upper : float
        The box is where the formula is defined and finite, not where a fit is expected.
    kind : {"rate", "amplitude", "coefficient", "length", "number"}
        ``rate``: a characteristic field in tesla, positive, fitted in its logarithm, shown as a length
        too. ``amplitude`` and ``coefficient``: enter the model linearly. ``length`` and ``number``:
        anything else.
    description : str
    source : str or None
        Where the value is taken from unless freed, such as ``sample.B_tr`` or ``geometry.thickness``.
    nuisance : bool
        True where the parameter is needed by the formula but no result of a fit (B_e, backgrounds).
    """

    name: str
    unit: str
    default: float
    lower: float
    upper: float
    kind: ParameterKind
    description: str
    source: str | None = None
    nuisance: bool = False

    @property
    def length_name(self) -> str | None:
        """``L_phi`` for ``B_phi`` and so on; None where the parameter is no rate or a nuisance."""
        return "L_" + self.name[2:] if self.kind == "rate" and not self.nuisance else None

    @property
    def linear(self) -> bool:
        """True where the model is linear in this parameter."""
        return self.kind in ("amplitude", "coefficient")


@dataclass(frozen=True, slots=True)
class Derived:
    """A field that is a linear combination of parameters, such as B_phi = B_in + 2 B_s."""

    name: str
    combination: Mapping[str, float]
    description: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A paper: what it gives and where; a DOI only where it was confirmed."""

    text: str
    equation: str = ""
    doi: str | None = None
    bibtex_key: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One term of a composite model, with the names its parameters have in the sum.

    Attributes
    ----------
    model : Model
    names : tuple of str
        One for each parameter of ``model``; those of a second channel end in ``_2``.
    slice : slice
        Where its parameters stand in the parameter vector of the sum.
    """

    model: Model
    names: tuple[str, ...]
    slice: slice


@dataclass(frozen=True, repr=False)
class Model:
    """A formula of one file, callable with field and named parameters.

    A field model returns sigma(B) - sigma(0) in siemens (``dimension`` 2, and the whole wire's
    conductance for ``dimension`` 1) or S/m (``dimension`` 3). Give either ``table`` or ``formula``.

    Attributes
    ----------
    formula : callable(B, p) -> (value, jacobian)
        ``B`` has shape (n,), ``p`` the parameters in the order of the table; value has shape (n,),
        jacobian (n, len(p)).
    parts : tuple of Part
        The terms of a composite model; empty for a model of one file. See ``terms``.
    """

    name: str
    title: str
    kind: ModelKind
    parameters: tuple[Parameter, ...]
    table: ModeTable | None = None
    formula: Formula | None = None
    dimension: Literal[1, 2, 3] = 2
    derived: tuple[Derived, ...] = ()
    latex: str = ""
    description: str = ""
    validity: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    convention: str = ""
    references: tuple[Reference, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        if (self.table is None) == (self.formula is None):
            raise ValueError(f"model {self.name} needs either a mode table or a formula")
        if len(set(self.names)) != len(self.names):
            raise ValueError(f"model {self.name} has two parameters of one name")
        if self.table is not None:
            rates = [p.name for p in self.parameters if p.kind == "rate"]
            if tuple(rates) != self.table.parameters:
                raise ValueError(f"model {self.name}: mode table over {self.table.parameters}, rates {rates}")
        if self.kind == "field" and "B_phi" not in (*self.names, *(d.name for d in self.derived)):
            raise ValueError(f"field model {self.name} has no B_phi")

    def __repr__(self) -> str:
        return brief(self, self.name, self.title, *self.names)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters, in the order of the table."""
        return tuple(p.name for p in self.parameters)

    def positions(self, kind: ParameterKind) -> list[int]:
        """Return where the parameters of one kind stand in the table."""
        return self._positions.get(kind, [])

    @cached_property
    def _positions(self) -> dict[ParameterKind, list[int]]:
        out: dict[ParameterKind, list[int]] = {}
        for k, q in enumerate(self.parameters):
            out.setdefault(q.kind, []).append(k)
        return out

    @cached_property
    def sides(self) -> tuple[str, str, str]:
        """The LaTeX of what is given, of what it is, and of the definitions that follow (may be empty)."""
        left, _, rest = self.latex.partition(" = ")
        ends = [at for mark in (",\\quad ", ",\\ ") if (at := rest.find(mark)) >= 0]
        end = min(ends, default=len(rest))
        return left, rest[:end], rest[end:]

    @cached_property
    def terms(self) -> tuple[Part, ...]:
        """The models that are added up: the parts of a composite model, or this model alone."""
        return self.parts or (Part(self, self.names, slice(0, len(self.parameters))),)

    def vector(self, values: Mapping[str, float]) -> FloatArray:
        """Return the parameter vector; missing ones take their default.

        Raises
        ------
        ConfigError
            A name that the model does not have.
        """
        unknown = set(values) - set(self.names)
        if unknown:
            raise ConfigError(
                f"model {self.name} has no parameter {', '.join(sorted(unknown))}",
                expected=", ".join(self.names),
            )
        return np.array([float(values.get(p.name, p.default)) for p in self.parameters])

    def __call__(self, B: ArrayLike, **parameters: float) -> FloatArray:
        """Return the value at field ``B`` (tesla), shaped like ``B``.

        Raises
        ------
        ConfigError
            A name that the model does not have, a negative rate, or values for which it is not finite.
        """
        from hlnfit.models.evaluate import value_of

        b, p = np.asarray(B, dtype=np.float64), self.vector(parameters)
        for row, x in zip(self.parameters, p.tolist(), strict=True):
            if row.kind == "rate" and not x >= 0.0:
                raise ConfigError(f"{row.name} of {self.name} is {x:g} T", expected="a positive field")
        if np.any(p == 0.0) or not np.isfinite(p).all():
            return self._at_an_end(b, p)
        out: FloatArray = value_of(self, b.ravel(), p).reshape(b.shape)[()]
        return out

    def _at_an_end(self, b: FloatArray, p: FloatArray) -> FloatArray:
        """Return the value where a parameter is zero or infinite, if it has one."""
        from hlnfit.models.evaluate import value_of

        out = np.full(b.size, np.nan)
        with np.errstate(all="ignore"), contextlib.suppress(ArithmeticError, ValueError):
            out = value_of(self, b.ravel(), p)
        if not np.isfinite(out[np.isfinite(b.ravel())]).all():
            ends = [n for n, x in zip(self.names, p, strict=True) if x == 0.0 or not np.isfinite(x)]
            raise ConfigError(
                f"{self.name} has no finite value where {', '.join(ends)} is zero or infinite",
                expected="positive, finite parameters",
            )
        at: FloatArray = out.reshape(b.shape)[()]
        return at
