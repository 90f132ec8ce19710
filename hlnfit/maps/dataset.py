"""The fits of the curves of a map as arrays over its axes, with units and words: an xarray Dataset."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hlnfit.errors import MissingExtraError
from hlnfit.fitting.result import ParameterValue, SweepFit
from hlnfit.maps.grid import Grid
from hlnfit.maps.variables import (
    CONVENTIONS,
    VERDICTS,
    attributes,
    axis_attributes,
    bits,
    flag_attributes,
    verdict_attributes,
    words_of,
)

if TYPE_CHECKING:
    from xarray import Dataset

NAN = math.nan


def xarray() -> Any:
    """Return xarray, with h5netcdf behind it.

    Raises
    ------
    MissingExtraError
        One of them is not installed.
    """
    for package in ("xarray", "h5netcdf"):
        try:
            __import__(package)
        except ImportError:
            raise MissingExtraError("A map", package, "maps") from None
    import xarray

    return xarray


def dataset_of(
    fits: Sequence[SweepFit], grid: Grid, model: str, versions: Mapping[str, str] | None = None
) -> Dataset:
    """Return the dataset of a map.

    Numbers are in SI. As in the table of a series they are NaN where the data do not determine a parameter,
    where the curve was rejected, and where there is no curve.
    """
    xr = xarray()
    names = tuple(a.name for a in grid.axes)
    words = words_of(model)
    variables: dict[str, Any] = {}

    def add(name: str, unit: str, values: Sequence[float]) -> None:
        variables[name] = (names, grid.spread(values), attributes(name, unit, words))

    for name, unit in _parameters(fits).items():
        own = [_value(f, name) for f in fits]
        add(name, unit, [p.value for p in own])
        add(f"{name}_err", unit, [p.err for p in own])
        add(f"{name}_lo", unit, [p.lo for p in own])
        add(f"{name}_hi", unit, [p.hi for p in own])
    usable = [f.fitted and f.verdict != "reject" for f in fits]
    add("sigma0", "S", [f.sigma0 if u else NAN for f, u in zip(fits, usable)])
    add("B_max", "T", [f.B_max if u else NAN for f, u in zip(fits, usable)])
    add("chi2_red", "", [f.misfit.chi2_red if u and f.misfit else NAN for f, u in zip(fits, usable)])
    count = [f.n_points if f.fitted else len(f.curve) for f in fits]
    variables["n_points"] = (
        names,
        grid.spread(count, 0.0).astype(np.int64),
        attributes("n_points", "", words),
    )
    verdict = grid.spread([VERDICTS.index(f.verdict) for f in fits], -1.0).astype(np.int8)
    variables["verdict"] = (names, verdict, verdict_attributes())
    texts = [";".join(dict.fromkeys(x.code for x in f.flags)) for f in fits]
    codes = sorted({code for t in texts for code in t.split(";") if code})
    if codes:
        flags = np.zeros(grid.shape, dtype=np.int64)
        inside = np.all(grid.place >= 0, axis=1)
        flags[tuple(grid.place[inside].T)] = bits(texts, codes)[inside]
        variables["flags"] = (names, flags, flag_attributes(codes))
    coordinates = {a.name: (a.name, a.values, axis_attributes(a.name)) for a in grid.axes}
    out: Dataset = xr.Dataset(variables, coordinates, global_attributes(model, versions or {}))
    return out


def global_attributes(model: str, versions: Mapping[str, str]) -> dict[str, str]:
    """Return what is said of the file as a whole."""
    return {
        "Conventions": CONVENTIONS,
        "title": f"Fits of the model {model} over a map",
        "source": f"hlnfit {versions['hlnfit']}" if "hlnfit" in versions else "hlnfit",
        "model": model,
        "comment": "SI units; 68 % limits. NaN: not determined by the data, rejected, or no curve.",
    }


def _parameters(fits: Sequence[SweepFit]) -> dict[str, str]:
    """Return the parameters that any fit has, with their units; lengths after the fields."""
    found: dict[str, str] = {}
    for f in fits:
        found |= {n: p.unit for n, p in f.params.items() if n not in found}
    return dict(sorted(found.items(), key=lambda pair: pair[0].startswith("L_")))


def _value(fit: SweepFit, name: str) -> ParameterValue:
    p = fit.params.get(name)
    if p is None or fit.verdict == "reject":
        return ParameterValue(name, "", NAN, NAN, NAN, NAN, False)
    return p


def netcdf_bytes(data: Dataset) -> bytes:
    """Return the dataset as a NetCDF-4 file (which is an HDF5 file)."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.nc"
        data.to_netcdf(path, engine="h5netcdf", encoding={n: {"zlib": True} for n in data.data_vars})
        return path.read_bytes()
