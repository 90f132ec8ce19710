"""What the residuals say of the noise: many models of it, each with its probability.

White noise, and white noise with a smooth process of the field or with 1/f noise of the time, over a grid
of lengths and strengths. Each model gives a generalized least-squares fit of the linearized curve, and is
as probable as its restricted likelihood and its prior make it. Limits come from all of them together: the
length of a process that turns a few times within a sweep is known so badly that the best one alone makes
limits far too narrow.

Source: D. A. Harville, J. Am. Stat. Assoc. 72, 320 (1977), for the restricted likelihood as the likelihood
with the parameters of the curve integrated out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hlnfit.brief import brief
from hlnfit.fitting.correlated import Covariance, Shape
from hlnfit.fitting.noise_likelihood import Residuals
from hlnfit.fitting.spread import Spread
from hlnfit.fitting.structure import Structure, structure_of

FloatArray = NDArray[np.float64]
SIGNIFICANT: Final = 0.95
"""Probability from which noise is said to be correlated."""
NEGLIGIBLE: Final = 1e-4


@dataclass(frozen=True, eq=False, repr=False)
class NoiseModel:
    """What the residuals say of the noise.

    Attributes
    ----------
    probability : float
        That the noise is not white.
    gain : float
        Twice the gain in restricted log likelihood of the best correlated model over white noise.
    shape : {"smooth", "pink"}
        Of the most probable process; see ``correlated``.
    along : {"field", "points"}
    shared : bool
        True where the process is the same in all directions.
    correlation_field : float, T
        B_c of the most probable process.
    share : float
        Part of the variance that is correlated.
    effective_points : float
        Number of independent points that carry as much information on a constant.
    covariance : Covariance
        Of the most probable process.
    white : bool
        True where white noise is more probable than any other kind: the fit then uses it.
    asked : tuple of three arrays, (n,)
        Weighted residuals, their field (T) and direction.
    names : tuple of str, (p,)
        Free parameters of the fit.
    weight : array, (K,)
        Probabilities of the noise models.
    shift, sigma : arrays, (K, p)
        By how much each moves the parameters, and their standard errors with it.
    chosen : int
        The one that the fit uses.
    dof : float
    log_evidence : float
        Of the curve with its free parameters integrated out, over all noise models: what two formulas for
        the same points are compared by.
    """

    probability: float
    gain: float
    shape: Shape
    along: str
    shared: bool
    correlation_field: float
    share: float
    effective_points: float
    covariance: Covariance
    white: bool
    asked: tuple[FloatArray, FloatArray, NDArray[np.int64]]
    names: tuple[str, ...]
    weight: FloatArray
    shift: FloatArray
    sigma: FloatArray
    chosen: int
    dof: float
    log_evidence: float = math.nan

    def __repr__(self) -> str:
        kind = "white" if self.white else f"{self.shape} along {self.along}"
        return brief(self, kind, f"correlated with probability {self.probability:.2g}")

    @property
    def significant(self) -> bool:
        """True where white noise is rejected."""
        return self.probability > SIGNIFICANT

    @cached_property
    def structure(self) -> Structure:
        """Autocorrelation and runs of the residuals."""
        return structure_of(*self.asked)

    def spread(self, name: str) -> Spread:
        """Return the spread of one free parameter; a plain one where the curve does not depend on it."""
        position = self.names.index(name)
        unit = self.sigma[self.chosen, position]
        if not (math.isfinite(unit) and unit > 0.0):
            return Spread.student(self.dof)
        centre = (self.shift[:, position] - self.shift[self.chosen, position]) / unit
        return Spread(self.weight, centre, self.sigma[:, position] / unit, self.dof)


def estimate_noise(
    residual: FloatArray,
    jacobian: FloatArray,
    B: FloatArray,
    group: NDArray[np.int64],
    *,
    known_white: bool,
    error: FloatArray | None = None,
    B_phi: float = math.nan,
    names: tuple[str, ...] = (),
) -> NoiseModel:
    """Return what weighted residuals (n,) of a fit with this jacobian (n, p) say of the noise.

    The arguments are those of :class:`hlnfit.fitting.noise_likelihood.Residuals`; ``names`` are those of the
    columns of the jacobian.
    """
    return noise_model(
        Residuals(residual, jacobian, B, group, known_white=known_white, error=error, B_phi=B_phi),
        names=names,
    )


def noise_model(asked: Residuals, names: tuple[str, ...] = ()) -> NoiseModel:
    """Return what residuals say of the noise, ``names`` those of the columns of their jacobian."""
    kinds = asked.kinds
    found = asked.likelihoods
    likelihood, scale, to_parameters = found.likelihood, found.scale, asked.to_parameters
    top = float(found.weight.max())
    weight = np.exp(found.weight - top)
    total_weight = float(weight.sum())
    weight /= total_weight
    # The kind by all of its models together; of that kind the best one.
    parts = np.split(weight[1:], np.cumsum([kind.lengths.size for kind in kinds])[:-1])
    which = int(np.argmax([part.sum() for part in parts]))
    kind, k = kinds[which], int(np.argmax(parts[which]))
    best = 1 + sum(part.size for part in parts[:which]) + k
    chosen = best if parts[which].sum() > weight[0] else 0
    covariance = Covariance(
        kind.order,
        kind.gap,
        asked.weight[kind.order],
        float(scale[best]),
        float(scale[best] * kind.ratios[k]),
        float(kind.lengths[k]),
        kind.shape,
    )
    ones = covariance.whiten(asked.weight[:, None])[:, 0]
    variance_of_both = covariance.white + covariance.correlated
    variance = np.einsum("ia,kab,ib->ki", to_parameters, found.inverse, to_parameters)
    keep = weight > NEGLIGIBLE * weight.max()
    keep[chosen] = True
    n, p = asked.basis.shape
    return NoiseModel(
        probability=float(1.0 - weight[0]),
        gain=max(2.0 * float(likelihood[best] - likelihood[0]), 0.0),
        shape=kind.shape,
        along=kind.along,
        shared=kind.shared,
        correlation_field=kind.in_tesla(k, asked.B),
        share=covariance.correlated / variance_of_both if variance_of_both > 0.0 else 0.0,
        effective_points=float(ones @ ones) * variance_of_both,
        covariance=covariance,
        white=chosen == 0,
        asked=(asked.residual, asked.B, asked.group),
        names=names,
        weight=weight[keep] / weight[keep].sum(),
        shift=(found.shift @ to_parameters.T)[keep],
        sigma=np.sqrt(np.maximum(variance * scale[:, None], 0.0))[keep],
        chosen=int(np.sum(keep[:chosen])),
        dof=math.inf if asked.known_white else asked.dof,
        log_evidence=top + math.log(total_weight) - parameters_cost(p, n, float(scale[chosen])),
    )


def parameters_cost(p: int, n: int, variance: float) -> float:
    """Return what p free parameters take from a log evidence of n points with noise of this variance.

    Restricted likelihoods integrate each over all of its values; here it counts as known beforehand as well
    as one point makes it. Source: R. E. Kass and L. Wasserman, J. Am. Stat. Assoc. 90, 928 (1995).
    """
    return 0.5 * p * math.log(n * max(variance, 1e-300))
