"""Neighbouring gate steps as one: what is random from step to step averages out.

The conductance fluctuations of a small sample change over a correlation energy of the gate, the quantum
correction does not: the mean over N independent steps has them smaller by the root of N.
Source: P. A. Lee, A. D. Stone and H. Fukuyama, Phys. Rev. B 35, 1039 (1987), for the ergodicity of the
fluctuations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hlnfit.curve import Magnetoconductance
from hlnfit.errors import ConfigError
from hlnfit.maps.grid import TEMPERATURE, condition_of, grid_of
from hlnfit.reduction.gate_average import average_curves


def binned(curves: Sequence[Magnetoconductance], n: int) -> list[Magnetoconductance]:
    """Return the means of ``n`` neighbouring curves along the axis that is not temperature.

    The last bin holds what is left, at least half of ``n``; fewer are added to the bin before. The error
    of a mean is the standard error over its curves.

    Raises
    ------
    ConfigError
        There is no such axis, or it has fewer than ``n`` steps.
    """
    if n == 1:
        return list(curves)
    grid = grid_of(curves)
    along = [k for k, a in enumerate(grid.axes) if a.name != TEMPERATURE]
    if len(along) != 1 or grid.axes[along[0]].values.size < n:
        axes = " x ".join(f"{a.values.size} {a.name}" for a in grid.axes)
        raise ConfigError(
            f"bin is {n} and the map is {axes}",
            expected="one axis beside the temperature, of that many steps",
        )
    axis = along[0]
    rest = np.delete(grid.place, axis, axis=1)
    out = []
    for row in np.unique(rest[np.all(grid.place >= 0, axis=1)], axis=0):
        members = np.flatnonzero(np.all(rest == row, axis=1) & (grid.place[:, axis] >= 0))
        members = members[np.argsort(grid.place[members, axis], kind="stable")]
        starts = list(range(0, members.size, n))
        if len(starts) > 1 and members.size - starts[-1] < (n + 1) // 2:
            starts.pop()
        for first, stop in zip(starts, [*starts[1:], members.size], strict=True):
            out.append(_mean([curves[int(k)] for k in members[first:stop]], grid.axes[axis].name))
    lost = np.flatnonzero(np.any(grid.place < 0, axis=1))
    return out + [curves[int(k)] for k in lost]


def _mean(curves: list[Magnetoconductance], name: str) -> Magnetoconductance:
    if len(curves) == 1:
        return curves[0]
    mean = average_curves(curves)
    values = [condition_of(c, name) for c in curves]
    numbers = tuple(n for c in curves for n in c.source.numbers)
    note = f"Mean of {len(curves)} curves, {name} from {min(values):g} to {max(values):g}."
    return replace(
        mean,
        conditions={**mean.conditions, name: float(np.mean(values))},
        source=replace(mean.source, numbers=numbers),
        log=(*mean.log, note),
    )
