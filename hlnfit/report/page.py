"""report.html: what a person reads, on one page that loads nothing from anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from hlnfit import models
from hlnfit.report.comparison_table import comparison_table
from hlnfit.report.dephasing_table import dephasing_table
from hlnfit.report.details import sweep_details
from hlnfit.report.figure_files import inline_svg, width_of
from hlnfit.report.formula import formula_svg
from hlnfit.report.methods import methods
from hlnfit.report.regime_table import regime_table
from hlnfit.report.results_json import inputs
from hlnfit.report.series_table import series_table
from hlnfit.report.summary import summary
from hlnfit.report.told_flags import told_flags

if TYPE_CHECKING:
    from jinja2 import Template

    from hlnfit.analysis import Analysis

WIDE = 5.0
"""Figures wider than this (inches on paper) get the whole width of the page."""


def report_html(
    analysis: Analysis,
    figures: Mapping[str, bytes],
    *,
    config_text: str = "",
    told: Mapping[str, tuple[str, str]] | None = None,
    verb: str = "run",
) -> str:
    """Return the text of report.html.

    Parameters
    ----------
    figures : mapping of name to SVG
        In the order of the page; empty where no figures were wanted.
    config_text : str
        The resolved config, shown as it is.
    told : mapping of name to (title, caption), optional
        Words for figures that are not those of a series.
    verb : str
        The command that repeats it.
    """
    return (
        template("report.html.j2")
        .render(
            summary=summary(analysis),
            series=series_table(analysis),
            flags=told_flags(analysis),
            figures=figures_of_page(figures, told or {}),
            dephasing=dephasing_table(analysis),
            regime=regime_table(analysis),
            comparison=comparison_table(analysis),
            sweeps=[sweep_details(fit, k, analysis.series) for k, fit in enumerate(analysis.series.fits)],
            problems=analysis.sweeps.problems,
            pieces=analysis.sweeps.pieces,
            methods=_methods(analysis),
            model=models.get(analysis.series.model),
            inputs=inputs(analysis),
            versions=dict(sorted(analysis.versions.items())),
            config=config_text,
            verb=verb,
        )
        .replace("\r\n", "\n")
    )


@cache
def template(name: str) -> Template:
    """Return a template of the reports."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("hlnfit.report", "template"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)


def figures_of_page(
    figures: Mapping[str, bytes], told: Mapping[str, tuple[str, str]]
) -> list[dict[str, Any]]:
    """Return the figures as the template takes them."""
    from markupsafe import Markup

    from hlnfit.report.figures import figure_modules

    words = {n: (m.TITLE, m.CAPTION) for n, m in figure_modules()} if figures else {}
    words |= told
    return [
        {
            "name": name,
            "title": words[name][0],
            "caption": words[name][1],
            "wide": width_of(svg) > WIDE,
            # Our own drawing: text in it was turned into outlines.
            "svg": Markup(inline_svg(svg, f"{name}-", words[name][1], scale=1.35)),
        }
        for name, svg in figures.items()
    ]


def _methods(analysis: Analysis) -> dict[str, Any]:
    from markupsafe import Markup

    found = methods(analysis)
    formulas = []
    for k, (title, latex) in enumerate(found.formulas):
        svg = formula_svg(latex)
        drawn = None if svg is None else Markup(inline_svg(svg, f"formula{k}-", f"formula: {latex}"))
        formulas.append({"title": title, "latex": latex, "svg": drawn})
    return {
        "paragraphs": found.paragraphs,
        "formulas": formulas,
        "references": found.references,
        "bibtex": found.bibtex,
    }
