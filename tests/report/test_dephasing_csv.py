"""dephasing.csv."""

from __future__ import annotations

import csv
import io

import pytest

from hlnfit.report.dephasing_csv import dephasing_csv


def test_there_is_one_row_a_law_and_one_is_preferred(wal):
    """Law, exponent and its error first; goodness and preference last."""
    rows = list(csv.DictReader(io.StringIO(dephasing_csv(wal))))
    columns = list(rows[0])

    assert ["law", "p", "p_err"] == columns[:3]
    assert ["chi2_red", "aicc", "preferred"] == columns[-3:]
    assert [f.law for f in wal.dephasing.fits] == [r["law"] for r in rows]
    assert [wal.dephasing.preferred.law] == [r["law"] for r in rows if r["preferred"] == "True"]


def test_the_exponent_that_was_put_in_comes_back(wal):
    """B_phi proportional to T: p = 1 within three errors."""
    row = next(r for r in csv.DictReader(io.StringIO(dephasing_csv(wal))) if r["law"] == "power")

    assert 1.0 == pytest.approx(float(row["p"]), abs=3.0 * float(row["p_err"]))


def test_without_a_law_only_the_header_stands_there(single):
    """One temperature has no law."""
    assert "law,p,p_err,chi2_red,aicc,preferred\n" == dephasing_csv(single)
