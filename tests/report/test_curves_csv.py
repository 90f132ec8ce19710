"""Files of single curves."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from hlnfit.report.curves_csv import COLUMNS, CURVE_FILE, curve_csv, curve_file


def columns(fit):
    """Read the file of a curve back as arrays; empty cells become NaN."""
    rows = list(csv.DictReader(io.StringIO(curve_csv(fit))))
    names = [n for n in rows[0] if n not in ("direction", "in_window")]
    out = {n: np.array([float(r[n] or "nan") for r in rows]) for n in names}
    out |= {n: np.array([r[n] for r in rows]) for n in ("direction", "in_window")}
    return out


@pytest.mark.parametrize(
    ("T", "name"),
    [(4.2, "003_4.2K.csv"), (0.025, "003_0.025K.csv"), (300.0, "003_300K.csv"), (None, "003_unknown.csv")],
)
def test_the_name_holds_number_and_temperature(wal, T, name):
    """Sorted by number, found by temperature."""
    fit = wal.series.fits[0]
    fit = replace(fit, curve=replace(fit.curve, temperature=T))

    assert name == curve_file(fit, 3)
    assert CURVE_FILE.match(name)


def test_foreign_names_are_not_taken_for_curves():
    """Only files of a report are ever removed."""
    for name in ("mine.csv", "003_film.csv", "3_2K.csv", "003_2K.txt"):
        assert not CURVE_FILE.match(name)


def test_the_columns_are_those_of_the_contract(single):
    """Data, fit, band and residual, then one column a term."""
    head = curve_csv(single.series.fits[0]).partition("\n")[0].split(",")

    assert list(COLUMNS) == head[:7]
    assert ["hln_simple_S", "quadratic_S", "dsigma0_S", "odd_S"] == head[7:11]
    assert ["in_window", "direction"] == head[11:]


def test_the_terms_add_up_to_the_fit_and_the_residual_is_what_is_left(wal):
    """fit = sum of terms, data = fit + residual, for both directions with their offsets."""
    c = columns(wal.series.fits[0])
    total = sum(c[n] for n in ("hln_simple_S", "dsigma0_S", "odd_S"))

    assert np.allclose(c["fit_S"], total, atol=1e-13)
    assert np.allclose(c["dsigma_S"], c["fit_S"] + c["residual_S"], atol=1e-13)
    assert {"up", "down"} == set(c["direction"])


def test_residuals_are_noise_in_the_window(wal):
    """Noise of 3e-8 S was put in."""
    c = columns(wal.series.fits[0])
    inside = c["in_window"] == "True"

    assert 3e-8 == pytest.approx(float(np.std(c["residual_S"][inside])), rel=0.25)
    assert wal.series.fits[0].n_points == inside.sum()


def test_the_band_is_around_the_fit_and_narrower_than_the_noise(wal):
    """A fit of many points knows the curve better than one point does."""
    c = columns(wal.series.fits[0])
    inside = c["in_window"] == "True"
    width = 0.5 * (c["band_hi_S"] - c["band_lo_S"])

    assert np.all(c["band_lo_S"] < c["fit_S"])
    assert np.all(c["fit_S"] < c["band_hi_S"])
    assert float(np.median(width[inside])) < 0.5 * 3e-8


def test_a_curve_that_could_not_be_fitted_has_data_and_no_fit(wal):
    """The columns are there and empty."""
    from hlnfit.fitting import SweepFit

    text = curve_csv(SweepFit(wal.curves[0], "hln_simple"))
    row = next(csv.DictReader(io.StringIO(text)))

    assert row["dsigma_S"]
    assert ["", "", "", ""] == [row[n] for n in ("fit_S", "band_lo_S", "band_hi_S", "residual_S")]


def test_a_curve_without_points_is_a_header(rejects):
    """Nothing was measured, and the file says so."""
    assert 1 == curve_csv(rejects.series.fits[3]).count("\n")
