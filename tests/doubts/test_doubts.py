"""Each doubt speaks where it should, is silent where it should, and says the numbers."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from hlnfit import HallBar, Magnetoconductance, Sample, fit, reduce
from hlnfit.doubts import Evidence, doubts, raise_flags
from hlnfit.flags import SEVERITIES
from hlnfit.sweep import Sweep
from tests.fitting.curves import noisy, one_channel

B = np.linspace(-1.0, 1.0, 301)
BAR = HallBar("100um", "20um")


def codes(flags):
    """Codes with their severities."""
    return {f.code: f.severity for f in flags}


def sweep(R, *, T=2.0, direction="up", **rest):
    """A sweep over B with a constant temperature unless given."""
    return Sweep(B, R, np.broadcast_to(T, B.shape), direction=direction, **rest)


def metal(x=B, alpha=-0.5, B_phi=0.02, R_sheet=800.0):
    """Measured resistance of five squares with one channel."""
    return 5.0 / (1.0 / R_sheet + one_channel(x, alpha, B_phi))


def verdict(sweeps, **options):
    """Fit the first curve of the sweeps."""
    return fit(reduce(sweeps, BAR)[0], **options)


def test_an_honest_sweep_raises_nothing_above_info():
    """A WAL film with ordinary noise is good."""
    rng = np.random.default_rng(0)
    found = verdict(sweep(metal() + 0.03 * rng.normal(size=B.size)), b_max="auto")

    assert "good" == found.verdict
    assert {"sample_unknown": "info"} == codes(found.flags)


def test_superconducting_dip_is_rejected_in_words():
    """R that falls to a third at B = 0 is called a superconducting transition."""
    rng = np.random.default_rng(1)
    R = 400.0 - 270.0 / (1.0 + (B / 0.2) ** 4) + 0.1 * rng.normal(size=B.size)
    found = verdict(sweep(R))

    assert "reject" == codes(found.flags)["superconducting"]
    assert "superconducting transition" in " ".join(f.message for f in found.flags)


def test_butterfly_is_rejected_in_words():
    """Dips displaced by 0.3 T between directions are called hysteresis."""
    rng = np.random.default_rng(2)
    pair = [
        sweep(metal(B - s) + 0.05 * rng.normal(size=B.size), direction=d)
        for d, s in (("up", 0.15), ("down", -0.15))
    ]
    found = verdict(pair)

    assert "reject" == codes(found.flags)["hysteresis"]
    assert "reject" == codes(found.flags)["extremum_displaced"]


def test_one_direction_of_a_butterfly_is_rejected_too():
    """A single sweep centred 0.15 T from zero is no weak localization."""
    rng = np.random.default_rng(3)
    found = verdict(sweep(metal(B - 0.15) + 0.05 * rng.normal(size=B.size)))

    assert "reject" == codes(found.flags)["extremum_displaced"]


def test_insulator_and_open_contact():
    """Gigaohms are an open contact, not a superconductor."""
    rng = np.random.default_rng(4)
    found = verdict(sweep(1e9 * np.abs(1.0 + 0.3 * rng.normal(size=B.size))))

    assert "reject" == codes(found.flags)["open_circuit"]
    assert "superconducting" not in codes(found.flags)


def test_temperature_drift():
    """A drift of 10 % of T is a caution with the correlation in it."""
    rng = np.random.default_rng(5)
    R = metal() + 0.03 * rng.normal(size=B.size)
    found = verdict(sweep(R, T=np.linspace(2.0, 2.2, B.size)))

    assert "caution" == codes(found.flags)["temperature_drift"]


def test_two_terminal_sample():
    """A file that says two-terminal is a caution."""
    rng = np.random.default_rng(6)
    found = verdict(sweep(metal() + 0.03 * rng.normal(size=B.size), two_terminal=True))

    assert "caution" == codes(found.flags)["two_terminal"]


def test_offset_and_hall_part_are_information_only():
    """An offset of 8 mT and a Hall part above the cusp are told and do no harm."""
    rng = np.random.default_rng(7)
    R = metal(B - 0.008) + 300.0 * (B - 0.008) + 0.03 * rng.normal(size=B.size)
    found = verdict(sweep(R))

    assert "good" == found.verdict
    assert {"field_offset": "info", "odd_part_large": "info", "sample_unknown": "info"} == codes(found.flags)


@pytest.mark.parametrize(("R_sheet", "severity"), [(40e3, "reject"), (9e3, "caution"), (2e3, None)])
def test_strong_disorder_follows_k_F_l(R_sheet, severity):
    """k_F l = (h/e^2)/R_sheet for a spin-degenerate band: 0.65, 2.9 and 12.9."""
    rng = np.random.default_rng(8)
    curve = noisy(one_channel(B, -0.5, 0.02), B, rng, sigma0=1.0 / R_sheet)

    assert severity == codes(fit(curve).flags).get("strong_disorder")


def test_film_thicker_than_L_phi():
    """L_phi of 90 nm in a film of 200 nm is not two-dimensional."""
    rng = np.random.default_rng(9)
    curve = noisy(one_channel(B, -0.5, 0.02), B, rng)

    assert "caution" == codes(fit(curve, sample=Sample(thickness=200e-9)).flags)["thicker_than_L_phi"]
    assert "thicker_than_L_phi" not in codes(fit(curve, sample=Sample(thickness=20e-9)).flags)


def test_window_beyond_a_tenth_of_B_tr_is_a_caution():
    """A window of the user's own beyond the diffusive range is told."""
    rng = np.random.default_rng(10)
    curve = noisy(one_channel(B, -0.5, 0.02), B, rng, sigma0=1e-3)

    assert "caution" == codes(fit(curve, b_max=1.0, sample=Sample(density=1e17)).flags)["beyond_diffusion"]


@pytest.mark.parametrize(
    ("factor", "word", "severity"),
    [
        (25812.807, "e^2/h", "reject"),
        (81093.1, "e^2/(pi h), not in siemens", "reject"),
        (math.pi, "pi", "caution"),
        (1.0 / math.pi, "1/pi", "caution"),
        (2.0 * math.pi, "hbar", "caution"),
        (0.5, "1/2", "info"),
    ],
)
@pytest.mark.parametrize("fix", [{}, {"alpha": -0.5}])
def test_unit_slips_are_named_by_their_ratio(factor, word, severity, fix):
    """A curve multiplied by the ratio of a slip is answered with its name, the amplitude free or held."""
    rng = np.random.default_rng(11)
    found = fit(noisy(factor * one_channel(B, -0.5, 0.02), B, rng, relative=2e-3), fix=fix)
    slip = next(f for f in found.flags if f.code == "unit_slip")

    assert severity == slip.severity
    assert word in slip.message


def test_oersted_taken_for_tesla():
    """A sweep to 1e4 is in oersted; no magnet reaches it."""
    rng = np.random.default_rng(12)
    found = fit(noisy(one_channel(B, -0.5, 0.02), B * 1e4, rng))

    assert "reject" == codes(found.flags)["field_unit"]


@pytest.mark.parametrize(
    ("bump", "severity"), [(0.0, None), (0.02, "info"), (0.06, "caution"), (0.3, "reject")]
)
def test_misfit_grows_from_info_to_reject(bump, severity):
    """Structure of 2, 6 and 30 % of the cusp height that the model lacks is info, caution, reject."""
    rng = np.random.default_rng(13)
    y = one_channel(B, -0.5, 0.02)
    y = y + math.sqrt(2.0) * bump * np.ptp(y) * np.cos(2.0 * math.pi * B / 0.11)
    found = fit(noisy(y, B, rng, relative=1e-3))

    assert severity == codes(found.flags).get("misfit")


def test_sweep_that_stays_away_from_zero():
    """Data between 0.5 and 1 T have no cusp to read."""
    rng = np.random.default_rng(14)
    far = np.linspace(0.5, 1.0, 100)

    assert (
        "reject" == codes(fit(noisy(one_channel(far, 1.0, 0.02), far, rng)).flags)["zero_field_not_covered"]
    )


def test_every_doubt_is_fit_for_the_table():
    """Each has a code, a stage, severities, advice and a first line that reads as a sentence."""
    assert len({d.code for d in doubts()}) == len(doubts())
    for d in doubts():
        assert d.stage in ("load", "reduce", "optimum", "series")
        assert any(s in d.severities for s in SEVERITIES)
        assert d.meaning.endswith(".")
        assert d.advice


def test_doubts_are_silent_without_evidence():
    """A curve from arrays, of which nothing else is known, raises no doubt at the stage reduce."""
    curve = Magnetoconductance(B, one_channel(B, -0.5, 0.02))

    assert () == raise_flags(Evidence(curve), "reduce")


def test_worst_flags_come_first():
    """Flags are ordered from reject to info."""
    alpha = SimpleNamespace(value=-50.0, err=0.1, lo_95=-50.2, hi_95=-49.8, nuisance=False, determined=True)
    params = {"alpha": alpha}
    evidence = Evidence(Magnetoconductance(B, B), params=params, best={"B_offset": 0.01}, free_amplitude=True)
    found = [f.severity for f in raise_flags(evidence, "optimum")]

    assert sorted(found, key=("reject", "caution", "info").index) == found
    assert "reject" == found[0]
