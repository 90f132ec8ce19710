"""A map in a few rows: verdicts, flags, and the quantities along its shortest axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hlnfit.maps.variables import VERDICTS
from hlnfit.numbers import plain_number
from hlnfit.report.labels import condition_label

if TYPE_CHECKING:
    import xarray as xr

FloatArray = NDArray[np.float64]
MOST_ROWS = 60


@dataclass(frozen=True)
class MapSummary:
    """What is told of a map in words and a short table.

    Attributes
    ----------
    title : str
    n_curves : int
    verdicts : dict of verdict to count
    flags : dict of code to count
        The most frequent first.
    heads : list of str
    rows : list of list of str
        One for each value of the shortest axis, at most MOST_ROWS.
    n_more : int
        Values of that axis beyond these.
    """

    title: str
    n_curves: int
    verdicts: dict[str, int]
    flags: dict[str, int]
    heads: list[str]
    rows: list[list[str]]
    n_more: int


def summary(data: xr.Dataset) -> MapSummary:
    """Return the summary of a map."""
    verdict = data["verdict"].values
    counts = {v: int(np.count_nonzero(verdict == k)) for k, v in enumerate(VERDICTS)}
    n_curves = sum(counts.values())
    dims = [str(d) for d in data["verdict"].dims]
    sizes = [f"{data.sizes[d]} {' '.join(condition_label(d)).strip()}" for d in dims]
    title = f"Map of {' × '.join(sizes)}: {n_curves} curves, model {data.attrs.get('model', '')}"
    names = quantities_of(data)
    short = min(dims, key=lambda d: data.sizes[d]) if dims else None
    name, unit = condition_label(short) if short is not None else ("", "")
    heads = [f"{name} ({unit})" if unit else name, "curves", "good", "caution", "rejected"]
    heads += [f"{n}{' (nm)' if n.startswith('L_') else ''}: median, 68 % of cells" for n in names]
    n_rows = data.sizes[short] if short is not None else 1
    # Each variable is read once from its file.
    values = {n: data[n].values * (1e9 if n.startswith("L_") else 1.0) for n in names}
    at = None if short is None else np.asarray(data[short].values, np.float64)
    rows = []
    for k in range(min(n_rows, MOST_ROWS)):
        here = ... if short is None else (slice(None),) * dims.index(short) + (k,)
        own = verdict[here]
        row = ["" if at is None else f"{at[k]:.6g}", str(int(np.count_nonzero(own >= 0)))]
        row += [str(int(np.count_nonzero(own == v))) for v in range(3)]
        row += [range_text(values[n][here]) for n in names]
        rows.append(row)
    return MapSummary(title, n_curves, counts, flag_counts(data), heads, rows, max(n_rows - MOST_ROWS, 0))


def quantities_of(data: xr.Dataset) -> list[str]:
    """Return the lengths and amplitudes that were fitted."""
    found = [str(n) for n in data.data_vars if str(n).startswith("L_") or str(n).startswith("alpha")]
    free = [n for n in found if f"{n}_lo" in data and not n.endswith(("_err", "_lo", "_hi"))]
    return sorted(free, key=lambda n: (n != "L_phi", n.startswith("alpha")))


def flag_counts(data: xr.Dataset) -> dict[str, int]:
    """Return how many curves carry each flag, the most frequent first."""
    if "flags" not in data:
        return {}
    codes = str(data["flags"].attrs.get("flag_meanings", "")).split()
    bits = data["flags"].values
    counts = {c: int(np.count_nonzero(bits & (np.int64(1) << np.int64(k)))) for k, c in enumerate(codes)}
    return dict(sorted(((c, n) for c, n in counts.items() if n), key=lambda pair: (-pair[1], pair[0])))


def range_text(values: FloatArray) -> str:
    """Return median and central range of what is determined."""
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    if not known.size:
        return "not determined"
    low, middle, high = (float(q) for q in np.quantile(known, [0.16, 0.5, 0.84]))
    text = [("\N{MINUS SIGN}" if v < 0.0 else "") + plain_number(abs(v), 3) for v in (middle, low, high)]
    return f"{text[0]}, {text[1]} to {text[2]} (of {known.size})"
