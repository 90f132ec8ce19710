"""coherence.csv."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from hlnfit.constants import HBAR, M_E, E
from hlnfit.fitting import ParameterValue, Series
from hlnfit.report.coherence_csv import coherence_csv, coherence_rows, columns_of
from hlnfit.sample import Sample

HEAD = (
    "sweep,file,temperature_K,model,B_phi_T,B_phi_err_T,"
    "L_phi_nm,L_phi_err_nm,L_phi_lo_nm,L_phi_hi_nm,L_phi_bound"
)
TAIL = (
    "R_sheet_ohm,sigma0_S,B_offset_T,B_offset_err_T,odd_S_per_T,B_max_T,n_points,chi2_red,errors,verdict,"
    "flags"
)


def table(analysis):
    """Read the table back."""
    return list(csv.DictReader(io.StringIO(coherence_csv(analysis), newline="")))


def test_the_columns_are_those_of_the_contract(wal):
    """Names and order that others rely on, with the columns of a known sample at the end."""
    alpha = "alpha,alpha_err,alpha_lo,alpha_hi,alpha_bound"
    sample = "density_m2,mobility_m2_Vs,D_m2_s,tau_phi_ps"

    assert f"{HEAD},{alpha},{TAIL},{sample}" == coherence_csv(wal).partition("\n")[0]


def test_every_length_of_the_model_has_its_five_columns(undetermined):
    """L_so stands beside L_phi, and the other parameters in SI behind."""
    five = ["L_so_nm", "L_so_err_nm", "L_so_lo_nm", "L_so_hi_nm", "L_so_bound"]
    columns = coherence_csv(undetermined).partition("\n")[0].split(",")

    assert five == columns[columns.index("L_phi_bound") + 1 :][:5]
    assert ["B_e", "B_e_err", "B_e_lo", "B_e_hi", "B_e_bound"] == [c for c in columns if c.startswith("B_e")]


def test_numbers_are_those_of_the_fit(wal):
    """Nine digits, lengths in nanometres, the base name of the file."""
    row, fit = table(wal)[1], wal.series.fits[1]

    assert "film_4.2K.dat" == row["file"]
    assert 1e9 * fit.params["L_phi"].value == pytest.approx(float(row["L_phi_nm"]), rel=1e-8)
    assert 1e9 * fit.params["L_phi"].lo == pytest.approx(float(row["L_phi_lo_nm"]), rel=1e-8)
    assert fit.params["alpha"].err == pytest.approx(float(row["alpha_err"]), rel=1e-8)
    assert "good" == row["verdict"]


def test_what_is_not_determined_is_empty_and_has_its_bound(undetermined):
    """No L_so where the data do not tell it."""
    open_ends = [r for r in table(undetermined) if r["L_so_bound"]]

    assert open_ends
    for row in open_ends:
        assert ["", "", "", ""] == [row[f"L_so{x}_nm"] for x in ("", "_err", "_lo", "_hi")]
        assert row["L_so_bound"].startswith("> ")


def test_a_rejected_sweep_keeps_its_row_with_empty_physics(rejects):
    """The reader sees that it was there, and why it does not count."""
    row = table(rejects)[2]

    assert ("noise.dat", "reject") == (row["file"], row["verdict"])
    assert {""} == {row[c] for c in ("B_phi_T", "L_phi_nm", "L_phi_bound", "alpha", "sigma0_S", "chi2_red")}
    assert row["flags"]


def test_flags_are_joined_by_semicolons(rejects):
    """One column holds all codes, each once."""
    codes = table(rejects)[2]["flags"].split(";")

    assert len(codes) == len(set(codes))
    assert {f.code for f in rejects.series.fits[2].flags} == set(codes)


def test_no_nan_stands_in_the_table(wal, undetermined, rejects, unusable):
    """Empty cells, never nan or inf."""
    for analysis in (wal, undetermined, rejects, unusable):
        cells = coherence_csv(analysis).lower().replace("\n", ",").split(",")

        assert not {"nan", "inf", "-inf", "none"} & set(cells)


def test_a_known_sample_gives_mobility_diffusion_and_dephasing_time(wal):
    """mu = sigma/(n e), D = v_F l / 2, tau_phi = L_phi^2 / D (degenerate two-dimensional electrons)."""
    row = table(wal)[0]
    sigma, n, m = float(row["sigma0_S"]), 4e18, 0.2 * M_E
    # D = sigma / (e^2 nu) with nu = m / (pi hbar^2), the Einstein relation.
    D = sigma * np.pi * HBAR**2 / (E**2 * m)

    assert sigma / (n * E) == pytest.approx(float(row["mobility_m2_Vs"]), rel=1e-8)
    assert D == pytest.approx(float(row["D_m2_s"]), rel=1e-6)
    tau = 1e12 * (1e-9 * float(row["L_phi_nm"])) ** 2 / D
    assert tau == pytest.approx(float(row["tau_phi_ps"]), rel=1e-6)


def test_each_sweep_may_have_its_own_density(wal):
    """A density from R_xy belongs to its sweep."""
    own = [Sample(density=1e16 * (k + 1)) for k in range(len(wal.series))]
    rows = coherence_rows(replace(wal, extra={"samples": own}))

    assert [1e16, 2e16, 3e16, 4e16] == [r["density_m2"] for r in rows]


def test_the_rashba_coefficient_follows_from_its_field(wal):
    """B_R = m^2 alpha^2 / (e hbar^3); 1e-11 eV m and 0.05 m_e give 28.3 mT."""
    B_R = (0.05 * M_E) ** 2 * (1e-11 * E) ** 2 / (E * HBAR**3)
    value = ParameterValue("B_R", "T", B_R, 0.0, B_R, B_R, True)
    fits = tuple(replace(f, params={**f.params, "B_R": value}) for f in wal.series.fits)
    analysis = replace(wal, series=replace(wal.series, fits=fits), sample=Sample(mass=0.05 * M_E))

    assert 28.3e-3 == pytest.approx(B_R, rel=2e-3)
    assert 1e-11 == pytest.approx(coherence_rows(analysis)[0]["rashba_eVm"], rel=1e-9)


def test_further_conditions_come_last(wal):
    """A gate voltage gets a column of its own behind all others."""
    fits = tuple(
        replace(f, curve=replace(f.curve, conditions={"gate_V": 0.5 * k}))
        for k, f in enumerate(wal.series.fits)
    )
    rows = coherence_rows(replace(wal, series=Series(fits, "hln_simple")))

    assert "gate_V" == columns_of(rows)[-1]
    assert [0.0, 0.5, 1.0, 1.5] == [r["gate_V"] for r in rows]


def test_rows_of_different_models_share_one_table():
    """Columns are united, those that every model has stay behind the parameters."""
    rows = [
        {"sweep": 0, "L_phi_nm": 1.0, "alpha": 1.0, "R_sheet_ohm": 2.0, "flags": ""},
        {"sweep": 1, "L_phi_nm": 1.0, "L_so_nm": 3.0, "R_sheet_ohm": 2.0, "flags": "", "tilt_deg": 4.0},
    ]
    columns = columns_of(rows)

    assert ["L_phi_nm", "alpha", "L_so_nm", "R_sheet_ohm"] == columns[4:8]
    assert ["flags", "tilt_deg"] == columns[-2:]


def test_an_empty_series_still_has_its_header(empty):
    """A table without rows is a table."""
    assert f"sweep,file,temperature_K,model,{TAIL}\n" == coherence_csv(empty)
