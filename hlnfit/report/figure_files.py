"""Figures as files (PNG, PDF) and as SVG inside a page; the same bytes at every run."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any, Final, Literal

from hlnfit.report.style import drawing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Kind = Literal["png", "pdf", "svg"]
SVG_METADATA: Final[dict[str, Any]] = {"Date": None, "Creator": None, "Format": None, "Type": None}
_METADATA: Final[dict[str, dict[str, Any]]] = {
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "ModDate": None, "Creator": None, "Producer": None},
    "svg": SVG_METADATA,
}
_DPI: Final[dict[str, float]] = {"png": 200.0, "pdf": 300.0, "svg": 150.0}
"""For vector formats that of symbols which are too many to be drawn one by one."""
_PATH = re.compile(r'\bd="[^"]*"')
_LONG_NUMBER = re.compile(r"(\.\d\d)\d+")
_ID = re.compile(r'(\bid=")([^"]+)(")|((?:xlink:)?href="#)([^"]+)(")|(url\(#)([^)]+)(\))')


def figure_bytes(figure: Figure, kind: Kind) -> bytes:
    """Return the figure as PNG (200 dpi), PDF or SVG, without a date in it."""
    out = io.BytesIO()
    with drawing():
        figure.savefig(out, format=kind, metadata=_METADATA[kind], dpi=_DPI[kind])
    # The layout was found while saving; looking for it again takes most of the time of the next file.
    figure.set_layout_engine(None)
    return out.getvalue()


def inline_svg(svg: bytes, prefix: str, label: str, *, scale: float = 1.0) -> str:
    """Return SVG as it can stand in a page beside others.

    Parameters
    ----------
    prefix : str
        Put before every id: two figures of a page must not share one.
    label : str
        What a screen reader says.
    scale : float
        Width on the page over the width on paper.
    """
    text = svg.decode("utf-8")
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    # A hundredth of a point is finer than any screen.
    text = _PATH.sub(lambda m: _LONG_NUMBER.sub(r"\1", m[0]), text)
    text = _ID.sub(lambda m: _prefixed(m, prefix), text)
    head, _, body = text.partition(">")
    head = re.sub(r'\s(width|height)="[^"]*"', "", head)
    style = f"width:{scale * width_of(svg):.2f}in"
    return f'{head} role="img" aria-label="{escaped(label)}" style="{style}">{body}'.strip()


def width_of(svg: bytes) -> float:
    """Return the width on paper in inches."""
    match = re.search(rb'<svg[^>]*\bwidth="([\d.]+)pt"', svg)
    return float(match[1]) / 72.0 if match else 3.4


def escaped(text: str) -> str:
    """Return text that may stand in an attribute."""
    for raw, safe in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(raw, safe)
    return text


def _prefixed(match: re.Match[str], prefix: str) -> str:
    parts = [g for g in match.groups() if g is not None]
    return f"{parts[0]}{prefix}{parts[1]}{parts[2]}"
