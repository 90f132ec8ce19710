"""Sweep and SweepSet: what a loader gives, in SI, before any physics is done to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hlnfit.brief import brief, span
from hlnfit.errors import HlnfitError
from hlnfit.flags import Flag
from hlnfit.frozen import FrozenMapping

FloatArray = NDArray[np.float64]
Direction = Literal["up", "down", "mixed"]


def readonly(values: ArrayLike) -> FloatArray:
    """Return a read-only one-dimensional float64 copy."""
    out = np.array(values, dtype=np.float64)
    if out.ndim != 1:
        raise ValueError(f"expected a one-dimensional array, got shape {out.shape}")
    out.setflags(write=False)
    return out


@dataclass(frozen=True, slots=True)
class Source:
    """Where numbers came from.

    Attributes
    ----------
    file : str
        Base name of the file; ``path`` is the whole one.
    sha256 : str
        Of the bytes of the file.
    loader : str
        Name of the loader that read it.
    columns : mapping of role to text
        Which column served as field, temperature, resistance, hall, ..., with the reason of the choice.
    rows : tuple of int
        First and last line of the sweep in the file, counted from 1.
    numbers : tuple of int
        Which sweeps of the SweepSet these numbers are from, counted from 0; several where directions
        were merged, none where there is no set.
    """

    file: str = ""
    path: str = ""
    sha256: str = ""
    loader: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[int, int] | None = None
    numbers: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", FrozenMapping(self.columns))


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Sweep:
    """One monotonic run over field (or temperature), in the order it was measured.

    Attributes
    ----------
    B : float64 array, T
        Magnetic field as the instrument gave it, offset included.
    R_xx : float64 array, ohm
        Measured resistance (not yet per square). All arrays have the length of ``B``.
    T : float64 array, K
        Temperature along the sweep; NaN where unknown.
    R_xy : float64 array, ohm, or None
        Hall resistance measured in the same run.
    R_xx_std : float64 array, ohm, or None
        Standard deviation column of the instrument: the scatter inside a point, not the error of it.
        With ``std_kind`` "measured" it is the standard error of the point (the mean over rows of a matrix).
    axis : {"field", "temperature"}
        What the sweep runs over.
    direction : {"up", "down", "mixed"}
    conditions : mapping of str to float
        Further named conditions in SI with the unit in the name: ``gate_V``, ``tilt_deg``, ``excitation_A``.
    two_terminal : bool
        True where the file says that current and voltage share contacts.
    quality : tuple of str
        Comments the instrument wrote into the rows, as ``line 12: compliance``.
    source : Source
    flags : tuple of Flag
    log : tuple of str
        What the loader did, one sentence a step.
    """

    B: FloatArray
    R_xx: FloatArray
    T: FloatArray
    R_xy: FloatArray | None = None
    R_xx_std: FloatArray | None = None
    axis: Literal["field", "temperature"] = "field"
    direction: Direction = "mixed"
    conditions: Mapping[str, float] = field(default_factory=dict)
    two_terminal: bool = False
    quality: tuple[str, ...] = ()
    source: Source = field(default_factory=Source)
    flags: tuple[Flag, ...] = ()
    log: tuple[str, ...] = ()
    std_kind: Literal["instrument", "measured"] = "instrument"

    def __post_init__(self) -> None:
        for name in ("B", "R_xx", "T", "R_xy", "R_xx_std"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, readonly(value))
                if getattr(self, name).size != np.size(self.B):
                    raise ValueError(f"{name} has {np.size(value)} points, B has {np.size(self.B)}")
        object.__setattr__(self, "conditions", FrozenMapping(self.conditions))

    def __repr__(self) -> str:
        if self.axis == "field":
            at = (span(self.B, "T"), f"at {self.temperature:.4g} K" if np.isfinite(self.temperature) else "")
        else:
            at = (span(self.T, "K"), f"at {np.median(self.B) if len(self) else np.nan:.4g} T")
        return brief(self, f"{len(self)} points", *at, self.direction, self.source.file)

    def __len__(self) -> int:
        return int(self.B.size)

    @property
    def temperature(self) -> float:
        """Median temperature of the sweep in kelvin; NaN where unknown."""
        known = self.T[np.isfinite(self.T)]
        return float(np.median(known)) if known.size else float("nan")

    def take(self, index: NDArray[Any]) -> Sweep:
        """Return the sweep with the chosen rows (mask or indices) only."""
        return replace(
            self,
            B=self.B[index],
            R_xx=self.R_xx[index],
            T=self.T[index],
            R_xy=None if self.R_xy is None else self.R_xy[index],
            R_xx_std=None if self.R_xx_std is None else self.R_xx_std[index],
        )


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a file that is too short to be a sweep; listed by ``inspect``, never fitted."""

    file: str
    rows: tuple[int, int]
    n_points: int
    B_min: float
    B_max: float
    temperature: float
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that could not be used; the batch went on without it."""

    file: str
    error: HlnfitError

    @property
    def message(self) -> str:
        """The error in words."""
        return str(self.error)


@dataclass(frozen=True, slots=True, repr=False)
class SweepSet(Sequence[Sweep]):
    """The sweeps of one or more files, with what was left out and why."""

    sweeps: tuple[Sweep, ...] = ()
    pieces: tuple[Piece, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        files = len({s.source.path for s in self})
        return brief(
            self,
            f"{len(self)} sweeps of {files} file{'s' if files != 1 else ''}",
            span([s.temperature for s in self], "K"),
            *(f"{p.file} could not be used" for p in self.problems),
        )

    def __len__(self) -> int:
        return len(self.sweeps)

    def __iter__(self) -> Iterator[Sweep]:
        return iter(self.sweeps)

    @overload
    def __getitem__(self, index: int) -> Sweep: ...
    @overload
    def __getitem__(self, index: slice) -> SweepSet: ...
    def __getitem__(self, index: int | slice) -> Sweep | SweepSet:
        if isinstance(index, slice):
            return replace(self, sweeps=self.sweeps[index])
        return self.sweeps[index]

    def __add__(self, other: SweepSet) -> SweepSet:
        return SweepSet(
            self.sweeps + other.sweeps, self.pieces + other.pieces, self.problems + other.problems
        )
