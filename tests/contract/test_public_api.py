"""The public contract: names, columns, units, empty cells, exit codes and severities.

One Quantum Design file goes from the instrument's bytes to coherence.csv and the report, once through
Python and once through the command line. What others rely on is asserted here by name; a change of this
file is a change of the contract.
"""

from __future__ import annotations

import csv
import json
import math
import re
from pathlib import Path

import numpy as np
import pytest

import hlnfit as hf

CHECKOUT = Path(__file__).resolve().parents[2]
FILE = CHECKOUT / "sample_data" / "wal_film" / "wal_film_PPMS.dat"
BAR = ["--geometry", "hall-bar", "--length", "100um", "--width", "20um"]

COLUMNS = [
    "sweep", "file", "temperature_K", "model", "B_phi_T", "B_phi_err_T",
    "L_phi_nm", "L_phi_err_nm", "L_phi_lo_nm", "L_phi_hi_nm", "L_phi_bound",
    "alpha", "alpha_err", "alpha_lo", "alpha_hi", "alpha_bound",
    "R_sheet_ohm", "sigma0_S", "B_offset_T", "B_offset_err_T", "odd_S_per_T", "B_max_T", "n_points",
    "chi2_red", "errors", "verdict", "flags",
    "density_m2", "mobility_m2_Vs", "D_m2_s", "tau_phi_ps", "excitation_A",
]  # fmt: skip


def run(*arguments):
    """Run the command line in this process; return exit code, stdout and stderr."""
    from typer.testing import CliRunner

    from hlnfit.cli.app import app

    result = CliRunner().invoke(app, [str(a) for a in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(scope="module")
def truth():
    """True L_phi in nm by temperature."""
    entries = json.loads((FILE.parent / "truth.json").read_text(encoding="utf-8"))
    assert "hlnfit-truth/1" == entries["schema"]
    return {s["temperature_K"]: s for s in entries["sweeps"]}


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """Output of ``hlnfit fit`` on the sample file."""
    folder = tmp_path_factory.mktemp("contract") / "out"
    code, stdout, _ = run("fit", FILE, *BAR, "-o", folder)
    assert 0 == code
    assert "L_phi" in stdout
    return folder


@pytest.fixture(scope="module")
def rows(out):
    """Rows of coherence.csv."""
    with (out / "coherence.csv").open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


# ---- Python ------------------------------------------------------------------------------------------


def test_names_of_the_package():
    """Every name of the contract that exists so far can be reached from the top."""
    for name in (
        "load", "reduce", "fit", "fit_series", "fit_temperature", "fit_dephasing", "separate",
        "fit_map", "fit_map_file",
        "run", "write_report", "regime_of",
        "Magnetoconductance", "HallBar", "VanDerPauw", "Square", "Wire",
        "models", "loaders", "special", "simulation",
    ):  # fmt: skip
        assert hasattr(hf, name), name
    assert {"hln_simple", "hln", "quadratic"} <= set(hf.models.names())
    assert "quantum_design" in {n.replace("-", "_") for n in hf.loaders.names()}


def test_load_reduce_fit_in_python(truth):
    """Load gives sweeps in SI, reduce gives curves, fit gives parameters, verdict and a row."""
    sweeps = hf.load(FILE)
    assert 20 == len(sweeps)
    first = sweeps[0]
    assert {"up", "down"} == {s.direction for s in sweeps}
    assert 1.0 == pytest.approx(np.abs(first.B).max(), abs=0.02)  # tesla; the file is in oersted
    assert 64 == len(first.source.sha256)
    assert first.R_xy is not None

    curves = hf.reduce(sweeps, hf.HallBar(length=100e-6, width=20e-6))
    assert 10 == len(curves)
    assert "instrument" == curves[0].errors
    assert curves[0].log

    fit = hf.fit(curves[0], model="hln_simple", errors="profile")
    for name in ("value", "err", "lo", "hi", "determined"):
        assert hasattr(fit.params["L_phi"], name)
    assert "good" == fit.verdict
    assert COLUMNS == list(fit.row())
    assert {"B_phi", "L_phi", "alpha"} <= set(fit.lmfit.params)
    L = fit.params["L_phi"]
    assert abs(1e9 * L.value - truth[1.5]["L_phi_nm"]) < 3.0 * 1e9 * L.err


def test_series_table_has_the_columns_of_coherence_csv():
    """fit_series(...).table() is a DataFrame with the columns of coherence.csv."""
    curves = hf.reduce(hf.load(FILE), hf.HallBar(100e-6, 20e-6))[:3]
    series = hf.fit_series(curves, model="hln_simple", errors="covariance")

    assert COLUMNS == list(series.table().columns)


def test_models_are_callables_in_siemens():
    """models.get(name)(B, **fields) is Delta sigma, shaped like B and zero at B = 0."""
    B = np.array([[0.0, 0.1], [-0.1, 1.0]])
    value = hf.models.get("hln")(B, B_phi=1e-3, B_so=0.05, B_e=1.0)

    assert (2, 2) == value.shape
    assert 0.0 == value[0, 0]
    assert value[0, 1] == value[1, 0]


# ---- Output folder -----------------------------------------------------------------------------------


def test_columns_and_order_of_coherence_csv(rows):
    """The columns stand in the order of the contract."""
    assert COLUMNS == list(rows[0])
    assert 10 == len(rows)


def test_units_of_coherence_csv(rows, truth):
    """Kelvin, tesla, nanometres, ohms, siemens."""
    row = rows[0]
    assert "wal_film_PPMS.dat" == row["file"]
    assert "hln_simple" == row["model"]
    assert 1.5 == pytest.approx(float(row["temperature_K"]), rel=0.01)
    L, B_phi = float(row["L_phi_nm"]), float(row["B_phi_T"])
    assert 16.455298923772668 == pytest.approx(B_phi * 1e3 * (L / 100.0) ** 2, rel=1e-6)
    assert float(row["L_phi_lo_nm"]) < L < float(row["L_phi_hi_nm"])
    assert 600.0 == pytest.approx(float(row["R_sheet_ohm"]), rel=0.03)
    assert 1.0 == pytest.approx(float(row["R_sheet_ohm"]) * float(row["sigma0_S"]), rel=1e-6)
    assert -0.02 < float(row["B_offset_T"]) < 0.0
    assert 0.0 < float(row["B_max_T"]) <= 1.02


def test_truth_is_met_and_every_sweep_is_good(rows, truth):
    """L_phi agrees with the truth within 3 errors in at least 9 of 10 sweeps; all are good."""
    pulls = []
    for row in rows:
        T = min(truth, key=lambda t: abs(t - float(row["temperature_K"])))
        pulls.append((float(row["L_phi_nm"]) - truth[T]["L_phi_nm"]) / float(row["L_phi_err_nm"]))

    assert sum(abs(p) <= 3.0 for p in pulls) >= 9
    assert {"good"} == {row["verdict"] for row in rows}
    assert {"instrument"} == {row["errors"] for row in rows}
    assert all("std_dev_is_not_the_error" in row["flags"].split(";") for row in rows)


def test_bounds_are_empty_where_values_are_determined(rows):
    """A determined parameter has a value and limits, and an empty bound."""
    assert {""} == {row["L_phi_bound"] for row in rows}
    assert {""} == {row["alpha_bound"] for row in rows}


def test_files_of_the_output_folder(out):
    """Every file of the contract is there."""
    for name in ("coherence.csv", "dephasing.csv", "results.json", "report.html", "hlnfit.toml"):
        assert (out / name).stat().st_size > 0, name
    for name in ("magnetoconductance", "coherence", "residuals", "window", "correlation"):
        for ending in ("png", "pdf"):
            assert (out / "figures" / f"{name}.{ending}").stat().st_size > 1000, name
    assert 10 == len(list((out / "curves").glob("*.csv")))
    assert re.fullmatch(r"000_1\.5\d*K\.csv", sorted(p.name for p in (out / "curves").iterdir())[0])


def test_columns_of_the_curves(out):
    """Field in tesla, conductances in siemens, and one column a term."""
    first = sorted((out / "curves").iterdir())[0]
    with first.open(encoding="utf-8", newline="") as f:
        header = next(csv.reader(f))
    assert ["B_T", "dsigma_S", "err_S", "fit_S", "band_lo_S", "band_hi_S", "residual_S"] == header[:7]
    assert any("hln_simple" in column for column in header[7:])


def test_dephasing_csv(out):
    """One row a law, with p of 1/tau_phi ~ T^p near 1 as in the truth."""
    with (out / "dephasing.csv").open(encoding="utf-8", newline="") as f:
        laws = list(csv.DictReader(f))
    assert {"law", "p", "p_err", "chi2_red", "aicc", "preferred"} <= set(laws[0])
    best = next(row for row in laws if row["preferred"].lower() in ("true", "yes", "1"))
    assert 1.0 == pytest.approx(float(best["p"]), abs=0.15)


def test_results_json(out):
    """Schema, versions, seed, hashes, steps and flags with evidence."""
    results = json.loads((out / "results.json").read_text(encoding="utf-8"))
    assert "hlnfit/1" == results["schema"]
    text = json.dumps(results)
    assert "NaN" not in text and "Infinity" not in text
    for key in ("versions", "seed", "config"):
        assert key in results
    assert re.search(r'"[0-9a-f]{64}"', text)
    assert "evidence" in text


def test_report_is_self_contained(out):
    """The page loads nothing from anywhere."""
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page.replace("https://doi.org/", ""))
    assert "L_phi" in page or "L<sub>" in page


def test_resolved_config_repeats_the_table_byte_for_byte(out, tmp_path):
    """hlnfit run on the resolved config gives the same coherence.csv."""
    code, _, stderr = run("run", out / "hlnfit.toml", "-o", tmp_path / "again", "--no-plots")

    assert 0 == code, stderr
    assert (out / "coherence.csv").read_bytes() == (tmp_path / "again" / "coherence.csv").read_bytes()


def test_empty_cells_of_a_rejected_sweep(tmp_path):
    """Physics columns are empty where a sweep is rejected; the numbers stay in results.json."""
    rng = np.random.default_rng(0)
    B = np.linspace(-1.0, 1.0, 81)
    lines = [f"{b:.4f},{1000.0 + 0.1 * rng.normal():.5f}" for b in B]
    path = tmp_path / "noise_2K.csv"
    path.write_text("Field (T),Resistance (Ohm)\n" + "\n".join(lines) + "\n", encoding="utf-8")
    code, _, _ = run("fit", path, "--geometry", "square", "-o", tmp_path / "out", "--no-plots")
    with (tmp_path / "out" / "coherence.csv").open(encoding="utf-8", newline="") as f:
        (row,) = csv.DictReader(f)

    assert 1 == code  # no usable data
    assert "reject" == row["verdict"]
    assert "no_signal" in row["flags"].split(";")
    for name in ("B_phi_T", "L_phi_nm", "L_phi_err_nm", "L_phi_lo_nm", "L_phi_hi_nm", "alpha", "sigma0_S"):
        assert "" == row[name], name
    assert "2" == row["temperature_K"].split(".")[0]
    results = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))
    assert "rejected_fit" in json.dumps(results)


# ---- Command line ------------------------------------------------------------------------------------


def test_exit_codes(tmp_path, out):
    """2 for usage, 1 where the answer is no, 3 where a part could not be done."""
    assert 2 == run("fit", FILE, "-o", tmp_path / "a")[0]  # no geometry
    assert 2 == run("fit", FILE, *BAR, "-o", tmp_path / "b", "--model", "hlm")[0]
    assert 2 == run("fit", FILE, *BAR, "-o", tmp_path / "c", "--length", "5 parsnips")[0]
    assert 2 == run("fit", FILE, *BAR, "-o", out)[0]  # output is there already
    missing = tmp_path / "nothing.dat"
    missing.write_bytes(b"")
    assert 1 == run("fit", missing, *BAR, "-o", tmp_path / "d")[0]
    code, _, stderr = run(
        "fit", FILE, missing, *BAR, "--select", "T=1.5K", "-o", tmp_path / "e", "--no-plots"
    )
    assert 3 == code
    assert "nothing.dat" in stderr


def test_errors_are_words_not_tracebacks(tmp_path):
    """What is wrong, what was expected, and no traceback."""
    _, _, stderr = run("fit", FILE, "-o", tmp_path / "a")
    assert "geometry" in stderr
    assert "Traceback" not in stderr


def test_inspect_names_columns_and_sweeps():
    """inspect tells format, columns with reasons, temperatures and directions."""
    code, stdout, _ = run("inspect", FILE)
    assert 0 == code
    for word in ("Magnetic Field (Oe)", "Bridge 1", "Bridge 2", "1.5", "20", "up", "down"):
        assert word in stdout


def test_json_listings():
    """models and formats list themselves as JSON."""
    for verb, name in (("models", "hln_simple"), ("formats", "quantum")):
        code, stdout, _ = run(verb, "--json")
        assert 0 == code
        assert name in json.dumps(json.loads(stdout))


def test_nothing_of_a_number_is_nan_in_the_csv(rows):
    """Numbers are finite and floats have a fixed format."""
    for row in rows:
        for name in COLUMNS[4:10]:
            assert math.isfinite(float(row[name]))


def test_models_are_ranked_for_a_config(tmp_path):
    """models --for CONFIG says of every model whether the regime allows it, and why."""
    config = tmp_path / "film.toml"
    code, _, stderr = run("init", FILE, *BAR, "--select", "T=2K", "-o", config)
    assert 0 == code, stderr
    code, stdout, _ = run("models", "--for", config, "--json")
    ranked = json.loads(stdout)["ranked"]

    assert 0 == code
    assert set(hf.models.names()) == {r["model"] for r in ranked}
    assert {True, False, None} >= {r["allowed"] for r in ranked}
    assert all(r["reason"] for r in ranked)


def test_separate_writes_its_tables(tmp_path):
    """separate gives alpha p and K_ee of a film that simulate made, with the files of its contract."""
    made, out = tmp_path / "made", tmp_path / "out"
    film = ("--set", "alpha=1", "--l-phi", "600nm", "--b-max", "3T", "--step", "60mT", "--noise", "3e-5")
    assert 0 == run("simulate", *film, "--temperatures", "2, 4, 8 K", "--interaction", "0.65", "-o", made)[0]
    options = ("--b-max", "2T", "--g-factor", "0", "--no-plots", "-o", out)
    code, stdout, stderr = run("separate", made / "film.dat", *BAR, *options)
    assert 0 == code, stderr
    assert "K_ee" in stdout
    for name in ("separation.csv", "levels.csv", "results.json", "report.html", "hlnfit.toml"):
        assert (out / name).stat().st_size > 0, name
    with (out / "separation.csv").open(encoding="utf-8", newline="") as f:
        found = {r["quantity"]: r for r in csv.DictReader(f)}
    assert ["quantity", "value", "err", "lo", "hi", "determined", "meaning"] == list(found["K_ee"])
    for name, true in (("K_ee", 0.65), ("alpha_p", 1.0), ("K_ee_hall", 0.65)):
        assert abs(float(found[name]["value"]) - true) < 4.0 * float(found[name]["err"]), name
    assert 2 == run("separate", made / "film.dat", *BAR, *options)[0]  # output is there already
