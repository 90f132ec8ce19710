"""report.html of a separation: what a person reads, on one page that loads nothing from anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from hlnfit import models
from hlnfit.flags import SEVERITIES
from hlnfit.models import Reference
from hlnfit.numbers import number_with_error, plain_number
from hlnfit.report.bibliography import bibtex, unique
from hlnfit.report.figure_files import inline_svg, width_of
from hlnfit.report.formula import formula_svg
from hlnfit.report.page import WIDE, template
from hlnfit.report.regime_table import table_of
from hlnfit.report.separation.figures import module_of
from hlnfit.report.separation.results import inputs
from hlnfit.separation.result import MEANINGS

if TYPE_CHECKING:
    from hlnfit.separating import SeparationAnalysis
    from hlnfit.separation import Separation

SYMBOLS: Final = {
    "slope_zero": "dσ/d ln <i>T</i>, <i>B</i> = 0",
    "slope_quenched": "dσ/d ln <i>T</i>, quenched",
    "K_ee": "<i>K</i><sub>ee</sub>",
    "alpha_p": "α<i>p</i>",
    "F0": "<i>F</i><sub>0</sub><sup>σ</sup>",
    "alpha_p_mr": "α<i>p</i>, magnetoconductance",
    "alpha": "α",
    "p": "<i>p</i>",
    "K_ee_hall": "<i>K</i><sub>ee</sub>, Hall",
    "F0_hall": "<i>F</i><sub>0</sub><sup>σ</sup>, Hall",
    "K_ee_zeeman": "<i>K</i><sub>ee</sub>, Zeeman",
    "F0_zeeman": "<i>F</i><sub>0</sub><sup>σ</sup>, Zeeman",
}
FACTS: Final = ("alpha_p", "K_ee", "K_ee_hall", "K_ee_zeeman", "F0")
FORMULAS: Final = (
    ("At B = 0", r"\frac{d\sigma}{d\ln T} = G_0\,(\alpha p + K_{ee})"),
    ("In the quenching field", r"\frac{d\rho_{xx}^{-1}}{d\ln T} = G_0 K_{ee}\,[1 - (\mu B)^2]"),
    ("Hall slope", r"\frac{\delta R_H}{R_H} = -2\,\frac{\delta\sigma_{ee}}{\sigma}"),
    ("Interaction", r"K_{ee} = 1 + (4 n_v^2 - 1)\left[1 - \frac{\ln(1 + F_0^\sigma)}{F_0^\sigma}\right]"),
    (
        "Zeeman term",
        r"\Delta\sigma(B) = -G_0\,\frac{2 n_v^2}{4 n_v^2 - 1}\,(1 - K_{ee})\,g_2(g\mu_B B/k_B T)",
    ),
)
REFERENCES: Final = (
    Reference(
        "A. Houghton, J. R. Senna and S. C. Ying, Phys. Rev. B 25, 2196 (1982)", bibtex_key="houghton1982"
    ),
    Reference(
        "M. A. Paalanen, D. C. Tsui and J. C. M. Hwang, Phys. Rev. Lett. 51, 2226 (1983)",
        bibtex_key="paalanen1983",
    ),
)


def separation_html(
    analysis: SeparationAnalysis, figures: Mapping[str, bytes], *, config_text: str = ""
) -> str:
    """Return the text of report.html.

    Parameters
    ----------
    figures : mapping of name to SVG
        In the order of the page; empty where no figures were wanted.
    config_text : str
        The resolved config, shown as it is.
    """
    from markupsafe import Markup

    found = analysis.separation
    of_model = models.get(found.model).references if found.model else ()
    references = unique([*models.get("eei_2d").references, *REFERENCES, *of_model])
    regime = found.regime
    return (
        template("separation.html.j2")
        .render(
            title=_title(found),
            model=found.model,
            facts=[_fact(n, found) for n in FACTS if n in found.params],
            verdict=found.verdict,
            flags=sorted(found.flags, key=lambda f: -SEVERITIES.index(f.severity)),
            figures=[_figure(name, svg) for name, svg in figures.items()],
            rows=[(Markup(SYMBOLS[n]), _number(found, n), MEANINGS[n]) for n in found.params],
            levels=_levels(found),
            regime=None if regime is None else table_of({f"{plain_number(regime.T or 0.0, 3)} K": regime}),
            steps=found.log,
            formulas=[
                {"title": t, "latex": x, "svg": Markup(inline_svg(svg, f"formula{k}-", t))}
                for k, (t, x) in enumerate(FORMULAS)
                if (svg := formula_svg(x)) is not None
            ],
            references=references,
            bibtex="\n\n".join(bibtex(r) for r in references),
            problems=analysis.sweeps.problems,
            inputs=inputs(analysis),
            versions=dict(sorted(analysis.versions.items())),
            config=config_text,
        )
        .replace("\r\n", "\n")
    )  # fmt: skip


def _title(found: Separation) -> str:
    T = [x.T for x in found.levels]
    if not T and found.in_plane is not None:
        T = [c.temperature for c in found.in_plane.curves if c.temperature is not None]
    span = f", {plain_number(min(T), 3)} to {plain_number(max(T), 3)} K" if T else ""
    return f"localization and interaction{span}"


def _fact(name: str, found: Separation) -> dict[str, Any]:
    from markupsafe import Markup

    return {"name": Markup(SYMBOLS[name]), "value": _number(found, name), "remark": MEANINGS[name]}


def _number(found: Separation, name: str) -> Any:
    from markupsafe import Markup

    p = found.params[name]
    text = number_with_error(p.value, p.err, p.lo, p.hi, style="html")
    return Markup(f'<span class="number">{text}</span>')


def _figure(name: str, svg: bytes) -> dict[str, Any]:
    from markupsafe import Markup

    module = module_of(name)
    return {
        "name": name,
        "title": module.TITLE,
        "caption": module.CAPTION,
        "wide": width_of(svg) > WIDE,
        # Our own drawing: text in it was turned into outlines.
        "svg": Markup(inline_svg(svg, f"{name}-", module.CAPTION, scale=1.35)),
    }


def _levels(found: Separation) -> list[tuple[str, ...]]:
    """Return one row a curve: T, sigma at zero and quenched, B_phi, Hall slope."""

    def shown(value: float, err: float, scale: float) -> str:
        text = number_with_error(scale * value, scale * err)
        return "–" if text == "not determined" else text

    return [
        (
            plain_number(x.T, 4),
            shown(x.sigma_zero, x.sigma_zero_err, 1e6),
            shown(x.sigma_quenched, x.sigma_quenched_err, 1e6),
            shown(x.B_phi, x.B_phi_err, 1e3),
            shown(x.R_hall, x.R_hall_err, 1.0),
        )
        for x in found.levels
        if x.sweep >= 0
    ]
