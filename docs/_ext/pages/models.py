"""One page a model and a list of them, from the registry of models."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from hlnfit import models
from hlnfit.models import Model, Parameter, Reference

from .model_figure import figure

KINDS = {
    "field": ("Field models", "What the magnetic field does to the conductance: sigma(B) - sigma(0)."),
    "background": ("Backgrounds", "Classical and other terms that are added to a field model."),
    "temperature": ("Temperature models", "What the temperature does to the conductance at a fixed field."),
}
UNITS = {1: "S (whole wire)", 2: "S (per square)", 3: "S/m"}


def pages() -> dict[str, str]:
    """Return file name -> Markdown: the list is ``index``."""
    found = [models.get(name) for name in models.names()]
    return {"index": _index(found), **{m.name: _page(m, figure(m.name)[1]) for m in found}}


def figures() -> dict[str, bytes]:
    """Return file name -> PNG."""
    return {name: figure(name)[0] for name in models.names()}


def _index(found: list[Model]) -> str:
    parts = [
        "# Models",
        "Each page here is made from the file that holds the model; `hlnfit models NAME` prints the same. "
        "Models are added with a plus sign: `hln_simple+quadratic`, `hln_simple+hln_simple`. A free "
        "amplitude is given to any of them by `alpha*NAME`.",
    ]
    for kind, (heading, meaning) in KINDS.items():
        chosen = [m for m in found if m.kind == kind]
        rows = ["| model | | parameters |", "|---|---|---|"]
        rows += [f"| [`{m.name}`]({m.name}.md) | {m.title} | {_names(m)} |" for m in chosen]
        listed = "\n".join(m.name for m in chosen)
        parts += [f"## {heading}", meaning, "\n".join(rows), f"```{{toctree}}\n:hidden:\n\n{listed}\n```"]
    return "\n\n".join(parts) + "\n"


def _names(model: Model) -> str:
    return ", ".join(f"`{name}`" for name in model.names)


def _page(model: Model, caption: str) -> str:
    parts = [f"# `{model.name}`", f"**{model.title}.** {model.description}"]
    parts.append("$$\n" + _lines(model.latex) + "\n$$")
    parts.append(f"The value is in {UNITS[model.dimension]}.")
    options = f":alt: {model.title}\n:width: 55%"
    parts.append(f"```{{figure}} figures/{model.name}.png\n{options}\n\n{_plain(caption)}\n```")
    parts.append(_parameters(model.parameters))
    if model.derived:
        terms = [
            f"- `{d.name}` = {_combination(d.combination)} {_plain(d.description)}" for d in model.derived
        ]
        parts += ["## Derived", "\n".join(terms)]
    if model.table is not None:
        parts += ["## Cooperon modes", _modes(model)]
    if model.convention:
        parts += ["## Convention", _plain(model.convention)]
    for heading, sentences in (("Valid for", model.validity), ("Limits", model.limits)):
        if sentences:
            parts += [f"## {heading}", "\n".join(f"- {_plain(s)}" for s in sentences)]
    if model.references:
        parts += [
            "## References",
            "\n".join(f"{n}. {_reference(r)}" for n, r in enumerate(model.references, 1)),
        ]
    return "\n\n".join(parts) + "\n"


def _combination(terms: Mapping[str, float]) -> str:
    parts = [name if factor == 1.0 else f"{_number(factor)} {name}" for name, factor in terms.items()]
    return f"`{' + '.join(parts)}`"


def _number(value: float) -> str:
    """Return 1.333... as 4/3."""
    ratio = Fraction(value).limit_denominator(12)
    return str(ratio) if abs(float(ratio) - value) < 1e-12 else f"{value:g}"


def _lines(latex: str) -> str:
    r"""Put definitions that follow a formula (after ``,\ `` or ``\quad``) on lines of their own."""
    return latex.replace(r",\quad ", "\n\n").replace(r",\ ", "\n\n")


def _plain(text: str) -> str:
    """Keep Markdown from reading underscores, stars and dollars of a formula in words."""
    for sign in "\\_*$<>`[]":
        text = text.replace(sign, "\\" + sign)
    return text


def _parameters(parameters: tuple[Parameter, ...]) -> str:
    rows = ["| parameter | unit | start | range | meaning |", "|---|---|---|---|---|"]
    for p in parameters:
        meaning = _plain(p.description)
        if p.source:
            meaning += f"; taken from `{p.source}` unless freed"
        rows.append(
            f"| `{p.name}` | {p.unit or '1'} | {p.default:g} | {p.lower:g} to {p.upper:g} | {meaning} |"
        )
    return "## Parameters\n\n" + "\n".join(rows)


def _modes(model: Model) -> str:
    table = model.table
    assert table is not None
    rows = ["| weight | rate field |", "|---|---|"]
    for weight, rates in zip(table.weights, table.rates):
        terms = {name: rate for name, rate in zip(table.parameters, rates) if rate}
        rows.append(f"| {_number(weight)} | {_combination(terms)} |")
    return "$\\Delta\\sigma = G_0 \\sum_j w_j f_2(B_j/|B|)$ over the modes\n\n" + "\n".join(rows)


def _reference(reference: Reference) -> str:
    text = _plain(reference.text)
    if reference.equation:
        text += f", Eq. ({reference.equation})"
    if reference.doi:
        text += f", [doi:{_plain(reference.doi)}](https://doi.org/{reference.doi})"
    return text
