"""Doubts about the optimum: does the fitted curve describe the data, and do the data determine it?"""

from __future__ import annotations

import math

from hlnfit.doubts.registry import Evidence, Found, doubt
from hlnfit.flags import Severity


@doubt(
    "optimum",
    "reject; caution up to 25",
    "There is nothing to fit: measure at lower temperature, with less noise or more points near B = 0.",
)
def no_signal(e: Evidence) -> Found | None:
    """A curve without any quantum correction fits as well, or nearly so."""
    # A cusp of any width at any place is found in noise far more often than one that was fixed beforehand.
    if not e.null_delta <= 25.0:
        return None
    nothing = e.null_delta <= 9.0
    return Found(
        "reject" if nothing else "caution",
        f"{'No' if nothing else 'Hardly any'} quantum correction is seen: without one, chi-square rises by "
        f"{e.null_delta:.2g} only.",
        {"delta_chi2": e.null_delta},
    )


@doubt(
    "optimum",
    "caution; reject where a parabola fits as well",
    "Only the bound is a result. Lower temperatures narrow the cusp, smaller steps resolve it.",
)
def L_phi_not_determined(e: Evidence) -> Found | None:
    """The data do not determine L_phi."""
    L = e.params.get("L_phi")
    if L is None or L.determined or e.null_delta <= 9.0:
        return None
    if e.parabola_delta <= 9.0:
        return Found(
            "reject",
            "The curve has no cusp: a parabola describes it as well (chi-square rises by "
            f"{max(e.parabola_delta, 0.0):.2g} only), which classical or magnetic magnetoresistance gives "
            "too.",
            {"delta_chi2_parabola": e.parabola_delta},
        )
    bound = f" L_phi is {L.bound} nm at 95 %." if L.bound else ""
    return Found(
        "caution",
        f"The data do not determine L_phi: too few points lie inside the cusp, or none beyond it.{bound}",
        {"bound_m": L.bound_value},
    )


@doubt(
    "optimum",
    "info below 3 % of the cusp height, caution up to 10 %, reject above",
    "Look at the residuals. Another model, a smaller window or a background may describe what is left; "
    "the limits are widened meanwhile.",
)
def misfit(e: Evidence) -> Found | None:
    """The residuals are larger than the scatter between neighbouring points."""
    if e.misfit is None or not e.misfit.significant:
        return None
    share = e.misfit.relative
    severity: Severity = "info" if share < 0.03 else "caution" if share <= 0.10 else "reject"
    return Found(
        severity,
        f"The fit misses the data by {100 * share:.1f} % of the cusp height (rms; chi-square per degree of "
        f"freedom {e.misfit.chi2_red:.3g}); the limits are widened accordingly.",
        {"chi2_red": e.misfit.chi2_red, "rms_S": e.misfit.rms, "relative": share},
    )


@doubt(
    "optimum",
    "info",
    "Nothing to do: the limits take the correlation into account. Sweep again: what repeats is the sample "
    "(conductance fluctuations), what does not is the instrument (1/f noise, drift).",
)
def correlated_noise(e: Evidence) -> Found | None:
    """Neighbouring residuals move together: noise that is not white, or something the model lacks."""
    if e.noise is None or not e.noise.significant:
        return None
    noise = e.noise
    what = (
        "drift as 1/f noise does"
        if noise.shape == "pink"
        else f"move together over {1e3 * noise.correlation_field:.3g} mT"
    )
    return Found(
        "info",
        f"Neighbouring residuals {what} ({100 * noise.share:.0f} % of their variance; white noise has a "
        f"probability of {1.0 - noise.probability:.1g}); {len(e.curve)} points count as about "
        f"{noise.effective_points:.0f}.",
        {
            "probability": noise.probability,
            "gain": noise.gain,
            "correlation_field_T": noise.correlation_field,
            "share": noise.share,
            "effective_points": noise.effective_points,
            "runs": noise.structure.runs,
            "expected_runs": noise.structure.expected_runs,
            "runs_probability": noise.structure.runs_probability,
        },
    )


@doubt(
    "optimum",
    "caution",
    "The number is the edge of what was allowed, not a result. Fix the parameter or change the model.",
)
def at_bound(e: Evidence) -> Found | None:
    """A parameter that matters ended at the edge of its range."""
    # A rate at its edge that is not determined is told as that; an offset has a doubt of its own.
    named = [n for n in e.at_bound if n in e.params and not e.params[n].nuisance and e.params[n].determined]
    if not named:
        return None
    numbers = {n: e.best[n] for n in named}
    return Found("caution", f"{', '.join(named)} ended at the edge of its range.", numbers)


@doubt(
    "optimum",
    "reject",
    "Quantum interference is symmetric about B = 0. Look for ferromagnetism (coercive field), or a field "
    "column that lags behind the magnet.",
)
def extremum_displaced(e: Evidence) -> Found | None:
    """The curve is centred further from B = 0 than the remanence of any magnet."""
    offsets = {n: v for n, v in e.best.items() if n.startswith("B_offset")}
    free = [n for n in offsets if n in e.params and not e.params[n].fixed]
    # At the edge of what a fit may find, a misfit widens the error beyond all use.
    missed = e.misfit is not None and e.misfit.significant
    far = {
        n: offsets[n]
        for n in free
        if abs(offsets[n]) > 0.06
        and (abs(offsets[n]) > 3.0 * e.params[n].err or (missed and n in e.at_bound))
    }
    if not far:
        return None
    text = ", ".join(f"{1e3 * v:.0f} mT{' or further' if n in e.at_bound else ''}" for n, v in far.items())
    return Found(
        "reject",
        f"The curve is centred at {text}; the remanence of a magnet explains 30 mT at most.",
        far,
    )


@doubt(
    "optimum",
    "info above 5 mT",
    "Nothing to do: the offset is fitted. Demagnetize the magnet (oscillate to zero) to make it smaller.",
)
def field_offset(e: Evidence) -> Found | None:
    """The field offset of the magnet is larger than 5 mT."""
    offsets = {n: e.best[n] for n in e.best if n.startswith("B_offset") and _is_known(e, n)}
    worst = max((abs(v) for v in offsets.values()), default=0.0)
    if worst <= 5e-3:
        return None
    text = ", ".join(f"{1e3 * v:.2f} mT" for v in offsets.values())
    return Found("info", f"The field offset is {text}.", offsets)


def _is_known(e: Evidence, name: str) -> bool:
    p = e.params.get(name)
    return p is None or (p.determined and not abs(p.value) < 2.0 * p.err)


@doubt(
    "optimum",
    "caution beyond any ordinary count (95 % limits), reject beyond 20 or below 0.02",
    "Compare the geometry (length, width) and the units of resistance; one channel gives at most +1 (WL) "
    "or -1/2 (WAL). A thick or bulk sample is not a film.",
)
def alpha_impossible(e: Evidence) -> Found | None:
    """The amplitude alpha is one that no count of channels gives."""
    alpha = e.params.get("alpha")
    if not e.free_amplitude or alpha is None or not math.isfinite(alpha.value):
        return None
    size, err = abs(alpha.value), alpha.err
    # An amplitude rises steeply with B_phi: its 95 % limit toward zero is nearer than a standard error says.
    far_95 = alpha.lo_95 > 2.2 or alpha.hi_95 < -2.2
    severity: Severity
    if size - 3.0 * err > 20.0 or size + 3.0 * err < 0.02:
        severity = "reject"
    elif far_95 or size - 3.0 * err > 2.2 or size + 3.0 * err < 0.1:
        severity = "caution"
    else:
        return None
    return Found(
        severity,
        f"alpha = {alpha.value:.3g} +- {err:.1g} is not what a number of channels gives.",
        {"alpha": alpha.value, "alpha_err": err},
    )


@doubt(
    "optimum",
    "caution",
    "Fix what is known from elsewhere, or fit a series with the shared parameter.",
)
def second_minimum(e: Evidence) -> Found | None:
    """Another set of parameters describes the data almost as well."""
    B_phi = e.params.get("B_phi")
    if B_phi is None or not math.isfinite(B_phi.value):
        return None
    others = [(d, b) for d, b in e.second if d < 4.0 and not B_phi.lo <= b <= B_phi.hi
              and abs(math.log(b / B_phi.value)) > 3.0 * B_phi.err / B_phi.value]  # fmt: skip
    if not others:
        return None
    delta, b = min(others)
    return Found(
        "caution",
        f"A second minimum with B_phi = {b:.3g} T (against {B_phi.value:.3g} T) is worse by chi-square "
        f"{delta:.2g} only.",
        {"delta_chi2": delta, "B_phi_T": b},
    )
