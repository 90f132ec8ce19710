"""Doubts about units: the slips that everybody makes, recognized by their ratios."""

from __future__ import annotations

import math

from hlnfit.constants import G0, E, H
from hlnfit.doubts.registry import Evidence, Found, doubt
from hlnfit.flags import SEVERITIES, Severity

CHANNELS = (1.0, -0.5, -1.0)
"""Amplitudes of one WL channel, one WAL channel and two WAL channels."""
COUNTS = (*CHANNELS, -1.5, -2.0, 2.0)
"""Amplitudes that more channels can give; an exact one of these is no slip that anybody could prove."""

# Ratio of the fitted amplitude to an allowed one -> what was done to the conductance, and how sure that is.
SLIPS: tuple[tuple[float, str, Severity], ...] = (
    (H / E**2, "the conductance is in units of e^2/h, not in siemens", "reject"),
    (E**2 / H, "a conductance in siemens was multiplied by e^2/h, or taken for one in e^2/h", "reject"),
    (1.0 / G0, "the conductance is in units of e^2/(pi h), not in siemens", "reject"),
    (G0, "a conductance in siemens was multiplied by e^2/(pi h)", "reject"),
    (1e6, "the conductance is in microsiemens, not in siemens", "reject"),
    (1e-6, "a conductance in siemens was taken for one in microsiemens", "reject"),
    (1e3, "the conductance is in millisiemens, or the resistance in kilo-ohm", "reject"),
    (1e-3, "the resistance is in milli-ohm, or read in kilo-ohm where it is in ohm", "reject"),
    (math.pi, "a factor pi: e^2/h was used where e^2/(pi h) stands", "caution"),
    (1.0 / math.pi, "a factor 1/pi: a conductance in e^2/(pi h) was taken for one in e^2/h", "caution"),
    (2.0 * math.pi, "a factor 2 pi: hbar was used where h stands", "caution"),
    (0.5 / math.pi, "a factor 1/(2 pi): h was used where hbar stands", "caution"),
    (2.0, "a factor 2: e^2/(2 pi h) and e^2/(pi h) were mixed, or spin was counted twice", "info"),
    (0.5, "a factor 1/2: e^2/(2 pi h) and e^2/(pi h) were mixed", "info"),
)
Match = tuple[float, Severity, float, float, str]
FAR = 100.0
"""Ratios beyond it cannot be a count of channels times a window: they are named more freely."""
STATIC = 46.0
"""Field in tesla that no static magnet exceeds."""


@doubt(
    "optimum",
    "reject for siemens and powers of ten, caution for pi, info for 2 and for what matches roughly",
    "Compare the units of the resistance column, length and width, and the prefactor of whatever made the "
    "numbers. hlnfit counts alpha in e^2/(pi h): +1 WL, -1/2 one WAL channel.",
)
def unit_slip(e: Evidence) -> Found | None:
    """The amplitude is an allowed one times a factor that a unit or prefactor slip gives."""
    if e.amplitude is not None:
        value, err, name = e.amplitude
        return _slip(value, err, CHANNELS if name == "hln_simple" else (1.0,), f"free amplitude ({name})")
    alpha = e.params.get("alpha")
    if not e.free_amplitude or alpha is None or not math.isfinite(alpha.value):
        return None
    return _slip(alpha.value, alpha.err, CHANNELS, "alpha")


def _slip(value: float, err: float, channels: tuple[float, ...], name: str) -> Found | None:
    if value == 0.0:
        return None
    tolerance = max(0.02, 2.0 * err / abs(value))
    if tolerance > 0.4 or any(abs(value / c - 1.0) < 0.02 for c in channels if c != -1.0):
        return None
    known = tolerance < 0.1
    rough = 0.12 if known else 0.0
    ordinary = any(abs(value / c - 1.0) < tolerance for c in COUNTS)
    exact: list[Match] = []
    near: list[Match] = []
    for ratio, words, severity in SLIPS:
        far = not 1.0 / FAR < ratio < FAR
        for channel in channels:
            off = abs(math.log(abs(value / (ratio * channel)))) if value * channel > 0.0 else math.inf
            if off < (0.4 if far else tolerance if known else 0.0):
                exact.append((off, severity, ratio, channel, words))
            elif off < rough and not 0.2 < abs(value) < 1.1:
                near.append((off, "info", ratio, channel, words))
    # A far ratio is named once, by the nearest; near ones can give one number (pi times -1, 2 pi times -1/2).
    matches = exact or near
    if not matches:
        return None
    if any(not 1.0 / FAR < m[2] < FAR for m in matches):
        matches = [min(matches)]
    told = ", or ".join(f"{ratio:.4g} times {channel:g} ({words})" for _, _, ratio, channel, words in matches)
    worst: Severity = max((m[1] for m in matches), key=SEVERITIES.index)
    count = "may be a count of channels, or" if ordinary else "is no count of channels, but"
    about = "" if exact else "about "
    return Found(
        "info" if ordinary else worst,
        f"{name} = {value:.4g} {count} {about}{told}.",
        {"alpha": value, "ratios": [m[2] for m in matches]},
    )


@doubt(
    "optimum",
    "reject beyond 100 T, caution beyond 46 T or below 1 mT",
    "Say --field-unit Oe (or mT, kG) if the field column has no unit of its own. 1 T = 1e4 Oe.",
)
def field_unit(e: Evidence) -> Found | None:
    """The fields are beyond every magnet, or too small: oersted, gauss or millitesla and tesla mixed."""
    if not e.curve.B.size:
        return None
    most = float(abs(e.curve.B).max())
    L = e.params.get("L_phi")
    short = L is not None and 0.0 < L.value < 10e-9
    numbers = {"B_most_T": most}
    if most > STATIC or (most > 20.0 and short):
        where = "beyond every magnet" if most > 100.0 else "beyond or near the limit of static magnets"
        return Found(
            "reject" if most > 100.0 else "caution",
            f"The sweep reaches {most:.4g} T, {where}: the field is in oersted or gauss (1e4 to the tesla) "
            "or in millitesla. L_phi is then too short by 100 (or by 32).",
            numbers,
        )
    if 0.0 < most < 1e-3:
        return Found(
            "caution",
            f"The sweep reaches {most:.3g} T only, the remanence of a magnet: a field in tesla was read as "
            "oersted or gauss (1e-4), and L_phi is too long by 100?",
            numbers,
        )
    return None


@doubt(
    "optimum",
    "caution beyond a factor 3",
    "Check the unit of the field, density, mass and degeneracies. B_tr = hbar/(2 e l^2).",
)
def elastic_field_differs(e: Evidence) -> Found | None:
    """The fitted elastic field is not the transport field of the sample."""
    B_e = e.params.get("B_e")
    sigma = e.sheet_conductance
    if B_e is None or B_e.fixed or not B_e.determined or not sigma > 0.0 or e.sample.v_F is None:
        return None
    B_tr = e.sample.B_tr(sigma)
    if B_tr is None or not math.isfinite(B_e.value):
        return None
    ratio = B_e.value / B_tr
    error = B_e.err / B_e.value
    if abs(math.log(ratio)) < max(math.log(3.0), 3.0 * error):
        return None
    named = [words for r, words in FIELD_SLIPS if abs(math.log(ratio / r)) < max(0.2, 2.0 * error)]
    told = f": {' or '.join(named)}" if named else ""
    return Found(
        "caution",
        f"The fitted B_e = {B_e.value:.3g} T is {ratio:.3g} times the transport field {B_tr:.3g} T of the "
        f"sample{told}.",
        {"B_e_T": B_e.value, "B_tr_T": B_tr, "ratio": ratio},
    )


FIELD_SLIPS = (
    (2.0 * math.pi, "a factor 2 pi, h was used where hbar stands (L_phi is off by 2.5)"),
    (0.5 / math.pi, "a factor 1/(2 pi), hbar was used where h stands (L_phi is off by 2.5)"),
    (1e4, "a factor 1e4, oersted was read as tesla (L_phi is off by 100)"),
    (1e-4, "a factor 1e-4, tesla was read as oersted (L_phi is off by 100)"),
    (1e3, "a factor 1e3, millitesla was read as tesla"),
)


@doubt(
    "optimum",
    "caution",
    "Check the unit of the field: an error of 1e4 (Oe for T) changes L_phi by 100, h for hbar by 2.5.",
)
def L_phi_out_of_range(e: Evidence) -> Found | None:
    """L_phi is shorter than a lattice constant allows or longer than was ever measured."""
    L = e.params.get("L_phi")
    if L is None or not math.isfinite(L.value) or 1.5e-9 <= L.value <= 5e-5:
        return None
    return Found(
        "caution",
        f"L_phi = {1e9 * L.value:.3g} nm is outside of what was ever measured (1.5 nm to 50 micrometres).",
        {"L_phi_m": L.value},
    )
