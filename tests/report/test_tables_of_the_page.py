"""Tables of the page: series, regime, laws, single sweeps and flags."""

from __future__ import annotations

import math
from dataclasses import replace

from hlnfit import models
from hlnfit.flags import Flag
from hlnfit.report.dephasing_table import dephasing_table
from hlnfit.report.details import sweep_details
from hlnfit.report.regime_table import regime_table
from hlnfit.report.series_table import series_table
from hlnfit.report.told_flags import WHOLE, told_flags


def test_the_table_of_the_series_shows_lengths_before_amplitudes(wal):
    """T, L_phi, alpha, R, window, chi-square."""
    table = series_table(wal)

    assert "<i>T</i> (K)" == table.heads[0]
    assert "<i>L</i><sub>φ</sub> (nm)" == table.heads[1]
    assert "α" == table.heads[2]
    assert [4, 4, 4, 4] == [round(math.log(len(r.cells), 6) * 4) for r in table.rows]


def test_rejected_rows_are_empty_but_there(rejects):
    """A dash in every column but the temperature."""
    row = series_table(rejects).rows[2]

    assert "reject" == row.verdict
    assert "50" == row.cells[0]
    assert all("–" in c for c in row.cells[1:])
    assert row.flags


def test_conditions_that_do_not_vary_are_left_out(wal):
    """The excitation current of a whole series is no column for people."""
    fits = tuple(
        replace(f, curve=replace(f.curve, conditions={"excitation_A": 1e-6, "gate_V": float(k)}))
        for k, f in enumerate(wal.series.fits)
    )
    heads = series_table(replace(wal, series=replace(wal.series, fits=fits))).heads

    assert ["<i>T</i> (K)", "gate (V)"] == [str(h) for h in heads[:2]]


def test_the_regime_lists_every_quantity_at_both_ends(wal, single):
    """k_F l, beta(g), lengths, energies and ratios, and the models that they allow, with reasons."""
    table = regime_table(wal)
    titles = {str(title): values for title, values, _ in table.rows}

    assert 2 == len(table.ends)
    for title in (
        "<i>k</i><sub>F</sub><i>l</i>",
        "g = <i>σ</i> h/e^2",
        "dg/d ln L",
        "thermal length <i>L</i><sub>T</sub>",
        "<i>k</i><sub>B</sub><i>T</i> <i>τ</i>/<i>ħ</i>",
        "<i>τ</i>/<i>τ</i><sub>φ</sub>",
        "transport field <i>B</i><sub>tr</sub>",
        "<i>L</i><sub>φ</sub>/width",
    ):
        assert 2 == len(titles[title])
    named = [name for pairs in (table.allowed, table.open, table.refused) for name, _ in pairs]
    assert set(models.names("field")) == set(named)
    assert all(reason for pairs in (table.allowed, table.open, table.refused) for _, reason in pairs)
    assert "wire" in dict(table.refused)
    # Without a density there is a conductance, and what is missing is told.
    assert "density" in regime_table(single).missing


def test_the_laws_are_listed_with_the_reason_of_the_choice(wal, single):
    """One row a law, one of them preferred."""
    table = dephasing_table(wal)

    assert 1 == sum(r.preferred for r in table.rows)
    assert len(wal.dephasing.fits) == len(table.rows)
    assert wal.dephasing.reason == table.reason
    assert "mT/K" in table.rows[0].cells[2]
    assert dephasing_table(single) is None


def test_the_box_of_a_sweep_holds_every_parameter(single):
    """Nuisance parameters are marked."""
    fit = single.series.fits[0]
    box = sweep_details(fit, 0, single.series)

    assert len(fit.params) == len(box.parameters)
    remarks = {str(name): remark for name, _, remark in box.parameters}
    assert "nuisance" == remarks["<i>c</i><sub>2</sub>"]
    assert "" == remarks["<i>L</i><sub>φ</sub>"]
    assert ("file", "film_0.05K.dat") == box.facts[0]
    assert ("Conductance = 5 / R.",) == box.steps


def test_units_of_a_box_are_those_people_read(single):
    """mT for offsets, nm for lengths, S/T² for a background."""
    values = [str(value) for _, value, _ in sweep_details(single.series.fits[0], 0, single.series).parameters]

    assert any(v.endswith(" nm") for v in values)
    assert any(v.endswith(" mT") for v in values)
    assert any(v.endswith(" S/T<sup>2</sup>") for v in values)


def test_flags_are_grouped_by_code_with_the_worst_severity(wal):
    """Info at 2 K and caution at 4.2 K are one entry of severity caution with two messages."""
    first, second, *rest = wal.series.fits
    fits = (
        replace(first, flags=(Flag("odd", "info", "a"), Flag("other", "info", "c"))),
        replace(second, flags=(Flag("odd", "caution", "b", "Do it."),)),
        *(replace(f, flags=()) for f in rest),
    )
    analysis = replace(
        wal, series=replace(wal.series, fits=fits), dephasing=None, flags=(Flag("whole", "reject", "d"),)
    )
    whole, odd, other = told_flags(analysis)

    assert ("whole", (WHOLE,)) == (whole.code, whole.sweeps)
    assert ("odd", "caution", "Do it.", ("2 K", "4.2 K")) == (odd.code, odd.severity, odd.advice, odd.sweeps)
    assert (("2 K", "a"), ("4.2 K", "b")) == odd.messages
    assert "other" == other.code
