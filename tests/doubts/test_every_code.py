"""Every doubt of the registry is raised by a curve that deserves it: no code is dead."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from hlnfit import HallBar, Sample, Square, fit, reduce
from hlnfit.doubts import doubts
from hlnfit.sweep import Sweep
from tests.doubts.zoo import zoo
from tests.fitting.curves import noisy, one_channel, three_terms

B = np.linspace(-1.0, 1.0, 201)
HOLD = {"B_offset": 0.0}


def rng():
    """The same noise for each."""
    return np.random.default_rng(31)


@cache
def animals():
    """The zoo."""
    return zoo(np.random.default_rng(20))


def from_zoo(name):
    """A fit of one of its animals, as a function that makes it."""
    return lambda: fit(reduce(animals()[name][0], Square())[0], b_max="auto")


def measured(curve, geometry=None, *, x=B, odd=0.0, std=None, tilt=None, **rest):
    """A fit of a sweep of resistance, 800 ohm a square."""
    sigma = 1.0 / 800.0 + curve(x)
    R = 1.0 / sigma
    R = R * (1.0 + odd * x) + 0.01 * np.ptp(R) * rng().normal(size=x.size)
    sweep = Sweep(x, R, np.full(x.size, 2.0), R_xx_std=std)
    return fit(reduce(sweep, geometry or Square())[0], **rest)


def array(values, relative=0.01, *, x=B, sigma0=None, measures=None, **rest):
    """A fit of a curve from arrays."""
    curve = noisy(values, x, rng(), relative, sigma0=sigma0)
    return fit(replace(curve, measures=measures) if measures else curve, **rest)


def wal(x=B, B_phi=0.02):
    """One antilocalizing channel."""
    return one_channel(x, -0.5, B_phi)


SCENARIOS = {
    "open_circuit": from_zoo("insulating noise"),
    "superconducting": from_zoo("superconducting dip of 70 %"),
    "hysteresis": from_zoo("butterfly of peaks"),
    "temperature_drift": from_zoo("linear drift"),
    "reading_at_limit": from_zoo("lock-in at its limit"),
    "coarse_readings": from_zoo("coarse readings"),
    "many_outliers": from_zoo("spikes"),
    "bulk": from_zoo("bulk metal"),
    "odd_part_large": from_zoo("Hall voltage on a flat resistance"),
    "std_dev_is_not_the_error": lambda: measured(wal, std=np.full(B.size, 1.0)),
    "zero_field_not_covered": lambda: array(wal(1.4 + 0.6 * B), x=1.4 + 0.6 * B),
    "two_terminal": from_zoo("contacts"),
    "no_signal": from_zoo("noise"),
    "L_phi_not_determined": from_zoo("Kohler parabola"),
    "misfit": lambda: array(wal() + 1e-6 * np.cos(40.0 * B), 1e-3),
    "correlated_noise": lambda: array(wal() + 2e-7 * np.cos(40.0 * B), 1e-3),
    "extremum_displaced": from_zoo("one branch of a butterfly"),
    "field_offset": lambda: array(wal(B - 0.008)),
    "alpha_impossible": lambda: array(80.0 * wal()),
    "strong_disorder": lambda: array(wal(), sigma0=1e-4),
    "longer_than_localization_length": lambda: array(
        one_channel(B, 1.0, 1e-3), sigma0=6e-5, sample=Sample(density=2e17), fix=HOLD
    ),
    "second_order": lambda: array(one_channel(B, 1.0, 0.02), sigma0=3e-4),
    "sample_unknown": lambda: array(wal(), sigma0=1e-3),
    "mass_unknown": lambda: array(wal(), sigma0=1e-3, sample=Sample(density=1e16)),
    "beyond_diffusion": lambda: array(wal(), sigma0=1e-3, b_max=1.0, sample=Sample(density=1e17)),
    "fast_dephasing": lambda: array(
        wal(), sigma0=1e-3, b_max=1.0, sample=Sample(density=1e17, mass=0.1 * 9.1e-31)
    ),
    "thicker_than_L_phi": lambda: array(wal(), sample=Sample(thickness=200e-9)),
    "narrower_than_L_phi": lambda: measured(wal, HallBar("20um", "50nm")),
    "shorter_than_L_phi": lambda: measured(wal, HallBar("50nm", "20um")),
    "determined_together": lambda: array(one_channel(B, 1.0, 6.0)),
    "strongly_correlated": lambda: array(one_channel(B, 1.0, 0.8), 2e-3),
    "other_law": from_zoo("linear magnetoresistance"),
    "other_law_possible": lambda: array(one_channel(B, 1.0, 0.3), 0.02),
    "jump": from_zoo("steps"),
    "quantum_oscillations": from_zoo("Shubnikov-de Haas"),
    "unit_slip": lambda: array(np.pi * wal()),
    "field_unit": lambda: array(wal(), x=1e4 * B),
    "elastic_field_differs": lambda: array(
        three_terms(B, 5e-3, 1e-4, 0.5),
        1e-3,
        model="hln",
        sigma0=1e-3,
        b_max=1.0,
        fix={"B_e": "free", **HOLD},
        sample=Sample(density=1e16, mass=0.1 * 9.1e-31),
    ),
    "L_phi_out_of_range": lambda: array(wal(1e-6 * B, 2e-8), x=1e-6 * B),
    "window_unstable": lambda: array(-2e-5 * np.sqrt(np.abs(B)), 1e-3, b_max="auto"),
}


@pytest.mark.parametrize("code", [d.code for d in doubts() if d.stage in ("reduce", "optimum")])
def test_a_curve_that_deserves_it_raises_it(code):
    """The flag is there, with a sentence that holds a number, and with advice."""
    if code not in SCENARIOS:
        pytest.skip("raised in another file of this folder")
    flags = [f for f in SCENARIOS[code]().flags if f.code == code]

    assert flags, code
    assert flags[0].message.endswith((".", "?"))
    assert flags[0].advice


def test_only_what_no_ordinary_curve_raises_has_no_scenario():
    """A new doubt comes with the curve that deserves it."""
    known = {d.code for d in doubts() if d.stage in ("reduce", "optimum")}
    from_evidence = {"at_bound", "second_minimum", "differs_when_symmetrized"}
    # Those of models outside of their range have tests of their own.
    of_models = {"additive_rates_only", "linear_spin_orbit", "amplitude_drifts", "zeeman_logarithm_missing"}

    assert known - set(SCENARIOS) <= from_evidence | of_models
    assert set(SCENARIOS) <= known
