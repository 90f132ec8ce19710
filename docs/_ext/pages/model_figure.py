"""The figure of a model page: the model at its starting values, for three values of its first parameter."""

from __future__ import annotations

from functools import cache

import numpy as np

from hlnfit import models
from hlnfit.constants import G0
from hlnfit.models import Parameter, evaluate
from hlnfit.report.figure_files import figure_bytes
from hlnfit.report.style import LENGTH_COLORS, SINGLE, drawing, new_figure

TESTED = {"c1_abs": 2e-6, "c2": 2e-6, "sigma_cl": 1e-3, "sigma_1": 1e-3, "sigma_2": 5e-4, "zeta": 0.05}
"""Shown where the starting value is zero, and would show nothing."""

REACH = {"cylinder": 0.2}
"""Largest field in tesla, where 1 T would show nothing."""


@cache
def figure(name: str) -> tuple[bytes, str]:
    """Return the figure as PNG and its caption; the same call gives the same bytes."""
    model = models.get(name)
    p = np.array([_shown(q) for q in model.parameters])
    at = next((k for k, q in enumerate(model.parameters) if q.name in ("B_phi", "B_in", "B_0", "F0")), 0)
    varied = model.parameters[at]
    over_T = model.kind == "temperature"
    x = np.geomspace(0.3, 30.0, 120) if over_T else REACH.get(name, 1.0) * np.linspace(-1.0, 1.0, 121)
    above = model.extra.get("above")
    if above is not None:
        x = x[x > 1.05 * p[model.names.index(above)]]
    factor, unit = {1: (1e6, "µS"), 2: (1.0 / G0, r"$e^2/\pi h$"), 3: (1.0, "S/m")}[model.dimension]
    with drawing():
        made = new_figure(SINGLE, 2.3)
        axes = made.subplots()
        for k, times in enumerate((0.3, 1.0, 3.0)):
            q = p.copy()
            q[at] = float(np.clip(times * p[at], varied.lower, varied.upper))
            y = factor * evaluate(model, x, q)[0]
            label = f"{varied.name} = {q[at]:.3g} {varied.unit}".rstrip()
            axes.plot(x, y, color=LENGTH_COLORS[k], label=label)
        if over_T:
            axes.set_xscale("log")
        axes.set_xlabel("$T$ (K)" if over_T else "$B$ (T)")
        axes.set_ylabel(rf"$\Delta\sigma$ ({unit})")
        axes.legend(loc="best")
    others = [(q, v) for k, (q, v) in enumerate(zip(model.parameters, p)) if k != at]
    rest = [f"{q.name} = {v:.3g} {q.unit}".rstrip() for q, v in others]
    return figure_bytes(made, "png"), "With " + ", ".join(rest) + "." if rest else ""


def _shown(q: Parameter) -> float:
    """Return the starting value, or one that shows what the parameter does."""
    if q.name == "circumference":
        # The usual cylinder is many L_phi around: its oscillation could not be seen beside others.
        return 5e-7
    if q.default != 0.0:
        return q.default
    return next((v for name, v in TESTED.items() if q.name == name), 1e-3 if q.kind == "coefficient" else 0.0)
