"""How probable the residuals of a fit are under each model of their noise.

Source: D. A. Harville, J. Am. Stat. Assoc. 72, 320 (1977), for the restricted likelihood as the likelihood
with the parameters of the curve integrated out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.correlated import SHAPES
from hlnfit.fitting.noise_kinds import Candidates, candidates
from hlnfit.fitting.restricted import restricted_of_grid

FloatArray = NDArray[np.float64]
Parts = tuple[FloatArray, FloatArray, FloatArray, FloatArray]
WHITE: Final = 2.0 / 3.0
"""Probability of white noise before anything is known."""


@dataclass(frozen=True, eq=False)
class Likelihoods:
    """Of K noise models, white noise first and then kind by kind.

    Attributes
    ----------
    likelihood, weight : arrays, (K,)
        Restricted log likelihood, without and with the log probability beforehand.
    scale : array, (K,)
        Variance of the white part.
    shift, inverse : arrays, (K, q) and (K, q, q)
        What the fit moves along its basis, and the covariance there.
    """

    likelihood: FloatArray
    weight: FloatArray
    scale: FloatArray
    shift: FloatArray
    inverse: FloatArray

    @property
    def probability_of_white(self) -> float:
        """Probability of white noise."""
        relative = np.exp(self.weight - self.weight.max())
        return float(relative[0] / relative.sum())


class Residuals:
    """Weighted residuals (n,) of a fit with this jacobian (n, p), to be asked for their noise.

    Parameters
    ----------
    B, group : arrays, (n,)
        Field (T) and direction of each point.
    known_white : bool
        True where the errors of the points are given: the white part then has variance 1, and only a
        correlated part may be added to it.
    B_phi : float, T
        Of the fit, if it has one: it says how long conductance fluctuations would be.
    error : array, (n,), optional
        Of the points, by which residual and jacobian were divided; equal for all unless given.

    Attributes
    ----------
    kinds : list of Candidates
    dof : float
    to_parameters : array, (p, q)
        The parameters of each vector of the basis in which shifts are counted.
    """

    def __init__(
        self,
        residual: FloatArray,
        jacobian: FloatArray,
        B: FloatArray,
        group: NDArray[np.int64],
        *,
        known_white: bool,
        error: FloatArray | None = None,
        B_phi: float = math.nan,
    ) -> None:
        self.residual, self.B, self.group, self.known_white = residual, B, group, known_white
        self.weight = np.ones(residual.size) if error is None else float(np.median(error)) / error
        self.basis, self.to_parameters = _basis(jacobian)
        self.columns = np.concatenate([self.basis, residual[:, None]], axis=1)
        self.dof = float(residual.size - self.basis.shape[1])
        self.kinds = list(candidates(B, group, B_phi))
        self._thirds: list[Parts] = []

    @property
    def rough_probability(self) -> float:
        """Probability of correlated noise by a third of its models."""
        self._thirds = [self._restricted(kind, kind.in_third) for kind in self.kinds]
        return 1.0 - self._likelihoods(self._thirds).probability_of_white

    @property
    def likelihoods(self) -> Likelihoods:
        """Those of white noise and of all models of each kind."""
        if not self._thirds:
            every = [np.full(kind.lengths.size, True) for kind in self.kinds]
            return self._likelihoods(list(map(self._restricted, self.kinds, every)))
        # What the rough answer knows is not asked again.
        found = []
        for kind, third in zip(self.kinds, self._thirds, strict=True):
            whole, asked = self._empty(kind.lengths.size), kind.in_third
            for out, known, new in zip(whole, third, self._restricted(kind, ~asked)):
                out[asked], out[~asked] = known, new
            found.append(whole)
        return self._likelihoods(found)

    def _empty(self, K: int) -> Parts:
        """Return room for determinant, square, shift and inverse of K noise models."""
        p = self.basis.shape[1]
        return np.empty(K), np.empty(K), np.empty((K, p)), np.empty((K, p, p))

    def _restricted(self, kind: Candidates, chosen: NDArray[np.bool_]) -> Parts:
        """Return what ``restricted_of_grid`` fills in for the chosen models (K,) of a kind."""
        found = self._empty(int(np.count_nonzero(chosen)))
        restricted_of_grid(
            kind.gap,
            self.weight[kind.order],
            self.columns[kind.order],
            SHAPES.index(kind.shape),
            kind.lengths[chosen],
            kind.ratios[chosen],
            *found,
        )
        return found

    def _likelihoods(self, found: Sequence[Parts]) -> Likelihoods:
        priors = [np.array([math.log(WHITE)])]
        total = sum(kind.odds for kind in self.kinds)
        for kind, part in zip(self.kinds, found, strict=True):
            prior = kind.prior if part[0].size == kind.prior.size else kind.prior[kind.in_third]
            priors.append(np.log((1.0 - WHITE) * kind.odds / total * prior / prior.sum()))
        white = _white(self.residual, self.basis)
        determinant, square, shift, inverse = (np.concatenate(parts) for parts in zip(white, *found))
        if self.known_white:
            likelihood = -0.5 * (determinant + square)
            scale = np.ones_like(square)
        else:
            likelihood = -0.5 * (determinant + self.dof * np.log(np.maximum(square, 1e-300)))
            scale = square / self.dof
        weight = likelihood + np.concatenate(priors)
        return Likelihoods(likelihood, weight, scale, shift, inverse)


def _basis(jacobian: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return an orthonormal basis (n, q) of what the fit moves, and the parameters (p, q) of each vector.

    Parameters on which nothing depends, and combinations of them, get infinite numbers.
    """
    norm = np.linalg.norm(jacobian, axis=0)
    scaled = jacobian / np.where(norm > 0.0, norm, 1.0)
    u, s, vt = np.linalg.svd(scaled, full_matrices=False)
    kept = s > 1e-10 * s[0] if s.size else np.zeros(0, dtype=bool)
    with np.errstate(divide="ignore"):
        back = (vt[kept].T / s[kept]) / np.where(norm > 0.0, norm, np.nan)[:, None]
    if not kept.all():
        back[np.any(np.abs(vt[~kept]) > 1e-6, axis=0)] = np.nan
    return u[:, kept], back


def _white(residual: FloatArray, basis: FloatArray) -> Parts:
    """Return determinant, square, shift and inverse of white noise, as one candidate."""
    shift = basis.T @ residual
    rest = residual - basis @ shift
    return np.zeros(1), np.array([float(rest @ rest)]), shift[None, :], np.eye(basis.shape[1])[None]
