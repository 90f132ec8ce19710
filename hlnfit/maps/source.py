"""Maps in files: a conductance or resistance over (..., field) in NetCDF or HDF5, read piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from hlnfit.errors import LoadError
from hlnfit.maps.dataset import xarray
from hlnfit.maps.finding import axis_of, field_dimension, field_name, kind_of, unit_of, variable_name
from hlnfit.maps.grid import Axis
from hlnfit.units import unit_factor

if TYPE_CHECKING:
    from xarray import DataArray, Dataset

FloatArray = NDArray[np.float64]
Block = tuple[slice, ...]
_HDF5, _CLASSIC = b"\x89HDF\r\n\x1a\n", b"CDF"
ERROR_NAMES: Final = ("{}_err", "{}_error", "{}_std", "error")


def is_array_file(path: Path) -> bool:
    """Return True for a file that xarray may read."""
    try:
        with path.open("rb") as stream:
            head = stream.read(8)
    except OSError:
        return False
    return head == _HDF5 or head.startswith(_CLASSIC)


@dataclass(frozen=True, eq=False)
class MapSource:
    """A map in a file, opened but not read.

    Attributes
    ----------
    path : Path
    variable, field : str
        Names in the file.
    B : array, (n,), T
    axes : tuple of Axis
        In the order in which the curves are read; their values in SI.
    squares : float or None
        Measured over sheet resistance, where the file holds a resistance; None for a conductance.
    """

    path: Path
    variable: str
    field: str
    B: FloatArray
    axes: tuple[Axis, ...]
    squares: float | None
    _data: DataArray
    _error: DataArray | None
    _factor: float
    _used: NDArray[np.int64]

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of values along each axis."""
        return tuple(a.values.size for a in self.axes)

    @property
    def n_curves(self) -> int:
        """Number of curves."""
        return int(np.prod(self.shape, dtype=np.int64))

    @property
    def has_errors(self) -> bool:
        """True where the file holds the error of each point."""
        return self._error is not None

    def blocks(self, limit: int) -> Iterator[Block]:
        """Yield pieces of at most about ``limit`` curves, in the order of the axes."""
        chunks = self._data.encoding.get("chunksizes") or ()
        first = int(next(iter(chunks))) if len(chunks) == self._data.ndim else 1
        yield from _blocks(self.shape, limit, first)

    def read(self, block: Block) -> tuple[FloatArray, FloatArray | None, FloatArray]:
        """Return the curves of a block in siemens (n_curves, n), their errors, and what was subtracted.

        The reference (n_curves,) is the conductance nearest to B = 0.
        """
        values = self._rows(self._data, block)
        error = None if self._error is None else self._rows(self._error, block)
        if self.squares is not None:
            with np.errstate(divide="ignore", invalid="ignore"):
                if error is not None:
                    error = self.squares * error / values**2
                values = self.squares / values
        values[~np.isfinite(values)] = np.nan
        reference = values[:, np.argmin(np.abs(self.B))]
        missing = ~np.isfinite(reference)
        if missing.any():
            some = np.isfinite(values).any(axis=1)
            reference = np.where(missing, 0.0, reference)
            both = missing & some
            reference[both] = np.nanmedian(values[both], axis=1)
        return values - reference[:, None], error, reference

    def _rows(self, array: DataArray, block: Block) -> FloatArray:
        rows = np.asarray(array[block].values, dtype=np.float64).reshape(-1, array.shape[-1])
        return np.array(self._factor * rows[:, self._used])

    def close(self) -> None:
        """Close the file."""
        self._data.close()


def _blocks(shape: Sequence[int], limit: int, first: int = 1) -> Iterator[Block]:
    if not shape:
        yield ()
        return
    inner = int(np.prod(shape[1:], dtype=np.int64))
    if inner > limit and len(shape) > 1:
        for k in range(shape[0]):
            for rest in _blocks(shape[1:], limit):
                yield (slice(k, k + 1), *rest)
        return
    step = max(1, limit // max(inner, 1))
    if step > first > 1:
        # Whole chunks of the file are not unpacked twice.
        step -= step % first
    for k in range(0, shape[0], step):
        yield (slice(k, min(k + step, shape[0])), *(slice(0, n) for n in shape[1:]))


def open_map(
    path: str | PathLike[str],
    *,
    variable: str | None = None,
    field: str | None = None,
    field_unit: str | None = None,
    unit: str | None = None,
    squares: float | None = None,
    b_max: float | None = None,
) -> MapSource:
    """Open a map without reading it.

    Parameters
    ----------
    path : path
        A NetCDF-4, HDF5 or classic NetCDF file.
    variable : str, optional
        Name of the conductance or resistance; by default it is found by name and unit.
    field : str, optional
        Name of the field coordinate.
    field_unit, unit : str, optional
        Units, where the file says none, or says a wrong one.
    squares : float, optional
        Measured over sheet resistance; needed where the file holds a resistance.
    b_max : float, T, optional
        Points beyond it are not used.

    Raises
    ------
    LoadError
        The file cannot be read, or holds no such map; the message says what it holds.
    MissingExtraError
    """
    path = Path(path)
    data = _opened(path)
    try:
        return _found(path, data, variable, field, field_unit, unit, squares, b_max)
    except BaseException:
        data.close()
        raise


def _opened(path: Path) -> Dataset:
    xr = xarray()
    try:
        with path.open("rb") as stream:
            head = stream.read(8)
        if head == _HDF5:
            data = xr.open_dataset(path, engine="h5netcdf", phony_dims="access", decode_times=False)
        else:
            data = xr.open_dataset(path, engine="scipy", decode_times=False)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as exc:
        raise LoadError(
            f"the file cannot be read as NetCDF or HDF5 ({exc})", file=path, expected="a file made by xarray"
        ) from None
    out: Dataset = data
    return out


def _found(
    path: Path,
    data: Dataset,
    variable: str | None,
    field: str | None,
    field_unit: str | None,
    unit: str | None,
    squares: float | None,
    b_max: float | None,
) -> MapSource:
    field_found = field_name(path, data, field)
    field_array = data[field_found]
    found_unit = field_unit or unit_of(field_array, "field")
    if found_unit is None:
        raise LoadError(
            f"the field {field_found} has no unit",
            file=path,
            expected="an attribute units (T, mT, Oe)",
            advice="Give it with --field-unit.",
        )
    B = float(unit_factor(found_unit, "field")[0]) * np.asarray(field_array.values, dtype=np.float64)
    name = variable_name(path, data, field_array, variable)
    array = data[name]
    along = field_dimension(path, array, field_array)
    array = array.transpose(..., along)
    kind, factor = kind_of(path, array, unit)
    if kind == "resistance" and squares is None:
        raise LoadError(
            f"{name} is a resistance and the geometry is not known",
            file=path,
            expected="a geometry (--geometry square, or hall-bar with --length and --width)",
        )
    used = np.flatnonzero(np.isfinite(B) & (np.abs(B) <= (np.inf if b_max is None else b_max * (1 + 1e-12))))
    if used.size < 5:
        raise LoadError(
            f"{used.size} fields of {field_found} can be used", file=path, expected="at least five points"
        )
    error = next((data[e] for n in ERROR_NAMES if (e := n.format(name)) in data and e != name), None)
    if error is not None:
        error = error.broadcast_like(array).transpose(*array.dims)
    return MapSource(
        path,
        name,
        field_found,
        B[used],
        tuple(axis_of(data, str(d), array.sizes[d]) for d in array.dims[:-1]),
        squares if kind == "resistance" else None,
        array,
        error,
        factor,
        used,
    )
