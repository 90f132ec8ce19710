"""The numbers at the top of the page."""

from __future__ import annotations

from dataclasses import replace

from hlnfit.fitting import Series
from hlnfit.report.summary import summary


def facts(analysis):
    """Return name -> (value, remark)."""
    return {str(f.name): (str(f.value), str(f.remark)) for f in summary(analysis).facts}


def test_a_series_shows_the_range_of_the_length_and_where_its_ends_are(wal):
    """Shortest at the warmest, longest at the coldest."""
    value, remark = facts(wal)["<i>L</i><sub>φ</sub>"]

    assert " to " in value and value.endswith(" nm</span>")
    assert "at 16 K and 2 K" == remark


def test_the_exponent_is_second_and_names_its_law(wal):
    """After L_phi, before the rest."""
    found = summary(wal).facts

    assert "<i>p</i>" == str(found[1].name)
    assert wal.dephasing.preferred.law in str(found[1].remark)


def test_a_single_sweep_shows_numbers_without_a_range(single):
    """One temperature, one number."""
    value, remark = facts(single)["<i>L</i><sub>φ</sub>"]

    assert " to " not in value
    assert "at 0.05 K" == remark


def test_a_length_that_is_determined_now_and_then_says_how_often(undetermined):
    """So that a range is not taken for one of all sweeps."""
    fits = undetermined.series.fits
    n = sum(f.params["L_so"].determined for f in fits)
    value, remark = facts(undetermined)["<i>L</i><sub>so</sub>"]

    assert (f"determined in {n} of 3 sweeps" in remark) if n else value.startswith("<span")


def test_verdicts_are_counted(rejects):
    """Good, caution and reject, also where there are none."""
    assert {"good": 2, "caution": 0, "reject": 2} == summary(rejects).verdicts


def test_the_worst_flags_stand_first_and_info_is_left_out(rejects):
    """Ten seconds are short."""
    worst = summary(rejects).worst

    assert "reject" == worst[0].severity
    assert all(f.severity != "info" for f in worst)
    assert len(worst) <= 3


def test_reasons_are_given_where_nothing_can_be_used(unusable, wal, empty):
    """And only there."""
    assert any("R reaches" in r for r in summary(unusable).nothing)
    assert any("line 3" in r for r in summary(unusable).nothing)
    assert () == summary(wal).nothing
    assert summary(empty).nothing


def test_a_series_over_gate_voltage_is_told_in_volts(wal):
    """The title holds the range of what was varied."""
    fits = tuple(
        replace(f, curve=replace(f.curve, conditions={"gate_V": float(k)}))
        for k, f in enumerate(wal.series.fits)
    )
    series = Series(fits, "hln_simple", "gate_V")

    assert "4 sweeps, 0 to 3 V" == summary(replace(wal, series=series, dephasing=None)).title
