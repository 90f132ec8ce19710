"""Up and down sweeps at one temperature become one curve, each direction with its own field offset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hlnfit.curve import Magnetoconductance
from hlnfit.reduction.hysteresis import MAX_SHIFT, Agreement, compare
from hlnfit.sweep import Source

SAME_TEMPERATURE = 0.01


def same_conditions(a: Magnetoconductance, b: Magnetoconductance) -> bool:
    """Return True where two curves were measured at one temperature (1 %) and equal other conditions."""
    ta, tb = a.temperature, b.temperature
    known = [t is not None and np.isfinite(t) for t in (ta, tb)]
    if known[0] != known[1]:
        return False
    # Both are numbers where both are known, which the type checker cannot follow.
    if all(known) and abs(ta - tb) > SAME_TEMPERATURE * max(ta, tb):  # type: ignore[operator, type-var]
        return False
    if set(a.conditions) != set(b.conditions):
        return False
    return all(
        abs(a.conditions[k] - b.conditions[k]) <= 1e-6 + 0.01 * abs(a.conditions[k]) for k in a.conditions
    )


def disagree(agreement: Agreement) -> bool:
    """Return True where two directions differ by more than noise and an offset of the magnet."""
    differs = agreement.relative > 0.1 and agreement.difference > 3.0 * agreement.noise
    # A crossover curve has an extremum on either side: their distance alone is no hysteresis.
    visible = agreement.signal > 10.0 * agreement.noise and agreement.difference > 3.0 * agreement.noise
    return differs or (visible and agreement.peak_distance > 2.0 * MAX_SHIFT)


def merge_directions(curves: Sequence[Magnetoconductance]) -> tuple[Magnetoconductance, ...]:
    """Pair each up sweep with the down sweep of the same conditions, nearest in order.

    A pair that shows hysteresis stays two curves, and both know the numbers.
    """
    out: list[Magnetoconductance] = []
    used: set[int] = set()
    for i, first in enumerate(curves):
        if i in used:
            continue
        used.add(i)
        partner = next(
            (
                j
                for j in range(i + 1, len(curves))
                if j not in used
                and {first.group_names[0], curves[j].group_names[0]} == {"up", "down"}
                and same_conditions(first, curves[j])
            ),
            None,
        )
        if partner is None or not len(first) or not len(curves[partner]):
            out.append(first)
            continue
        second = curves[partner]
        used.add(partner)
        overlap = min(first.B.max(), second.B.max()) - max(first.B.min(), second.B.min())
        if overlap < 0.5 * max(np.ptp(first.B), np.ptp(second.B)):
            out += [first, second]
            continue
        out += _merge(first, second)
    return tuple(out)


def _merge(first: Magnetoconductance, second: Magnetoconductance) -> list[Magnetoconductance]:
    scatter = max(first.measures.get("scatter_S", 0.0), second.measures.get("scatter_S", 0.0))
    assert first.sigma0 is not None and second.sigma0 is not None
    agreement = compare(
        first.B, first.dsigma + first.sigma0, second.B, second.dsigma + second.sigma0, scatter
    )
    measures = {
        "directions_shift_T": agreement.shift,
        "directions_difference_S": agreement.difference,
        "directions_noise_S": agreement.noise,
        "directions_relative": agreement.relative,
        "directions_peak_distance_T": agreement.peak_distance,
        "hysteresis": float(disagree(agreement)),
    }
    if disagree(agreement):
        return [replace(c, measures={**c.measures, **measures}) for c in (first, second)]
    rows = [r for c in (first, second) if (r := c.source.rows) is not None]
    source = first.source
    if source.sha256 == second.source.sha256 and rows:
        source = replace(source, rows=(min(r[0] for r in rows), max(r[1] for r in rows)))
    elif source.file != second.source.file:
        source = Source(
            file=f"{source.file}+{second.source.file}",
            path=source.path,
            sha256=source.sha256,
            loader=source.loader,
            columns=source.columns,
        )
    source = replace(source, numbers=first.source.numbers + second.source.numbers)
    errors = None
    if first.error is not None and second.error is not None:
        errors = np.concatenate([first.error, second.error])
    merged_measures = {
        name: _together(name, value, second.measures.get(name, value))
        for name, value in first.measures.items()
    }
    return [
        replace(
            first,
            B=np.concatenate([first.B, second.B]),
            dsigma=np.concatenate([first.dsigma, second.dsigma + (second.sigma0 - first.sigma0)]),
            error=errors,
            group=np.concatenate([np.zeros(len(first)), np.ones(len(second))]).astype(np.int64),
            group_names=(first.group_names[0], second.group_names[0]),
            temperature=_mean_temperature(first, second),
            measures={**merged_measures, **measures},
            source=source,
            flags=(*first.flags, *(f for f in second.flags if f not in first.flags)),
            log=(
                *first.log,
                f"Merged the {first.group_names[0]} and the {second.group_names[0]} sweep, "
                f"each with its own offset (shift {1e3 * agreement.shift:.2f} mT).",
            ),
        )
    ]


def _together(name: str, a: float, b: float) -> float:
    """Return what two directions measured: the mean of a property of the sample, else the worse one."""
    if name.startswith(("density", "mobility", "hall_slope")):
        return 0.5 * (a + b)
    return min(a, b) if name == "R_min_ohm" else max(a, b)


def _mean_temperature(a: Magnetoconductance, b: Magnetoconductance) -> float | None:
    if a.temperature is None or b.temperature is None:
        return a.temperature
    return (a.temperature * len(a) + b.temperature * len(b)) / (len(a) + len(b))
