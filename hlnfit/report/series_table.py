"""The table of the series for people: the numbers of coherence.csv, rounded, with bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from hlnfit.numbers import number_with_error, parameter_text, plain_number
from hlnfit.report.labels import condition_label, html_name
from hlnfit.report.style import usable

if TYPE_CHECKING:
    from hlnfit.analysis import Analysis
    from hlnfit.fitting import SweepFit

EMPTY = Markup('<span class="none">–</span>')


@dataclass(frozen=True)
class Row:
    """One sweep: its number, its verdict, its cells and the codes of its flags."""

    sweep: int
    verdict: str
    cells: tuple[Markup, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True)
class SeriesTable:
    """Heads (HTML) and rows of the table."""

    heads: tuple[Markup, ...]
    rows: tuple[Row, ...]


def series_table(analysis: Analysis) -> SeriesTable:
    """Return the table of the series."""
    series = analysis.series
    names = _shown(series.fits)
    conditions = _conditions(series.fits)
    heads = [Markup(_condition_head(c)) for c in conditions]
    heads += [Markup(html_name(n) + _unit(n)) for n in names]
    heads += [
        Markup(h) for h in ("<i>R</i><sub>□</sub> (Ω)", "<i>B</i><sub>max</sub> (T)", "χ²<sub>red</sub>")
    ]
    rows = tuple(
        Row(
            k,
            fit.verdict,
            (
                *(_condition_cell(fit, c) for c in conditions),
                *(_cell(fit, n) for n in names),
                *_last(fit),
            ),
            tuple(dict.fromkeys(f.code for f in fit.flags if f.severity != "info")),
        )
        for k, fit in enumerate(series.fits)
    )
    return SeriesTable(tuple(heads), rows)


def _shown(fits: tuple[SweepFit, ...]) -> list[str]:
    """Return L_phi, the other lengths, amplitudes, and what else is no nuisance."""
    found: dict[str, None] = {}
    for fit in fits:
        for name, p in fit.params.items():
            # A field is shown as its length.
            as_length = name.startswith("B_") and f"L_{name[2:]}" in fit.params
            if not p.nuisance and not as_length:
                found[name] = None
    return sorted(found, key=lambda n: (n != "L_phi", not n.startswith("L_"), not n.startswith("alpha")))


def _conditions(fits: tuple[SweepFit, ...]) -> list[str]:
    """Return the temperature and every condition that is not the same in all sweeps."""
    names = dict.fromkeys(n for f in fits for n in f.curve.conditions)
    return ["temperature_K", *(n for n in names if len({f.curve.conditions.get(n) for f in fits}) > 1)]


def _unit(name: str) -> str:
    return " (nm)" if name.startswith("L_") else ""


def _condition_head(condition: str) -> str:
    name, unit = condition_label(condition)
    symbol = "<i>T</i>" if condition == "temperature_K" else str(escape(name))
    return f"{symbol} ({escape(unit)})" if unit else symbol


def _condition_cell(fit: SweepFit, condition: str) -> Markup:
    value = fit.temperature if condition == "temperature_K" else fit.curve.conditions.get(condition, math.nan)
    return Markup(plain_number(value, 4, "html")) if math.isfinite(value) else EMPTY


def _cell(fit: SweepFit, name: str) -> Markup:
    if not usable(fit) or name not in fit.params:
        return EMPTY
    p = fit.params[name]
    text = Markup(parameter_text(p, 1e9 if name.startswith("L_") else 1.0, "html"))
    return text if math.isfinite(p.value) else Markup('<span class="bound">{}</span>').format(text)


def _last(fit: SweepFit) -> tuple[Markup, ...]:
    if not usable(fit):
        return (EMPTY,) * 3
    R = 1.0 / fit.sheet_conductance if fit.sheet_conductance > 0.0 else math.nan
    chi2 = math.nan if fit.misfit is None else fit.misfit.chi2_red
    return tuple(
        Markup(plain_number(v, digits, "html")) if math.isfinite(v) else EMPTY
        for v, digits in ((R, 4), (fit.B_max, 3), (chi2, 3))
    )


def offset_text(value: float, err: float) -> Markup:
    """Return a field offset in mT."""
    return Markup(number_with_error(1e3 * value, 1e3 * err, style="html") + " mT")
