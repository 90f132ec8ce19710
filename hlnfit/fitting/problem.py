"""The least-squares problem of one curve: which numbers are free and how the curve follows from them.

The conductance is a sum of terms, a constant and odd terms, all of them functions of x = B - B_offset:

    y = sum_t a_t T_t(x; rates) + dsigma0 + c1 x + c3 x^3.

Amplitudes, coefficients, dsigma0 and the odd terms enter linearly and are eliminated at each step
(variable projection); rates are fitted in their logarithm, offsets as they are.
Source of the method: G. H. Golub and V. Pereyra, SIAM J. Numer. Anal. 10, 413 (1973), in the
simplification of L. Kaufman, BIT 15, 49 (1975).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from hlnfit.curve import Magnetoconductance
from hlnfit.errors import ConfigError
from hlnfit.fitting.correlated import Covariance
from hlnfit.fitting.fixing import hold_in_all_directions
from hlnfit.fitting.names import Names, box_of, names_of
from hlnfit.fitting.terms import Term

FloatArray = NDArray[np.float64]
ODD_NAMES = {"none": (), "linear": ("c_odd1",), "cubic": ("c_odd1", "c_odd3")}


@dataclass(frozen=True)
class Prior:
    """A normal distribution of some nonlinear parameters (logarithms for rates), as extra residuals.

    Attributes
    ----------
    names : tuple of str
    centre : array, (n,)
    whiten : array, (m, n)
        The residuals are ``whiten @ (centre - theta)``.
    """

    names: tuple[str, ...]
    centre: FloatArray
    whiten: FloatArray


@dataclass(frozen=True)
class Problem:
    """Data, terms and the division of the parameters into fixed, nonlinear and linear ones.

    Attributes
    ----------
    B, y, error : arrays, (n,)
        Field in T, conductance in S and its relative weighting in S.
    group : int array, (n,)
    terms : tuple of Term
    odd : tuple of str
        Names of the odd terms.
    fixed : mapping of str to float
    as_nonlinear : tuple of str
        Amplitudes that are not eliminated, because curves share them.
    prior : Prior or None
        What other curves say of shared parameters.
    noise : Covariance or None
        Correlation of the weighted residuals; None for white noise.
    """

    B: FloatArray
    y: FloatArray
    error: FloatArray
    group: NDArray[np.int64]
    terms: tuple[Term, ...]
    odd: tuple[str, ...] = ()
    fixed: Mapping[str, float] = field(default_factory=dict)
    as_nonlinear: tuple[str, ...] = ()
    prior: Prior | None = None
    noise: Covariance | None = None

    @classmethod
    def from_curve(
        cls,
        curve: Magnetoconductance,
        error: FloatArray,
        terms: tuple[Term, ...],
        *,
        odd: str = "cubic",
        fixed: Mapping[str, float] | None = None,
    ) -> Problem:
        """Make the problem of a curve; symmetrized curves get no offset and no odd terms."""
        if odd not in ODD_NAMES:
            raise ConfigError(f"odd is {odd!r}", expected="cubic, linear or none")
        if curve.symmetrized or not curve.two_sided:
            odd = "none"
        elif odd == "cubic" and len(curve) < 30:
            odd = "linear"
        group, n_groups = curve.group, 1
        if group.any():
            known = np.unique(group)
            group, n_groups = np.searchsorted(known, group), known.size
        names = names_of(terms, ODD_NAMES[odd], n_groups)
        held = dict(fixed or {})
        if curve.symmetrized:
            held.setdefault("B_offset", 0.0)
        hold_in_all_directions(held, names)
        return cls(curve.B, curve.dsigma, error, group, terms, ODD_NAMES[odd], held)

    # ---- names -------------------------------------------------------------------------------------

    @cached_property
    def n_groups(self) -> int:
        """Number of directions (groups of points with an offset of their own)."""
        return int(self.group.max()) + 1 if self.group.size else 1

    @cached_property
    def names(self) -> Names:
        """Names of the parameters."""
        return names_of(self.terms, self.odd, self.n_groups, self.fixed, self.as_nonlinear)

    @property
    def offset_names(self) -> tuple[str, ...]:
        """Names of the field offsets, one a group."""
        return self.names.offsets

    @property
    def level_names(self) -> tuple[str, ...]:
        """Names of the additive constants, one a group."""
        return self.names.levels

    @property
    def term_names(self) -> tuple[str, ...]:
        """Names of the parameters of all terms."""
        return self.names.terms

    @property
    def all_names(self) -> tuple[str, ...]:
        """Names of all parameters, fixed ones included."""
        return self.names.all

    @cached_property
    def free(self) -> tuple[str, ...]:
        """Names of the free parameters, nonlinear ones first."""
        return (*self.nonlinear, *self.linear)

    @property
    def nonlinear(self) -> tuple[str, ...]:
        """Names of the free nonlinear parameters."""
        return self.names.nonlinear

    @property
    def linear(self) -> tuple[str, ...]:
        """Names of the free linear parameters."""
        return self.names.linear

    @property
    def is_log(self) -> NDArray[np.bool_]:
        """Which nonlinear parameters are fitted in their logarithm."""
        return self.names.is_log

    @cached_property
    def box(self) -> tuple[FloatArray, FloatArray]:
        """Lower and upper bounds of theta (logarithms for rates)."""
        return box_of(self.names.rows, self.B)

    def with_prior(self, prior: Prior) -> Problem:
        """Return the same problem with what other curves say of it, and the names and box it has found."""
        out = object.__new__(type(self))
        out.__dict__.update(self.__dict__, prior=prior)
        return out

    def fix(self, **values: float) -> Problem:
        """Return the same problem with further parameters held."""
        return replace(self, fixed={**self.fixed, **values})

    # ---- theta <-> values --------------------------------------------------------------------------

    def theta_of(self, values: Mapping[str, float]) -> FloatArray:
        """Return theta from parameter values."""
        theta = np.array([float(values[n]) for n in self.nonlinear])
        theta[self.is_log] = np.log(theta[self.is_log])
        return theta

    def parameters_of(self, values: Mapping[str, float]) -> FloatArray:
        """Return the free parameters (n_free,): theta and the linear coefficients."""
        return np.concatenate([self.theta_of(values), [values[n] for n in self.linear]])

    def values_of(self, theta: FloatArray, coefficients: FloatArray) -> dict[str, float]:
        """Return every parameter by name, fixed ones included."""
        values = dict(self.fixed)
        nonlinear = theta.copy()
        np.exp(theta, out=nonlinear, where=self.is_log)
        values.update(zip(self.nonlinear, nonlinear.tolist(), strict=True))
        values.update(zip(self.linear, coefficients.tolist(), strict=True))
        return {n: values[n] for n in self.all_names}

    # ---- the model and its derivatives --------------------------------------------------------------

    def columns(self, theta: FloatArray) -> tuple[FloatArray, FloatArray, list[tuple[int, FloatArray]]]:
        """Return the fixed part (n,), the linear columns (n, n_linear) and the pieces of the jacobian.

        Each piece is (position of its linear column, or -1 for the fixed part, array (n, n_nonlinear)):
        the derivative of that column by theta. All of it divided by the error.
        """
        values = dict(self.fixed)
        nonlinear = np.where(self.is_log, np.exp(np.where(self.is_log, theta, 0.0)), theta)
        values.update(zip(self.nonlinear, nonlinear, strict=True))
        position = {n: k for k, n in enumerate(self.nonlinear)}
        linear_position = {n: k for k, n in enumerate(self.linear)}
        offsets = np.array([values[n] for n in self.offset_names])
        x = self.B - offsets[self.group]
        n, n_theta = self.B.size, len(self.nonlinear)
        fixed_part = np.zeros(n)
        columns = np.zeros((n, len(self.linear)))
        pieces: list[tuple[int, FloatArray]] = []

        def add(name: str | None, amplitude: float, value: FloatArray, derivative: FloatArray) -> None:
            if name is not None and name in linear_position:
                k = linear_position[name]
                columns[:, k] += value
                pieces.append((k, derivative))
            else:
                fixed_part[:] += amplitude * value
                pieces.append((-1, amplitude * derivative))

        by_offset = [
            (position[name], self.group == g) for g, name in enumerate(self.offset_names) if name in position
        ]
        for term in self.terms:
            p = np.array([values.get(name, 1.0) for name in term.names])
            value, jacobian = term.unit_value(x, p)
            derivative = np.zeros((n, n_theta))
            for k, name in enumerate(term.names):
                if name in position and k != term.amplitude:
                    at = position[name]
                    derivative[:, at] += jacobian[:, k] * (p[k] if self.is_log[at] else 1.0)
            if by_offset:
                slope = term.slope(x, p, jacobian)
                for at, mask in by_offset:
                    derivative[mask, at] -= slope[mask]
            amplitude = None if term.amplitude is None else term.names[term.amplitude]
            add(amplitude, 1.0 if amplitude is None else values.get(amplitude, 1.0), value, derivative)
            if amplitude in position:
                by_amplitude = np.zeros((n, n_theta))
                by_amplitude[:, position[amplitude]] = value
                pieces.append((-1, by_amplitude))
        for g, name in enumerate(self.level_names):
            add(name, values.get(name, 0.0), (self.group == g).astype(np.float64), np.zeros((n, n_theta)))
        for power, name in zip((1, 3), self.odd):
            derivative = np.zeros((n, n_theta))
            for at, mask in by_offset:
                derivative[mask, at] = -power * x[mask] ** (power - 1)
            add(name, values.get(name, 0.0), x**power, derivative)
        scale = 1.0 / self.error
        return (
            fixed_part * scale,
            columns * scale[:, None],
            [(k, d * scale[:, None]) for k, d in pieces],
        )

    def parts(self, values: Mapping[str, float]) -> tuple[FloatArray, FloatArray]:
        """Return what of the model is interference (n,) in siemens, and all the rest of it."""
        x = self.field(values)
        interference, rest = np.zeros(x.size), np.empty(x.size)
        rest[:] = self._by_point(self.level_names, values)
        for term in self.terms:
            part = interference if term.model.kind == "field" else rest
            part += term.value(x, np.array([values[n] for n in term.names]))
        for power, name in zip((1, 3), self.odd):
            rest += values[name] * (x if power == 1 else x * x * x)
        return interference, rest

    def field(self, values: Mapping[str, float]) -> FloatArray:
        """Return the field at the sample (n,), T: each direction has its own offset."""
        return self.B - self._by_point(self.offset_names, values)

    def _by_point(self, names: tuple[str, ...], values: Mapping[str, float]) -> FloatArray | float:
        if self.n_groups == 1:
            return values[names[0]]
        return np.array([values[n] for n in names])[self.group]

    def plain_residual(self, values: Mapping[str, float]) -> FloatArray:
        """Return (data - model) / error (n,) in the order of the data, whatever the noise."""
        interference, rest = self.parts(values)
        return (self.y - interference - rest) / self.error

    def model(self, values: Mapping[str, float], B: FloatArray, group: int = 0) -> dict[str, FloatArray]:
        """Return each term in siemens on any field grid (n,), for plots and curve files."""
        x = np.asarray(B, dtype=np.float64) - values[self.offset_names[group]]
        out, models = {}, [t.model.name for t in self.terms]
        for k, term in enumerate(self.terms):
            name = models[k] if models.count(models[k]) == 1 else f"{models[k]}_{k + 1}"
            p = np.array([values[q] for q in term.names])
            out[name] = term.value(x, p)
        out["dsigma0"] = np.full(x.shape, values[self.level_names[group]])
        out["odd"] = np.zeros(x.shape)
        for power, name in zip((1, 3), self.odd):
            out["odd"] += values[name] * x**power
        return out
