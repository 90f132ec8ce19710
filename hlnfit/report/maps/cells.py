"""What a map says in each cell, as figures and tables need it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from hlnfit.report.labels import condition_label

if TYPE_CHECKING:
    import xarray as xr

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
TEMPERATURE: Final = "temperature_K"
REJECT: Final = 2


@dataclass(frozen=True, eq=False)
class Cells:
    """One quantity over a map of one or two axes.

    Attributes
    ----------
    name : str
        ``L_phi``, ``alpha``, ...
    x_name, y_name : str
        Conditions along the columns and rows; ``y_name`` is empty for a line of curves.
    x, y : arrays, (n_x,) and (n_y,)
    value, low, high : arrays, (n_y, n_x)
        In nm for lengths, a number otherwise; NaN where not determined or rejected.
    verdict : int array, (n_y, n_x)
        0 good, 1 caution, 2 reject, -1 no curve.
    """

    name: str
    x_name: str
    y_name: str
    x: FloatArray
    y: FloatArray
    value: FloatArray
    low: FloatArray
    high: FloatArray
    verdict: NDArray[np.int64]

    @property
    def rejected(self) -> BoolArray:
        """Cells whose fit was rejected."""
        out: BoolArray = self.verdict == REJECT
        return out

    @property
    def undetermined(self) -> BoolArray:
        """Cells with a usable fit that does not determine the quantity."""
        out: BoolArray = (self.verdict >= 0) & ~self.rejected & ~np.isfinite(self.value)
        return out

    @property
    def caution(self) -> BoolArray:
        """Cells with a value that is to be looked at."""
        out: BoolArray = (self.verdict == 1) & np.isfinite(self.value)
        return out


def quantities(data: xr.Dataset) -> list[str]:
    """Return what is drawn: every length that was fitted, then amplitudes."""
    lengths = [str(n) for n in data.data_vars if str(n).startswith("L_") and f"{n}_err" in data]
    lengths.sort(key=lambda n: n != "L_phi")
    names = [n for n in (*lengths, "alpha") if n in data]
    return [n for n in names if np.isfinite(data[f"{n}_lo"].values).any() and data[n].ndim <= 2]


def cells(data: xr.Dataset, name: str) -> Cells:
    """Return one quantity; temperature stands along the rows where there are two axes."""
    scale = 1e9 if name.startswith("L_") else 1.0
    dims = [str(d) for d in data[name].dims]
    rows = [TEMPERATURE, dims[1]] if dims[-1:] == [TEMPERATURE] and len(dims) == 2 else dims
    if len(dims) == 2 and TEMPERATURE in dims:
        rows = [TEMPERATURE, *(d for d in dims if d != TEMPERATURE)]

    def array(key: str) -> FloatArray:
        return np.atleast_2d(np.asarray(data[key].transpose(*rows).values, dtype=np.float64))

    return Cells(
        name,
        rows[-1],
        rows[0] if len(rows) == 2 else "",
        np.asarray(data[rows[-1]].values, dtype=np.float64),
        np.asarray(data[rows[0]].values, dtype=np.float64) if len(rows) == 2 else np.zeros(1),
        scale * array(name),
        scale * array(f"{name}_lo"),
        scale * array(f"{name}_hi"),
        array("verdict").astype(np.int64),
    )


def axis_label(name: str) -> str:
    """Return such as ``gate voltage  (V)``."""
    words, unit = condition_label(name)
    words = {"gate": "gate voltage", "back gate": "back-gate voltage", "top gate": "top-gate voltage"}.get(
        words, words
    )
    return f"{words}  ({unit})" if unit else words
