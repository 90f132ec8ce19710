"""How figures look: sizes of journals, colours that everybody can tell apart, no state left behind."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from hlnfit.numbers import plain_number
from hlnfit.report.labels import condition_label, condition_value

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.colors import Normalize
    from matplotlib.figure import Figure

    from hlnfit.fitting import Series, SweepFit

FloatArray = NDArray[np.float64]
SINGLE: Final = 3.4
"""Width in inches of one column."""
DOUBLE: Final = 7.0
"""Width in inches of two columns."""
GREY: Final = "0.62"
DARK_GREY: Final = "0.48"
INK: Final = "0.15"
LENGTH_COLORS: Final = ("#1b4f8a", "#c4581a", "#5b8c3a", "#8a5aa3")
"""For phi, so, ...: dark enough on white, told apart in every common colour blindness and in grey."""
MOST_IN_LEGEND: Final = 6

RC: Final[Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 8.0,
    "mathtext.fontset": "dejavusans",
    "axes.labelsize": 8.0,
    "axes.titlesize": 8.0,
    "axes.linewidth": 0.7,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.formatter.use_mathtext": True,
    "axes.unicode_minus": True,
    "xtick.direction": "in",
    "ytick.direction": "in",
    "xtick.top": True,
    "ytick.right": True,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.width": 0.7,
    "ytick.major.width": 0.7,
    "xtick.minor.width": 0.5,
    "ytick.minor.width": 0.5,
    "legend.fontsize": 7.0,
    "legend.frameon": False,
    "legend.handlelength": 1.6,
    "lines.linewidth": 1.1,
    "figure.dpi": 100.0,
    "savefig.dpi": 200.0,
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
    "svg.hashsalt": "hlnfit",
    "path.simplify": True,
}


@contextmanager
def drawing() -> Iterator[None]:
    """Set the style for the time of drawing or saving, whatever the user's own settings are."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(RC)
        yield


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure (inches) with its own canvas, unknown to pyplot."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


class SeriesColors:
    """The colour of each sweep: its temperature (or other condition) on a part of viridis.

    Attributes
    ----------
    values : array, (n,)
        The condition of each sweep; NaN where unknown.
    logarithmic : bool
    """

    def __init__(self, series: Series) -> None:
        import matplotlib as mpl
        from matplotlib.colors import ListedColormap, LogNorm, Normalize

        self.condition = series.condition
        self.values: FloatArray = np.array([condition_value(f, series.condition) for f in series.fits])
        known = self.values[np.isfinite(self.values)]
        low, high = (float(known.min()), float(known.max())) if known.size else (1.0, 2.0)
        self.logarithmic = self.condition == "temperature_K" and low > 0.0 and high / low > 3.0
        if low == high:
            low, high = low - 0.5, high + 0.5
        self.norm: Normalize = LogNorm(low, high) if self.logarithmic else Normalize(low, high)
        # The yellow end of the map cannot be read on white.
        self.map = ListedColormap(mpl.colormaps["viridis"](np.linspace(0.0, 0.86, 256)), name="series")
        self.n_known = int(np.unique(known).size)

    def __getitem__(self, sweep: int) -> Any:
        value = self.values[sweep]
        return self.map(self.norm(value)) if math.isfinite(value) else LENGTH_COLORS[0]

    def colorbar(self, figure: Figure, axes: Axes | Sequence[Axes], *, location: str = "right") -> None:
        """Draw the scale of colours beside the axes, with the sweeps marked on it."""
        from matplotlib.cm import ScalarMappable

        name, unit = condition_label(self.condition)
        symbol = "$T$" if self.condition == "temperature_K" else name
        bar = figure.colorbar(
            ScalarMappable(self.norm, self.map),
            ax=axes,
            location=location,
            pad=0.02,
            aspect=30,
            fraction=0.06,
        )
        bar.set_label(f"{symbol} ({unit})" if unit else symbol, labelpad=2)
        bar.outline.set_linewidth(0.5)
        if self.logarithmic:
            log_ticks(bar.ax.xaxis if location in ("top", "bottom") else bar.ax.yaxis, *self.norm_limits)
        bar.ax.tick_params(length=2, width=0.5)

    @property
    def norm_limits(self) -> tuple[float, float]:
        """Lowest and highest value on the scale."""
        return float(self.norm.vmin or 0.0), float(self.norm.vmax or 1.0)


def log_ticks(axis: Any, low: float, high: float) -> None:
    """Label a logarithmic axis with plain numbers, at 1, 2, 5 where it spans little more than a decade."""
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullFormatter

    decades = math.log10(high / low)
    steps = (1.0, 2.0, 5.0) if decades < 2.5 else (1.0,)
    powers = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 2)
    ticks = [s * 10.0**n for n in powers for s in steps]
    minor = [s * 10.0**n for n in powers for s in range(1, 10)]
    inside = [t for t in ticks if low * 0.999 <= t <= high * 1.001]
    if len(inside) < 3 and decades < 1.0:
        # Less than a decade: ticks at equal steps say more than powers of ten.
        even = MaxNLocator(4, steps=[1, 2, 5, 10]).tick_values(low, high)
        inside = [float(t) for t in even if low <= t <= high]
    axis.set_major_locator(FixedLocator(inside))
    axis.set_minor_locator(FixedLocator([t for t in minor if low * 0.999 <= t <= high * 1.001]))
    axis.set_major_formatter(FuncFormatter(lambda x, _: plain_number(x, 3)))
    axis.set_minor_formatter(NullFormatter())


def field_unit(largest: float) -> tuple[float, str]:
    """Return factor and unit in which a field axis up to ``largest`` tesla reads best."""
    return (1e3, "mT") if largest < 0.2 else (1.0, "T")


def usable(fit: SweepFit) -> bool:
    """Return True where the sweep was fitted and not rejected."""
    return fit.fitted and fit.verdict != "reject"


def marker_size(n_points: int) -> float:
    """Return a marker size in points that lets this many points be seen."""
    return 3.2 if n_points <= 60 else 2.2 if n_points <= 250 else 1.5


_OPEN: Final = ("down",)


def directions(fit: SweepFit) -> list[tuple[str, Literal["full", "none"], NDArray[np.bool_]]]:
    """Return the directions of a sweep: name, fill of its symbols (open for down) and points (n,)."""
    curve = fit.curve
    out: list[tuple[str, Literal["full", "none"], NDArray[np.bool_]]] = []
    for g in np.unique(curve.group).tolist():
        name = curve.group_names[g] if g < len(curve.group_names) else f"direction {g + 1}"
        out.append((name, "none" if name in _OPEN else "full", curve.group == g))
    return out


def darker(color: Any, share: float = 0.3) -> tuple[float, float, float]:
    """Return the colour mixed with black, for lines over symbols of the same colour."""
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(color)
    return (1.0 - share) * red, (1.0 - share) * green, (1.0 - share) * blue
