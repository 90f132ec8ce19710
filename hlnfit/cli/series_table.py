"""The table of a series as people read it, and the law of dephasing in one line."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table

from hlnfit.cli.flag_words import STYLE
from hlnfit.numbers import parameter_text, plain_number
from hlnfit.report.labels import condition_label, condition_value, readable_unit

if TYPE_CHECKING:
    from rich.console import Console

    from hlnfit.analysis import Analysis
    from hlnfit.fitting import ParameterValue, SweepFit

EMPTY = ""
WIDE = 110
"""Width from which file names are shown, too."""


def quantities(analysis: Analysis) -> list[str]:
    """Return what the table shows of a fit: lengths first, then amplitudes; no nuisance parameters."""
    lengths: dict[str, None] = {}
    others: dict[str, None] = {}
    for fit in analysis.series.fits:
        for name, p in fit.params.items():
            if p.nuisance:
                continue
            if name.startswith("L_"):
                lengths[name] = None
            elif f"L_{name[2:]}" not in fit.params:
                others[name] = None
    first = [n for n in lengths if n.startswith("L_phi")]
    return [*first, *(n for n in lengths if n not in first), *others]


def print_series(console: Console, analysis: Analysis, letters: dict[str, str]) -> None:
    """Print one row a sweep."""
    series = analysis.series
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    table.add_column("#", justify="right")
    name, unit = condition_label(series.condition)
    table.add_column(f"T ({unit})" if name == "temperature" else f"{name} ({unit})", justify="right")
    conditions = [_condition(f, series.condition) for f in series.fits]
    with_runs = len(set(conditions)) < len(conditions)
    if with_runs:
        table.add_column("run")
    shown = quantities(analysis)
    for quantity in shown:
        table.add_column(_head(analysis, quantity), justify="right", no_wrap=True)
    table.add_column("B_max (T)", justify="right")
    table.add_column("verdict", no_wrap=True)
    table.add_column("flags")
    files = {f.curve.source.file for f in series.fits}
    with_files = len(files) > 1 and console.width >= WIDE
    if with_files:
        table.add_column("file", overflow="ellipsis", no_wrap=True)
    for k, fit in enumerate(series.fits):
        rejected = fit.verdict == "reject"
        cells = [EMPTY if rejected else _cell(fit, quantity) for quantity in shown]
        window = EMPTY if rejected or not math.isfinite(fit.B_max) else plain_number(fit.B_max, 3)
        table.add_row(
            str(k),
            conditions[k],
            *(["+".join(fit.curve.group_names)] if with_runs else []),
            *cells,
            window,
            f"[{STYLE[fit.verdict]}]{fit.verdict}[/]",
            " ".join(sorted({letters[f.code] for f in fit.flags})),
            *([fit.curve.source.file] if with_files else []),
        )
    heading = f"[bold]{series.model}[/], {len(series.fits)} sweep{'s' * (len(series.fits) != 1)}"
    if series.shared:
        heading += f"; shared: {', '.join(series.shared)}"
    console.print(heading)
    console.print(table)


def print_dephasing(console: Console, analysis: Analysis) -> None:
    """Print the laws of dephasing that were tried, the preferred one marked."""
    fit = analysis.dephasing
    if fit is None:
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    table.add_column("law")
    for head in ("p", "chi2_red", "AICc"):
        table.add_column(head, justify="right")
    table.add_column("")
    for law in fit.fits:
        table.add_row(
            law.law,
            _exponent(law.exponent),
            *(plain_number(x, 3) if math.isfinite(x) else EMPTY for x in (law.chi2_red, law.aicc)),
            "preferred" if law is fit.preferred else "",
            style="bold" if law is fit.preferred else None,
        )
    console.print("\n[bold]Dephasing[/] 1/tau_phi ~ T^p")
    console.print(table)


def _exponent(p: ParameterValue) -> str:
    return parameter_text(p) if math.isfinite(p.value) or p.bound else EMPTY


def _head(analysis: Analysis, name: str) -> str:
    unit = next((f.params[name].unit for f in analysis.series.fits if name in f.params), "")
    readable = readable_unit(unit)[1]
    return f"{name} ({readable})" if readable else name


def _cell(fit: SweepFit, name: str) -> str:
    parameter: Any = fit.params.get(name)
    if parameter is None:
        return EMPTY
    return parameter_text(parameter, readable_unit(parameter.unit)[0])


def _condition(fit: SweepFit, condition: str) -> str:
    value = condition_value(fit, condition)
    return "?" if not math.isfinite(value) else plain_number(value, 4)
