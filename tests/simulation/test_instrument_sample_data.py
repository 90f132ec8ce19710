"""The shipped sample data: written by their script, true to their truth."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

FOLDER = Path(__file__).parents[2] / "sample_data"
FILMS = ("wal_film", "wl_film", "crossover_film")


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """The script that makes the samples."""
    spec = importlib.util.spec_from_file_location("make_sample_data", FOLDER / "make_sample_data.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def truth(name: str) -> dict[str, Any]:
    """Content of truth.json."""
    content: dict[str, Any] = json.loads((FOLDER / name / "truth.json").read_text(encoding="utf-8"))
    return content


def columns(name: str) -> dict[str, NDArray[np.float64]]:
    """T, B (tesla), R_xx, R_xy and Std. Dev. (ohm) of a MultiVu file."""
    lines = (FOLDER / name / f"{name}_PPMS.dat").read_text(encoding="utf-8").split("\n")
    start = lines.index("[Data]") + 1
    names = lines[start].split(",")
    rows = [line.split(",") for line in lines[start + 1 :] if line]

    def column(text: str) -> NDArray[np.float64]:
        return np.array([float(row[names.index(text)] or "nan") for row in rows])

    return {
        "T": column("Temperature (K)"),
        "B": 1e-4 * column("Magnetic Field (Oe)"),
        "R_xx": column("Bridge 1 Resistance (Ohms)"),
        "R_xy": column("Bridge 2 Resistance (Ohms)"),
        "std": 1e3 * column("Bridge 1 Std. Dev. (Ohm-m)"),
    }


def test_files_are_what_the_script_writes(script: ModuleType, tmp_path: Path) -> None:
    """The script gives the shipped files byte for byte, and no others are in the folders."""
    script.make(tmp_path)
    made = {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}

    assert set(made) == {
        p.relative_to(FOLDER) for name in (*FILMS, "two_column") for p in (FOLDER / name).iterdir()
    }
    for path, content in made.items():
        assert content == (FOLDER / path).read_bytes(), path


def test_samples_stay_small() -> None:
    """They are part of the wheel: below 2 MB together."""
    assert sum(p.stat().st_size for p in FOLDER.rglob("*") if p.is_file()) < 2e6


@pytest.mark.parametrize(
    ("name", "n"), [("wal_film", 10), ("wl_film", 8), ("crossover_film", 8), ("two_column", 6)]
)
def test_truth_follows_the_law_of_its_exponent(name: str, n: int) -> None:
    """1/L_phi^2 is linear in T (p = 1), as many temperatures as promised, from 1.5 K to 20 K in a film."""
    content = truth(name)
    T = np.array([s["temperature_K"] for s in content["sweeps"]])
    rate = np.array([s["L_phi_nm"] for s in content["sweeps"]]) ** -2.0
    law = np.polyfit(T, rate, 1)

    assert n == T.size
    assert 1.0 == content["dephasing"]["p"]
    np.testing.assert_allclose(np.polyval(law, T), rate, rtol=1e-5)
    assert 0.0 < law[1] < 0.2 * law[0] * T[0]


@pytest.mark.parametrize("name", FILMS)
def test_every_temperature_of_the_truth_is_in_the_file(name: str) -> None:
    """Two full sweeps at each, 1 T in both directions."""
    data = columns(name)
    for entry in truth(name)["sweeps"]:
        B = data["B"][np.abs(data["T"] - entry["temperature_K"]) < 0.01]
        assert (-1.0, 1.0) == pytest.approx((B.min(), B.max()), abs=1e-3)
        assert 205 < B.size < 300


def test_odd_part_of_the_wal_film_exceeds_the_cusp() -> None:
    """At 1 T the odd part of R_xx is larger than the even one, at every temperature."""
    data = columns("wal_film")
    for entry in truth("wal_film")["sweeps"]:
        rows = (np.abs(data["T"] - entry["temperature_K"]) < 0.01) & np.isfinite(data["R_xx"])
        B, R = data["B"][rows], data["R_xx"][rows]
        up, down = R[B > 0.99].mean(), R[B < -0.99].mean()
        cusp = 0.5 * (up + down) - R[np.abs(B + 7.5e-3) < 4e-3].mean()

        assert 0.0 < cusp < abs(up - down) / 2.0


def test_std_column_of_the_wal_film_is_no_error() -> None:
    """It is 3 to 23 times the scatter of neighbouring points, as in real files."""
    data = columns("wal_film")
    rows = np.isfinite(data["R_xx"])
    third = np.diff(data["R_xx"][rows], n=3)
    scatter = 1.4826 * np.median(np.abs(third)) / np.sqrt(20.0)

    assert 3.0 < np.median(data["std"][rows]) / scatter < 23.0


@pytest.mark.parametrize(
    ("name", "density"), [("wal_film", 1e19), ("wl_film", 7e18), ("crossover_film", 7e18)]
)
def test_hall_slope_gives_the_density_and_a_diffusive_film(name: str, density: float) -> None:
    """n = 1/(e slope), and 0.1 B_tr = 0.1 (h/2e) n / (k_F l)^2 is beyond the end of the sweep."""
    data = columns(name)
    rows = np.isfinite(data["R_xy"])
    slope = np.polyfit(data["B"][rows], data["R_xy"][rows], 1)[0]
    found = 1.0 / (1.602176634e-19 * abs(slope))
    k_F_l = 25812.807 / (np.nanmedian(data["R_xx"]) / 5.0)

    assert density == pytest.approx(found, rel=0.03)
    assert 30.0 < k_F_l < 50.0
    assert 0.1 * 2.067834e-15 * found / k_F_l**2 > 1.0


def test_two_column_files_need_no_loader() -> None:
    """Field in mT and resistance in ohm, one sweep a file."""
    for entry in truth("two_column")["sweeps"]:
        path = FOLDER / "two_column" / entry["file"]
        B, R = np.loadtxt(path, skiprows=1, unpack=True)

        assert path.read_text(encoding="utf-8").startswith("B (mT)\tR_xx (Ohm)\n")
        assert f"T={entry['temperature_K']:g}K" in entry["file"]
        assert (-500.0, 500.0, 201) == (B[0], B[-1], B.size)
        assert 2900.0 < R.min() < R.max() < 3100.0


@pytest.mark.parametrize("name", FILMS)
def test_loader_finds_two_sweeps_at_each_temperature(name: str) -> None:
    """Down and up at every temperature of the truth, both bridges, and no rows at rest as sweeps."""
    from hlnfit.loaders import load

    sweeps = load(FOLDER / name / f"{name}_PPMS.dat")
    T = [s["temperature_K"] for s in truth(name)["sweeps"]]

    assert () == sweeps.problems
    assert ["down", "up"] * len(T) == [s.direction for s in sweeps]
    assert [t for t in T for _ in "du"] == pytest.approx([s.temperature for s in sweeps], abs=1e-3)
    assert all(s.R_xy is not None and s.R_xx_std is not None for s in sweeps)


def test_loader_takes_temperature_and_unit_of_the_two_column_files() -> None:
    """The temperature comes from the file name, millitesla from the header."""
    from hlnfit.loaders import load

    for entry in truth("two_column")["sweeps"]:
        sweeps = load(FOLDER / "two_column" / entry["file"])

        assert 1 == len(sweeps)
        assert entry["temperature_K"] == pytest.approx(sweeps[0].temperature)
        assert (-0.5, 0.5) == pytest.approx((sweeps[0].B.min(), sweeps[0].B.max()))
