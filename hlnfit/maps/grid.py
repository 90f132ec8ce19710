"""The axes of a map: which conditions vary over the curves, and where each curve stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.curve import Magnetoconductance
from hlnfit.errors import ConfigError

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
TEMPERATURE = "temperature_K"
NEAR_T = 0.01
"""Temperatures within 1 % are one."""
NEAR = 1e-3
"""Other conditions are one within this part of their range."""
SEPARATOR = ","


@dataclass(frozen=True, eq=False)
class Axis:
    """One condition, in rising order.

    Attributes
    ----------
    name : str
        ``temperature_K``, ``gate_V``, ...
    values : array, (n,)
        In the unit that the name ends in.
    """

    name: str
    values: FloatArray


@dataclass(frozen=True, eq=False)
class Grid:
    """Where the curves of a map stand.

    Attributes
    ----------
    axes : tuple of Axis
        Temperature first. One axis is a line of a map.
    place : int array, (n_curves, n_axes)
        -1 where a curve lacks a condition; it then stands in no cell.
    """

    axes: tuple[Axis, ...]
    place: IntArray

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of values along each axis."""
        return tuple(a.values.size for a in self.axes)

    @property
    def condition(self) -> str:
        """The names of the axes, as the condition of a series."""
        return SEPARATOR.join(a.name for a in self.axes)

    def spread(
        self, values: Sequence[float] | NDArray[np.generic], empty: float = float("nan")
    ) -> FloatArray:
        """Return values of the curves (n_curves,) as an array of the map; ``empty`` where no curve is."""
        out = np.full(self.shape, empty)
        inside = np.all(self.place >= 0, axis=1)
        out[tuple(self.place[inside].T)] = np.asarray(values, dtype=np.float64)[inside]
        return out


def condition_of(curve: Magnetoconductance, name: str) -> float:
    """Return one condition of a curve; NaN where it is not known."""
    value = curve.temperature if name == TEMPERATURE else curve.conditions.get(name)
    return float("nan") if value is None else float(value)


def grid_of(curves: Sequence[Magnetoconductance]) -> Grid:
    """Find the axes of a map.

    Raises
    ------
    ConfigError
        More than two conditions vary, or two curves stand in one cell.
    """
    names = [TEMPERATURE, *sorted({n for c in curves for n in c.conditions})]
    found = {n: _axis(n, np.array([condition_of(c, n) for c in curves])) for n in names}
    varying = [n for n in names if found[n][0].values.size > 1]
    if len(varying) > 1 and "excitation_A" in varying:
        # The current is set to suit the temperature: it is no axis.
        varying.remove("excitation_A")
    if len(varying) > 2:
        raise ConfigError(
            f"{', '.join(varying)} vary",
            expected="a map over two conditions",
            advice="Select the sweeps of one value of the others (--select).",
        )
    if not varying:
        varying = [n for n in names if found[n][0].values.size][:1] or [TEMPERATURE]
    grid = Grid(tuple(found[n][0] for n in varying), np.stack([found[n][1] for n in varying], axis=1))
    _check_one_each(grid, curves)
    return grid


def _axis(name: str, values: FloatArray) -> tuple[Axis, IntArray]:
    known = np.isfinite(values)
    place = np.full(values.size, -1, dtype=np.int64)
    if not known.any():
        return Axis(name, np.zeros(0)), place
    order = np.flatnonzero(known)[np.argsort(values[known], kind="stable")]
    span = float(np.ptp(values[known]))
    groups: list[list[int]] = []
    for k in order:
        if groups:
            first = values[groups[-1][0]]
            near = NEAR_T * abs(first) if name == TEMPERATURE else NEAR * span
            if values[k] - first <= near:
                groups[-1].append(int(k))
                continue
        groups.append([int(k)])
    for g, members in enumerate(groups):
        place[members] = g
    return Axis(name, np.array([float(np.median(values[m])) for m in groups])), place


def _check_one_each(grid: Grid, curves: Sequence[Magnetoconductance]) -> None:
    seen: dict[tuple[int, ...], int] = {}
    for k, place in enumerate(map(tuple, grid.place.tolist())):
        if min(place) < 0:
            continue
        if place in seen:
            where = ", ".join(
                f"{axis.name} = {axis.values[i]:g}" for axis, i in zip(grid.axes, place, strict=True)
            )
            first = curves[seen[place]].source.file or "a curve"
            raise ConfigError(
                f"two curves stand at {where}: of {first} and of {curves[k].source.file or 'another one'}",
                expected="one curve a cell",
                advice="Give the files of one pair of contacts, or choose sweeps with --select or --exclude.",
            )
        seen[place] = k
