"""What kind of sample it is: k_F l, mean free path, D and B_tr, where they are known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from hlnfit.report.coherence_csv import samples_of
from hlnfit.report.labels import sweep_name
from hlnfit.report.numbers import plain_number
from hlnfit.report.style import usable

if TYPE_CHECKING:
    from hlnfit.analysis import Analysis
    from hlnfit.fitting import SweepFit
    from hlnfit.sample import Sample

_MOST_ROWS = 60
UNKNOWN = Markup("–")
HEADS = (
    "sweep",
    "<i>R</i><sub>□</sub> (Ω)",
    "<i>k</i><sub>F</sub><i>l</i>",
    "<i>n</i> (10<sup>16</sup> m<sup>−2</sup>)",
    "µ (m²/Vs)",
    "<i>l</i> (nm)",
    "<i>D</i> (cm²/s)",
    "<i>B</i><sub>tr</sub> (T)",
    "<i>B</i><sub>max</sub>/<i>B</i><sub>tr</sub>",
    "τ<sub>φ</sub> (ps)",
    "<i>L</i><sub>φ</sub>/<i>l</i>",
)


@dataclass(frozen=True)
class RegimeTable:
    """What is the same in all sweeps, and heads and rows (HTML) of the table of the rest."""

    common: tuple[tuple[Markup, Markup], ...]
    heads: tuple[Markup, ...]
    rows: tuple[tuple[Markup, ...], ...]


def regime_table(analysis: Analysis) -> RegimeTable | None:
    """Return the table; None where the density is not known."""
    pairs = [
        (fit, sample)
        for fit, sample in zip(analysis.series.fits, samples_of(analysis), strict=True)
        if usable(fit) and sample.density is not None and fit.sigma0 > 0.0
    ]
    if not pairs:
        return None
    rows = [_row(fit, sample, sweep_name(fit, analysis.series.condition)) for fit, sample in pairs]
    heads = [Markup(h) for h in HEADS]
    # The first column tells the sweeps apart and always stays.
    varying = [k for k in range(len(heads)) if k == 0 or len({row[k] for row in rows}) > 1]
    common = [k for k in range(len(heads)) if k not in varying and rows[0][k] != UNKNOWN]
    return RegimeTable(
        tuple((heads[k], rows[0][k]) for k in common),
        tuple(heads[k] for k in varying),
        tuple(tuple(row[k] for k in varying) for row in rows[:_MOST_ROWS]) if len(varying) > 1 else (),
    )


def _row(fit: SweepFit, sample: Sample, name: str) -> tuple[Markup, ...]:
    sigma = fit.sigma0
    path, D, B_tr = sample.mean_free_path(sigma), sample.diffusion(sigma), sample.B_tr(sigma)
    L = fit.params["L_phi"].value if "L_phi" in fit.params else math.nan
    numbers = (
        1.0 / sigma,
        sample.k_F_l(sigma),
        _times(sample.density, 1e-16),
        _times(sample.mobility(sigma), 1.0),
        _times(path, 1e9),
        _times(D, 1e4),
        _times(B_tr, 1.0),
        math.nan if B_tr is None else fit.B_max / B_tr,
        math.nan if D is None else 1e12 * L**2 / D,
        math.nan if path is None else L / path,
    )
    cells = [Markup(plain_number(v, 3, "html")) if math.isfinite(v) else UNKNOWN for v in numbers]
    return (Markup("{}").format(name), *cells)


def _times(value: float | None, factor: float) -> float:
    return math.nan if value is None else value * factor
