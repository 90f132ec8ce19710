"""Maps of arrays: read in pieces, fitted, written whole; killed and gone on with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import hlnfit as hf
from hlnfit.errors import LoadError, MissingExtraError, OutputError
from hlnfit.maps.file import fit_map_file
from hlnfit.maps.parts import Parts
from hlnfit.maps.source import open_map
from tests.maps.files import write_arrays

xr = pytest.importorskip("xarray")
pytest.importorskip("h5netcdf")
CHECKOUT = Path(__file__).resolve().parents[2]


def opened(path):
    """A result as it was written."""
    with xr.open_dataset(path, engine="h5netcdf") as data:
        return data.load()


def test_the_result_is_that_of_fit_map_with_units(tmp_path):
    """Every number is that of hf.fit_map on the whole array; axes and variables carry their units."""
    B_phi = write_arrays(tmp_path / "map.nc")
    out = fit_map_file(tmp_path / "map.nc", tmp_path / "out.nc", "hln", block=5)
    found = opened(out)
    with xr.open_dataset(tmp_path / "map.nc", engine="h5netcdf") as data:
        y, B = data["sigma_xx"].values, 1e-3 * data["B"].values
    whole = hf.fit_map(B, y - y[..., :1], "hln")

    for name in ("B_phi", "B_phi_err", "L_so", "alpha"):
        if name in found:
            np.testing.assert_allclose(found[name].values, getattr(whole, name), rtol=1e-9)
    assert (np.abs(found["B_phi"].values - B_phi) < 5.0 * found["B_phi_err"].values).all()
    assert ("temperature_K", "gate_V") == found["B_phi"].dims
    assert {"T", "m", "K", "V"} == {
        found[n].attrs["units"] for n in ("B_phi", "L_phi", "temperature_K", "gate_V")
    }
    assert "CF-1.11" == found.attrs["Conventions"]
    assert "good caution reject" == found["verdict"].attrs["flag_meanings"]
    assert 1e-3 == pytest.approx(float(found["sigma0"].mean()), rel=1e-2)
    assert not (tmp_path / "out.nc.parts").exists()


def test_size_of_the_pieces_and_threads_change_nothing(tmp_path):
    """Any block size and any number of threads give the same file content."""
    write_arrays(tmp_path / "map.nc", shape=(3, 40))
    one = opened(fit_map_file(tmp_path / "map.nc", tmp_path / "1.nc"))
    other = opened(fit_map_file(tmp_path / "map.nc", tmp_path / "2.nc", block=7, jobs=2))

    xr.testing.assert_equal(one, other)


def test_a_bad_curve_is_rejected_and_its_neighbours_are_not(tmp_path):
    """NaN points are left out; a curve of NaN alone is a rejected cell."""
    write_arrays(tmp_path / "map.nc")
    with xr.open_dataset(tmp_path / "map.nc", engine="h5netcdf") as data:
        broken = data.load()
    clean = opened(fit_map_file(tmp_path / "map.nc", tmp_path / "clean.nc"))
    broken["sigma_xx"].values[1, 3] = np.nan
    broken["sigma_xx"].values[0, 0, 10:20] = np.nan
    broken.to_netcdf(tmp_path / "broken.nc", engine="h5netcdf")
    found = opened(fit_map_file(tmp_path / "broken.nc", tmp_path / "out.nc"))

    assert 2 == found["verdict"].values[1, 3]
    assert np.isnan(found["B_phi"].values[1, 3])
    assert 91 == found["n_points"].values[0, 0]
    others = np.ones((3, 8), dtype=bool)
    others[1, 3] = others[0, 0] = False
    np.testing.assert_array_equal(found["B_phi"].values[others], clean["B_phi"].values[others])


def test_resistance_units_and_errors(tmp_path):
    """A resistance in kohm over a field in Oe, with its errors, gives the same lengths."""
    write_arrays(tmp_path / "map.nc")
    with xr.open_dataset(tmp_path / "map.nc", engine="h5netcdf") as data:
        sigma, T, gate, B = (data[n].values for n in ("sigma_xx", "temperature", "V_g", "B"))
    error = np.full(sigma.shape, 0.02 * np.ptp(sigma[0, 0]))
    other = xr.Dataset(
        {
            "R_xx": (("back_gate", "T", "field"), 1e-3 * np.swapaxes(4.0 / sigma, 0, 1), {"units": "kohm"}),
            "R_xx_err": (("back_gate", "T", "field"), 1e-3 * np.swapaxes(4.0 * error / sigma**2, 0, 1)),
        },
        {
            "T": ("T", 1e3 * T, {"units": "mK"}),
            "back_gate": ("back_gate", gate, {"units": "V"}),
            "field": ("field", 10.0 * B, {"units": "Oe"}),
        },
    )
    other.to_netcdf(tmp_path / "other.nc", engine="h5netcdf")
    plain = opened(fit_map_file(tmp_path / "map.nc", tmp_path / "1.nc"))
    found = opened(fit_map_file(tmp_path / "other.nc", tmp_path / "2.nc", squares=4.0))

    assert ("back_gate_V", "temperature_K") == found["L_phi"].dims
    np.testing.assert_allclose(found["temperature_K"].values, T)
    np.testing.assert_allclose(found["B_phi"].values.T, plain["B_phi"].values, rtol=1e-6)
    with pytest.raises(LoadError, match="geometry"):
        open_map(tmp_path / "other.nc")


def test_plain_hdf5_without_names_of_dimensions(tmp_path):
    """An HDF5 file with datasets B_T and dsigma is understood by the length of its axes."""
    h5py = pytest.importorskip("h5py")
    B = np.linspace(0.0, 1.0, 51)
    y = np.stack([hf.models.get("hln_simple")(B, alpha=-0.5, B_phi=b) for b in (5e-3, 1e-2)])
    with h5py.File(tmp_path / "plain.h5", "w") as file:
        file["B_T"] = B
        file["dsigma"] = y + 1e-9 * np.random.default_rng(0).normal(size=y.shape)
        file["dsigma"].attrs["units"] = "S"
    found = opened(fit_map_file(tmp_path / "plain.h5", tmp_path / "out.nc", "hln_simple"))

    np.testing.assert_allclose(found["B_phi"].values, [5e-3, 1e-2], rtol=0.01)


@pytest.mark.parametrize(
    ("names", "units", "message"),
    [
        ({"B": "x"}, {"x": "apples"}, "no field axis"),
        ({"sigma_xx": "signal"}, {"signal": "apples"}, "no conductance"),
        ({}, {"sigma_xx": "apples"}, "no unit of conductance"),
        ({}, {"B": ""}, "the field B has no unit"),
    ],
)
def test_files_that_are_no_map_are_refused_in_words(tmp_path, names, units, message):
    """The error says what is missing and what the file holds."""
    write_arrays(tmp_path / "map.nc", **names)
    with xr.open_dataset(tmp_path / "map.nc", engine="h5netcdf") as data:
        changed = data.load()
    for name, unit in units.items():
        changed[name].attrs["units"] = unit
    changed.to_netcdf(tmp_path / "changed.nc", engine="h5netcdf")

    with pytest.raises(LoadError, match=message):
        open_map(tmp_path / "changed.nc")


def test_an_existing_file_is_kept(tmp_path):
    """Nothing is overwritten unasked."""
    write_arrays(tmp_path / "map.nc")
    (tmp_path / "out.nc").write_text("mine", encoding="utf-8")

    with pytest.raises(OutputError, match="exists"):
        fit_map_file(tmp_path / "map.nc", tmp_path / "out.nc")
    assert "mine" == (tmp_path / "out.nc").read_text(encoding="utf-8")


def test_parts_of_other_settings_are_thrown_away(tmp_path):
    """Pieces are used again only where their key is the same."""
    first = Parts(tmp_path / "parts", "a")
    first.save(0, {"x": np.arange(3.0)})

    assert 0 in Parts(tmp_path / "parts", "a")
    assert 0 not in Parts(tmp_path / "parts", "b")


def test_a_killed_run_leaves_whole_pieces_and_the_next_one_goes_on(tmp_path):
    """kill -9 in the middle: no result, no half file; the next run fits only what is missing."""
    write_arrays(tmp_path / "map.nc", shape=(6, 40), n=201)
    out = tmp_path / "out.nc"
    slow = (
        "import time\n"
        "from hlnfit.maps.file import fit_map_file\n"
        f"fit_map_file({str(tmp_path / 'map.nc')!r}, {str(out)!r}, 'hln', block=20,\n"
        "    progress=lambda done, total: time.sleep(0.3))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "OMP_NUM_THREADS": "1"}
    running = subprocess.Popen([sys.executable, "-c", slow], env=environment)
    parts = tmp_path / "out.nc.parts"
    for _ in range(1200):
        if len(list(parts.glob("*.npz"))) >= 2 or running.poll() is not None:
            break
        time.sleep(0.05)
    running.kill() if sys.platform == "win32" else running.send_signal(signal.SIGKILL)
    running.wait()

    kept = sorted(parts.glob("*.npz"))
    assert not out.exists()
    assert 2 <= len(kept) < 12
    before = [p.stat().st_mtime_ns for p in kept]
    fresh = []
    fit_map_file(
        tmp_path / "map.nc", out, "hln", block=20,
        progress=lambda done, total: fresh.append([p.stat().st_mtime_ns for p in kept if p.exists()]),
    )  # fmt: skip
    assert before == fresh[0]
    again = opened(fit_map_file(tmp_path / "map.nc", tmp_path / "again.nc", "hln", block=20))
    xr.testing.assert_equal(opened(out), again)
    assert ["again.nc", "map.nc", "out.nc"] == sorted(p.name for p in tmp_path.iterdir())


def test_without_xarray_the_error_names_the_extra(monkeypatch):
    """hlnfit without the extra maps says how to get it."""
    from hlnfit.maps import dataset

    monkeypatch.setitem(sys.modules, "h5netcdf", None)
    with pytest.raises(MissingExtraError, match=r"hlnfit\[maps\]"):
        dataset.xarray()


def test_settings_of_a_run_are_in_its_key(tmp_path):
    """Another model does not go on with the pieces of the first."""
    write_arrays(tmp_path / "map.nc")
    source = open_map(tmp_path / "map.nc")
    from hlnfit.maps.file import _key

    keys = {
        _key(source, model, {"fix": fix}, 5, None, {})
        for model in ("hln", "hln_simple")
        for fix in ({}, {"B_e": 1.0})
    }
    source.close()

    assert 4 == len(keys)
    assert {"hln", "hln_simple"} == {json.loads(k)["model"] for k in keys}


@pytest.mark.slow
def test_memory_stays_bounded(tmp_path):
    """A map of 400 MB is fitted in far less memory than it takes."""
    pytest.importorskip("resource")
    import h5netcdf

    B = np.linspace(0.0, 1.0, 401)
    y = hf.models.get("hln")(B, B_phi=2e-3, B_so=0.05, B_e=1.5)
    rng = np.random.default_rng(0)
    with h5netcdf.File(tmp_path / "big.nc", "w") as file:
        file.dimensions = {"T": 250, "V_g": 500, "B": B.size}
        field = file.create_variable("B", ("B",), "f8")
        field[:] = B
        field.attrs["units"] = "T"
        sigma = file.create_variable("sigma", ("T", "V_g", "B"), "f8", chunks=(1, 100, B.size))
        sigma.attrs["units"] = "S"
        for k in range(250):
            sigma[k] = y + 1e-7 * rng.normal(size=(500, B.size))
    code = (
        "import resource\n"
        "from hlnfit.maps.file import fit_map_file\n"
        f"fit_map_file({str(tmp_path / 'big.nc')!r}, {str(tmp_path / 'out.nc')!r}, 'hln', block=5000)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
    )  # fmt: skip

    # Linux counts in kilobytes, macOS in bytes.
    assert int(done.stdout) * (1024 if sys.platform == "linux" else 1) < 0.7e9
