"""Figures of the study, drawn into empty figures that the caller styles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from hlnfit.validation.calibration.films import NOISES
from hlnfit.validation.calibration.rates import EVERY, MEMORY_68, WHITE_68, WHITE_95, Rate
from hlnfit.validation.calibration.sweep import WINDOWS, Outcome

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

COLORS: Final = {"white": "#1b4f8a", "fluctuations": "#c4581a", "1/f": "#5b8c3a"}
MARKERS: Final = ("o", "s")
VERDICTS: Final = {"good": "#5b8c3a", "caution": "#e0a030", "reject": "#a0153e"}


def draw_coverage(found: Sequence[Rate], figure: Figure) -> None:
    """Draw the coverage of 68 and 95 % limits for each noise and parameter, with where it should lie."""
    names = [
        n for n in dict.fromkeys(r.parameter for r in found) if n != EVERY and "coverage" in _of(found, n)
    ]
    axes_of = figure.subplots(1, 2)
    for axes, level in zip(axes_of, (68, 95)):
        for k, noise in enumerate(NOISES):
            band = (WHITE_68 if noise == "white" else MEMORY_68) if level == 68 else WHITE_95
            if level == 68 or noise == "white":
                axes.fill_between([k - 0.45, k + 0.45], *(100 * np.array(band)), color="0.9", lw=0)
            for j, (window, marker) in enumerate(zip(WINDOWS, MARKERS)):
                for i, name in enumerate(names):
                    here = [
                        r
                        for r in found
                        if (r.window, r.noise, r.parameter) == (window, noise, name)
                        and r.quantity == f"coverage of {level} % limits"
                        and r.n
                    ]
                    x = k + (i - 0.5 * (len(names) - 1)) * 0.28 + (j - 0.5) * 0.1
                    for r in here:
                        axes.errorbar(
                            x, 100 * r.value, 100 * r.error, fmt=marker, color=COLORS[noise], ms=3.8,
                            mfc="white" if j else None, elinewidth=0.9,
                        )  # fmt: skip
                    if level == 68 and j == 0:
                        axes.annotate(
                            name.replace("_", " "), (x + 0.05, 0.02), xycoords=("data", "axes fraction"),
                            ha="center", va="bottom", rotation=90, fontsize=6.5, color="0.35",
                        )  # fmt: skip
        axes.axhline(level, color="0.5", lw=0.7, ls=":")
        axes.set_xticks(range(len(NOISES)), NOISES)
        axes.tick_params(axis="x", length=0)
        axes.set_ylim((40, 100) if level == 68 else (70, 100))
        axes.set_ylabel(f"truth inside the {level} % limits (%)")
    handles = [
        axes_of[0].plot(
            [], [], marker, color="0.3", mfc="white" if j else None, ms=3.8, label=f"window: {w}"
        )[0]
        for j, (w, marker) in enumerate(zip(WINDOWS, MARKERS))
    ]
    figure.legend(handles=handles, loc="outside upper right", ncols=2)


def _of(found: Sequence[Rate], name: str) -> str:
    return " ".join(r.quantity for r in found if r.parameter == name)


def draw_pulls(outcomes: Sequence[Outcome], figure: Figure) -> None:
    """Draw how the pulls are distributed, beside a normal distribution."""
    x = np.linspace(-4.0, 4.0, 201)
    normal = np.exp(-0.5 * x * x) / np.sqrt(2.0 * np.pi)
    grid = figure.subplots(1, len(NOISES), sharey=True)
    for axes, noise in zip(grid, NOISES):
        axes.fill_between(x, normal, color="0.9", lw=0, label="normal")
        for window, style in zip(WINDOWS, ("-", "--")):
            _histogram(axes, _pulls(outcomes, noise, window), COLORS[noise], style, window)
        axes.set_title(noise, loc="left")
        axes.set_xlim(-4.0, 4.0)
        axes.set_xlabel("(value $-$ truth) / limit")
    grid[0].set_ylim(bottom=0.0)
    grid[0].set_ylabel("density")
    grid[-1].legend(loc="upper right")


def _pulls(outcomes: Sequence[Outcome], noise: str, window: str) -> np.ndarray:
    pulls = [
        p.pull
        for o in outcomes
        if (o.noise, o.choice) == (noise, window)
        for p in o.parameters
        if p.determined
    ]
    return np.array([p for p in pulls if np.isfinite(p)])


def _histogram(axes: Axes, pulls: np.ndarray, color: str, style: str, label: str) -> None:
    if not pulls.size:
        return
    edges = np.linspace(-4.0, 4.0, 33)
    height, _ = np.histogram(np.clip(pulls, -3.99, 3.99), edges)
    axes.stairs(height / (pulls.size * (edges[1] - edges[0])), edges, color=color, ls=style, label=label)


def draw_verdicts(outcomes: Sequence[Outcome], figure: Figure) -> None:
    """Draw the verdicts of each kind of film, a bar for each noise, with the automatic window."""
    first = next(iter(WINDOWS))
    here = [o for o in outcomes if o.choice == first]
    labels, shares = [], []
    for kind in dict.fromkeys(o.kind.name for o in here):
        for noise in NOISES:
            found = [o.verdict for o in here if (o.kind.name, o.noise) == (kind, noise)]
            if found:
                labels.append(f"{kind}, {noise}")
                shares.append([100 * found.count(v) / len(found) for v in VERDICTS])
    axes = figure.subplots()
    left = np.zeros(len(labels))
    for share, (verdict, color) in zip(np.array(shares).T, VERDICTS.items()):
        axes.barh(range(len(labels)), share, left=left, color=color, height=0.75, label=verdict)
        left += share
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0, right=False)
    axes.set_xlim(0.0, 100.0)
    axes.set_xlabel("part of the sweeps (%)")
    figure.legend(loc="outside upper right", ncols=3)
