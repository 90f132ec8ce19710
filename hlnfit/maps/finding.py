"""Which variable of a file is the field, which the conductance, and what its axes are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from hlnfit.errors import LoadError
from hlnfit.maps.grid import Axis
from hlnfit.units import is_unit, unit_factor

if TYPE_CHECKING:
    from xarray import DataArray, Dataset

FIELD_NAMES: Final = ("b", "field", "magnetic_field", "magneticfield", "bfield", "h", "mu0h", "b_field")
CONDUCTANCE_NAMES: Final = (
    "dsigma", "sigma", "conductance", "g", "sigma_xx", "g_xx", "r_xx", "rxx", "resistance", "r", "r_sheet",
)  # fmt: skip
_AXES: Final = (("temperature", "temperature_K"), ("voltage", "gate_V"), ("angle", "tilt_deg"))
_SUFFIX: Final = re.compile(r"^(?P<stem>.+?)[ _\[(]+(?P<unit>[A-Za-zµμΩ0-9/^]+)[\])]?$")


def _inside(data: Dataset) -> str:
    return ", ".join(f"{n} {tuple(v.sizes)}" for n, v in data.variables.items()) or "nothing"


def field_name(path: Path, data: Dataset, asked: str | None) -> str:
    """Return the name of the field coordinate."""
    lines = [str(n) for n, v in data.variables.items() if v.ndim == 1]
    if asked is not None:
        if asked in lines:
            return asked
        raise LoadError(f"there is no field {asked}", file=path, expected=f"one of {', '.join(lines)}")
    by_unit = [n for n in lines if is_unit(str(data[n].attrs.get("units", "")), "field")]
    by_name = [n for n in lines if _stem(n).lower() in FIELD_NAMES]
    found = [n for n in by_unit if n in by_name] or by_unit or by_name
    if len(found) != 1:
        raise LoadError(
            "no field axis was found" if not found else f"{' and '.join(found)} may be the field",
            file=path,
            expected=f"one coordinate with a unit of field; the file holds {_inside(data)}",
            advice="Name it with --field-column.",
        )
    return found[0]


def _stem(name: str) -> str:
    match = _SUFFIX.match(name)
    return match["stem"] if match and _spelled(match["unit"]) else name


def _spelled(unit: str) -> bool:
    kinds = ("field", "temperature", "voltage", "angle", "conductance", "resistance")
    return any(is_unit(unit, kind) for kind in kinds)


def unit_of(array: DataArray, dimension: str) -> str | None:
    """Return the unit of the attribute, or of the name (``B_mT``); None where neither says one."""
    said = str(array.attrs.get("units", "")).strip()
    if said and is_unit(said, dimension):
        return said
    match = _SUFFIX.match(str(array.name))
    return match["unit"] if match and is_unit(match["unit"], dimension) else None


def variable_name(path: Path, data: Dataset, field: DataArray, asked: str | None) -> str:
    """Return the name of the conductance or resistance."""
    n = field.size
    able = [
        str(name)
        for name, v in data.data_vars.items()
        if n in v.shape and v.dtype.kind in "fiu" and name != field.name
        and not any(str(name).endswith(end) for end in ("_err", "_error", "_std"))
    ]  # fmt: skip
    if asked is not None:
        if asked in able:
            return asked
        raise LoadError(
            f"there is no variable {asked} over the field",
            file=path,
            expected=f"one of {', '.join(able) or 'none'}; the file holds {_inside(data)}",
        )
    known = [a for a in able if unit_of(data[a], "conductance") or unit_of(data[a], "resistance")]
    named = [a for a in able if _stem(a).lower() in CONDUCTANCE_NAMES]
    found = [a for a in known if a in named] or known or named
    if len(found) != 1:
        raise LoadError(
            "no conductance over the field was found" if not found else f"{' and '.join(found)} may be meant",
            file=path,
            expected=f"one variable in S or ohm over the field; the file holds {_inside(data)}",
            advice="Name it with --resistance-column.",
        )
    return found[0]


def field_dimension(path: Path, array: DataArray, field: DataArray) -> Any:
    """Return the dimension of a variable along which the field runs."""
    if field.dims[0] in array.dims:
        return field.dims[0]
    # Plain HDF5 has no names of dimensions: the length tells, if one axis has it.
    same = [d for d in array.dims if array.sizes[d] == field.size]
    if len(same) == 1:
        return same[0]
    raise LoadError(
        f"{array.name} has {len(same)} axes as long as the field {field.name}",
        file=path,
        expected="named dimensions, as xarray writes them",
    )


def kind_of(path: Path, array: DataArray, asked: str | None) -> tuple[str, float]:
    """Return whether it is a conductance or a resistance, and the factor to SI."""
    for kind in ("conductance", "resistance"):
        unit = asked if asked is not None and is_unit(asked, kind) else None
        unit = unit or (None if asked is not None else unit_of(array, kind))
        if unit is not None:
            return kind, float(unit_factor(unit, kind)[0])
    raise LoadError(
        f"{array.name} has no unit of conductance or resistance ({array.attrs.get('units', 'none')})",
        file=path,
        expected="an attribute units (S, uS, e^2/h, ohm)",
        advice="Give it with --resistance-unit.",
    )


def axis_of(data: Dataset, name: str, size: int) -> Axis:
    """Return a dimension as an axis in SI, its name with the unit in it (``gate_V``)."""
    if name not in data.coords or data[name].dtype.kind not in "fiu":
        return Axis(_plain(name), np.arange(size, dtype=np.float64))
    coordinate = data[name]
    values = np.asarray(coordinate.values, dtype=np.float64)
    for dimension, si_name in _AXES:
        unit = unit_of(coordinate, dimension)
        if unit is None:
            continue
        factor, shift = unit_factor(unit, dimension)
        stem = _plain(_stem(name)).lower()
        own = stem if dimension == "voltage" and stem.endswith("gate") else ""
        return Axis(f"{own}_V" if own else si_name, factor * values + shift)
    return Axis(_plain(name), values)


def _plain(name: str) -> str:
    return re.sub(r"\W+", "_", name).strip("_") or "axis"
