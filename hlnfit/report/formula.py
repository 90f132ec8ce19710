"""Formulas as SVG: LaTeX drawn by mathtext, so that a page needs nothing from anywhere."""

from __future__ import annotations

import io
import re

from hlnfit.report.style import drawing

_ARGUMENTS = {"frac": 2, "sqrt": 1, "mathbf": 1, "mathrm": 1, "mathit": 1, "mathcal": 1, "mathsf": 1}
_SAME = {
    "tfrac": "frac",
    "dfrac": "frac",
    "text": "mathrm",
    "operatorname": "mathrm",
    "ge": "geq",
    "le": "leq",
}
_SIZES = {f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")}
_COMMAND = re.compile(r"\\([A-Za-z]+|.)")


def mathtext(latex: str) -> str:
    r"""Return LaTeX as mathtext reads it: every argument in braces, one kind of fraction, no ``\text``.

    >>> print(mathtext(r"\tfrac12 + \dfrac1{L_1} + \sqrt\pi"))
    \frac{1}{2} + \frac{1}{L_1} + \sqrt{\pi}
    >>> print(mathtext(r"\mathbf b\text{ of a}"))
    \mathbf{b}\mathrm{\ of\ a}
    """
    out, at = [], 0
    while match := _COMMAND.search(latex, at):
        out.append(latex[at : match.start()])
        at = match.end()
        if match[1] in _SIZES:
            # Brackets keep their own size.
            continue
        name = _SAME.get(match[1], match[1])
        out.append(f"\\{name}")
        for _ in range(_ARGUMENTS.get(name, 0)):
            argument, at = _argument(latex, at)
            if match[1] in ("text", "operatorname"):
                argument = argument.replace(" ", r"\ ")
            out.append(f"{{{mathtext(argument)}}}")
    out.append(latex[at:])
    return "".join(out).replace("\n", " ")


def _argument(latex: str, at: int) -> tuple[str, int]:
    """Return the argument that begins at ``at``, without braces, and where it ends."""
    while latex[at : at + 1].isspace():
        at += 1
    if latex[at : at + 1] == "{":
        depth, end = 1, at + 1
        while depth and end < len(latex):
            depth += {"{": 1, "}": -1}.get(latex[end], 0)
            end += 1
        return latex[at + 1 : end - 1], end
    command = _COMMAND.match(latex, at)
    return (command[0], command.end()) if command else (latex[at : at + 1], at + 1)


def formula_svg(latex: str, size: float = 12.0) -> bytes | None:
    """Return the formula as SVG; None where mathtext cannot draw it."""
    from matplotlib.figure import Figure

    from hlnfit.report.figure_files import SVG_METADATA

    figure = Figure(figsize=(0.1, 0.1))
    figure.text(0.0, 0.0, f"${mathtext(latex)}$", fontsize=size, color="0.1")
    out = io.BytesIO()
    try:
        with drawing():
            figure.savefig(
                out,
                format="svg",
                metadata=SVG_METADATA,
                bbox_inches="tight",
                pad_inches=0.03,
                transparent=True,
            )
    except ValueError:
        # A macro that mathtext does not know: the page shows the LaTeX itself.
        return None
    return out.getvalue()
