"""Formulas as SVG that matplotlib draws when the pages are built: no script, nothing loaded from anywhere."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import Any

from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser
from matplotlib.path import Path as Outline
from matplotlib.textpath import TextPath
from sphinx.util import logging

from hlnfit.report.formula import mathtext

_LETTERS = {Outline.MOVETO: "M", Outline.LINETO: "L", Outline.CURVE3: "Q", Outline.CURVE4: "C"}
_FONT = FontProperties(family="DejaVu Sans", math_fontfamily="stix", size=10.0)
_logger = logging.getLogger(__name__)


@cache
def svg(latex: str, display: bool = False) -> str:
    """Return an SVG as high as the formula, with its baseline on that of the text around it.

    In a display, the outermost fractions are as large as the rest of the formula.

    Raises
    ------
    ValueError
        Mathtext does not know a macro.
    """
    formula = mathtext(latex.strip())
    text = f"${_large_fractions(formula) if display else formula}$"
    width, height, depth, _, _ = MathTextParser("path").parse(text, dpi=72, prop=_FONT)
    outline = TextPath((0.0, 0.0), text, prop=_FONT)
    drawn = [_stroke(vertices, code) for vertices, code in outline.iter_segments(simplify=False)]
    em = 1.0 / _FONT.get_size()
    style = (
        f"width:{width * em:.3f}em;height:{(height + depth) * em:.3f}em;vertical-align:{-depth * em:.3f}em"
    )
    return (
        f'<svg class="formula" role="img" aria-label="{html.escape(latex)}" '
        f'viewBox="0 {-height:.2f} {width:.2f} {height + depth:.2f}" style="{style}">'
        f'<path fill="currentColor" d="{"".join(drawn)}"/></svg>'
    )


def _large_fractions(formula: str) -> str:
    parts, depth = [], 0
    for part in re.split(r"(\\frac(?=\{)|[{}])", formula):
        depth += {"{": 1, "}": -1}.get(part, 0)
        parts.append(r"\dfrac" if part == r"\frac" and depth == 0 else part)
    return "".join(parts)


def _stroke(vertices: Any, code: int) -> str:
    if code == Outline.CLOSEPOLY:
        return "Z"
    points = " ".join(f"{x:.2f},{-y:.2f}" for x, y in zip(vertices[::2], vertices[1::2]))
    return f"{_LETTERS[code]}{points}"


def _draw(latex: str, node: Any, *, display: bool = False) -> str:
    try:
        return svg(latex, display)
    except ValueError as error:
        _logger.warning("mathtext cannot draw %r: %s", latex, str(error).splitlines()[-1], location=node)
        return html.escape(latex)


def _inline(self: Any, node: Any) -> None:
    from docutils.nodes import SkipNode

    self.body.append(_draw(node.astext(), node))
    raise SkipNode


def _block(self: Any, node: Any) -> None:
    from docutils.nodes import SkipNode

    lines = [line for line in node.astext().split("\n\n") if line.strip()]
    drawn = "".join(f"<div>{_draw(line, node, display=True)}</div>" for line in lines)
    self.body.append(f'<div class="formulas">{drawn}</div>\n')
    raise SkipNode


def setup(app: Any) -> dict[str, Any]:
    """Offer the renderer ``mathtext`` for html_math_renderer."""
    app.add_html_math_renderer("mathtext", (_inline, None), (_block, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
