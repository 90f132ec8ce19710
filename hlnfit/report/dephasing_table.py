"""The laws of dephasing that were tried, for people."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from hlnfit.numbers import parameter_text, plain_number
from hlnfit.report.dephasing_view import amplitude_unit, exponent_text
from hlnfit.report.labels import html_name, html_unit

if TYPE_CHECKING:
    from hlnfit.analysis import Analysis
    from hlnfit.dephasing import LawFit

UNKNOWN = Markup("–")


@dataclass(frozen=True)
class LawRow:
    """One law: whether it is preferred, and its cells."""

    preferred: bool
    cells: tuple[Markup, ...]


@dataclass(frozen=True)
class DephasingTable:
    """Rows of the table, why one law is preferred, what does not enter, and what was not tried."""

    rows: tuple[LawRow, ...]
    reason: str
    excluded: tuple[str, ...]
    untried: tuple[str, ...]


def dephasing_table(analysis: Analysis) -> DephasingTable | None:
    """Return the table of laws; None where none was fitted."""
    fit = analysis.dephasing
    if fit is None:
        return None
    return DephasingTable(
        tuple(LawRow(law is fit.preferred, _cells(law)) for law in fit.fits),
        fit.reason,
        tuple(f"sweep {e.sweep} ({plain_number(e.temperature, 3)} K): {e.reason}" for e in fit.excluded),
        tuple(f"{name}: {reason}" for name, reason in fit.untried.items()),
    )


def _cells(law: LawFit) -> tuple[Markup, ...]:
    title = Markup('<span class="mono">{}</span><br>{}').format(law.law, law.rate_law.title)
    return (
        title,
        Markup(exponent_text(law, "html")) or UNKNOWN,
        Markup("<br>").join(_parameters(law)),
        _plain(law.chi2_red),
        _plain(law.aicc),
    )


def _parameters(law: LawFit) -> list[Markup]:
    out = []
    for p in law.parameters.values():
        if p.name == "p":
            continue
        factor, unit = amplitude_unit(p)
        if not math.isfinite(p.value):
            # A bound is text in the unit of the parameter itself.
            factor, unit = 1.0, p.unit if p.bound else ""
        text = f"{html_name(p.name)} = {parameter_text(p, factor, 'html')} {html_unit(unit)}"
        out.append(Markup(text.replace("= &", "&").replace(f"= {_NOT}", _NOT).strip()))
    return out


_NOT = "not determined"


def _plain(value: float) -> Markup:
    return Markup(plain_number(value, 3, "html")) if math.isfinite(value) else UNKNOWN
