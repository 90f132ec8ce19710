"""What the data do determine where they do not determine each parameter: a product of powers, or a sum.

A curve that is still a parabola gives alpha/B_phi^2 to a per cent and neither alpha nor B_phi; one without
visible spin-orbit coupling gives B_phi + 2 B_so. In the logarithms of the parameters, everything else
eliminated, such a combination is the direction in which the Fisher matrix is stiff. Rates that grow together
add up; anything else is written as a product.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.problem import Problem
from hlnfit.fitting.solve import Optimum

FloatArray = NDArray[np.float64]
KNOWN = 0.2
"""Relative error up to which a product counts as determined."""
SIMPLE = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0)


@dataclass(frozen=True, slots=True)
class Combination:
    """A product of powers of parameters, or a sum of rates, that the data determine.

    Attributes
    ----------
    exponents : tuple of (name, exponent)
        Exponents of a product, factors of a sum.
    is_sum : bool
    value : float
        In SI; of the absolute values of the parameters.
    relative_error : float
        One standard error over the value.
    unit : str
    """

    exponents: tuple[tuple[str, float], ...]
    value: float
    relative_error: float
    unit: str
    is_sum: bool = False

    @property
    def name(self) -> str:
        """The combination as text, such as ``alpha / B_phi^2`` or ``B_phi + 2 B_so``."""
        if self.is_sum:
            return " + ".join(n if e == 1.0 else f"{e:.2g} {n}" for n, e in self.exponents)
        above = [_power(n, e) for n, e in self.exponents if e > 0.0]
        below = [_power(n, -e) for n, e in self.exponents if e < 0.0]
        return " ".join(above) + "".join(f" / {b}" for b in below)

    @property
    def words(self) -> str:
        """The combination with its value and error."""
        return f"{self.name} = {self.value:.4g} {self.unit}".strip() + f" ({100 * self.relative_error:.2g} %)"


def _power(name: str, exponent: float) -> str:
    return name if exponent == 1.0 else f"{name}^{exponent:.3g}"


def determined_product(
    problem: Problem, best: Optimum, unit: float, loose: tuple[str, ...]
) -> Combination | None:
    """Return the product that is determined best and holds a parameter of ``loose``; None where none is.

    Parameters
    ----------
    unit : float
        One standard error squared in the chi-square of the problem.
    loose : tuple of str
        Rates and amplitudes that are not determined.
    """
    chosen = [
        name
        for term in problem.terms
        for q, name in zip(term.model.parameters, term.names, strict=True)
        if q.kind in ("rate", "amplitude") and name in problem.free and best.values[name] != 0.0
    ]
    if len(chosen) < 2 or not set(loose) & set(chosen):
        return None
    fisher = _fisher(problem, best, chosen) / unit
    values, vectors = np.linalg.eigh(fisher)
    if not values[-1] > 0.0 or 1.0 / math.sqrt(values[-1]) > KNOWN:
        return None
    stiff = vectors[:, -1] / vectors[np.argmax(np.abs(vectors[:, -1])), -1]
    exponents, error = _simple(stiff, fisher, 1.0 / math.sqrt(values[-1]))
    held = [(n, float(e)) for n, e in zip(chosen, exponents, strict=True) if e != 0.0]
    if len(held) < 2 or error > KNOWN or not {n for n, _ in held} & set(loose):
        return None
    scale = math.copysign(min(abs(e) for _, e in held), held[0][1])
    held = [(n, e / scale) for n, e in held]
    error /= abs(scale)
    rates = {n for n, log in zip(problem.nonlinear, problem.is_log, strict=True) if log}
    if all(e > 0.0 and n in rates for n, e in held):
        first = best.values[held[0][0]]
        factors = [(n, e / held[0][1] * first / best.values[n]) for n, e in held]
        total = sum(c * best.values[n] for n, c in factors)
        return Combination(tuple(factors), total, error / held[0][1] * first / total, "T", is_sum=True)
    value = math.exp(sum(e * math.log(abs(best.values[n])) for n, e in held))
    power = sum(e for n, e in held if n in rates)
    dimension = "" if power == 0.0 else "T" if power == 1.0 else f"T^{power:.3g}"
    return Combination(tuple(held), value, error, dimension)


def _fisher(problem: Problem, best: Optimum, chosen: list[str]) -> FloatArray:
    """Return the Fisher matrix of the logarithms of the chosen parameters, all others eliminated."""
    full = best.state.full[: problem.B.size]
    free = list(problem.free)
    wanted = []
    for name in chosen:
        at = free.index(name)
        log = at < len(problem.nonlinear) and bool(problem.is_log[at])
        wanted.append(full[:, at] * (1.0 if log else best.values[name]))
    # An offset at the edge of its range cannot make up for anything any more.
    rest = full[:, [k for k, n in enumerate(free) if n not in chosen and n not in best.at_bound]]
    norm = np.linalg.norm(rest, axis=0)
    J = np.stack(wanted, axis=1)
    if (norm > 0.0).any():
        q, size, _ = np.linalg.svd(rest[:, norm > 0.0] / norm[norm > 0.0], full_matrices=False)
        # An offset and an odd term can be the same column: what is left of one of them is rounding.
        q = q[:, size > 1e-6 * size[0]]
        J = J - q @ (q.T @ J)
    out: FloatArray = J.T @ J
    return out


def _simple(stiff: FloatArray, fisher: FloatArray, best: float) -> tuple[FloatArray, float]:
    """Return exponents as simple as the data allow, and the error of the logarithm of the product."""
    floor = 1e-9 * float(np.trace(fisher))
    inverse = np.linalg.inv(fisher + floor * np.eye(stiff.size))

    def error_of(v: FloatArray) -> float:
        return math.sqrt(max(float(v @ inverse @ v), 0.0))

    near = [[s for s in SIMPLE if abs(s - e) < 0.3] or [round(float(e), 2)] for e in stiff]
    found = [np.array(v) for v in itertools.product(*near)]
    simple = min(found, key=error_of)
    if error_of(simple) <= max(2.0 * best * float(np.linalg.norm(simple)), 0.02):
        return simple, error_of(simple)
    rounded = np.round(stiff, 2)
    return rounded, error_of(rounded)
