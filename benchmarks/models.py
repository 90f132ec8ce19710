"""What one evaluation of each field model costs: 401 fields of both signs, value and derivatives.

    python benchmarks/models.py

Median and minimum over repetitions with changed parameters, after one call that compiles. The last column is
the cost relative to hln, so that runs on different machines can be compared. Models with a numerical Cooperon
or sums over Landau levels have a budget; the others are closed forms.
"""

from __future__ import annotations

import time

import numpy as np

from hlnfit import models
from hlnfit.models import Model, evaluate

FIELDS = np.linspace(-1.0, 1.0, 401)
BUDGET = {"ilp": 1.0, "ballistic": 1.0, "rashba_dresselhaus": 50.0, "rashba_zeeman": 50.0}
"""Milliseconds; 200 for rashba_zeeman at strong coupling."""
STRONG = {"B_R": 1.0, "B_D": 0.3, "B_3": 0.1, "zeta": 0.5}


def cost(model: Model, changes: dict[str, float], repetitions: int) -> tuple[float, float]:
    """Return median and minimum of one evaluation in milliseconds."""
    p = np.array([changes.get(q.name, q.default) for q in model.parameters])
    evaluate(model, FIELDS, p)
    times = []
    for k in range(repetitions):
        q = p.copy()
        q[0] *= 1.0 + 0.01 * (k + 1)
        start = time.perf_counter()
        evaluate(model, FIELDS, q)
        times.append(1e3 * (time.perf_counter() - start))
    return float(np.median(times)), min(times)


def main() -> None:
    """Print one line a model, the slowest last."""
    unit, _ = cost(models.get("hln"), {}, 50)
    cases = [(name, {}, "") for name in models.names("field")]
    cases += [
        ("rashba_zeeman", STRONG, " (strong)"),
        ("rashba_zeeman", {"tilt": 0.7}, " (tilted)"),
        ("rashba_zeeman", {**STRONG, "tilt": 0.7}, " (strong, tilted)"),
    ]
    found = []
    for name, changes, note in cases:
        median, least = cost(models.get(name), changes, 5 if name == "golub" else 15)
        budget = 200.0 if "strong" in note else BUDGET.get(name)
        found.append((median, least, name + note, budget))
    print(f"{'model':40s} {'median ms':>10s} {'min ms':>10s} {'budget ms':>10s} {'/ hln':>8s}")
    for median, least, name, budget in sorted(found):
        limit = "" if budget is None else f"{budget:g}"
        print(f"{name:40s} {median:10.3f} {least:10.3f} {limit:>10s} {median / unit:8.1f}")


if __name__ == "__main__":
    main()
