"""The report of a map that was fitted from an array file: table, figures, page, beside its map.nc."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hlnfit import models
from hlnfit.doubts.registry import doubts
from hlnfit.fitting.maps.verdict import UNFITTED_MEANING
from hlnfit.maps.dataset import xarray
from hlnfit.maps.variables import VERDICTS
from hlnfit.report.csv_text import all_columns, csv_text
from hlnfit.report.files import write_files
from hlnfit.report.maps.summary import MapSummary, quantities_of, summary
from hlnfit.report.maps.write import MAP_FILE, draw_map
from hlnfit.report.page import figures_of_page, template
from hlnfit.report.results_json import SCHEMA, plain

if TYPE_CHECKING:
    import xarray as xr

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
            rows = list(table_rows(data, found.inputs[0]["file"] if found.inputs else ""))
            files["coherence.csv"] = csv_text(all_columns(rows), rows)
        files["results.json"] = json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
        drawn = draw_map(data, files, progress) if plots else {}
        files["report.html"] = _page(found, told, drawn, models.get(str(data.attrs["model"])))
    files["hlnfit.toml"] = found.config_text
    write_files(out, files, force=True, keep=(MAP_FILE,))
    return content


def table_rows(data: xr.Dataset, file: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of coherence.csv, in the order of the axes."""
    model = str(data.attrs["model"])
    dims = [str(d) for d in data["verdict"].dims]
    flat = {str(n): np.asarray(v.values).reshape(-1) for n, v in data.data_vars.items()}
    places = np.stack(np.unravel_index(np.arange(flat["verdict"].size), data["verdict"].shape), axis=1)
    names = [n for t in models.get(model).terms for n in t.names]
    lengths = [n for n in flat if n.startswith("L_") and not n.endswith(("_err", "_lo", "_hi"))]
    lengths.sort(key=lambda n: n != "L_phi")
    codes = str(data["flags"].attrs.get("flag_meanings", "")).split() if "flags" in data else []
    for k in range(flat["verdict"].size):
        conditions = {d: float(data[d].values[i]) for d, i in zip(dims, places[k], strict=True)}

        def get(name: str, k: int = k) -> float:
            return float(flat[name][k]) if name in flat else float("nan")

        row: dict[str, Any] = {"sweep": k, "file": file}
        row["temperature_K"] = conditions.pop("temperature_K", float("nan"))
        row |= {"model": model, "B_phi_T": get("B_phi"), "B_phi_err_T": get("B_phi_err")}
        for name, scale, unit in (
            *((n, 1e9, "_nm") for n in lengths),
            *((n, 1.0, "") for n in sorted(names, key=lambda n: not n.startswith("alpha")) if n != "B_phi"),
        ):
            for suffix in ("", "_err", "_lo", "_hi"):
                row[f"{name}{suffix}{unit}"] = scale * get(name + suffix)
            row[f"{name}_bound"] = ""
        verdict = int(flat["verdict"][k])
        sigma0 = get("sigma0")
        bits = int(flat["flags"][k]) if "flags" in flat else 0
        row |= {
            "R_sheet_ohm": 1.0 / sigma0 if sigma0 > 0.0 else float("nan"),
            "sigma0_S": sigma0,
            "B_offset_T": get("B_offset"),
            "B_offset_err_T": get("B_offset_err"),
            "odd_S_per_T": get("c_odd1"),
            "B_max_T": get("B_max") if "B_max" in flat else float(data.attrs.get("B_max_T", "nan")),
            "n_points": int(flat["n_points"][k]),
            "chi2_red": get("chi2_red"),
            "errors": str(data.attrs.get("errors", "estimated")),
            "verdict": VERDICTS[verdict] if verdict >= 0 else "",
            "flags": ";".join(c for i, c in enumerate(codes) if bits >> i & 1),
            **conditions,
        }
        yield row


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
