"""Split a recording into sweeps: monotonic runs over field at one temperature, or over temperature."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from hlnfit.loaders.recording import HallRows, Recording
from hlnfit.loaders.turning import (
    Stretch,
    jitter,
    jumps,
    level_steps,
    rests,
    temperature_steps,
    turning_points,
)
from hlnfit.sweep import Direction, FloatArray, Piece, Source, Sweep, SweepSet

MIN_POINTS = 10
MIN_RANGE = 0.05
"""Runs with fewer points, or a smaller part of the range of the file, are pieces and no sweeps."""

DENSE_POINTS = 30
"""A steady run with this many points is a sweep even over a small range: a zoom into low field."""

SAME_TEMPERATURE = 0.01
TEMPERATURE_RUN_SPAN = 0.10
WEAK_FIELD = 2e-3
"""Below this field range (T) a run whose temperature spans more than 10 % is a run over temperature."""

Axis = Literal["field", "temperature", "rest"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of rows in which one thing happens."""

    start: int
    stop: int
    axis: Axis


def split(recording: Recording, source: Source) -> SweepSet:
    """Return the sweeps of a recording, and the pieces that are too short to be one.

    Parameters
    ----------
    recording : Recording
        Rows in the order they were measured.
    source : Source
        File, checksum and loader; the rows and columns are filled in here.
    """
    sweeps: list[Sweep] = []
    pieces: list[Piece] = []
    span = float(np.ptp(recording.B)) if len(recording) else 0.0
    for run in runs(recording):
        reason = _why_no_sweep(recording, run, span)
        if reason is None:
            sweeps.append(_sweep(recording, run, source))
        else:
            pieces.append(_piece(recording, run, source.file, reason))
    return SweepSet(tuple(sweeps), tuple(pieces))


def runs(recording: Recording) -> list[Run]:
    """Return what happens in the file, in order: runs over field, runs over temperature, rests."""
    found: list[Run] = []
    for first, last in _stretches(len(recording), _held_steps(recording)):
        found.extend(_runs_of_block(recording.B[first:last], recording.T[first:last], first))
    return found


def _held_steps(recording: Recording) -> set[int]:
    return {edge for values in recording.steps.values() for edge in level_steps(values)}


def _stretches(n: int, edges: Iterable[int]) -> Iterator[Stretch]:
    marks = sorted({0, n, *(e for e in edges if 0 < e < n)})
    yield from itertools.pairwise(marks)


def _runs_of_block(B: FloatArray, T: FloatArray, offset: int) -> Iterator[Run]:
    """Tell the runs of a block of rows in which every held condition is constant."""
    if _is_temperature_run(B, T):
        yield from _temperature_runs(T, offset)
        return
    tolerance = max(4.0 * jitter(B), 1e-5 * float(np.ptp(B)))
    position = 0
    for start, stop in rests(B, tolerance):
        if _goes_on(B, start, stop) and not _is_temperature_run(B[start:stop], T[start:stop], resting=True):
            continue
        # The first and the last row at rest are the end of the run before and the start of the next.
        reach = start + 1 if start > position else start
        yield from _field_runs(B[position:reach], T[position:reach], offset + position)
        inner_stop = stop - 1 if stop < B.size else stop
        if _is_temperature_run(B[reach:inner_stop], T[reach:inner_stop], resting=True):
            yield from _temperature_runs(T[reach:inner_stop], offset + reach)
        elif inner_stop > reach:
            yield Run(offset + reach, offset + inner_stop, "rest")
        position = inner_stop
    yield from _field_runs(B[position:], T[position:], offset + position)


def _goes_on(B: FloatArray, start: int, stop: int) -> bool:
    """Tell a pause, or a dense part, within a run from the rest at the end of one."""
    if start == 0 or stop == B.size:
        return False
    return bool((B[start] - B[start - 1]) * (B[stop] - B[stop - 1]) > 0.0)


def _is_temperature_run(B: FloatArray, T: FloatArray, *, resting: bool = False) -> bool:
    known = T[np.isfinite(T)]
    if known.size < max(MIN_POINTS, 0.9 * T.size):
        return False
    if np.ptp(known) <= TEMPERATURE_RUN_SPAN * np.max(np.abs(known)):
        return False
    if float(np.max(np.abs(np.diff(known)))) > 0.5 * float(np.ptp(known)):
        # One step makes up the span: two temperatures, not a run.
        return False
    still = resting or float(np.ptp(B)) < max(WEAK_FIELD, 0.01 * float(np.max(np.abs(B))))
    # A run moves steadily; a temperature that only scatters has travelled much more than its span.
    legs = 1 + len(turning_points(T, max(5.0 * jitter(T), 0.1 * float(np.ptp(known)))))
    return still and float(np.ptp(known)) * legs > 0.5 * float(np.sum(np.abs(np.diff(known))))


def _temperature_runs(T: FloatArray, offset: int) -> Iterator[Run]:
    threshold = max(5.0 * jitter(T), 0.02 * float(np.ptp(T[np.isfinite(T)])))
    for start, stop in _stretches(T.size, (t + 1 for t in turning_points(T, threshold))):
        yield Run(offset + start, offset + stop, "temperature")


def _field_runs(B: FloatArray, T: FloatArray, offset: int) -> Iterator[Run]:
    """Cut rows at steps of the temperature, at jumps and at turning points of the field."""
    if not B.size:
        return
    for first, last in _stretches(B.size, [*temperature_steps(T), *jumps(B)]):
        block = B[first:last]
        span = float(np.ptp(block))
        threshold = min(max(6.0 * jitter(block), 0.005 * span), 0.25 * span)
        # The turning point ends the run that led to it.
        for start, stop in _stretches(block.size, (t + 1 for t in turning_points(block, threshold))):
            yield Run(offset + first + start, offset + first + stop, "field")


def _why_no_sweep(recording: Recording, run: Run, span: float) -> str | None:
    n = run.stop - run.start
    B = recording.B[run.start : run.stop]
    width = float(np.ptp(B))
    if run.axis == "rest" or (run.axis == "field" and width == 0.0):
        return f"the field rests at {float(np.median(B)):.6g} T"
    if n < MIN_POINTS:
        return f"only {n} point{'s' if n > 1 else ''}, fewer than {MIN_POINTS}"
    if run.axis == "temperature":
        return None
    if width >= MIN_RANGE * span:
        return None
    travelled = float(np.sum(np.abs(np.diff(B))))
    if n >= DENSE_POINTS and abs(B[-1] - B[0]) > 0.8 * travelled:
        return None
    return f"covers {width / span:.1%} of the field range, less than {MIN_RANGE:.0%}"


def _piece(recording: Recording, run: Run, file: str, reason: str) -> Piece:
    rows = slice(run.start, run.stop)
    T = recording.T[rows]
    known = T[np.isfinite(T)]
    return Piece(
        file=file,
        rows=(int(recording.lines[run.start]), int(recording.lines[run.stop - 1])),
        n_points=run.stop - run.start,
        B_min=float(np.min(recording.B[rows])),
        B_max=float(np.max(recording.B[rows])),
        temperature=float(np.median(known)) if known.size else float("nan"),
        reason=reason,
    )


def _sweep(recording: Recording, run: Run, source: Source) -> Sweep:
    rows = slice(run.start, run.stop)
    first, last = int(recording.lines[run.start]), int(recording.lines[run.stop - 1])
    conditions = dict(recording.conditions)
    for name, values in recording.steps.items():
        held = values[rows][np.isfinite(values[rows])]
        if held.size:
            conditions[name] = float(np.median(held))
    R_xy = None
    if recording.hall is not None:
        R_xy = _hall_of_run(recording, run, recording.hall)
    return Sweep(
        B=recording.B[rows],
        R_xx=recording.R_xx[rows],
        T=recording.T[rows],
        R_xy=R_xy,
        R_xx_std=None if recording.R_xx_std is None else recording.R_xx_std[rows],
        std_kind=recording.std_kind,
        axis="temperature" if run.axis == "temperature" else "field",
        direction=_direction(recording.T[rows] if run.axis == "temperature" else recording.B[rows]),
        conditions=conditions,
        two_terminal=recording.two_terminal,
        quality=tuple(f"line {line}: {text}" for line, text in recording.comments if first <= line <= last),
        source=replace(source, columns=recording.columns, rows=(first, last)),
        flags=recording.flags,
        log=recording.log,
    )


def _direction(values: FloatArray) -> Direction:
    change = values[-1] - values[0]
    if abs(change) < 0.5 * float(np.ptp(values)):
        return "mixed"
    return "up" if change > 0.0 else "down"


def _hall_of_run(recording: Recording, run: Run, hall: HallRows) -> FloatArray | None:
    """Return the Hall resistance at the rows of a run.

    Where the Hall channel was read in rows of its own, it is interpolated linearly in the quantity
    that is swept (never in time: both channels are read at each step of the field). Beyond the first
    and last reading by more than one step it is NaN.
    """
    rows = slice(run.start, run.stop)
    lines = recording.lines[rows]
    own = np.isin(lines, hall.lines)
    if own.all():
        return hall.R[np.searchsorted(hall.lines, lines)]
    gap = int(np.max(np.diff(lines))) if lines.size > 1 else 1
    T = recording.T[rows]
    near = (hall.lines >= lines[0] - gap) & (hall.lines <= lines[-1] + gap)
    if run.axis == "field" and np.isfinite(T).any():
        # At a turning point the next temperature may begin; its readings are not ours.
        low, high = np.nanmin(T) * (1 - SAME_TEMPERATURE), np.nanmax(T) * (1 + SAME_TEMPERATURE)
        near &= ~(np.less(hall.T, low) | np.greater(hall.T, high))
    x_all, x = (hall.T, T) if run.axis == "temperature" else (hall.B, recording.B[rows])
    x_hall, r_hall = x_all[near], hall.R[near]
    if x_hall.size < 2:
        return None
    order = np.argsort(x_hall, kind="stable")
    x_hall, r_hall = x_hall[order], r_hall[order]
    out: FloatArray = np.interp(x, x_hall, r_hall)
    reach = 1.5 * float(np.max(np.abs(np.diff(x)))) if x.size > 1 else 0.0
    out[(x < x_hall[0] - reach) | (x > x_hall[-1] + reach)] = np.nan
    return out
