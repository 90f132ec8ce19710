"""``hlnfit demo``: the whole job, anywhere, with nothing but what comes with hlnfit."""

from __future__ import annotations

import shutil

import pytest

from hlnfit.cli import demo as module
from hlnfit.errors import OutputError

OPTIONAL = ("h5py", "nptdms", "python_calamine", "emcee", "corner", "distributed", "xarray", "h5netcdf")


def test_demo_without_any_optional_package(program, tmp_path):
    """From an empty folder: a table beside the truth, a report, exit code 0."""
    done = program("demo", "--no-plots", hide=OPTIONAL)

    assert 0 == done.returncode, done.stderr
    assert "Traceback" not in done.stderr
    assert "hlnfit fit" in done.stdout
    assert "261.8" in done.stdout  # nm, true L_phi at 1.5 K (truth.json)
    assert "sigma" in done.stdout
    assert (tmp_path / "hlnfit-demo" / "report.html").is_file()
    assert (tmp_path / "hlnfit-demo" / "coherence.csv").is_file()


def test_demo_refuses_to_overwrite(call, tmp_path):
    """A second demo says --force, before it computes."""
    (tmp_path / "hlnfit-demo").mkdir()
    (tmp_path / "hlnfit-demo" / "coherence.csv").write_text("mine", encoding="utf-8")
    done = call("demo")

    assert 2 == done.exit_code
    assert "--force" in done.stderr
    assert "mine" == (tmp_path / "hlnfit-demo" / "coherence.csv").read_text(encoding="utf-8")


def test_sample_data_of_an_installed_package(tmp_path, monkeypatch):
    """In a wheel the data are inside the package; that place comes first."""
    package = tmp_path / "site-packages" / "hlnfit"
    (package / "cli").mkdir(parents=True)
    shutil.copytree(module.sample_data() / "wal_film", package / "_sample_data" / "wal_film")
    monkeypatch.setattr(module, "__file__", str(package / "cli" / "demo.py"))

    assert package / "_sample_data" == module.sample_data()


def test_sample_data_that_are_nowhere(tmp_path, monkeypatch):
    """A broken installation is told in words."""
    monkeypatch.setattr(module, "__file__", str(tmp_path / "hlnfit" / "cli" / "demo.py"))

    with pytest.raises(OutputError, match="sample data are not here"):
        module.sample_data()
