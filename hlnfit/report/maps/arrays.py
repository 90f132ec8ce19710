"""The report of a map that was fitted from an array file: table, figures, page, beside its map.nc."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hlnfit import models
from hlnfit.doubts.registry import doubts
from hlnfit.fitting.maps.verdict import UNFITTED_MEANING
from hlnfit.maps.dataset import xarray
from hlnfit.maps.variables import VERDICTS
from hlnfit.report.csv_text import csv_of_columns
from hlnfit.report.files import write_files
from hlnfit.report.maps.summary import MapSummary, quantities_of, summary
from hlnfit.report.maps.write import MAP_FILE, draw_map
from hlnfit.report.page import figures_of_page, template
from hlnfit.report.results_json import SCHEMA, plain

if TYPE_CHECKING:
    import xarray as xr

FloatArray = NDArray[np.float64]
MOST_IN_TABLE = 100_000
"""Curves beyond which coherence.csv is left out: no program for tables opens it."""


@dataclass(frozen=True, eq=False)
class ArrayMap:
    """What is known of such a map.

    Attributes
    ----------
    path : Path
        Its NetCDF file.
    inputs : list of dict
        ``file`` and ``sha256``.
    config : mapping
        As in the config file; ``config_text`` is that file.
    methods : tuple of str
        Sentences.
    """

    path: Path
    inputs: list[dict[str, str]]
    config: Mapping[str, Any]
    config_text: str
    methods: tuple[str, ...]
    versions: Mapping[str, str]


def array_results(found: ArrayMap, data: xr.Dataset, told: MapSummary) -> dict[str, Any]:
    """Return the content of results.json; the numbers of the cells are in map.nc."""
    ranges = {}
    for name in quantities_of(data):
        values = np.asarray(data[name].values, dtype=np.float64)
        known = values[np.isfinite(values)]
        middle = np.quantile(known, [0.16, 0.5, 0.84]) if known.size else [None] * 3
        ranges[name] = {
            "unit": data[name].attrs.get("units", ""),
            "determined": known.size,
            "median": middle[1],
            "q16": middle[0],
            "q84": middle[2],
        }
    dims = [str(d) for d in data["verdict"].dims]
    return {
        "schema": SCHEMA,
        "versions": dict(sorted(found.versions.items())),
        "seed": found.config.get("run", {}).get("seed", 0),
        "inputs": found.inputs,
        "config": found.config,
        "model": data.attrs.get("model"),
        "condition": ",".join(dims),
        "verdicts": told.verdicts,
        "flags": told.flags,
        "quantities": ranges,
        "map": {
            "axes": {d: np.asarray(data[d].values) for d in dims},
            "shape": [data.sizes[d] for d in dims],
            "file": MAP_FILE,
        },
    }


def write_array_report(
    found: ArrayMap,
    out: Path,
    *,
    plots: bool = True,
    progress: Callable[[str, int, int], None] = lambda stage, done, total: None,
) -> dict[str, Any]:
    """Write everything but the map itself, which is there already; return what results.json holds."""
    xr = xarray()
    files: dict[str, bytes | str] = {}
    with xr.open_dataset(found.path, engine="h5netcdf") as data:
        told = summary(data)
        content: dict[str, Any] = plain(array_results(found, data, told))
        if told.n_curves <= MOST_IN_TABLE:
            columns = table_columns(data, found.inputs[0]["file"] if found.inputs else "")
            files["coherence.csv"] = csv_of_columns(columns)
        files["results.json"] = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
        drawn = draw_map(data, files, progress) if plots else {}
        files["report.html"] = _page(found, told, drawn, models.get(str(data.attrs["model"])))
    files["hlnfit.toml"] = found.config_text
    write_files(out, files, force=True, keep=(MAP_FILE,))
    return content


def table_columns(data: xr.Dataset, file: str) -> dict[str, Sequence[Any]]:
    """Return the columns of coherence.csv, one row a curve, in the order of the axes."""
    model = str(data.attrs["model"])
    shape, dims = data["verdict"].shape, [str(d) for d in data["verdict"].dims]
    n = int(np.prod(shape))
    places = np.unravel_index(np.arange(n), shape)
    conditions = {d: np.asarray(data[d].values, np.float64)[i] for d, i in zip(dims, places, strict=True)}
    flat = {str(name): np.asarray(v.values).reshape(-1) for name, v in data.data_vars.items()}
    names = [name for t in models.get(model).terms for name in t.names]
    lengths = [name for name in flat if name.startswith("L_") and not name.endswith(("_err", "_lo", "_hi"))]
    lengths.sort(key=lambda name: name != "L_phi")
    codes = str(data["flags"].attrs.get("flag_meanings", "")).split() if "flags" in data else []

    def get(name: str, other: float = math.nan) -> FloatArray:
        return np.asarray(flat[name], np.float64) if name in flat else np.full(n, other)

    columns: dict[str, Sequence[Any] | FloatArray] = {"sweep": range(n), "file": [file] * n}
    columns["temperature_K"] = conditions.pop("temperature_K", np.full(n, math.nan))
    columns |= {"model": [model] * n, "B_phi_T": get("B_phi"), "B_phi_err_T": get("B_phi_err")}
    for name, scale, unit in (
        *((name, 1e9, "_nm") for name in lengths),
        *(
            (name, 1.0, "")
            for name in sorted(names, key=lambda q: not q.startswith("alpha"))
            if name != "B_phi"
        ),
    ):
        for suffix in ("", "_err", "_lo", "_hi"):
            columns[f"{name}{suffix}{unit}"] = scale * get(name + suffix)
        columns[f"{name}_bound"] = [""] * n
    sigma0 = get("sigma0")
    bits = flat["flags"].tolist() if "flags" in flat else [0] * n
    # A map has few different combinations of flags.
    said = {b: ";".join(c for i, c in enumerate(codes) if b >> i & 1) for b in set(bits)}
    columns |= {
        "R_sheet_ohm": 1.0 / np.where(sigma0 > 0.0, sigma0, math.nan),
        "sigma0_S": sigma0,
        "B_offset_T": get("B_offset"),
        "B_offset_err_T": get("B_offset_err"),
        "odd_S_per_T": get("c_odd1"),
        "B_max_T": get("B_max", float(data.attrs.get("B_max_T", "nan"))),
        "n_points": [int(k) for k in flat["n_points"]],
        "chi2_red": get("chi2_red"),
        "errors": [str(data.attrs.get("errors", "estimated"))] * n,
        "verdict": [VERDICTS[v] if v >= 0 else "" for v in flat["verdict"].tolist()],
        "flags": [said[b] for b in bits],
        **conditions,
    }
    return {name: c.tolist() if isinstance(c, np.ndarray) else c for name, c in columns.items()}


def _page(
    found: ArrayMap, told: MapSummary, drawn: Mapping[str, tuple[str, str, bytes]], model: models.Model
) -> str:
    known = {d.code: d for d in doubts("optimum")}
    text = template("map.html.j2").render(
        title=told.title,
        model=model,
        verdicts=told.verdicts,
        usable=told.verdicts["good"] + told.verdicts["caution"] > 0,
        heads=told.heads,
        rows=told.rows,
        file=MAP_FILE,
        flags=[
            {
                "code": code,
                "count": count,
                "severities": known[code].severities if code in known else "reject",
                "meaning": known[code].meaning if code in known else UNFITTED_MEANING,
                "advice": known[code].advice if code in known else "",
            }
            for code, count in told.flags.items()
        ],
        figures=figures_of_page(
            {n: svg for n, (_, _, svg) in drawn.items()}, {n: (t, c) for n, (t, c, _) in drawn.items()}
        ),
        methods=found.methods,
        references=model.references,
        inputs=found.inputs,
        versions=dict(sorted(found.versions.items())),
        config=found.config_text,
    )
    return text.replace("\r\n", "\n")
