"""Formulas as SVG: LaTeX drawn by mathtext, so that a page needs nothing from anywhere."""

from __future__ import annotations

import io
import re

from hlnfit.report.style import drawing

_RENAMED = {
    "tfrac": "frac",
    "dfrac": "frac",
    "operatorname": "mathrm",
    "text": "mathrm",
    "ge": "geq",
    "le": "leq",
}
_ARGUMENTS = {"frac": 2, "sqrt": 1, "mathrm": 1, "tilde": 1, "hat": 1, "bar": 1, "vec": 1}
_COMMAND = re.compile(r"\\([A-Za-z]+)(\s*)")
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|.", re.DOTALL)


def mathtext(latex: str) -> str:
    r"""Return LaTeX as mathtext reads it: every argument in braces, and only the macros it knows.

    >>> print(mathtext(r"\tfrac12 + \sqrt\pi + \frac1L \ge 0"))
    \frac{1}{2} + \sqrt{\pi} + \frac{1}{L} \geq 0
    """
    out, at = [], 0
    text = latex.replace("\n", " ")
    while at < len(text):
        command = _COMMAND.match(text, at)
        if command is None:
            token = _TOKEN.match(text, at)
            assert token is not None
            out.append(token[0])
            at = token.end()
            continue
        name = _RENAMED.get(command[1], command[1])
        count = _ARGUMENTS.get(name, 0)
        out.append(f"\\{name}" if count else f"\\{name}{command[2]}")
        at = command.end()
        for _ in range(count):
            argument, at = _argument(text, at)
            out.append("{" + mathtext(argument) + "}")
    return "".join(out)


def _argument(text: str, at: int) -> tuple[str, int]:
    """Return what stands at this place as one argument: a group in braces or a single token."""
    while text[at : at + 1].isspace():
        at += 1
    if text[at : at + 1] != "{":
        token = _TOKEN.match(text, at)
        return (token[0], token.end()) if token else ("", at)
    depth = 0
    for end in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if depth == 0:
            return text[at + 1 : end], end + 1
    return text[at + 1 :], len(text)


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
                bbox_inches="tight",
                pad_inches=0.03,
                transparent=True,
                metadata=SVG_METADATA,
            )
    except ValueError:
        # A macro that mathtext does not know: the page shows the LaTeX itself.
        return None
    return out.getvalue()
