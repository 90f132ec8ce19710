"""Where a parameter may lie when the noise is not known for certain: limits over all noise models.

Each noise model leaves a Student distribution of its own, as the scale of the noise is estimated from the
same residuals. Their mixture turns a number of standard errors of a normal distribution, which stands for a
probability, into a distance along the profile of chi-square, and back.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
FAR: Final = 5.0
"""Beyond this many standard errors probabilities are too small to tell; distances then scale as there."""
LEAST: Final = 0.2
"""The chosen fit may lie beside the middle of all; its limits still lie on both sides of it."""


@dataclass(frozen=True, eq=False)
class Spread:
    """A mixture of Student distributions.

    Distances are counted from the fit with the noise that was chosen, in its standard errors.

    Attributes
    ----------
    weight, centre, width : arrays, (K,)
    dof : float
        Degrees of freedom; infinite where the white noise is known.
    """

    weight: FloatArray
    centre: FloatArray
    width: FloatArray
    dof: float
    _known: dict[tuple[float, int], float] = field(default_factory=dict, repr=False)

    @classmethod
    def student(cls, dof: float) -> Spread:
        """Return the spread of one noise model whose scale was estimated."""
        return cls(np.ones(1), np.zeros(1), np.ones(1), dof)

    def outside(self, r: float, side: int) -> float:
        """Return the probability of lying further out than r on one side."""
        x = (side * self.centre - r) / self.width
        from scipy.special import ndtr, stdtr

        part = ndtr(x) if math.isinf(self.dof) else stdtr(self.dof, x)
        return float(self.weight @ part)

    def reach(self, z: float, side: int) -> float:
        """Return the distance that holds as much as z standard errors of a normal distribution.

        ``side`` is +1 for the upper limit, -1 for the lower one.
        """
        if z > FAR:
            return self.reach(FAR, side) * z / FAR
        if (z, side) not in self._known:
            self._known[z, side] = self._reach(z, side)
        return self._known[z, side]

    def _reach(self, z: float, side: int) -> float:
        low, high = 0.0, 2.0 * z
        below, above = self._z_of(low, side) - z, self._z_of(high, side) - z
        while above < 0.0 and high < 1e6:
            low, below = high, above
            high *= 2.0
            above = self._z_of(high, side) - z
        if below >= 0.0:
            return LEAST * z
        # The z of a mixture is nearly linear in the distance: false position, an end that stays twice halved.
        last = 0
        while above > 0.0 and high - low > 1e-7 * high:
            middle = low - below * (high - low) / (above - below)
            here = self._z_of(middle, side) - z
            if abs(here) < 1e-9 * z:
                return max(middle, LEAST * z)
            if here < 0.0:
                low, below = middle, here
                above *= 0.5 if last < 0 else 1.0
                last = -1
            else:
                high, above = middle, here
                below *= 0.5 if last > 0 else 1.0
                last = 1
        return max(high, LEAST * z)

    def _z_of(self, r: float, side: int) -> float:
        """Return the z that a distance stands for; beyond 37 nothing is left in double precision."""
        from scipy.special import ndtri

        return min(-float(ndtri(self.outside(r, side))), 37.0)

    def equivalent(self, r: float, side: int) -> float:
        """Return the z whose ``reach`` is r."""
        far = self.reach(FAR, side)
        if r >= far:
            return r * FAR / far
        from scipy.special import ndtri

        z = -float(ndtri(min(self.outside(r, side), 0.5)))
        return min(z, r / LEAST)


NORMAL: Final = Spread.student(math.inf)
