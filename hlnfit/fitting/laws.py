"""Laws of magnetoresistance other than interference, and the ones that come nearest to a curve.

Each law is an even function of B / w with one width w, an amplitude and what the fit itself leaves free
(constants, offsets, odd terms); a power of |B| has an exponent in place of the width.

Sources of the laws: M. Kohler, Ann. Phys. (Leipzig) 424, 211 (1938); M. M. Parish and P. B. Littlewood,
Nature 426, 162 (2003), for linear magnetoresistance; R. P. Khosla and J. R. Fischer, Phys. Rev. B 2, 4084
(1970), for spin scattering; P. Langevin, Ann. Chim. Phys. 5, 70 (1905), and L. Brillouin, J. Phys. Radium 8,
74 (1927), for magnetizations; A. Kawabata, Solid State Commun. 34, 431 (1980), for three dimensions. The
dips, the exponential and 1/(1 + |B|/w) are shapes that such curves are described with, no theory's formulas.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hlnfit.fitting.problem import Problem
from hlnfit.fitting.solve import Optimum
from hlnfit.special import f3

FloatArray = NDArray[np.float64]
Law = Callable[[FloatArray], FloatArray]
LawOfField = Callable[[FloatArray, float], FloatArray]
N_WIDTHS: Final = 40


def _langevin(u: FloatArray) -> FloatArray:
    safe = np.maximum(u, 1e-3)
    return np.asarray(np.where(u > 1e-3, 1.0 / np.tanh(safe) - 1.0 / safe, u / 3.0))


def _brillouin(u: FloatArray) -> FloatArray:
    """Magnetization of a spin 5/2 (manganese, trivalent iron); the width is k_B T / (g mu_B)."""
    x = np.maximum(u, 1e-3)
    value = 3.0 / np.tanh(3.0 * x) - 0.5 / np.tanh(0.5 * x)
    return np.asarray(np.where(u > 1e-3, value, 35.0 / 12.0 * u)) / 2.5


def _edge(sharpness: float) -> Law:
    return lambda u: 1.0 / (1.0 + np.exp(-np.clip((u - 1.0) / sharpness, -50.0, 50.0)))


def _kawabata(u: FloatArray) -> FloatArray:
    size = np.maximum(u, 1e-6)
    return np.asarray(np.sqrt(size) * f3(1.0 / size))


TRANSITION = "a dip of one width, as a superconducting transition gives it"
MAGNETIZATION = "the square of a magnetization (anisotropic or spin-disorder magnetoresistance)"
THREE_DIMENSIONS = "weak localization in three dimensions (Kawabata)"
LAWS: Final[tuple[tuple[str, Law], ...]] = (
    ("a magnetoresistance linear in B, rounded at small fields", lambda u: np.sqrt(u * u + 1.0) - 1.0),
    ("a classical magnetoresistance (Kohler, one or two bands)", lambda u: u * u / (1.0 + u * u)),
    (TRANSITION, lambda u: -np.expm1(-u * u)),
    (TRANSITION, _edge(0.07)),
    (TRANSITION, _edge(0.15)),
    (TRANSITION, _edge(0.3)),
    ("an exponential in |B|", lambda u: -np.expm1(-u)),
    (MAGNETIZATION, lambda u: np.tanh(u) ** 2),
    (MAGNETIZATION, lambda u: _langevin(u) ** 2),
    (MAGNETIZATION, lambda u: _brillouin(u) ** 2),
    (MAGNETIZATION, lambda u: np.minimum(u, 1.0) ** 2),
    ("a magnetization (linear in B up to saturation)", _langevin),
    ("superconducting fluctuations, 1/(1 + |B|/w)", lambda u: u / (1.0 + u)),
    ("spin scattering, ln(1 + B^2/w^2) (Khosla and Fischer)", lambda u: np.log1p(u * u)),
    (THREE_DIMENSIONS, _kawabata),
)
POWERS = np.linspace(0.3, 2.6, 24)
A_POWER = "a power of |B|"


@dataclass(frozen=True, eq=False)
class LawFit:
    """One law at its best width.

    Attributes
    ----------
    words : str
    width : float, T
        NaN for a power law.
    chi2 : float
        Sum of the squared weighted residuals.
    residual : array, (n,)
    jacobian : array, (n, p)
        By everything that is free, width and offsets included, divided by the errors.
    """

    words: str
    width: float
    chi2: float
    residual: FloatArray
    jacobian: FloatArray


def nearest_laws(problem: Problem, at: Optimum, n_laws: int, *, parabola: bool) -> list[LawFit]:
    """Return the laws that are nearest to the points, nearest first, around the offsets of a fit.

    ``parabola``: with a parabola beside each, as a background leaves one in any case.
    """
    offsets = np.array([at.values[n] for n in problem.offset_names])
    x = problem.B - offsets[problem.group]
    span = float(np.max(np.abs(x)))
    u, size = x / span, np.abs(x)
    columns = [(problem.group == g).astype(np.float64) for g in range(problem.n_groups)]
    columns += [u ** (1 + 2 * k) for k in range(len(problem.odd))]
    if parabola or any(t.model.kind == "background" for t in problem.terms):
        columns.append(u * u)
    scale = 1.0 / problem.error
    common = np.stack(columns, axis=1) * scale[:, None]
    q, _ = np.linalg.qr(common)
    y = problem.y * scale
    rest = y - q @ (q.T @ y)
    power = float(rest @ rest)
    step = span / max(x.size, 1)
    widths = np.geomspace(max(step, 3e-3 * span), 10.0 * span, N_WIDTHS)
    ratio = size[:, None] / widths[None, :]
    # (law as a function of |B| and its own parameter, its words, that parameter, its values at the points)
    all_laws = [(_of_width(law), words, widths, law(ratio)) for words, law in LAWS]
    powers = (size[:, None] / span) ** POWERS[None, :]
    all_laws.append((lambda b, exponent: (b / span) ** exponent, A_POWER, POWERS, powers))
    tried: list[tuple[float, str, float, LawOfField]] = []
    for of_field, words, own, values in all_laws:
        columns_of = values * scale[:, None]
        columns_of -= q @ (q.T @ columns_of)
        norm = np.einsum("ij,ij->j", columns_of, columns_of)
        gain = np.divide((columns_of.T @ rest) ** 2, norm, out=np.zeros_like(norm), where=norm > 1e-10)
        k = int(np.argmax(gain))
        tried.append((power - float(gain[k]), words, float(own[k]), of_field))
    tried.sort(key=lambda one: one[0])
    free = [g for g, name in enumerate(problem.offset_names) if name not in problem.fixed]
    out: list[LawFit] = []
    for chi2, words, width, of_field in tried:
        if any(words == known.words for known in out):
            continue
        value = of_field(size, width) * scale
        left = value - q @ (q.T @ value)
        amplitude = float(left @ rest) / max(float(left @ left), 1e-300)
        wider = (of_field(size, 1.02 * width) - of_field(size, width)) / 0.02 * scale
        h = 0.5 * step
        slope = (of_field(np.abs(x + h), width) - of_field(np.abs(x - h), width)) / (2.0 * h) * scale
        moved = [amplitude * slope * (problem.group == g) for g in free]
        jacobian = np.column_stack([common, value, amplitude * wider, *moved])
        named, told = (f"{A_POWER} ({width:.2g})", math.nan) if words == A_POWER else (words, width)
        out.append(LawFit(named, told, chi2, rest - amplitude * left, jacobian))
        if len(out) == n_laws:
            break
    return out


def _of_width(law: Law) -> LawOfField:
    return lambda b, width: law(b / width)
