"""All measured numbers of a separation in one vector, with their covariance, and the lines through them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0
from hlnfit.separation.constants_of_interaction import zeeman_part
from hlnfit.separation.levels import Levels
from hlnfit.separation.lines import Line
from hlnfit.separation.temperature_sweeps import Run

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Independent:
    """Numbers that are measured independently of all others.

    Attributes
    ----------
    T, value, error : arrays (n,)
    curve : int array (n,)
        Number of the curve they belong to, -1 for none.
    source : int array (n,)
        Which run over temperature, 0 for the curves.
    B : array (n,), T
        Field at which they were measured.
    """

    T: FloatArray
    value: FloatArray
    error: FloatArray
    curve: NDArray[np.int64]
    source: NDArray[np.int64]
    B: FloatArray

    @property
    def n(self) -> int:
        """How many there are."""
        return int(self.T.size)


def joined(parts: Sequence[Independent]) -> Independent:
    """Return all of them in one."""
    names = ("T", "value", "error", "curve", "source", "B")
    return Independent(*(np.concatenate([getattr(p, n) for p in parts]) for n in names))


def of_run(run: Run, source: int) -> Independent:
    """Return the bins of a run over temperature."""
    n = run.T.size
    return Independent(
        run.T, run.sigma, run.error, np.full(n, -1), np.full(n, source), np.full(n, abs(run.B))
    )


@dataclass(frozen=True, eq=False)
class Measured:
    """The vector: levels of the curves, conductances at B = 0 of runs, quenched ones, logarithms of R_H.

    Attributes
    ----------
    levels : Levels or None
    zero, quenched, hall : Independent
    covariance : array
        Of the whole vector.
    """

    levels: Levels | None
    zero: Independent
    quenched: Independent
    hall: Independent
    covariance: FloatArray

    @property
    def n_levels(self) -> int:
        """Length of the part that the fits of the curves give."""
        return 0 if self.levels is None else int(self.levels.values.size)

    @property
    def size(self) -> int:
        """Length of the vector."""
        return self.n_levels + self.zero.n + self.quenched.n + self.hall.n

    def own(self, part: Independent) -> FloatArray:
        """Return the combination (n, size) that picks the independent numbers of a part."""
        start = self.n_levels
        for one in (self.zero, self.quenched, self.hall):
            if one is part:
                break
            start += one.n
        out = np.zeros((part.n, self.size))
        out[np.arange(part.n), start + np.arange(part.n)] = 1.0
        return out

    def widened(self, combination: FloatArray) -> FloatArray:
        """Return a combination of the levels as one of the whole vector."""
        out = np.zeros((combination.shape[0], self.size))
        out[:, : combination.shape[1]] = combination
        return out

    # ---- lines -----------------------------------------------------------------------------------

    def line_zero(self, middle: float) -> Line:
        """Conductance at B = 0 against ln T, in G0."""
        T, y, rows, source = [self.zero.T], [self.zero.value], [self.own(self.zero)], [self.zero.source]
        if self.levels is not None:
            n = self.levels.n
            T, y = [self.levels.T, *T], [self.levels.level, *y]
            rows = [self.widened(np.eye(n, self.n_levels)), *rows]
            source = [np.zeros(n, dtype=np.int64), *source]
        t = np.concatenate(T)
        return Line(
            "zero", t, np.concatenate(y) / G0, np.concatenate(rows) / G0, np.log(t / middle),
            np.concatenate(source),
        )  # fmt: skip

    def line_quenched(
        self, middle: float, weight: FloatArray, g_factor: float, n_v: int, *, corrected: bool
    ) -> Line:
        """Conductance in the quenching field against ln T, in G0.

        Parameters
        ----------
        middle : float, K
        weight : array (n,)
            1 - (mobility B)^2: the part of the interaction correction that 1/rho_xx shows.
        corrected : bool
            True takes off what is left of localization and what the Zeeman energy does, and divides by the
            weight; False gives the conductance as it was measured.
        """
        q = self.quenched
        y, rows, column = q.value / G0, self.own(q) / G0, np.log(q.T / middle)
        if not corrected:
            return Line("as_measured", q.T, y, rows, column, q.source)
        left, combination = self.left(q)
        # K ln T - zeta (1 - K) g2 = K (ln T + zeta g2) - zeta g2
        zeeman = zeeman_part(q.B, q.T, g_factor, n_v)
        y = (y - left / G0) / weight + zeeman
        rows = (rows - combination / G0) / weight[:, None]
        return Line("quenched", q.T, y, rows, column + zeeman, q.source)

    def left(self, q: Independent) -> tuple[FloatArray, FloatArray]:
        """Return what is left of localization at quenched points (n,) in S, and its combination."""
        value, rows = np.zeros(q.n), np.zeros((q.n, self.size))
        if self.levels is None:
            return value, rows
        for source in np.unique(q.source):
            here = np.flatnonzero(q.source == source)
            if source == 0:
                all_values, all_rows = self.levels.left_over(float(q.B[here[0]]))
                value[here], found = all_values[q.curve[here]], all_rows[q.curve[here]]
            else:
                value[here], found = self.levels.left_at(float(q.B[here[0]]), q.T[here])
            rows[here] = self.widened(found)
        return value, rows

    def line_localization(self, middle: float) -> Line:
        """What of localization depends on temperature at B = 0, from the magnetoconductance, in G0."""
        assert self.levels is not None
        value, rows = self.levels.left_over(0.0)
        T = self.levels.T
        zeros = np.zeros(T.size, dtype=np.int64)
        return Line("localization", T, value / G0, self.widened(rows) / G0, np.log(T / middle), zeros)

    def line_ln_B(self, middle: float) -> Line:
        """ln B_phi against ln T: its slope is p."""
        assert self.levels is not None
        n, T = self.levels.n, self.levels.T
        rows = np.zeros((n, self.n_levels))
        rows[np.arange(n), [self.levels.at_own(k) for k in range(n)]] = 1.0
        zeros = np.zeros(n, dtype=np.int64)
        return Line("ln_B_phi", T, self.levels.ln_B[:, 0], self.widened(rows), np.log(T / middle), zeros)

    def line_hall(self, middle: float, sigma: float, zeeman: FloatArray) -> Line:
        """ln R_H against -2 (G0/sigma) ln T: the slope is K_ee [1]_.

        Parameters
        ----------
        sigma : float, S
            Mean conductance.
        zeeman : array (n,)
            zeta g2, averaged over the fields as the Hall slope does.

        References
        ----------
        .. [1] A. Houghton, J. R. Senna and S. C. Ying, Phys. Rev. B 25, 2196 (1982): delta R_H/R_H is
           -2 delta sigma_ee/sigma, and 0 for localization.
        """
        h = self.hall
        unit = -2.0 * G0 / sigma
        y = h.value + unit * zeeman
        return Line("hall", h.T, y, self.own(h), unit * (np.log(h.T / middle) + zeeman), h.source)


def measure(levels: Levels | None, zero: Independent, quenched: Independent, hall: Independent) -> Measured:
    """Put the vector together; the parts are independent of each other."""
    n = 0 if levels is None else levels.values.size
    errors = np.concatenate([zero.error, quenched.error, hall.error])
    covariance = np.zeros((n + errors.size, n + errors.size))
    if levels is not None:
        covariance[:n, :n] = levels.covariance
    covariance[n:, n:] = np.diag(errors**2)
    return Measured(levels, zero, quenched, hall, covariance)
