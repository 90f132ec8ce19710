"""Measure a film: from a curve to the rows that an instrument would write.

With the shown field B, the offset B_0 of the sweep direction and the field h of a ferromagnet nearby,
the film feels b = B - B_0 + h. Its longitudinal resistance is even in b save for fluctuations,

    R_even = (length / width) / [sigma_0(T) + Delta sigma(b, T) + background(b, T)],

and the instrument reads R_even + f R_xy(b) + s b R_even(0) with R_xy(b) = b / (n e): one band of carriers,
for which weak localization changes 1/rho_xx and leaves the Hall coefficient alone (A. Houghton,
J. R. Senna and S. C. Ying, Phys. Rev. B 25, 2196 (1982)). A film with interaction has the tensor of
``Film.tensor`` in place of these two.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hlnfit.simulation.instrument.curves import Curve, along_temperature
from hlnfit.simulation.instrument.defects import Defects
from hlnfit.simulation.instrument.draws import Draws, Seed
from hlnfit.simulation.instrument.film import Film
from hlnfit.simulation.instrument.fluctuations import FieldPattern, pink_noise
from hlnfit.simulation.instrument.recording import Recording
from hlnfit.simulation.instrument.schedule import Schedule
from hlnfit.sweep import FloatArray

COMPLIANCE = "Input voltage exceeded compliance limit"

# Names of the random streams; a number, once used, keeps its meaning, or old seeds give new files.
_FRAGMENTS, _FIELD, _TEMPERATURE, _WHITE, _PINK, _HALL, _STD, _MISSING, _COMMENT, _UCF, _CLOCK = range(11)


def measure(
    curve: Curve, film: Film, schedule: Schedule, defects: Defects | None = None, *, seed: Seed = 0
) -> Recording:
    """Return the rows that a measurement of the film would give.

    Parameters
    ----------
    curve : callable(B, T) -> array
        Delta sigma = sigma(B) - sigma(0) of the sheet in siemens, at fields in tesla, shape (n,), and
        one temperature in kelvin.
    film : Film
    schedule : Schedule
    defects : Defects, optional
        Without them the instrument is perfect.
    seed : int or SeedSequence
        The same seed gives the same rows; each defect has its own stream of random numbers.

    Raises
    ------
    ConfigError
        The curve gave another shape than its fields, or numbers that are not finite.
    """
    bad = defects if defects is not None else Defects()
    plan = _plan(schedule, bad, seed)
    n = plan.B.size
    T = plan.T_set + bad.temperature_drift * plan.progress
    T = T + bad.temperature_jitter * Draws(seed, _TEMPERATURE).normal(n)
    T = np.maximum(T, 0.1 * plan.T_set)
    b = _film_field(plan, bad)

    sigma0 = film.sigma_at(T)
    sigma = sigma0 + film.background_at(b, T)
    for t in schedule.temperatures:
        rows = plan.T_set == t
        sigma[rows] += along_temperature(curve, b[rows], T[rows])
    if bad.ucf > 0.0:
        pattern = FieldPattern(Draws(seed, _UCF), bad.ucf_field, even=bad.ucf_even)
        cooling = (T / min(schedule.temperatures)) ** -bad.ucf_temperature_exponent
        sigma += bad.ucf * cooling * pattern(b)

    R_0 = film.squares / sigma0
    rho_xx, hall = film.tensor(sigma, b, T)
    even = film.squares * rho_xx
    R_xx = even + bad.hall_admixture * hall + bad.odd_slope * b * R_0
    R_xx += R_0 * bad.white * Draws(seed, _WHITE).normal(n)
    if bad.pink > 0.0:
        R_xx += R_0 * bad.pink * pink_noise(Draws(seed, _PINK), n)
    R_xy = hall + bad.contact_asymmetry * even
    R_xy += R_0 * bad.white * bad.hall_noise * Draws(seed, _HALL).normal(n)
    if bad.quantization > 0.0:
        R_xx = bad.quantization * np.round(R_xx / bad.quantization)
        R_xy = bad.quantization * np.round(R_xy / bad.quantization)

    shown = R_0 * bad.white * bad.std_ratio
    shown_hall = bad.hall_noise * shown
    failed = Draws(seed, _MISSING).uniform(n) < bad.missing
    remark = Draws(seed, _COMMENT).uniform(n) < bad.comments
    return Recording(
        time=plan.time,
        T_set=plan.T_set,
        T=T,
        B=plan.B,
        R_xx=np.where(failed, np.nan, R_xx),
        R_xy=np.where(failed, np.nan, R_xy),
        R_xx_std=np.where(failed, np.nan, shown * _std_scatter(Draws(seed, _STD, 0), n, bad)),
        R_xy_std=np.where(failed, np.nan, shown_hall * _std_scatter(Draws(seed, _STD, 1), n, bad)),
        direction=plan.direction,
        fragment=plan.fragment,
        comment=tuple(
            COMPLIANCE if no_reading else "Helium level checked" if talks else ""
            for no_reading, talks in zip(failed, remark, strict=True)
        ),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Plan:
    """Rows before anything is measured; progress runs from 0 to 1 within a sweep."""

    time: FloatArray
    T_set: FloatArray
    B: FloatArray
    progress: FloatArray
    direction: NDArray[np.int64]
    fragment: NDArray[np.bool_]


def _plan(schedule: Schedule, bad: Defects, seed: Seed) -> _Plan:
    """Return the rows of the schedule, with fragments at the turning points and reached fields."""
    low, high = bad.fragments
    sweeps = [(t, d) for t in schedule.temperatures for d in schedule.directions]
    lengths = Draws(seed, _FRAGMENTS, 0).integers(low, high, len(sweeps))
    T_set, B, progress, direction, fragment, pause = [], [], [], [], [], []
    for (t, d), extra in zip(sweeps, lengths.tolist(), strict=True):
        set_fields = schedule.fields(d)
        n = set_fields.size
        T_set.append(np.full(n + extra, t))
        B.append(np.append(set_fields, np.full(extra, set_fields[-1])))
        progress.append(np.append(np.linspace(0.0, 1.0, n), np.ones(extra)))
        direction.append(np.full(n + extra, 1 if d == "up" else -1))
        fragment.append(np.arange(n + extra) >= n)
        pause.append(np.zeros(n + extra))
        if d == schedule.directions[0] and len(T_set) > 1:
            pause[-1][0] = schedule.settling_time
    is_fragment = np.concatenate(fragment)
    reached = np.concatenate(B)
    reached = reached + np.where(
        is_fragment,
        bad.fragment_jitter * Draws(seed, _FRAGMENTS, 1).normal(reached.size),
        bad.field_noise * Draws(seed, _FIELD).normal(reached.size),
    )
    ticks = schedule.seconds_per_point * (1.0 + 0.01 * (Draws(seed, _CLOCK).uniform(reached.size) - 0.5))
    return _Plan(
        time=np.cumsum(ticks + np.concatenate(pause)),
        T_set=np.concatenate(T_set),
        B=reached,
        progress=np.concatenate(progress),
        direction=np.concatenate(direction),
        fragment=is_fragment,
    )


def _film_field(plan: _Plan, bad: Defects) -> FloatArray:
    """Return the field (T) that the film feels: shown field without offset, with hysteresis."""
    b = plan.B - np.where(plan.direction > 0, bad.offset_up, bad.offset_down)
    if bad.hysteresis != 0.0:
        b = b + bad.hysteresis * np.tanh((b - plan.direction * bad.coercive_field) / bad.hysteresis_width)
    return np.asarray(b)


def _std_scatter(draws: Draws, n: int, bad: Defects) -> FloatArray:
    """Return factors around 1 by which the Std. Dev. column fluctuates."""
    factor = np.exp(bad.std_scatter * draws.normal(n))
    rare = draws.uniform(n) < 0.02
    return np.asarray(np.where(rare & (bad.std_scatter > 0.0), 3.0 * factor, factor))
