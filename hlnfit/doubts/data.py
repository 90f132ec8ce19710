"""Doubts about the data: is this a resistance whose field dependence can be quantum interference?"""

from __future__ import annotations

import math

from hlnfit.doubts.registry import Evidence, Found, doubt

INSULATING = 1e7
"""Resistance in ohm beyond which nothing metallic is left to interfere: h/e^2 is 25.8 kohm."""
FOLLOWS = 0.9
"""Correlation of temperature and resistance from which one is said to follow the other."""
BULK = 0.05
"""Sheet resistance in ohm below which a sample is no film: 100 nm of gold have 0.2 ohm."""


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
    "caution from 5 % of T, or from 0.5 % where R follows it",
    "Sweep more slowly, or wait for the temperature after turning the sweep. A thermometer with a "
    "magnetoresistance of its own seems to drift with the field.",
)
def temperature_drift(e: Evidence) -> Found | None:
    """The temperature changes within the sweep, by much or in step with the resistance."""
    m, T = e.curve.measures, e.curve.temperature
    span = m.get("T_span_K")
    if span is None or T is None or not T > 0.0:
        return None
    r = m.get("T_R_correlation", math.nan)
    follows = abs(r) >= FOLLOWS and span >= 0.005 * T and span > 12.0 * m.get("T_noise_K", 0.0)
    if span < 0.05 * T and not follows:
        return None
    told = f"R follows it (correlation {r:.2f})" if abs(r) >= FOLLOWS else f"correlation with R: {r:.2f}"
    return Found(
        "caution",
        f"The temperature spans {span:.3g} K during the sweep at {T:.3g} K; {told}.",
        {"T_span_K": span, "temperature_K": T, "T_R_correlation": r},
    )


@doubt(
    "reduce",
    "reject from 10 % of the points, caution below",
    "Use a larger range of the meter, or another phase, and sweep again.",
)
def reading_at_limit(e: Evidence) -> Found | None:
    """Many points share the largest or the smallest reading: a meter at the end of its range."""
    share = e.curve.measures.get("limit_share", 0.0)
    if share < 0.03:
        return None
    return Found(
        "reject" if share >= 0.1 else "caution",
        f"{100.0 * share:.0f} % of the points have one and the same extreme reading: the meter (or lock-in) "
        "was at the end of its range, and the curve is cut off there.",
        {"limit_share": share},
    )


@doubt(
    "reduce",
    "caution",
    "Use a smaller range of the meter, or more averaging.",
)
def coarse_readings(e: Evidence) -> Found | None:
    """The curve consists of a few readings only: the resolution of the meter is as large as the signal."""
    distinct = e.curve.measures.get("readings_distinct")
    if distinct is None or len(e.curve) < 30 or distinct > 12 or distinct > 0.3 * len(e.curve):
        return None
    return Found(
        "caution",
        f"The {len(e.curve)} points hold {distinct:.0f} different readings only: the resolution of the meter "
        "is not small beside the signal.",
        {"readings_distinct": distinct},
    )


@doubt(
    "reduce",
    "caution from 3 % of the points",
    "Find their cause (switching, a loose contact); fit with --robust to use the points around them.",
)
def many_outliers(e: Evidence) -> Found | None:
    """So many points were left out as outliers that the rest may hold more of them."""
    n = e.curve.measures.get("n_outliers", 0.0)
    share = n / max(len(e.curve) + n, 1.0)
    if share < 0.03:
        return None
    return Found(
        "caution",
        f"{n:.0f} points ({100.0 * share:.0f} %) were left out as outliers.",
        {"n_outliers": n, "share": share},
    )


@doubt(
    "reduce",
    "caution",
    "A thick or bulk sample has a correction far below its classical magnetoresistance; give --thickness.",
)
def bulk(e: Evidence) -> Found | None:
    """The sheet resistance is that of a thick piece of metal."""
    sigma0 = e.curve.sheet_conductance
    if sigma0 is None or not sigma0 > 0.0 or 1.0 / sigma0 >= BULK:
        return None
    return Found(
        "caution",
        f"The sheet resistance is {1.0 / sigma0:.3g} ohm, that of a thick or bulk metal: a two-dimensional "
        f"correction would be {1e6 * 1.23e-5 / sigma0:.2g} parts per million of it.",
        {"R_sheet_ohm": 1.0 / sigma0},
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
