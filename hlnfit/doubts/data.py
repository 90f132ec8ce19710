"""Doubts about the data: is this a resistance whose field dependence can be quantum interference?"""

from __future__ import annotations

import math

from hlnfit.doubts.registry import Evidence, Found, doubt

INSULATING = 1e7
"""Resistance in ohm beyond which nothing metallic is left to interfere: h/e^2 is 25.8 kohm."""


@doubt(
    "reduce",
    "reject",
    "Check the contacts and the gate; an insulating sample has no weak localization.",
)
def open_circuit(e: Evidence) -> Found | None:
    """The resistance is that of an insulator or an open contact."""
    highest = e.curve.measures.get("R_max_ohm", 0.0)
    if highest < INSULATING:
        return None
    return Found(
        "reject",
        f"The resistance reaches {highest:.3g} ohm, that of an insulator or an open contact.",
        {"R_max_ohm": highest},
    )


@doubt(
    "reduce",
    "reject below 50 %, caution below 80 %",
    "Measure above the transition temperature, or far enough that R(B = 0) changes by a few per cent only.",
)
def superconducting(e: Evidence) -> Found | None:
    """The resistance collapses around B = 0, as in a superconducting transition."""
    m = e.curve.measures
    centre, edge = m.get("R_centre_ohm"), m.get("R_edge_ohm")
    if centre is None or edge is None or not edge > 0.0 or centre >= 0.8 * edge or edge > INSULATING:
        return None
    return Found(
        "reject" if centre < 0.5 * edge else "caution",
        f"The resistance falls from {edge:.4g} ohm in field to {centre:.4g} ohm around B = 0: this is a "
        "superconducting transition, or fluctuations close to one, not weak antilocalization.",
        {"R_centre_ohm": centre, "R_edge_ohm": edge},
    )


@doubt(
    "reduce",
    "reject",
    "Look for ferromagnetism or a magnetocaloric effect; quantum interference has no memory of the sweep "
    "direction. Fit one direction only if you know the reason.",
)
def hysteresis(e: Evidence) -> Found | None:
    """Up and down sweeps differ by more than noise and the remanence of a magnet explain."""
    m = e.curve.measures
    if not m.get("hysteresis"):
        return None
    distance = m["directions_peak_distance_T"]
    relative = m["directions_relative"]
    return Found(
        "reject",
        f"Up and down sweeps differ by {100 * relative:.0f} % of the signal, and their extrema lie "
        f"{1e3 * distance:.0f} mT apart, more than the remanence of a magnet: this is hysteresis (a "
        "ferromagnet's butterfly, or the sample heats during the sweep).",
        {k: v for k, v in m.items() if k.startswith("directions_")},
    )


@doubt(
    "reduce",
    "caution from 5 % of T",
    "Sweep more slowly, or wait for the temperature after turning the sweep.",
)
def temperature_drift(e: Evidence) -> Found | None:
    """The temperature changes within the sweep."""
    span, T = e.curve.measures.get("T_span_K"), e.curve.temperature
    if span is None or T is None or not T > 0.0 or span < 0.05 * T:
        return None
    r = e.curve.measures.get("T_R_correlation", math.nan)
    return Found(
        "caution",
        f"The temperature spans {span:.3g} K during the sweep at {T:.3g} K (correlation with R: {r:.2f}).",
        {"T_span_K": span, "temperature_K": T, "T_R_correlation": r},
    )


@doubt(
    "reduce",
    "info",
    "Nothing to do: the odd part is fitted together with the curve. Opposite contacts would make it smaller.",
)
def odd_part_large(e: Evidence) -> Found | None:
    """The part of R that is odd in B (Hall admixture) is larger than the signal."""
    odd, signal = e.curve.measures.get("odd_peak_S", 0.0), e.curve.measures.get("even_span_S", math.inf)
    if not odd > signal:
        return None
    return Found(
        "info",
        f"The part of the conductance that is odd in B reaches {odd:.3g} S, more than the even part "
        f"({signal:.3g} S): Hall voltage is mixed into R_xx.",
        {"odd_peak_S": odd, "even_span_S": signal},
    )


@doubt(
    "reduce",
    "info",
    "Only the shape of the column is used. Say --errors-are measured if it is the error of each point.",
)
def std_dev_is_not_the_error(e: Evidence) -> Found | None:
    """The instrument's Std. Dev. is not the scatter between neighbouring points."""
    ratio = e.curve.measures.get("std_over_scatter")
    if ratio is None or 0.5 <= ratio <= 2.0 or e.curve.errors == "given":
        return None
    return Found(
        "info",
        f"The Std. Dev. column is {ratio:.3g} times the scatter between neighbouring points.",
        {"std_over_scatter": ratio},
    )


@doubt(
    "reduce",
    "reject",
    "Sweep through B = 0: the correction, and its length scale, are read there.",
)
def zero_field_not_covered(e: Evidence) -> Found | None:
    """No data around B = 0."""
    if not len(e.curve):
        return None
    least, most = float(abs(e.curve.B).min()), float(abs(e.curve.B).max())
    if least <= 0.2 * most:
        return None
    return Found(
        "reject",
        f"The sweep comes no nearer to B = 0 than {least:.3g} T (its largest field is {most:.3g} T).",
        {"B_least_T": least, "B_most_T": most},
    )


@doubt(
    "reduce",
    "caution",
    "Use separate voltage probes: contact resistance adds to R and scales the correction.",
)
def two_terminal(e: Evidence) -> Found | None:
    """Current and voltage share contacts."""
    if not e.curve.measures.get("two_terminal"):
        return None
    return Found("caution", "The file says that current and voltage share contacts (two-terminal).")
