"""Is it weak localization at all? Other laws of magnetoresistance, fitted to the same points.

Each law is an even function of B / w with one width w, an amplitude and what the fit itself leaves free
(constants, odd terms); over the whole range a parabola is added to either side. A law counts only where
it describes the curve to within its noise and weak localization does so significantly worse.

Sources of the laws: M. Kohler, Ann. Phys. (Leipzig) 424, 211 (1938); M. M. Parish and P. B. Littlewood,
Nature 426, 162 (2003), for linear magnetoresistance; R. P. Khosla and J. R. Fischer, Phys. Rev. B 2, 4084
(1970), for spin scattering; A. Kawabata, Solid State Commun. 34, 431 (1980), for three dimensions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hlnfit import models
from hlnfit.fitting.misfit import judge
from hlnfit.fitting.prepare import Ready
from hlnfit.fitting.problem import Problem
from hlnfit.fitting.solve import Optimum, minimize
from hlnfit.fitting.start import minima
from hlnfit.fitting.terms import Term, split_terms
from hlnfit.special import f3

FloatArray = NDArray[np.float64]
N_WIDTHS = 40
WORTH_A_FIT = 12.0
"""Delta chi-square from which weak localization is given its best chance before a law is told."""


def _langevin(u: FloatArray) -> FloatArray:
    safe = np.maximum(u, 1e-3)
    return np.asarray(np.where(u > 1e-3, 1.0 / np.tanh(safe) - 1.0 / safe, u / 3.0))


def _edge(sharpness: float) -> Callable[[FloatArray], FloatArray]:
    return lambda u: 1.0 / (1.0 + np.exp(-np.clip((u - 1.0) / sharpness, -50.0, 50.0)))


def _kawabata(u: FloatArray) -> FloatArray:
    size = np.maximum(u, 1e-6)
    return np.asarray(np.sqrt(size) * f3(1.0 / size))


TRANSITION = "a dip of one width, as a superconducting transition gives it"
MAGNETIZATION = "the square of a magnetization (anisotropic or spin-disorder magnetoresistance)"
LAWS: tuple[tuple[str, Callable[[FloatArray], FloatArray]], ...] = (
    ("a magnetoresistance linear in B, rounded at small fields", lambda u: np.sqrt(u * u + 1.0) - 1.0),
    ("a classical magnetoresistance (Kohler, one or two bands)", lambda u: u * u / (1.0 + u * u)),
    (TRANSITION, lambda u: -np.expm1(-u * u)),
    (TRANSITION, _edge(0.07)),
    (TRANSITION, _edge(0.15)),
    (TRANSITION, _edge(0.3)),
    ("an exponential in |B|", lambda u: -np.expm1(-u)),
    (MAGNETIZATION, lambda u: np.tanh(u) ** 2),
    (MAGNETIZATION, lambda u: _langevin(u) ** 2),
    (MAGNETIZATION, lambda u: np.minimum(u, 1.0) ** 2),
    ("spin scattering, ln(1 + B^2/w^2) (Khosla and Fischer)", lambda u: np.log1p(u * u)),
    ("weak localization in three dimensions (Kawabata)", _kawabata),
)
POWERS = np.linspace(0.3, 2.6, 24)


@dataclass(frozen=True, slots=True)
class Rival:
    """A law that describes the curve better than weak localization.

    Attributes
    ----------
    law : str
        In words.
    width : float, T
        NaN for a power law, which has none.
    delta : float
        Chi-square of weak localization above that of the law, in units of its noise.
    B_max : float, T
        The range over which they were compared.
    """

    law: str
    width: float
    delta: float
    B_max: float


def strongest_rival(ready: Ready, problem: Problem, best: Optimum) -> Rival | None:
    """Return the law that beats the fit most, inside its window or over the whole range; None where none."""
    if problem.prior is not None or ready.error is None:
        return None
    inside = _beaten_by(ready, replace(problem, noise=None), best)
    curve = ready.curve
    if len(curve) <= problem.B.size or inside is not None:
        return inside
    whole = Problem.from_curve(curve, ready.error, problem.terms, odd=_odd(problem))
    held = {n: v for n, v in problem.fixed.items() if n in whole.all_names}
    return _beaten_by(ready, replace(whole, fixed=held), best, parabola=True)


def _odd(problem: Problem) -> str:
    return {0: "none", 1: "linear"}.get(len(problem.odd), "cubic")


def _beaten_by(ready: Ready, problem: Problem, best: Optimum, *, parabola: bool = False) -> Rival | None:
    offsets = np.array([best.values[n] for n in problem.offset_names])
    x = problem.B - offsets[problem.group]
    law, width, chi2, n_free = _best_law(problem, x, parabola=parabola)
    n = x.size
    found = judge(np.full(n, np.sqrt(chi2 / n)), problem.error, n_free, ready.curve.errors, 0.0)
    if found.significant:
        return None
    unit = max(found.chi2_red, 1e-300) if ready.curve.errors != "given" else 1.0

    def behind(wl: Problem, at: Optimum) -> float:
        residual = wl.plain_residual(at.values)
        return (float(residual @ residual) - chi2) / unit

    if not parabola:
        delta = behind(problem, best)
        if delta < WORTH_A_FIT:
            return None
    delta = np.inf
    for wl in _interference(problem, parabola=parabola):
        own = tuple(wl.theta_of(best.values) for _ in [0] if set(wl.nonlinear) <= set(best.values))
        at = minimize(wl, own[0]) if own else minima(wl, keep=2)[0]
        delta = min(delta, behind(wl, at))
        if delta < WORTH_A_FIT:
            return None
    return Rival(law, width, float(delta), float(np.max(np.abs(problem.B))))


def _interference(problem: Problem, *, parabola: bool) -> list[Problem]:
    """Return problems of weak localization in all its forms: as fitted, one channel, three terms."""
    extra = () if not parabola or "c2" in problem.all_names else split_terms("hln+quadratic")[1:]
    background = tuple(t for t in problem.terms if t.model.kind == "background") + extra
    own: tuple[Term, ...] = (*(t for t in problem.terms if t.model.kind == "field"), *background)
    out = [replace(problem, terms=own)]
    held = {n: v for n, v in problem.fixed.items() if n not in problem.term_names}
    for name in ("hln_simple", "hln"):
        field = split_terms(models.get(name))
        if tuple(t.model.name for t in field) != tuple(t.model.name for t in own[: len(field)]):
            out.append(replace(problem, terms=(*field, *background), fixed=held))
    return out


def _best_law(problem: Problem, x: FloatArray, *, parabola: bool) -> tuple[str, float, float, int]:
    """Return (words, width, chi-square, free parameters) of the law that fits best."""
    span = float(np.max(np.abs(x)))
    u = x / span
    columns = [(problem.group == g).astype(np.float64) for g in range(problem.n_groups)]
    columns += [u ** (1 + 2 * k) for k in range(len(problem.odd))]
    if parabola or any(t.model.kind == "background" for t in problem.terms):
        columns.append(u * u)
    scale = 1.0 / problem.error
    q, _ = np.linalg.qr(np.stack(columns, axis=1) * scale[:, None])
    rest = problem.y * scale
    rest = rest - q @ (q.T @ rest)
    size = np.abs(x)
    step = span / max(x.size, 1)
    widths = np.geomspace(max(step, 3e-3 * span), 10.0 * span, N_WIDTHS)
    best = ("", float("nan"), float(rest @ rest))
    ratio = size[:, None] / widths[None, :]
    tried = [(words, widths, law(ratio)) for words, law in LAWS]
    powers = (size[:, None] / span) ** POWERS[None, :]
    tried.append(("a power of |B|", np.full(POWERS.size, np.nan), powers))
    for words, own, values in tried:
        v = values * scale[:, None]
        v = v - q @ (q.T @ v)
        norm = np.einsum("ij,ij->j", v, v)
        gain = np.divide((v.T @ rest) ** 2, norm, out=np.zeros_like(norm), where=norm > 1e-10)
        k = int(np.argmax(gain))
        left = float(rest @ rest) - float(gain[k])
        if left < best[2]:
            named = f"a power of |B| ({POWERS[k]:.2g})" if np.isnan(own[k]) else words
            best = (named, float(own[k]), left)
    # A width and an amplitude beside the columns, and the offsets that were taken over.
    return best[0], best[1], best[2], q.shape[1] + 2 + problem.n_groups
