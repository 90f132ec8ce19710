"""Recording: the rows of a measurement as the instrument saw them, before any file format."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from hlnfit.sweep import FloatArray, Source, Sweep


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Rows in the order they were measured; all arrays have shape (n_rows,).

    Attributes
    ----------
    time : array, s
    T_set, T : array, K
        Temperature asked for, and temperature shown.
    B : array, T
        Field shown by the instrument, offset included.
    R_xx, R_xy : array, ohm
        NaN where the reading failed.
    R_xx_std, R_xy_std : array, ohm
        What the instrument calls the standard deviation of the point.
    direction : int array
        +1 in a sweep up, -1 in a sweep down.
    fragment : bool array
        True for the field jitter at the turning points.
    comment : tuple of str
        Comment of each row, mostly empty.
    """

    time: FloatArray
    T_set: FloatArray
    T: FloatArray
    B: FloatArray
    R_xx: FloatArray
    R_xy: FloatArray
    R_xx_std: FloatArray
    R_xy_std: FloatArray
    direction: NDArray[np.int64]
    fragment: NDArray[np.bool_]
    comment: tuple[str, ...]

    def __post_init__(self) -> None:
        sizes = {entry.name: len(getattr(self, entry.name)) for entry in fields(self)}
        if len(set(sizes.values())) > 1:
            raise ValueError(f"columns of a recording differ in length: {sizes}")

    def __len__(self) -> int:
        return int(self.B.size)

    @property
    def temperatures(self) -> tuple[float, ...]:
        """Set temperatures (K) in the order they were visited."""
        return tuple(float(t) for t in dict.fromkeys(self.T_set.tolist()))

    def take(self, index: NDArray[np.bool_]) -> Recording:
        """Return the rows where ``index`` is true."""
        columns = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        comment = tuple(c for c, keep in zip(columns.pop("comment"), index, strict=True) if keep)
        return replace(self, comment=comment, **{name: column[index] for name, column in columns.items()})

    def at(self, temperature: float) -> Recording:
        """Return the rows of one set temperature (K)."""
        return self.take(self.T_set == temperature)

    def sweeps(self) -> tuple[Sweep, ...]:
        """Return what a perfect loader would read: one sweep a temperature and direction."""
        out = []
        for t in self.temperatures:
            for sign in dict.fromkeys(self.direction[self.T_set == t].tolist()):
                rows = (self.T_set == t) & (self.direction == sign) & ~self.fragment
                part = self.take(rows & np.isfinite(self.R_xx))
                out.append(
                    Sweep(
                        B=part.B,
                        R_xx=part.R_xx,
                        T=part.T,
                        R_xy=part.R_xy,
                        R_xx_std=part.R_xx_std,
                        direction="up" if sign > 0 else "down",
                        source=Source(loader="simulation"),
                        log=("simulated",),
                    )
                )
        return tuple(out)
