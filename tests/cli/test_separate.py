"""``hlnfit separate`` on files of a film whose localization and interaction are known."""

from __future__ import annotations

import csv
import json
import re

import numpy as np
import pytest

from ..separation.film import Film

FILM = Film(F0=-0.3, noise=2e-5, hall_noise=1e-5)
BAR = ("--geometry", "hall-bar", "--length", "100um", "--width", "20um")


def save(path, header, *columns):
    """A table as text."""
    np.savetxt(path, np.stack(columns, axis=1), header=header, delimiter="\t", comments="")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Text files: five temperatures across the film, two in its plane."""
    where = tmp_path_factory.mktemp("film")
    rng = np.random.default_rng(3)
    for T in (0.5, 0.9, 1.6, 2.8, 5.0):
        s = FILM.sweep(T, rng, points=101)
        header = "B (T)\tR_xx (Ohm)\tR_xy (Ohm)"
        np.savetxt(
            where / f"film_{T}K.txt", np.c_[s.B, s.R_xx, s.R_xy], header=header, delimiter="\t", comments=""
        )
    for T in (0.4, 1.2):
        s = FILM.sweep(T, rng, B_max=5.0, in_plane=True, points=61)
        save(where / f"plane_{T}K.txt", "B (T)\tR_xx (Ohm)", s.B, s.R_xx)
    return where


@pytest.fixture(scope="module")
def out(folder, tmp_path_factory):
    """What one call wrote, and what it said."""
    from typer.testing import CliRunner

    from hlnfit.cli.app import app

    where = tmp_path_factory.mktemp("out") / "separation"
    arguments = [
        "separate",
        str(folder),
        *BAR,
        "--in-plane",
        "plane_*.txt",
        "--b-max",
        "0.6T",
        "-o",
        str(where),
    ]
    done = CliRunner().invoke(app, arguments)
    assert 0 == done.exit_code, done.output
    return where, done.stdout


def rows(path):
    """Rows of a table."""
    with path.open(encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def test_the_truth_comes_back_by_every_route(out):
    """K_ee, F0 and alpha p within four errors of what the files were made of."""
    where, shown = out
    found = {r["quantity"]: r for r in rows(where / "separation.csv")}
    routes = dict.fromkeys(("K_ee", "K_ee_hall", "K_ee_zeeman"), FILM.K_ee)
    truth = {**routes, "alpha_p": 1.0, "F0": -0.3, "p": 1.0, "slope_zero": 1.0 + FILM.K_ee}

    for name, true in truth.items():
        assert "True" == found[name]["determined"]
        assert abs(float(found[name]["value"]) - true) < max(
            4.0 * float(found[name]["err"]), 0.004 * abs(true)
        ), name
        assert name in shown


def test_tables_and_json(out):
    """One row a temperature in SI; results.json repeats everything, finite, with hashes and the regime."""
    where, _ = out
    levels = rows(where / "levels.csv")
    assert ["0.5", "0.9", "1.6", "2.8", "5"] == [r["temperature_K"] for r in levels]
    assert 0.62415 == pytest.approx(float(levels[0]["R_hall_ohm_T"]), rel=0.02)

    text = (where / "results.json").read_text(encoding="utf-8")
    content = json.loads(text)
    assert "hlnfit-separation/1" == content["schema"]
    assert "NaN" not in text
    assert 7 == len(content["inputs"])
    assert {"k_F_l", "thermal", "B_tr"} <= {r["name"] for r in content["regime"]}
    assert "0.85" == f"{content['B_quench_T']:.2f}"


def test_figures_and_page(out):
    """Four figures as PNG and PDF, and a page that loads nothing."""
    where, _ = out
    for name in ("slopes", "slopes_over_field", "hall_slope", "in_plane"):
        for kind in ("png", "pdf"):
            assert (where / "figures" / f"{name}.{kind}").stat().st_size > 1000
    page = (where / "report.html").read_text(encoding="utf-8")

    assert 4 == len(re.findall(r'<figure id="figure-', page))
    assert "Regime of the sample" in page
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page.replace("https://doi.org/", ""))


def test_the_config_repeats_it(out, tmp_path, call):
    """Same bytes; options beside a config are refused, and so is output that is there."""
    where, _ = out
    text = (where / "hlnfit.toml").read_text(encoding="utf-8").replace("plots = true", "plots = false")
    (where / "quick.toml").write_text(text, encoding="utf-8")
    again = call("separate", where / "quick.toml", "-o", tmp_path / "again")

    assert 0 == again.exit_code
    assert (where / "separation.csv").read_bytes() == (tmp_path / "again" / "separation.csv").read_bytes()
    assert 2 == call("separate", where / "hlnfit.toml", "--g-factor", "2").exit_code
    assert 2 == call("separate", where / "hlnfit.toml", "-o", where).exit_code


def test_json_on_stdout_and_a_bad_file(folder, tmp_path, call):
    """Exit 3 where a file cannot be read; the others are used, and stdout is JSON alone."""
    bad = tmp_path / "bad.dat"
    bad.write_bytes(b"")
    files = [folder / f"film_{T}K.txt" for T in (0.5, 1.6, 5.0)]
    done = call("separate", *files, bad, *BAR, "--json", "--b-max", "0.6T", "--g-factor", 2)

    assert 3 == done.exit_code
    assert "bad.dat" in done.stderr
    assert 3 == len(json.loads(done.stdout)["levels"])


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        ((), 2, "geometry"),
        (("--geometry", "wire", "--length", "1um", "--width", "50nm"), 2, "wire"),
        ((*BAR, "--quench", "2T..1T"), 2, "quench"),
        ((*BAR, "--in-plane", "nowhere*"), 2, "nowhere"),
        ((*BAR, "--t-max", "0.6K"), 1, "two or more temperatures"),
    ],
)
def test_what_cannot_be_done(folder, call, options, code, words):
    """2 where the command is wrong, 1 where the data do not allow an answer; in words."""
    done = call("separate", *sorted(folder.glob("film_*.txt"))[:2], *options)

    assert code == done.exit_code
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_simulated_film_gives_back_its_interaction(call, tmp_path):
    """``hlnfit simulate --interaction`` and back: one instrument file, K_ee of truth.json."""
    written = call(
        "simulate", "--set", "alpha=1", "--l-phi", "600nm", "--temperatures", "1.5, 3, 6 K", "--b-max", "3T",
        "--step", "50mT", "--noise", "3e-5", "--interaction", "0.65", "--r-sheet", "500 ohm", "-o", "made",
    )  # fmt: skip
    truth = json.loads((tmp_path / "made" / "truth.json").read_text(encoding="utf-8"))
    done = call("separate", "made/film.dat", *BAR, "--b-max", "2T", "--g-factor", "0", "--json")
    K_ee = json.loads(done.stdout)["quantities"]["K_ee"]

    assert "hlnfit separate" in written.stdout
    assert {"K_ee": 0.65} == truth["interaction"]
    assert abs(K_ee["value"] - 0.65) < 4.0 * K_ee["err"]
    assert K_ee["err"] < 0.02
