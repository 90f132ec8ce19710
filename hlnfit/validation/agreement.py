"""Agreement: what an engine found beside what a formula says, and whether the two are the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]

STANDARD_ERRORS: Final = 4.0
"""Distance that chance is allowed, in standard errors: one point in 16 000 is farther away."""
EXACT: Final = "none: the theory is exact here"


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Values of an engine and of a formula at the same points; all arrays have the shape of ``x``.

    Attributes
    ----------
    x : ndarray, shape (n,)
        Where they are compared: a field in tesla, a number of flights, a width in sites.
    value, error : ndarray
        What the engine found, and its standard error.
    reference : ndarray
        What the formula says.
    resolution : ndarray
        The standard error must be smaller, or the comparison says nothing.
    allowance : ndarray
        By how much the two may differ for a reason that is known; 0 where the theory is exact.
    reason : str
        The reason of the allowance.
    """

    x: FloatArray
    value: FloatArray
    error: FloatArray
    reference: FloatArray
    resolution: FloatArray
    allowance: FloatArray
    reason: str

    def __init__(
        self,
        x: ArrayLike,
        value: ArrayLike,
        error: ArrayLike,
        reference: ArrayLike,
        *,
        resolution: ArrayLike,
        allowance: ArrayLike = 0.0,
        reason: str = EXACT,
    ) -> None:
        at = np.atleast_1d(np.asarray(x, dtype=np.float64))
        given = {"x": at, "value": value, "error": error, "reference": reference}
        given |= {"resolution": resolution, "allowance": allowance}
        for name, array in given.items():
            full = np.broadcast_to(np.asarray(array, dtype=np.float64), at.shape).copy()
            full.setflags(write=False)
            object.__setattr__(self, name, full)
        object.__setattr__(self, "reason", reason)
        if bool(np.any(self.allowance > 0.0)) != (reason != EXACT):
            raise ValueError("an allowance needs a reason, and a reason an allowance")

    @property
    def difference(self) -> FloatArray:
        """Value minus reference."""
        return self.value - self.reference

    @property
    def limit(self) -> FloatArray:
        """Largest difference at which the two agree: allowance plus four standard errors."""
        return self.allowance + STANDARD_ERRORS * self.error

    @property
    def resolved(self) -> BoolArray:
        """Where the standard error is below the resolution; nowhere where it is not a number."""
        return np.asarray(self.error < self.resolution)

    @property
    def agrees(self) -> BoolArray:
        """Where the comparison is resolved and the difference within its limit."""
        return np.asarray(self.resolved & (np.abs(self.difference) <= self.limit))

    @property
    def passes(self) -> bool:
        """True where every point agrees."""
        return bool(np.all(self.agrees))


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """The outcome of one line of the validation.

    Attributes
    ----------
    name, title : str
    engine, formula : str
        What was simulated, and the model or the paper it is held against.
    x_label, quantity : str
        What ``comparison.x`` and its values are, with units.
    comparison : Comparison
    """

    name: str
    title: str
    engine: str
    formula: str
    x_label: str
    quantity: str
    comparison: Comparison

    @property
    def passes(self) -> bool:
        """True where engine and formula agree at every point."""
        return self.comparison.passes

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a point, for tables."""
        c = self.comparison
        return [
            {
                "line": self.name,
                "engine": self.engine,
                "formula": self.formula,
                "quantity": self.quantity,
                "x_label": self.x_label,
                "x": float(c.x[i]),
                "value": float(c.value[i]),
                "reference": float(c.reference[i]),
                "difference": float(c.difference[i]),
                "standard_error": float(c.error[i]),
                "allowance": float(c.allowance[i]),
                "limit": float(c.limit[i]),
                "resolution": float(c.resolution[i]),
                "agrees": bool(c.agrees[i]),
                "reason": c.reason,
            }
            for i in range(c.x.size)
        ]
