"""Agreement as tables: a point a row, a line a row, and all of it for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from hlnfit.validation.agreement import STANDARD_ERRORS, Agreement

SCHEMA: Final = "hlnfit-validation/1"


def rows(agreements: Sequence[Agreement]) -> list[dict[str, Any]]:
    """Return one row a point of every line."""
    return [row for one in agreements for row in one.rows()]


def worst_point(agreement: Agreement) -> int:
    """Return the index of the point that is worst off: unresolved, or farthest out within its limit."""
    c = agreement.comparison
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.abs(c.difference) / c.limit
    part = np.where(np.isfinite(part), part, np.where(c.difference == 0.0, 0.0, np.inf))
    return int(np.argmax(np.where(c.resolved, part, np.inf)))


def content(agreements: Sequence[Agreement], *, seed: int, quick: bool, version: str) -> dict[str, Any]:
    """Return everything as it stands in the JSON file; nothing in it depends on the workers or the clock."""
    return {
        "schema": SCHEMA,
        "hlnfit": version,
        "seed": seed,
        "quick": quick,
        "passes": all(one.passes for one in agreements),
        "standard_errors_allowed": STANDARD_ERRORS,
        "lines": [
            {
                "name": one.name,
                "title": one.title,
                "engine": one.engine,
                "formula": one.formula,
                "quantity": one.quantity,
                "x_label": one.x_label,
                "reason": one.comparison.reason,
                "passes": one.passes,
                "points": [{key: _finite(row[key]) for key in _POINT if key in row} for row in one.rows()],
            }
            for one in agreements
        ],
    }


_POINT = ("x", "value", "reference", "standard_error", "allowance", "resolution", "agrees")


def markdown(agreements: Sequence[Agreement], *, seed: int, quick: bool, version: str) -> str:
    """Return a page with one row a line, its worst point, and what each allowance is for."""
    failed = [one for one in agreements if not one.passes]
    verdict = (
        f"All {len(agreements)} lines agree."
        if not failed
        else f"{len(failed)} of {len(agreements)} lines disagree: {', '.join(one.name for one in failed)}."
    )
    out = [
        "# Engines against formulas",
        "",
        f"hlnfit {version}, seed {seed}, {'quick' if quick else 'full'} run. {verdict}",
        "",
        "A line agrees where at every point the standard error is below the resolution and "
        f"|value - reference| <= allowance + {STANDARD_ERRORS:g} standard errors. The worst point of each "
        "line is shown.",
        "",
        "| line | engine | formula | at | value | reference | standard error | allowance | resolution "
        "| agrees |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for one in agreements:
        c, k = one.comparison, worst_point(one)
        numbers = (c.value[k], c.reference[k], c.error[k], c.allowance[k], c.resolution[k])
        cells = [
            one.name,
            one.engine,
            one.formula,
            f"{_symbol(one.x_label)} = {c.x[k]:.4g}",
            *(f"{number:.4g}" for number in numbers),
            "yes" if one.passes else "**no**",
        ]
        out.append("| " + " | ".join(cells) + " |")
    out += ["", "## What is compared", ""]
    for one in agreements:
        out.append(
            f"- `{one.name}` ({one.quantity} against {one.x_label}, {one.comparison.x.size} points): "
            f"{one.title}. Allowance: {one.comparison.reason}."
        )
    return "\n".join(out) + "\n"


def _symbol(label: str) -> str:
    return label.split(" (")[0]


def _finite(value: Any) -> Any:
    """Return nine digits of a float, None where there is none."""
    if not isinstance(value, float):
        return value
    return float(f"{value:.9g}") if np.isfinite(value) else None
