"""What a rate law is: B_phi(T) as a sum of columns with amplitudes that are not negative.

The amplitudes of a law enter linearly. At most one further number, its shape (an exponent), does not;
with the shape held, the best amplitudes are found exactly, and the shape is looked for on a grid over
its whole range. So no start is needed and no minimum is missed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hlnfit.models.base import Reference

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Setting:
    """What a law may know besides the temperature.

    Attributes
    ----------
    g : float or None
        Dimensionless sheet conductance h / (e^2 R_sheet); None where unknown.
    """

    g: float | None = None


Columns = Callable[[FloatArray, FloatArray, Setting], tuple[FloatArray, FloatArray]]


@dataclass(frozen=True, slots=True)
class Amplitude:
    """A parameter that multiplies a column: its name, and its unit with ``{p}`` for the shape."""

    name: str
    unit: str
    description: str


@dataclass(frozen=True, slots=True)
class Shape:
    """The one parameter that does not enter linearly.

    Attributes
    ----------
    lower, upper : float
        Its range; both ends have to be rejected for it to count as determined.
    choices : tuple of float
        Where not empty, only these values are possible.
    """

    name: str
    unit: str
    lower: float
    upper: float
    choices: tuple[float, ...] = ()

    def grid(self, T: FloatArray) -> FloatArray:
        """Return the values to look at first, in increasing order; T is not needed for an exponent."""
        if self.choices:
            return np.array(self.choices)
        return np.geomspace(self.lower, self.upper, 89)


@dataclass(frozen=True, slots=True)
class Public:
    """Parameters as they are reported, where they are not the amplitudes and the shape themselves.

    Attributes
    ----------
    names, units : tuple of str
    of : callable(theta) -> (values, jacobian)
        From (amplitudes, shape) to the reported parameters.
    held : callable(T, name, value, shapes, setting) -> (fixed (S, n), columns (S, n, m))
        The curves with one reported parameter held: what is fixed, and what amplitudes are left.
    """

    names: tuple[str, ...]
    units: tuple[str, ...]
    of: Callable[[FloatArray], tuple[FloatArray, FloatArray]]
    held: Callable[[FloatArray, str, float, FloatArray, Setting], tuple[FloatArray, FloatArray]]


@dataclass(frozen=True, slots=True)
class RateLaw:
    """A law of one file.

    Attributes
    ----------
    columns : callable(T, shapes, setting) -> (columns (S, n, m), derivatives (S, n, m))
        The columns at temperatures T (n,) for each shape (S,), and their derivatives by it. Laws
        without a shape are asked with one shape, NaN.
    exponent : float or None
        p of 1/tau_phi ~ T^p where it is fixed; None where it is the shape.
    dimensions : tuple of int
        For which dimensions of the conductor the law is tried by itself.
    needs_g : bool
        True where the sheet conductance has to be known.
    implicit : bool
        True where B_phi has to be solved for: the less simple one of two laws with equal parameters.
    """

    name: str
    title: str
    amplitudes: tuple[Amplitude, ...]
    columns: Columns
    shape: Shape | None = None
    exponent: float | None = None
    dimensions: tuple[Literal[1, 2, 3], ...] = (1, 2, 3)
    needs_g: bool = False
    implicit: bool = False
    public: Public | None = None
    latex: str = ""
    validity: str = ""
    references: tuple[Reference, ...] = ()

    @property
    def n_continuous(self) -> int:
        """Number of parameters with a derivative: amplitudes, and a shape that is no choice."""
        return len(self.amplitudes) + (self.shape is not None and not self.shape.choices)

    @property
    def n_parameters(self) -> int:
        """Number of parameters that the data choose; a choice among exponents counts as one."""
        return len(self.amplitudes) + (self.shape is not None)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the reported parameters, the exponent among them where it is fitted."""
        if self.public is not None:
            return self.public.names
        return (*(a.name for a in self.amplitudes), *((self.shape.name,) if self.shape else ()))

    def unit(self, name: str, shape: float) -> str:
        """Return the unit of a reported parameter; that of an amplitude follows the exponent."""
        if self.public is not None:
            return self.public.units[self.public.names.index(name)]
        for amplitude in self.amplitudes:
            if amplitude.name == name:
                return amplitude.unit.format(p=f"{shape:.3g}")
        return self.shape.unit if self.shape is not None else ""


def power_column(T: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return T^p and its derivative by p, both of shape (S, n)."""
    logarithm = np.log(T)
    value = np.exp(p[:, None] * logarithm[None, :])
    return value, value * logarithm[None, :]


def constant_and(*powers: tuple[FloatArray, FloatArray]) -> tuple[FloatArray, FloatArray]:
    """Return the columns 1, T^p, ... and their derivatives, of shape (S, n, m)."""
    one = np.ones_like(powers[0][0])
    value = np.stack([one, *(v for v, _ in powers)], axis=2)
    slope = np.stack([np.zeros_like(one), *(s for _, s in powers)], axis=2)
    return value, slope


def fixed_power(p: float) -> Columns:
    """Return the columns of B_0 + A T^p with a fixed exponent."""

    def columns(T: FloatArray, shapes: FloatArray, setting: Setting) -> tuple[FloatArray, FloatArray]:
        value, _ = power_column(T, np.full(shapes.size, p))
        return constant_and((value, np.zeros_like(value)))

    return columns


B_0 = Amplitude("B_0", "T", "dephasing that does not depend on temperature")
EXPONENT = Shape("p", "", 0.1, 8.0)
