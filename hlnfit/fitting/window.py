"""How the answer depends on the window, and the window that is used when none was given.

The default is the largest B_max whose L_phi agrees within one sigma with the next smaller of eight
logarithmic windows, never beyond 0.1 B_tr where the sample is known. A window that the model describes
without determining L_phi contradicts nothing: more of a sweep does not say less. Where the noise is
correlated, windows agree within two sigma.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from hlnfit.curve import Magnetoconductance
from hlnfit.fitting.one_window import OneWindow, fit_window
from hlnfit.fitting.result import WindowScan
from hlnfit.fitting.terms import Term

FloatArray = NDArray[np.float64]
N_WINDOWS = 8


def scan_windows(
    curve: Magnetoconductance,
    error: FloatArray,
    terms: tuple[Term, ...],
    *,
    odd: str,
    fixed: Mapping[str, float],
    cap: float | None = None,
    used: float | None = None,
) -> WindowScan:
    """Fit the curve in eight logarithmic windows and recommend one.

    Parameters
    ----------
    error : array, (n,), S
    cap : float, T, optional
        0.1 B_tr.
    used : float, T, optional
        The window of the fit where it was given; None to use the recommended one.

    Notes
    -----
    Each window has its own noise. Where the largest one is missed by more than noise could be, the model
    is taken to fail at high field, and the scatter of the points alone decides which windows agree.
    """
    windows, capped = _windows(curve, terms, cap)
    found: list[OneWindow | None] = []
    before: OneWindow | None = None
    for b_max in windows[::-1]:
        one = fit_window(curve, error, terms, float(b_max), odd, fixed, before)
        before = one or before
        found.append(one)
    found.reverse()

    def column(name: str) -> FloatArray:
        return np.array([math.nan if w is None or not w.useful else getattr(w, name) for w in found])

    L, err, background = column("L_phi"), column("L_phi_err"), column("background")
    top = found[-1]
    within = 1.0
    if top is not None and top.correlated:
        # Slow noise hides in a small window: less of the same sweep is never known better.
        err = np.fmax.accumulate(err[::-1])[::-1]
        err[np.isnan(L)] = math.nan
        within = 2.0
    described = np.array([w is not None and w.described for w in found])
    recommended, agreed = largest_that_agrees(L, err, described, within)
    chosen: int | None = recommended
    if used is not None:
        chosen = int(np.argmin(np.abs(np.log(windows / min(used, windows[-1])))))
    return WindowScan(
        b_max=windows,
        L_phi=L,
        L_phi_err=err,
        alpha=column("alpha"),
        chosen=chosen,
        agreed=agreed,
        capped=capped,
        alpha_err=column("alpha_err"),
        L_so=column("L_so"),
        L_so_err=column("L_so_err"),
        symmetrized=column("symmetrized"),
        background=background,
        automatic=used is None,
        recommended=recommended,
        reason=_reason(L, err, background, windows, recommended, agreed, capped),
    )


def _windows(
    curve: Magnetoconductance, terms: tuple[Term, ...], cap: float | None
) -> tuple[FloatArray, bool]:
    """Return the windows (T), smallest first, and whether the cap ends them."""
    size = np.sort(np.abs(curve.B))
    full = float(size[-1])
    top = min(full, cap) if cap is not None else full
    n_least = min(size.size, max(16, 3 * (len(terms[0].names) + 4)))
    least = max(float(size[n_least - 1]), full / 30.0)
    if least >= top:
        return np.array([top]), top < full
    windows = np.geomspace(least, top, N_WINDOWS)
    windows[-1] = top
    return windows, top < full


def largest_that_agrees(
    L: FloatArray, err: FloatArray, described: NDArray[np.bool_], within: float
) -> tuple[int, bool]:
    """Return the largest window whose L_phi agrees with the next smaller one, and whether one does.

    Parameters
    ----------
    described : array of bool
        True where the model misses the points by no more than noise.
    within : float
        Standard errors.
    """
    useful = np.flatnonzero(np.isfinite(L))
    if not useful.size:
        return L.size - 1, True
    if useful[-1] < L.size - 1 and described[-1]:
        return L.size - 1, True
    for k, below in zip(useful[:0:-1], useful[-2::-1]):
        if abs(L[k] - L[below]) <= within * err[below]:
            return int(k), True
    return int(useful[0]), useful.size == 1


def _reason(
    L: FloatArray, err: FloatArray, background: FloatArray, windows: FloatArray, chosen: int, agreed: bool,
    capped: bool,
) -> str:  # fmt: skip
    """Return why this window is recommended, in words."""
    if not np.isfinite(L).any():
        return "no window determines L_phi; the largest one holds most of the curve"
    if chosen == windows.size - 1 and math.isnan(L[chosen]):
        return "the model describes all of the curve, which does not determine L_phi better than a part of it"
    if not agreed:
        return "no two neighbouring windows agree; the smallest one that determines L_phi"
    end = (
        "beyond it lies the transport field: 0.1 B_tr ends the diffusive formula"
        if capped
        else "the sweep ends there"
    )
    if chosen == windows.size - 1:
        return f"L_phi agrees with that of the next smaller window, and {end}"
    beyond = np.flatnonzero(np.isfinite(L[chosen + 1 :])) + chosen + 1
    if beyond.size:
        k = int(beyond[-1])
        text = (
            f"beyond it L_phi moves from {1e9 * L[chosen]:.4g} nm to {1e9 * L[k]:.4g} nm "
            f"at {windows[k]:.3g} T"
        )
        if abs(background[k] - L[chosen]) <= err[chosen]:
            return f"{text}; with a quadratic background it does not: the curve has a classical part"
        return f"{text}, with a quadratic background too: the curve bends as the model does not"
    return "larger windows do not determine L_phi"
