"""How well a fit of simulated files gives back what went into them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hlnfit.constants import length_from_field
from hlnfit.numbers import parameter_text, plain_number
from hlnfit.report.labels import readable_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rich.console import Console

    from hlnfit.analysis import Analysis
    from hlnfit.fitting import ParameterValue


@dataclass(frozen=True, slots=True)
class Recovered:
    """One parameter of one sweep beside its true value, in SI.

    Attributes
    ----------
    pull : float
        (value - truth) / err; NaN where the parameter is not determined.
    """

    temperature: float
    name: str
    unit: str
    truth: float
    parameter: ParameterValue
    usable: bool

    @property
    def determined(self) -> bool:
        """True where the sweep gives a value, held ones apart."""
        return self.usable and self.parameter.determined and math.isfinite(self.parameter.value)

    @property
    def pull(self) -> float:
        """Distance from the truth in standard errors."""
        p = self.parameter
        return (p.value - self.truth) / p.err if self.determined and p.err > 0.0 else math.nan


def recovered(analysis: Analysis, truth: Callable[[float], Mapping[str, float]]) -> list[Recovered]:
    """Return what was fitted beside ``truth(T)``, the true model parameters in SI at a temperature."""
    out = []
    for fit in analysis.series.fits:
        true = dict(truth(fit.temperature))
        true |= {
            "L_" + n[2:]: length_from_field(v) for n, v in true.items() if n.startswith("B_") and v > 0.0
        }
        for name, p in fit.params.items():
            shown = name.startswith("L_") or f"L_{name[2:]}" not in fit.params
            if name in true and shown and not p.fixed and not p.nuisance:
                usable = fit.verdict != "reject"
                out.append(Recovered(fit.temperature, name, p.unit, float(true[name]), p, usable))
    return out


def rows(found: list[Recovered]) -> list[dict[str, Any]]:
    """Return the table for a file: SI values."""
    return [
        {
            "temperature_K": r.temperature,
            "parameter": r.name,
            "unit": r.unit or "1",
            "truth": r.truth,
            "value": r.parameter.value if r.determined else math.nan,
            "err": r.parameter.err if r.determined else math.nan,
            "pull": r.pull,
            "determined": r.determined,
            "bound": r.parameter.bound,
        }
        for r in found
    ]


def print_recovery(console: Console, found: list[Recovered]) -> None:
    """Print truth, value and pull of every parameter, and whether such data could tell it at all."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    table.add_column("T (K)", justify="right")
    table.add_column("parameter")
    for head in ("truth", "value", "pull"):
        table.add_column(head, justify="right", no_wrap=True)
    for r in found:
        scale, unit = readable_unit(r.unit)
        table.add_row(
            plain_number(r.temperature, 4),
            f"{r.name} ({unit})" if unit else r.name,
            plain_number(r.truth * scale, 4),
            parameter_text(r.parameter, scale) if r.usable else "rejected",
            f"{r.pull:+.1f}" if math.isfinite(r.pull) else "",
        )
    console.print("\n[bold]What came back[/]: pull = (value - truth) / standard error")
    console.print(table)
    console.print("\n[bold]Could such data tell?[/]")
    for name in dict.fromkeys(r.name for r in found):
        console.print("  " + answer([r for r in found if r.name == name]), markup=False, soft_wrap=True)


def answer(found: list[Recovered]) -> str:
    """Return in words whether one parameter was determined, and where not, what is known of it."""
    name, known = found[0].name, [r for r in found if r.determined]
    unit = readable_unit(found[0].unit)[1]
    bounds = [r for r in found if not r.determined and r.usable and r.parameter.bound]
    said = [f"{plain_number(r.temperature, 3)} K: {r.parameter.bound} {unit}".rstrip() for r in bounds]
    rest = f"; bounds only at {', '.join(said)}" if said else ""
    if not known:
        return f"{name}: no, determined at none of {len(found)} temperatures{rest}."
    worst = max(abs(r.pull) for r in known)
    size = max(r.parameter.err / abs(r.parameter.value) for r in known)
    yes = "yes" if len(known) == len(found) else "in part"
    return (
        f"{name}: {yes}, determined at {len(known)} of {len(found)} temperatures to {100.0 * size:.2g} % or "
        f"better, at most {worst:.1f} standard errors from the truth{rest}."
    )
