"""The study as tables: a fit a row, a rate a row, a page to read, and all of it for machines."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from hlnfit.validation.calibration.rates import EVERY, Rate
from hlnfit.validation.calibration.sweep import WINDOWS, Judged, Outcome

SCHEMA: Final = "hlnfit-calibration/1"
_NUMBERS: Final = ("truth", "value", "err", "low", "high", "low_95", "high_95")


def fit_rows(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """Return one row a fit: what it is of, what was said, and every judged parameter in SI."""
    out = []
    for o in outcomes:
        row: dict[str, Any] = {
            "sweep": o.index,
            "film": o.kind.name,
            "disguise": o.disguise,
            "model": o.kind.model,
            "noise": o.noise,
            "window": o.choice,
            "window_share": o.window,
            "n_points": o.n_points,
            "verdict": o.verdict,
            "flags": ";".join(f"{code}:{severity}" for code, severity in o.flags),
            "correlated": o.correlated,
        }
        for p in o.parameters:
            row |= _parameter(p)
        out.append(row)
    return out


def _parameter(p: Judged) -> dict[str, Any]:
    numbers = {f"{p.name}_{name}": getattr(p, name) for name in _NUMBERS}
    pull = p.pull if p.determined else math.nan
    return {**numbers, f"{p.name}_pull": pull, f"{p.name}_bound": p.bound}


def rate_rows(found: Sequence[Rate]) -> list[dict[str, Any]]:
    """Return one row a rate."""
    return [
        {
            "quantity": r.quantity,
            "window": r.window,
            "noise": r.noise,
            "parameter": r.parameter,
            "n": r.n,
            "value": r.value,
            "std_error": r.error,
            "least": r.least,
            "most": r.most,
            "kept": r.kept,
        }
        for r in found
    ]


def content(
    outcomes: Sequence[Outcome], found: Sequence[Rate], *, seed: int, sweeps: int, version: str
) -> dict[str, Any]:
    """Return everything as it stands in the JSON file; nothing in it depends on the workers or the clock."""
    return {
        "schema": SCHEMA,
        "hlnfit": version,
        "seed": seed,
        "sweeps": sweeps,
        "rates": [{k: _plain(v) for k, v in row.items()} for row in rate_rows(found)],
        "fits": [{k: _plain(v) for k, v in row.items()} for row in fit_rows(outcomes)],
    }


def _plain(value: Any) -> Any:
    if not isinstance(value, float):
        return value
    return float(f"{value:.9g}") if math.isfinite(value) else None


def markdown(
    outcomes: Sequence[Outcome], found: Sequence[Rate], *, seed: int, sweeps: int, version: str
) -> str:
    """Return a page: coverage and bias of the limits, verdicts, and what the cautions were about."""
    missed = [r for r in found if not r.kept]
    out = [
        "# Do the limits hold?",
        "",
        f"hlnfit {version}, {sweeps} simulated sweeps, seed {seed}. {len(found) - len(missed)} of "
        f"{len(found)} rates lie where they should; the others are in bold. Standard errors in brackets.",
        "",
        "## Limits of what is determined",
        "",
        "| window | noise | parameter | cases | 68 % limits hold | 95 % limits hold | median pull |",
        "|---|---|---|---|---|---|---|",
    ]
    table: dict[tuple[str, str, str], dict[str, Rate]] = {}
    for r in found:
        table.setdefault((r.window, r.noise, r.parameter), {})[r.quantity] = r
    for where, row in table.items():
        if "median pull" in row and row["median pull"].n:
            three = (row["coverage of 68 % limits"], row["coverage of 95 % limits"])
            pull = row["median pull"]
            cells = [*where, str(three[0].n), *(_percent(r) for r in three), _number(pull)]
            out.append("| " + " | ".join(cells) + " |")
    out += [
        "",
        "## Bounds and verdicts",
        "",
        "| rate | window | noise | cases | found |",
        "|---|---|---|---|---|",
    ]
    for r in found:
        if r.n and not r.quantity.startswith("coverage") and r.quantity != "median pull":
            out.append(f"| {r.quantity} | {r.window} | {r.noise} | {r.n} | {_percent(r)} |")
    out += ["", "## What honest sweeps were doubted for", ""]
    out += ["| window | noise | flag | part of the fits |", "|---|---|---|---|"]
    for window in WINDOWS:
        for noise in dict.fromkeys(o.noise for o in outcomes):
            here = [o for o in outcomes if o.kind.honest and (o.choice, o.noise) == (window, noise)]
            codes = Counter(f"{c} ({s})" for o in here for c, s in set(o.flags) if s != "info")
            for code, n in sorted(codes.items(), key=lambda item: (-item[1], item[0])):
                out.append(f"| {window} | {noise} | {code} | {100 * n / len(here):.1f} % |")
    return "\n".join(out) + "\n"


def _percent(r: Rate) -> str:
    text = f"{100 * r.value:.1f} % ({100 * r.error:.1f})"
    return text if r.kept else f"**{text}**"


def _number(r: Rate) -> str:
    text = f"{r.value:+.2f} ({r.error:.2f})"
    return text if r.kept else f"**{text}**"


__all__ = ["EVERY", "content", "fit_rows", "markdown", "rate_rows"]
