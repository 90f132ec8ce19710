"""The doubts of stage ``optimum`` for all curves of a map at once.

The criteria are those of ``hlnfit.doubts``, on arrays and without the sentences; a test holds the
two against each other. What needs a profile or a likelihood of the noise is not asked of a map.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hlnfit.doubts.units import CHANNELS, COUNTS, FAR, SLIPS, STATIC
from hlnfit.fitting.maps.result import MapParameter
from hlnfit.fitting.parameters import Z_95
from hlnfit.flags import SEVERITIES

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Severities = NDArray[np.int64]

NOTHING, INFO, CAUTION, REJECT = range(4)
NOT_ASKED = (
    "correlated_noise",
    # Of the sample, whose conductance a map does not know.
    "beyond_diffusion",
    "elastic_field_differs",
    "fast_dephasing",
    "longer_than_localization_length",
    "mass_unknown",
    "narrower_than_L_phi",
    "sample_unknown",
    "second_order",
    "shorter_than_L_phi",
    "strong_disorder",
    # Of further fits, which a map does not make.
    "amplitude_drifts",
    "differs_when_symmetrized",
    "linear_spin_orbit",
    "other_law",
    "other_law_possible",
    "window_unstable",
    # Of the shape of the residuals, and of parameters that are determined together only.
    "determined_together",
    "jump",
    "quantum_oscillations",
    "strongly_correlated",
    # Of models that the engine does not cover: single fits ask these.
    "additive_rates_only",
    "zeeman_logarithm_missing",
)
"""Doubts of stage ``optimum`` that a map does not ask; the noise of its curves is taken as white."""
CODES = (
    "no_signal",
    "L_phi_not_determined",
    "misfit",
    "at_bound",
    "extremum_displaced",
    "field_offset",
    "alpha_impossible",
    "second_minimum",
    "thicker_than_L_phi",
    "unit_slip",
    "field_unit",
    "L_phi_out_of_range",
)
"""In the order in which single fits are asked."""
UNFITTED = "too_few_points"
UNFITTED_MEANING = "Fewer usable points than free parameters, or all of them equal."


@dataclass(frozen=True)
class MapEvidence:
    """What the doubts may look at; arrays are (n_curves,) unless said otherwise.

    Attributes
    ----------
    params : mapping of name to MapParameter
    best : mapping of name to array
    fitted : bool array
    null_delta : array
        Scaled Delta chi-square of the curve without any quantum correction.
    significant, relative : arrays
        Whether the residuals are larger than noise, and by what share of the height of the cusp.
    at_bound : mapping of name to bool array
    other_delta, other_B_phi : arrays, (n_curves, n_other)
        Further minima: scaled Delta chi-square (infinite where there is none) and B_phi.
    free_amplitude : bool
    span : array, T
        Largest abs(B).
    thickness : float, m, or None
    """

    params: Mapping[str, MapParameter]
    best: Mapping[str, FloatArray]
    fitted: BoolArray
    null_delta: FloatArray
    significant: BoolArray
    relative: FloatArray
    at_bound: Mapping[str, BoolArray]
    other_delta: FloatArray
    other_B_phi: FloatArray
    free_amplitude: bool
    span: FloatArray
    thickness: float | None


def severities(e: MapEvidence) -> Severities:
    """Return the severity of each doubt, (n_codes, n_curves)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        rows = [globals()["_" + code](e) for code in CODES]
    return np.where(e.fitted, np.array(rows, dtype=np.int64), NOTHING)


def verdicts_and_flags(found: Severities, fitted: BoolArray) -> tuple[NDArray[np.str_], NDArray[Any]]:
    """Return the verdict and the joined codes of each curve from its severities (n_codes, n_curves)."""
    worst = np.where(fitted, found.max(axis=0, initial=NOTHING), REJECT)
    verdict = np.array(["good", "good", "caution", "reject"])[worst]
    key = np.zeros(fitted.size, dtype=np.int64)
    for row in found:
        key = key * 4 + row
    key[~fitted] = -1
    kinds, first, back = np.unique(key, return_index=True, return_inverse=True)
    texts = np.empty(kinds.size, dtype=object)
    for k, (kind, at) in enumerate(zip(kinds, first, strict=True)):
        order = np.argsort(-found[:, at], kind="stable")
        texts[k] = UNFITTED if kind < 0 else ";".join(CODES[i] for i in order if found[i, at] > NOTHING)
    return verdict, texts[back]


def _no_signal(e: MapEvidence) -> Any:
    return np.where(e.null_delta <= 9.0, REJECT, np.where(e.null_delta <= 25.0, CAUTION, NOTHING))


def _L_phi_not_determined(e: MapEvidence) -> Any:
    L = e.params.get("L_phi")
    if L is None:
        return np.zeros(e.fitted.shape, dtype=np.int64)
    return np.where(~L.determined & (e.null_delta > 9.0), CAUTION, NOTHING)


def _misfit(e: MapEvidence) -> Any:
    severity = np.where(e.relative < 0.03, INFO, np.where(e.relative <= 0.10, CAUTION, REJECT))
    return np.where(e.significant, severity, NOTHING)


def _at_bound(e: MapEvidence) -> Any:
    edge = np.zeros(e.fitted.shape, dtype=np.bool_)
    for name, at in e.at_bound.items():
        if not e.params[name].nuisance:
            edge |= at & e.params[name].determined
    return np.where(edge, CAUTION, NOTHING)


def _extremum_displaced(e: MapEvidence) -> Any:
    far = np.zeros(e.fitted.shape, dtype=np.bool_)
    for name, p in e.params.items():
        if name.startswith("B_offset") and not p.fixed:
            missed = e.significant & e.at_bound.get(name, False)
            size = np.abs(e.best[name])
            far |= (size > 0.06) & ((size > 3.0 * p.err) | missed)
    return np.where(far, REJECT, NOTHING)


def _field_offset(e: MapEvidence) -> Any:
    large = np.zeros(e.fitted.shape, dtype=np.bool_)
    for name, p in e.params.items():
        if name.startswith("B_offset"):
            large |= (np.abs(p.value) > 5e-3) & ~(np.abs(p.value) < 2.0 * p.err)
    return np.where(large, INFO, NOTHING)


def _alpha_impossible(e: MapEvidence) -> Any:
    alpha = e.params.get("alpha")
    if not e.free_amplitude or alpha is None:
        return np.zeros(e.fitted.shape, dtype=np.int64)
    size, three = np.abs(alpha.value), 3.0 * alpha.err
    wrong = (size - three > 20.0) | (size + three < 0.02)
    odd = (size - Z_95 * alpha.err > 2.2) | (size + three < 0.1)
    return np.where(wrong, REJECT, np.where(odd, CAUTION, NOTHING))


def _second_minimum(e: MapEvidence) -> Any:
    p = e.params.get("B_phi")
    if p is None:
        return np.zeros(e.fitted.shape, dtype=np.int64)
    value, err, lo, hi = (a[:, None] for a in (p.value, p.err, p.lo, p.hi))
    away = np.abs(np.log(e.other_B_phi / value)) > 3.0 * err / value
    outside = ~((lo <= e.other_B_phi) & (e.other_B_phi <= hi))
    rival = (e.other_delta < 4.0) & (e.other_delta > 1e-6) & away & outside
    return np.where(rival.any(axis=1), CAUTION, NOTHING)


def _thicker_than_L_phi(e: MapEvidence) -> Any:
    L = e.params.get("L_phi")
    if e.thickness is None or L is None or "thickness" in e.params:
        return np.zeros(e.fitted.shape, dtype=np.int64)
    thick = np.where(e.thickness > 10.0 * L.value, REJECT, CAUTION)
    return np.where(L.value < e.thickness, thick, NOTHING)


def _unit_slip(e: MapEvidence) -> Any:
    alpha = e.params.get("alpha")
    if not e.free_amplitude or alpha is None:
        return np.zeros(e.fitted.shape, dtype=np.int64)
    value = alpha.value
    tolerance = np.maximum(0.02, 2.0 * alpha.err / np.abs(value))
    known = tolerance < 0.1
    worst, nearest_one = np.zeros((2, value.size), dtype=np.int64)
    nearest = np.full(value.size, np.inf)
    far_one, near = np.zeros((2, value.size), dtype=np.bool_)
    for ratio, _, severity in SLIPS:
        far, code = not 1.0 / FAR < ratio < FAR, 1 + SEVERITIES.index(severity)
        for channel in CHANNELS:
            off = np.where(value * channel > 0.0, np.abs(np.log(np.abs(value / (ratio * channel)))), np.inf)
            exact = off < (0.4 if far else np.where(known, tolerance, 0.0))
            worst = np.where(exact, np.maximum(worst, code), worst)
            far_one |= exact & far
            closer = exact & (off < nearest)
            nearest, nearest_one = np.where(closer, off, nearest), np.where(closer, code, nearest_one)
            near |= known & (off < 0.12) & ~((np.abs(value) > 0.2) & (np.abs(value) < 1.1))
    out = np.where(worst > NOTHING, np.where(far_one, nearest_one, worst), np.where(near, INFO, NOTHING))
    ordinary, usual = np.zeros(value.size, dtype=np.bool_), tolerance > 0.4
    for count in COUNTS:
        ordinary |= np.abs(value / count - 1.0) < tolerance
    for channel in CHANNELS:
        usual |= (np.abs(value / channel - 1.0) < 0.02) & (channel != -1.0)
    return np.where(usual, NOTHING, np.where(ordinary & (out > NOTHING), INFO, out))


def _field_unit(e: MapEvidence) -> Any:
    L = e.params.get("L_phi")
    short = np.zeros(e.fitted.shape, dtype=np.bool_) if L is None else (L.value > 0.0) & (L.value < 10e-9)
    large = (e.span > STATIC) | ((e.span > 20.0) & short)
    small = (e.span > 0.0) & (e.span < 1e-3)
    return np.where(large & (e.span > 100.0), REJECT, np.where(large | small, CAUTION, NOTHING))


def _L_phi_out_of_range(e: MapEvidence) -> Any:
    L = e.params.get("L_phi")
    if L is None:
        return np.zeros(e.fitted.shape, dtype=np.int64)
    return np.where((L.value < 1.5e-9) | (L.value > 5e-5), CAUTION, NOTHING)
