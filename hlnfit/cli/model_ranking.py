"""Models in the order in which a regime allows them, with the reason for each."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rich import box
from rich.markup import escape
from rich.table import Table

from hlnfit.cli.flag_words import TEXT_WIDTH
from hlnfit.numbers import plain_number

if TYPE_CHECKING:
    from rich.console import Console

    from hlnfit.model_choice import ModelChoice
    from hlnfit.regime import Regime, RegimeRow

ANSWERS = {True: "[green]yes[/]", None: "if", False: "[dim]no[/]"}
HEADINGS = {"field": "Field models", "background": "Backgrounds", "temperature": "Temperature models"}


def print_ranking(console: Console, choice: ModelChoice, name: str | None = None) -> None:
    """Print the regime at both ends of the series, then each kind of model, best first."""
    print_regime(console, choice.regimes)
    console.print(f"\n{choice.first_look}", markup=False, width=min(console.width, TEXT_WIDTH))
    missing = dict.fromkeys(m for r in choice.regimes.values() for m in r.missing)
    if missing:
        console.print(f"Not known: {', '.join(missing)}.", markup=False)
    for kind, heading in HEADINGS.items():
        chosen = [a for a in choice.ranked if a.kind == kind and name in (None, a.model)]
        if not chosen:
            continue
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for head in ("", heading.lower().rstrip("s"), "allowed", "reason"):
            table.add_column(head, no_wrap=head != "reason")
        for rank, a in enumerate(chosen, 1):
            table.add_row(str(rank), a.model, ANSWERS[a.allowed], escape(a.reason))
        console.print(f"\n[bold]{heading}[/]")
        console.print(table)


def print_regime(console: Console, regimes: dict[str, Regime]) -> None:
    """Print every known quantity of a regime, at the first and the last sweep."""
    names = list(regimes)
    ends = names[:1] if len(names) == 1 else [names[0], names[-1]]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for head in ("regime", *ends, "meaning"):
        table.add_column(escape(head), no_wrap=head != "meaning")
    for same in zip(*(regimes[n].rows() for n in ends), strict=True):
        if any(r.value is not None for r in same):
            meaning = "; ".join(dict.fromkeys(r.meaning for r in same if r.meaning))
            table.add_row(same[0].title, *(_value(r) for r in same), escape(meaning))
    console.print(table)


def _value(row: RegimeRow) -> str:
    if row.value is None:
        return "-"
    number = "infinite" if math.isinf(row.value) else plain_number(row.value, 3)
    return f"{number} {row.unit}".rstrip()


def ranking_as_dict(choice: ModelChoice, name: str | None = None) -> dict[str, Any]:
    """Return the same for programs; ``allowed`` is null where something has to be known first."""
    return {
        "schema": "hlnfit-models/1",
        "first_look": choice.first_look,
        "regime": {
            sweep: {r.name: {"value": r.value, "unit": r.unit, "meaning": r.meaning} for r in regime.rows()}
            for sweep, regime in choice.regimes.items()
        },
        "ranked": [
            {
                "rank": rank,
                "model": a.model,
                "kind": a.kind,
                "allowed": a.allowed,
                "reason": a.reason,
                "checks": [{"condition": c.condition, "holds": c.holds, "words": c.words} for c in a.checks],
            }
            for rank, a in enumerate(choice.ranked, 1)
            if name in (None, a.model)
        ],
    }
