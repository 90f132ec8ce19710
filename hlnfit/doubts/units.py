"""Doubts about units: the slips that everybody makes, recognized by their ratios."""

from __future__ import annotations

import math

from hlnfit.constants import G0, E, H
from hlnfit.doubts.registry import Evidence, Found, doubt
from hlnfit.flags import SEVERITIES, Severity

CHANNELS = (1.0, -0.5, -1.0)
"""Amplitudes of one WL channel, one WAL channel and two WAL channels."""

# Ratio of the fitted amplitude to an allowed one -> what was done to the conductance, and how sure that is.
SLIPS: tuple[tuple[float, str, Severity], ...] = (
    (H / E**2, "the conductance is in units of e^2/h, not in siemens", "reject"),
    (1.0 / G0, "the conductance is in units of e^2/(pi h), not in siemens", "reject"),
    (1e6, "the conductance is in microsiemens, not in siemens", "reject"),
    (1e3, "the conductance is in millisiemens, or the resistance in kilo-ohm", "reject"),
    (1e-3, "the resistance is in milli-ohm, or read in kilo-ohm where it is in ohm", "reject"),
    (math.pi, "a factor pi: e^2/h was used where e^2/(pi h) stands", "caution"),
    (1.0 / math.pi, "a factor 1/pi: a conductance in e^2/(pi h) was taken for one in e^2/h", "caution"),
    (2.0 * math.pi, "a factor 2 pi: hbar was used where h stands", "caution"),
    (0.5 / math.pi, "a factor 1/(2 pi): h was used where hbar stands", "caution"),
    (2.0, "a factor 2: e^2/(2 pi h) and e^2/(pi h) were mixed, or spin was counted twice", "info"),
    (0.5, "a factor 1/2: e^2/(2 pi h) and e^2/(pi h) were mixed", "info"),
)


@doubt(
    "optimum",
    "reject for siemens and powers of ten, caution for pi, info for 2",
    "Compare the units of the resistance column, length and width, and the prefactor of whatever made the "
    "numbers. hlnfit counts alpha in e^2/(pi h): +1 WL, -1/2 one WAL channel.",
)
def unit_slip(e: Evidence) -> Found | None:
    """The amplitude is an allowed one times a factor that a unit or prefactor slip gives."""
    alpha = e.params.get("alpha")
    if not e.free_amplitude or alpha is None or not math.isfinite(alpha.value) or alpha.value == 0.0:
        return None
    tolerance = max(0.02, 2.0 * alpha.err / abs(alpha.value))
    if tolerance > 0.1 or any(abs(alpha.value / c - 1.0) < tolerance for c in CHANNELS):
        return None
    matches = [
        (severity, ratio, channel, words)
        for ratio, words, severity in SLIPS
        for channel in CHANNELS
        if abs(alpha.value / (ratio * channel) - 1.0) < tolerance
    ]
    if not matches:
        return None
    # Two slips can give one number (pi times -1, 2 pi times -1/2): all of them are told.
    told = ", or ".join(f"{ratio:.4g} times {channel:g} ({words})" for _, ratio, channel, words in matches)
    return Found(
        max((m[0] for m in matches), key=SEVERITIES.index),
        f"alpha = {alpha.value:.4g} is no count of channels, but {told}.",
        {"alpha": alpha.value, "ratios": [m[1] for m in matches]},
    )


@doubt(
    "optimum",
    "reject",
    "Say --field-unit Oe (or mT, kG) if the field column has no unit of its own.",
)
def field_unit(e: Evidence) -> Found | None:
    """The fields are beyond every magnet: oersted, gauss or millitesla read as tesla."""
    if not e.curve.B.size:
        return None
    most = float(abs(e.curve.B).max())
    if most <= 100.0:
        return None
    return Found(
        "reject",
        f"The sweep reaches {most:.4g} T, beyond every magnet: the field is in oersted or gauss (1e4 to the "
        "tesla) or in millitesla.",
        {"B_most_T": most},
    )


@doubt(
    "optimum",
    "caution",
    "Check the unit of the field: an error of 1e4 (Oe for T) changes L_phi by 100.",
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
