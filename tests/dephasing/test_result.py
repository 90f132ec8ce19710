from __future__ import annotations

import numpy as np
import pytest

from hlnfit.dephasing import fit_rates

T = np.array([1.5, 2.2, 3.1, 4.5, 6.5, 9.5, 13.0])
B = 5e-4 + 8e-4 * T


def test_table_is_rectangular() -> None:
    """All rows have the same columns, law, p, p_err first and chi2_red, aicc, preferred last."""
    rows = fit_rates(T, B, 0.02 * B).table()

    assert 1 == len({tuple(row) for row in rows})
    assert ["law", "p", "p_err"] == list(rows[0])[:3]
    assert ["chi2_red", "aicc", "preferred"] == list(rows[0])[-3:]


def test_one_row_is_preferred() -> None:
    """Exactly one law is marked, and it is the one that is returned."""
    result = fit_rates(T, B, 0.02 * B)

    assert [result.preferred.law] == [row["law"] for row in result.table() if row["preferred"]]


def test_table_holds_only_numbers_text_and_truth() -> None:
    """Rows are plain values that CSV and JSON can hold."""
    for row in fit_rates(T, B, 0.02 * B).table():
        assert {type(v) for v in row.values()} <= {str, float, int, bool}


def test_laws_by_name() -> None:
    """A law is found by its name; one that was not tried says why."""
    result = fit_rates(T, B, 0.02 * B)

    assert "power" == result["power"].law
    with pytest.raises(KeyError, match="sheet resistance"):
        result["nyquist_2d_log"]


def test_nothing_can_be_changed() -> None:
    """The arrays of a result are read-only."""
    rates = fit_rates(T, B, 0.02 * B).rates

    with pytest.raises(ValueError, match="read-only"):
        rates.B_phi[0] = 0.0
    with pytest.raises(ValueError, match="read-only"):
        rates.covariance[0, 0] = 0.0
