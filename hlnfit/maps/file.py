"""Maps that need not fit in memory: read, fitted and written piece by piece.

A piece of some ten thousand curves is read, fitted on threads, and kept on disk. When all are there the
result is put together under a temporary name and renamed. A run that is killed leaves either no result or
a whole one, and the next run goes on with the pieces that are there.
"""

from __future__ import annotations

import hashlib
import json
import math
import uuid
from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hlnfit.errors import ConfigError, OutputError
from hlnfit.fitting.maps import MapFit, fit_map
from hlnfit.maps.dataset import global_attributes, xarray
from hlnfit.maps.parts import Arrays, Parts
from hlnfit.maps.source import MapSource, open_map
from hlnfit.maps.variables import (
    VERDICTS,
    attributes,
    axis_attributes,
    bits,
    flag_attributes,
    verdict_attributes,
    words_of,
)
from hlnfit.sample import Sample

FloatArray = NDArray[np.float64]
Progress = Callable[[int, int], None]
BLOCK: Final = 20_000
"""Curves a piece."""
MEMORY: Final = 64e6
"""Bytes of conductance that a piece may hold."""
CODES: Final = "codes"


def fit_map_file(
    path: str | PathLike[str],
    out: str | PathLike[str],
    model: str = "hln",
    *,
    variable: str | None = None,
    field: str | None = None,
    field_unit: str | None = None,
    unit: str | None = None,
    squares: float | None = None,
    b_max: float | None = None,
    fix: Mapping[str, Any] | None = None,
    offset: bool = False,
    odd: str = "none",
    background: str | None = None,
    sample: Sample | None = None,
    jobs: int = 1,
    block: int | None = None,
    force: bool = False,
    progress: Progress = lambda done, total: None,
    versions: Mapping[str, str] | None = None,
    about: Mapping[str, Any] | None = None,
) -> Path:
    """Fit every curve of a map in a file and write the results as NetCDF.

    Parameters
    ----------
    path : path
        NetCDF or HDF5 with a conductance (or resistance) over (..., field), of any number of dimensions. A
        variable of the same name with ``_err`` behind it holds the errors of the points.
    out : path
        The NetCDF file to write. Pieces are kept beside it, in a folder of its name and ``.parts``, until
        all is done.
    model, fix, offset, odd, background, sample, jobs
        As for :func:`hlnfit.fit_map`.
    variable, field, field_unit, unit, squares
        As for :func:`hlnfit.maps.source.open_map`.
    b_max : float, T, optional
        Points beyond it are not fitted.
    block : int, optional
        Curves a piece; by default as many as 64 MB hold, at most 20000. It changes no number.
    force : bool
        Replace an existing file.
    progress : callable(done, total), optional
    versions, about : mappings, optional
        Versions of packages, and further attributes of the file.

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    LoadError
        The file holds no map.
    OutputError
        ``out`` exists and ``force`` is False, or the disk refuses.
    ConfigError, MissingExtraError
    """
    out = Path(out)
    if out.exists() and not force:
        raise OutputError(f"{out} exists", expected="a new file", advice="Choose another name, or force it.")
    source = open_map(
        path, variable=variable, field=field, field_unit=field_unit, unit=unit, squares=squares, b_max=b_max
    )
    try:
        limit = block or max(1, min(BLOCK, int(MEMORY / (8 * source.B.size))))
        if limit < 1:
            raise ConfigError(f"block is {block}", expected="a positive number of curves")
        options: dict[str, Any] = {
            "fix": dict(fix or {}),
            "offset": offset,
            "odd": odd,
            "background": background,
        }
        parts = Parts(
            out.with_name(out.name + ".parts"), _key(source, model, options, limit, sample, versions or {})
        )
        pieces = list(source.blocks(limit))
        done = 0
        for k, piece in enumerate(pieces):
            size = math.prod(s.stop - s.start for s in piece)
            if k not in parts:
                y, error, reference = source.read(piece)

                def tell(part: int, total: int, done: int = done) -> None:
                    progress(done + part, source.n_curves)

                fits = fit_map(
                    source.B, y, model, error=error, sample=sample, jobs=jobs, progress=tell, **options
                )
                parts.save(k, arrays_of(fits, reference))
            done += size
            progress(done, source.n_curves)
        names = model if background in (None, "none") else f"{model}+{background}"
        _assemble(source, pieces, parts, out, {**global_attributes(names, versions or {}), **(about or {})})
        parts.remove()
    finally:
        source.close()
    return out


def _key(
    source: MapSource,
    model: str,
    options: Mapping[str, Any],
    limit: int,
    sample: Sample | None,
    versions: Mapping[str, str],
) -> str:
    """Return what pieces of one run have in common, as text."""
    stat = source.path.stat()
    said = {
        "file": [str(source.path.resolve()), stat.st_size, stat.st_mtime_ns],
        "variable": source.variable,
        "fields": hashlib.sha256(source.B.tobytes()).hexdigest(),
        "squares": source.squares,
        "model": model,
        "options": {k: str(v) for k, v in options.items()},
        "sample": str(sample),
        "block": limit,
        "versions": dict(versions),
    }
    return json.dumps(said, indent=1, sort_keys=True) + "\n"


def arrays_of(fits: MapFit, reference: FloatArray) -> Arrays:
    """Return what is kept of each curve (n_curves,): parameters with errors and limits, verdict, flags.

    Numbers of rejected curves are NaN, as in the table of a series.
    """
    verdict = np.asarray(fits.flat["verdict"])
    rejected = verdict == "reject"
    out: Arrays = {}
    for name, p in fits.params.items():
        kinds = [("", p.value)]
        if not p.fixed:
            kinds += [("_err", p.err), ("_lo", p.lo), ("_hi", p.hi)]
        for suffix, values in kinds:
            out[f"p:{p.unit}:{name}{suffix}"] = np.where(rejected, np.nan, values)
    level = fits.params.get("dsigma0")
    own = reference if level is None else reference + np.nan_to_num(level.value)
    out["p:S:sigma0"] = np.where(rejected, np.nan, own)
    out["p::chi2_red"] = np.where(rejected, np.nan, fits.flat["chi2_red"])
    out["n_points"] = np.asarray(fits.flat["n_points"], dtype=np.int32)
    out["verdict"] = np.select([verdict == v for v in VERDICTS], range(3), -1).astype(np.int8)
    texts, at = np.unique(fits.flat["flags"].astype(str), return_inverse=True)
    codes = sorted({code for t in texts for code in t.split(";") if code})
    out["flags"] = bits(texts.tolist(), codes)[at]
    out[CODES] = np.array(codes, dtype=np.str_)
    return out


def _assemble(
    source: MapSource,
    pieces: list[tuple[slice, ...]],
    parts: Parts,
    out: Path,
    about_file: Mapping[str, Any],
) -> None:
    """Write the file from its pieces, one after the other, and give it its name when it is whole."""
    xarray()
    import h5netcdf

    first = parts.load(0)
    codes = sorted({str(c) for k in range(len(pieces)) for c in parts.load(k)[CODES]})
    dims = tuple(a.name for a in source.axes)
    words = words_of(str(about_file["model"]))
    beside = out.with_name(f".{out.name}.{uuid.uuid4().hex[:8]}.tmp")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with h5netcdf.File(beside, "w") as file:
            for name, value in about_file.items():
                file.attrs[name] = value
            file.attrs["input"] = source.path.name
            for axis in source.axes:
                file.dimensions[axis.name] = axis.values.size
            for axis in source.axes:
                _create(file, axis.name, (axis.name,), "f8", axis_attributes(axis.name))[:] = axis.values
            variables = {}
            for key, array in first.items():
                if key == CODES:
                    continue
                _, unit, name = key.split(":") if key.startswith("p:") else ("", "", key)
                about: Mapping[str, Any] = attributes(name, unit, words)
                if name == "verdict":
                    about = verdict_attributes()
                elif name == "flags":
                    about = flag_attributes(codes) if codes else {"long_name": "doubts about the fit"}
                variables[key] = _create(file, name, dims, array.dtype.str, about, source.shape)
            for k, piece in enumerate(pieces):
                part = parts.load(k)
                shape = tuple(s.stop - s.start for s in piece)
                part["flags"] = _renumbered(part["flags"], [str(c) for c in part[CODES]], codes)
                for key, variable in variables.items():
                    variable[piece if dims else ...] = part[key].reshape(shape)
        beside.replace(out)
    except OSError as error:
        raise OutputError(f"{out} cannot be written: {error.strerror or error}") from None
    finally:
        beside.unlink(missing_ok=True)


def _create(
    file: Any,
    name: str,
    dims: tuple[str, ...],
    dtype: str,
    about: Mapping[str, Any],
    shape: tuple[int, ...] = (),
) -> Any:
    more: dict[str, Any] = {"fillvalue": np.nan} if dtype[-2:] == "f8" and shape else {}
    if math.prod(shape) > 1000:
        more |= {"compression": "gzip", "compression_opts": 1, "shuffle": True, "chunks": _chunks(shape)}
    variable = file.create_variable(name, dims, dtype, **more)
    for key, value in about.items():
        variable.attrs[key] = value
    return variable


def _chunks(shape: tuple[int, ...], wanted: int = 16384) -> tuple[int, ...]:
    """Return the sizes of chunks along the last axes."""
    out: list[int] = []
    for n in reversed(shape):
        out.append(max(1, min(n, wanted)))
        wanted //= out[-1]
    return tuple(reversed(out))


def _renumbered(flags: NDArray[np.int64], own: list[str], codes: list[str]) -> NDArray[np.int64]:
    """Return bits over ``own`` codes as bits over all codes."""
    out = np.zeros_like(flags)
    for k, code in enumerate(own):
        out |= ((flags >> np.int64(k)) & np.int64(1)) << np.int64(codes.index(code))
    return out
