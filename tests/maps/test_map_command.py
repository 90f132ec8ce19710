"""``hlnfit map``: from lab files and from arrays to NetCDF, table, figures and page."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.maps.files import GATES, OPTIONS, TEMPERATURES, B_phi_of, write_arrays, write_matrices

xr = pytest.importorskip("xarray")
pytest.importorskip("h5netcdf")
LAB = Path(__file__).resolve().parents[3] / "shared" / "data" / "tbg_wse2"


def run(*arguments):
    """Run the command line in this process; return exit code, stdout and stderr."""
    from hlnfit.cli.app import app

    result = CliRunner().invoke(app, [str(a) for a in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def opened(path):
    """A map as it was written."""
    with xr.open_dataset(path, engine="h5netcdf") as data:
        return data.load()


@pytest.fixture(scope="module")
def lab_map(tmp_path_factory):
    """Output of the command on three matrix files; exit code, stdout, folder."""
    folder = tmp_path_factory.mktemp("map")
    write_matrices(folder)
    code, stdout, _ = run(
        "map", folder / "film_300mK.txt", folder / "film_1K.txt", folder / "film_4K.txt", *OPTIONS,
        "--b-max", "0.1T", "-o", folder / "out",
    )  # fmt: skip
    return code, stdout, folder


def test_lab_files_become_a_map_of_gate_and_temperature(lab_map):
    """Each file is a temperature, each row a gate; L_phi follows the truth cell by cell."""
    code, stdout, folder = lab_map
    found = opened(folder / "out" / "map.nc")

    assert 0 == code
    assert ("temperature_K", "gate_V") == found["L_phi"].dims
    np.testing.assert_allclose(found["temperature_K"].values, [0.3, 1.0, 4.0])
    np.testing.assert_allclose(found["gate_V"].values, GATES)
    truth = B_phi_of(found["temperature_K"].values[:, None], GATES[None, :])
    pull = (found["B_phi"].values - truth) / found["B_phi_err"].values
    assert np.nanmax(np.abs(pull)) < 4.5
    assert np.isfinite(found["B_phi"].values).sum() >= 12
    assert "3 temperature K × 5 gate V" in stdout


def test_the_folder_holds_what_the_report_of_a_series_holds(lab_map):
    """Table in the columns of coherence.csv, results.json, figures, page, config."""
    _, _, folder = lab_map
    out = folder / "out"
    with (out / "coherence.csv").open(encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    results = json.loads((out / "results.json").read_text(encoding="utf-8"))
    page = (out / "report.html").read_text(encoding="utf-8")

    assert 15 == len(rows)
    assert {"sweep", "file", "temperature_K", "L_phi_nm", "alpha", "verdict", "flags", "gate_V"} <= set(
        rows[0]
    )
    assert [0.3] * 5 == [float(r["temperature_K"]) for r in rows[:5]]
    assert GATES.tolist() == [float(r["gate_V"]) for r in rows[:5]]
    assert "hlnfit/1" == results["schema"]
    assert [3, 5] == results["map"]["shape"]
    assert [0, 0] == results["map"]["place"][0]
    for name in ("map_L_phi", "lines_L_phi", "map_alpha"):
        assert (out / "figures" / f"{name}.png").is_file()
        assert f'id="figure-{name}"' in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "hlnfit map hlnfit.toml" in page


def test_a_map_is_repeated_from_its_config(lab_map, tmp_path):
    """hlnfit map hlnfit.toml gives the same table, byte for byte, with any number of threads."""
    _, _, folder = lab_map
    code, _, _ = run("map", folder / "out" / "hlnfit.toml", "-o", tmp_path / "again")

    assert 0 == code
    first, again = ((f / "coherence.csv").read_bytes() for f in (folder / "out", tmp_path / "again"))
    assert first == again


def test_output_is_kept_unless_forced(lab_map):
    """A second run into the same folder is refused before any work."""
    _, _, folder = lab_map
    code, _, stderr = run("map", folder / "film_1K.txt", *OPTIONS, "-o", folder / "out")

    assert 2 == code
    assert "map.nc" in stderr and "--force" in stderr


def test_json_goes_to_stdout(tmp_path):
    """--json prints what results.json holds."""
    write_matrices(tmp_path)
    code, stdout, _ = run("map", tmp_path / "film_1K.txt", *OPTIONS, "--b-max", "0.1T", "--json")
    found = json.loads(stdout)

    assert 0 == code
    assert [5] == found["map"]["shape"]
    assert found["out"] is None


def test_a_curve_of_noise_is_a_rejected_cell(tmp_path):
    """A gate step without any signal is no result, and exit code and neighbours do not suffer."""
    path, *_ = write_matrices(tmp_path)
    rows = np.loadtxt(path)
    rows[2] = 1e-5 * (1.0 + 1e-6 * np.random.default_rng(1).normal(size=rows.shape[1]))
    header = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    np.savetxt(path, rows, header=header)
    code, _, _ = run("map", path, *OPTIONS, "--b-max", "0.1T", "--no-plots", "-o", tmp_path / "out")
    found = opened(tmp_path / "out" / "map.nc")

    assert 0 == code
    assert 2 == found["verdict"].values[2]
    assert np.isnan(found["L_phi"].values[2])
    assert "no_signal" in found["flags"].attrs["flag_meanings"]


def test_an_array_file_becomes_a_map(tmp_path):
    """NetCDF in, the same kind of folder out; a model and a held parameter are taken."""
    B_phi = write_arrays(tmp_path / "map.nc", shape=(4, 12))
    code, stdout, stderr = run(
        "map", tmp_path / "map.nc", "--model", "hln", "--fix", "B_e=1.5T", "--jobs", "2",
        "-o", tmp_path / "out",
    )  # fmt: skip
    found = opened(tmp_path / "out" / "map.nc")
    with (tmp_path / "out" / "coherence.csv").open(encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    results = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))

    assert 0 == code, stderr
    assert (np.abs(found["B_phi"].values - B_phi) < 5.0 * found["B_phi_err"].values).all()
    assert (found["B_e"].values == 1.5).all()
    assert 48 == len(rows)
    assert float(found["L_phi"].values[0, 0]) == pytest.approx(1e-9 * float(rows[0]["L_phi_nm"]), rel=1e-8)
    assert 64 == len(results["inputs"][0]["sha256"])
    assert {"good": 48, "caution": 0, "reject": 0} == results["verdicts"]
    assert (tmp_path / "out" / "figures" / "map_L_so.png").is_file()
    assert "4 temperature K × 12 gate V" in stdout
    assert run("map", tmp_path / "out" / "hlnfit.toml", "-o", tmp_path / "again")[0] == 0
    first, again = ((tmp_path / f / "coherence.csv").read_bytes() for f in ("out", "again"))
    assert first == again


def test_two_sided_arrays_have_their_offset_fitted(tmp_path):
    """As for single sweeps, a field offset and odd terms are fitted where both signs were measured."""
    write_arrays(tmp_path / "map.nc", shape=(2, 3), two_sided=True)
    code, _, _ = run("map", tmp_path / "map.nc", "--model", "hln", "--no-plots", "-o", tmp_path / "out")
    found = opened(tmp_path / "out" / "map.nc")

    assert 0 == code
    assert (np.abs(found["B_offset"].values) < 5.0 * found["B_offset_err"].values).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--errors", "profile"), "errors is 'profile'"),
        (("--select", "T=2K"), "select means nothing"),
        (("--model", "nonsense"), "nonsense"),
    ],
)
def test_what_a_map_of_arrays_does_not_have_is_refused(tmp_path, options, message):
    """Exit code 2 and words, before any fit."""
    write_arrays(tmp_path / "map.nc", shape=(2, 2))
    code, _, stderr = run("map", tmp_path / "map.nc", *options, "-o", tmp_path / "out")

    assert 2 == code
    assert message in stderr


def test_two_curves_in_one_cell_are_refused(tmp_path):
    """Two pairs of contacts at the same gate and temperature are no map."""
    first, *_ = write_matrices(tmp_path)
    (tmp_path / "other_300mK.txt").write_bytes(first.read_bytes())
    code, _, stderr = run("map", first, tmp_path / "other_300mK.txt", *OPTIONS, "--merge", "none")

    assert 2 == code
    assert "two curves stand at" in stderr


def test_unknown_temperature_is_told(tmp_path):
    """Curves without a temperature are in the table, in no cell, and a flag says so."""
    paths = write_matrices(tmp_path)
    lost = tmp_path / "film_base.txt"
    lost.write_bytes(paths[0].read_bytes())
    code, stdout, _ = run("map", *paths, lost, *OPTIONS, "--b-max", "0.1T", "--json")
    found = json.loads(stdout)

    assert 0 == code
    assert [3, 5] == found["map"]["shape"]
    assert 20 == len(found["sweeps"])
    assert "outside_map" in [f["code"] for f in found["flags"]]
    assert set(TEMPERATURES.values()) == set(found["map"]["axes"]["temperature_K"])


@pytest.mark.lab_data
@pytest.mark.skipif(not LAB.is_dir(), reason="the real measurement files are not beside the checkout")
def test_single_gate_traces_full_of_fluctuations_are_not_called_good(tmp_path):
    """One gate step of the graphene film is universal conductance fluctuations: no good, no wild numbers."""
    code, _, _ = run(
        "map", LAB / "W5_10nA_-2Vbg_300mK_40-39.txt", "--field-axis=-25mT:25mT:0.2mT", "--current", "10nA",
        "--geometry", "square", "--b-max", "25mT", "--select", "0..7", "--no-plots", "-o", tmp_path / "out",
    )  # fmt: skip
    found = opened(tmp_path / "out" / "map.nc")
    good = found["verdict"].values == 0

    assert code in (0, 1)
    assert (8,) == found["L_phi"].shape
    assert good.sum() <= 2
    assert not (np.abs(found["alpha"].values[good]) > 2.0).any()
    assert not (found["L_phi"].values[good] > 3e-6).any()


def test_neighbouring_gate_steps_are_averaged(tmp_path):
    """--bin 2 fits the means of two steps: fewer cells, smaller errors, the mean gate voltage."""
    write_matrices(tmp_path, noise=0.05)
    arguments = ("map", tmp_path / "film_1K.txt", *OPTIONS, "--b-max", "0.1T", "--no-plots")
    run(*arguments, "-o", tmp_path / "single")
    code, _, _ = run(*arguments, "--bin", "2", "-o", tmp_path / "binned")
    single, binned = (opened(tmp_path / f / "map.nc") for f in ("single", "binned"))

    assert 0 == code
    np.testing.assert_allclose(binned["gate_V"].values, [-0.75, 0.25, 1.0])
    assert np.nanmedian(binned["B_phi_err"].values[:2]) < np.nanmedian(single["B_phi_err"].values)
    assert "bin = 2" in (tmp_path / "binned" / "hlnfit.toml").read_text(encoding="utf-8")
    assert run(*arguments, "--bin", "9")[0] == 2
