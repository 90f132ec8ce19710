"""Curves that are no weak localization, as laboratories meet them: each made from the law that it follows."""

from __future__ import annotations

import numpy as np

from hlnfit.sweep import Sweep
from tests.fitting.curves import one_channel

N = 161
B = np.linspace(-2.0, 2.0, N)
R0 = 800.0
NOISE = 2e-5
TIME = np.linspace(0.0, 1.0, N)


def sweep(R, *, T=2.0, x=B, direction="up", **rest):
    """A sweep over x."""
    return Sweep(x, R, np.broadcast_to(np.asarray(T, float), x.shape), direction=direction, **rest)


def fluctuating(rng, x, field):
    """A smooth random function of unit variance with this correlation field."""
    rates, phases = rng.normal(size=200) / field, rng.uniform(0.0, 2.0 * np.pi, 200)
    return np.sqrt(2.0 / 200) * np.cos(np.outer(x, rates) + phases).sum(axis=1)


def zoo(rng):
    """Return sweeps by name, with the flags of which at least one has to be raised."""
    white = lambda: NOISE * rng.normal(size=N)  # noqa: E731
    b = np.abs(B)

    def relative(change, **rest):
        return [sweep(R0 * (1.0 + change + white()), **rest)]

    def both(change_of_x):
        up = sweep(R0 * (1.0 + change_of_x(B, +1) + white()))
        down = sweep(R0 * (1.0 + change_of_x(B[::-1], -1) + white()), x=B[::-1], direction="down")
        return [up, down]

    peak = lambda x, s: 0.01 / np.cosh((x - 0.2 * s) / 0.1)  # noqa: E731
    wings = lambda x, s: -0.02 * np.abs(x - 0.3 * s)  # noqa: E731
    magnetization = lambda u: 1.0 / np.tanh(u) - 1.0 / u  # noqa: E731
    cusp = R0 * (1.0 - R0 * one_channel(B, -0.5, 0.02))
    drift = np.sqrt(np.abs(2.0 * TIME - 1.0))
    oscillation = np.exp(-1.5 / np.maximum(b, 1e-3)) * np.cos(2.0 * np.pi * 12.0 / np.maximum(b, 1e-3))
    spikes = np.where(rng.random(N) < 0.12, 0.02 * rng.normal(size=N), 0.0)
    mobile, slow = 6.0 * B, 0.4 * B
    s_xx = 1.0 / (1.0 + mobile**2) + 3.0 / (1.0 + slow**2)
    s_xy = mobile / (1.0 + mobile**2) + 3.0 * slow / (1.0 + slow**2)
    return {
        "zero resistance": (
            [sweep(R0 * (np.clip(1.0 - 1.3 / (1.0 + (b / 0.4) ** 4), 0.0, None) + white()))],
            {"superconducting"},
        ),
        "superconducting dip of 70 %": (relative(-0.7 * np.exp(-((B / 0.4) ** 2))), {"superconducting"}),
        "superconducting dip of 10 %": (relative(-0.1 * np.exp(-((B / 0.4) ** 2))), {"alpha_impossible"}),
        "sharp transition of 3 %": (
            relative(-0.03 / (1.0 + np.exp((b - 0.5) / 0.06))),
            {"other_law", "misfit", "alpha_impossible"},
        ),
        "butterfly of peaks": (both(peak), {"hysteresis"}),
        "butterfly of wings": (both(wings), {"hysteresis"}),
        "one branch of a butterfly": (relative(peak(B, 1)), {"extremum_displaced"}),
        "Kohler parabola": (relative(0.003 * B**2), {"L_phi_not_determined"}),
        "negative parabola": (relative(-0.003 * B**2), {"L_phi_not_determined"}),
        "linear magnetoresistance": (relative(0.02 * b), {"other_law"}),
        "rounded linear magnetoresistance": (relative(0.02 * np.sqrt(B**2 + 0.05**2)), {"other_law"}),
        "spin disorder, (B/T)^2 that saturates": (
            relative(-0.01 * magnetization(b / 0.5 + 1e-3) ** 2),
            {"other_law", "alpha_impossible"},
        ),
        "weak ferromagnet": (
            relative(0.002 * np.minimum(b / 0.4, 1.0) ** 2),
            {"other_law", "misfit", "L_phi_not_determined"},
        ),
        "two bands": ([sweep(R0 * 4.0 * (s_xx / (s_xx**2 + s_xy**2) + white()))], {"alpha_impossible"}),
        "conductance fluctuations": (
            relative(0.003 * fluctuating(rng, B, 0.05)),
            {"no_signal", "misfit"},
        ),
        "noise": (relative(0.0), {"no_signal"}),
        "insulating noise": ([sweep(3e7 * (1.0 + 0.2 * rng.normal(size=N)))], {"open_circuit"}),
        "Hall voltage alone": ([sweep(R0 * (1e-4 * B + white()))], {"resistance_not_positive"}),
        "Hall voltage on a flat resistance": (relative(0.2 * B), {"no_signal"}),
        "linear drift": (relative(0.003 * TIME, T=2.0 + 0.3 * TIME), {"temperature_drift"}),
        "drift that turns": (relative(0.003 * drift, T=2.0 + 0.03 * drift), {"temperature_drift"}),
        "Shubnikov-de Haas": (relative(0.05 * oscillation), {"quantum_oscillations"}),
        "steps": (relative(0.003 * np.cumsum(rng.random(N) < 0.03)), {"jump", "misfit"}),
        "telegraph": (relative(0.003 * (np.cumsum(rng.random(N) < 0.08) % 2)), {"jump", "misfit"}),
        "lock-in at its limit": ([sweep(np.minimum(cusp, np.quantile(cusp, 0.6)))], {"reading_at_limit"}),
        "coarse readings": ([sweep(np.round(cusp / 2.0) * 2.0)], {"coarse_readings"}),
        "spikes": (relative(spikes), {"many_outliers"}),
        "heating around zero field": (
            relative(0.003 * np.exp(-b / 0.2), T=2.0 + 0.05 * np.exp(-b / 0.2)),
            {"temperature_drift", "other_law"},
        ),
        "contacts": (relative(0.001 * B, two_terminal=True), {"two_terminal"}),
        "hopping, positive": ([sweep(2e5 * np.exp(0.5 * B**2) * (1.0 + white()))], {"strong_disorder"}),
        "hopping, negative": ([sweep(1e5 * np.exp(-0.1 * b) * (1.0 + white()))], {"strong_disorder"}),
        "bulk metal": ([sweep(2e-5 * (1.0 + 0.02 * B**2 + white()))], {"bulk"}),
        "constant": ([sweep(np.full(N, R0))], {"no_signal"}),
    }
