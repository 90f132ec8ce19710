"""``hlnfit models``: the formulas, and what each is for."""

from __future__ import annotations

import json as json_text
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hlnfit.cli.console import log, progress, results
from hlnfit.cli.exits import DONE, PARTIAL
from hlnfit.cli.options import Json

if TYPE_CHECKING:
    from hlnfit.models import Model, Reference

WIDE = 130
"""Width from which each model has one line."""
KINDS = {"field": "Field models", "background": "Backgrounds", "temperature": "Temperature models"}


def models(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="A model, or a sum NAME+NAME.")] = None,
    config: Annotated[
        Path | None,
        typer.Option("--for", metavar="CONFIG", help="Rank the models that the regime of the data allows."),
    ] = None,
    json: Json = False,
) -> None:
    """List the models, or explain one: parameters, formula, validity, references.

    With --for the models are ranked by what the sample of a config allows (k_F l, transport field, sizes
    against L_phi, band, direction of the field), with the reason for each; how well a model fits plays no
    part.
    """
    from hlnfit import models as registry

    if config is not None:
        _rank(config, None if name is None else registry.get(name).name, as_json=json)
        return
    if name is not None:
        model = registry.get(name)
        if json:
            _dump(_as_dict(model))
        else:
            _explain(model)
        return
    found = [registry.get(n) for n in registry.names()]
    if json:
        _dump([_as_dict(m) for m in found])
    else:
        _list(found)


def _rank(config: Path, name: str | None, *, as_json: bool) -> None:
    from hlnfit.cli.model_ranking import print_ranking, ranking_as_dict
    from hlnfit.model_choice import models_for
    from hlnfit.report.results_json import plain

    with progress() as bar:
        choice = models_for(config, progress=bar)
    for problem in choice.analysis.sweeps.problems:
        log(f"Not read: {problem.message}")
    if as_json:
        _dump(plain(ranking_as_dict(choice, name)))
    else:
        print_ranking(results(), choice, name)
    raise typer.Exit(PARTIAL if choice.analysis.sweeps.problems else DONE)


def _dump(content: Any) -> None:
    typer.echo(json_text.dumps(content, indent=1, ensure_ascii=False))


def _list(found: list[Model]) -> None:
    from rich.markup import escape
    from rich.table import Table

    console = results()
    for kind, heading in KINDS.items():
        chosen = [m for m in found if m.kind == kind]
        if not chosen:
            continue
        table = Table(box=None, pad_edge=False, show_header=False)
        table.add_column(no_wrap=True, min_width=20)
        wide = console.width >= WIDE
        for m in chosen:
            title, parameters = escape(m.title), ", ".join(m.names)
            cells = (title, parameters) if wide else (f"{title}\n[dim]{parameters}[/]",)
            table.add_row(m.name, *cells)
        console.print(f"[bold]{heading}[/]")
        console.print(table)
        console.print()
    console.print(
        "hlnfit models NAME explains one; NAME+NAME adds models, alpha*NAME frees the amplitude, "
        "NAME-NAME is a curve less a reference curve."
    )


def _explain(model: Model) -> None:
    from rich import box
    from rich.markup import escape
    from rich.padding import Padding
    from rich.table import Table

    console = results()
    width = min(console.width, 100)

    def section(heading: str, lines: tuple[str, ...]) -> None:
        if any(lines):
            console.print(f"\n[bold]{heading}[/]")
            for line in lines:
                console.print(Padding(escape(line), (0, 0, 0, 2)), width=width)

    console.print(f"[bold]{model.name}[/]  {escape(model.title)}")
    if model.description:
        console.print(Padding(escape(model.description), (0, 0, 0, 2)), width=width)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for head in ("parameter", "unit", "start", "range", "meaning"):
        table.add_column(head, no_wrap=head != "meaning")
    for p in model.parameters:
        source = f"; from {p.source} unless given" if p.source else ""
        limits = f"{p.lower:g} ... {p.upper:g}"
        table.add_row(p.name, p.unit or "1", f"{p.default:g}", limits, escape(p.description + source))
    for d in model.derived:
        terms = " + ".join(f"{c:g} {n}" if c != 1.0 else n for n, c in d.combination.items())
        table.add_row(d.name, "T", "", "derived", escape(f"{terms}. {d.description}".rstrip(". ")))
    console.print()
    console.print(table)
    console.print("\n[bold]Formula[/]")
    for line in formula_lines(model):
        console.print(Padding(escape(line), (0, 0, 0, 2)), width=width)
    if model.table is not None:
        section("Cooperon modes (weight at rate field)", mode_lines(model))
    section("Convention", (model.convention,))
    section("Valid for", model.validity)
    section("Limits", model.limits)
    section("References", tuple(_reference(r) for r in model.references))


def formula_lines(model: Model) -> list[str]:
    """Return the formula in Unicode, one line a term and a definition."""
    from hlnfit.report.plain_formula import plain_formula

    lines: list[str] = []
    for k, part in enumerate(model.terms):
        first, *definitions = plain_formula(part.model.latex)
        lines += [f"+ {first}" if k else first, *(f"  {d}" for d in definitions)]
    return lines


def mode_lines(model: Model) -> tuple[str, ...]:
    """Return one line a Cooperon mode: its weight, and the combination of rates it decays with."""
    table = model.table
    assert table is not None
    return tuple(
        f"{_number(w):>5}  at "
        + " + ".join(n if r == 1.0 else f"{_number(r)} {n}" for n, r in zip(table.parameters, rates) if r)
        for w, rates in zip(table.weights.tolist(), table.rates.tolist(), strict=True)
    )


def _number(value: float) -> str:
    """Return 1.333... as 4/3."""
    from fractions import Fraction

    ratio = Fraction(value).limit_denominator(12)
    return str(ratio) if abs(float(ratio) - value) < 1e-12 else f"{value:g}"


def _reference(reference: Reference) -> str:
    equation = f", Eq. ({reference.equation})" if reference.equation else ""
    return reference.text + equation + (f", doi:{reference.doi}" if reference.doi else "")


def _as_dict(model: Model) -> dict[str, Any]:
    return {
        "name": model.name,
        "title": model.title,
        "kind": model.kind,
        "dimension": model.dimension,
        "parameters": [
            {
                "name": p.name,
                "unit": p.unit,
                "default": p.default,
                "lower": p.lower,
                "upper": p.upper,
                "kind": p.kind,
                "description": p.description,
                "from": p.source,
                "nuisance": p.nuisance,
            }
            for p in model.parameters
        ],
        "derived": [
            {"name": d.name, "combination": dict(d.combination), "description": d.description}
            for d in model.derived
        ],
        "latex": model.latex,
        "description": model.description,
        "convention": model.convention,
        "validity": list(model.validity),
        "limits": list(model.limits),
        "references": [{"text": r.text, "equation": r.equation, "doi": r.doi} for r in model.references],
    }
