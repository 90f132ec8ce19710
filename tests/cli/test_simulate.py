"""``hlnfit simulate``: files with known truth, and what a fit makes of them."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

import hlnfit

SMALL = ("--temperatures", "2, 4, 8 K", "--step", "20mT")


def test_files_and_truth(call, tmp_path):
    """A series in one instrument file with truth.json beside, and the command that fits it."""
    done = call("simulate", "-o", "out", *SMALL, "--set", "alpha=-0.5", "--l-phi", "400nm")

    assert 0 == done.exit_code, done.stderr
    assert "hlnfit fit" in done.stdout
    truth = json.loads((tmp_path / "out" / "truth.json").read_text(encoding="utf-8"))
    assert [2.0, 4.0, 8.0] == [s["temperature_K"] for s in truth["sweeps"]]
    # L_phi ~ T^(-1/2) for p = 1.
    assert [400.0, 282.8427, 200.0] == pytest.approx([s["L_phi_nm"] for s in truth["sweeps"]])
    assert -0.5 == truth["sweeps"][0]["alpha"]
    assert 6 == len(hlnfit.load(str(tmp_path / "out" / "film.dat")))


def test_text_files_with_a_length(call, tmp_path):
    """Text format: a file a temperature; a spin-orbit length may be given instead of its field."""
    done = call("simulate", "-o", "out", *SMALL, "--model", "hln", "--set", "L_so=120nm", "--format", "text")

    assert 0 == done.exit_code, done.stderr
    assert 3 == len(list((tmp_path / "out").glob("*.txt")))
    truth = json.loads((tmp_path / "out" / "truth.json").read_text(encoding="utf-8"))
    assert 120.0 == pytest.approx(truth["sweeps"][0]["L_so_nm"])


def test_the_same_seed_gives_the_same_bytes(call, tmp_path):
    """Files repeat with the seed, and another seed has other noise."""
    for out, seed in (("a", 1), ("b", 1), ("c", 2)):
        assert 0 == call("simulate", "-o", out, *SMALL, "--seed", seed).exit_code
    a, b, c = ((tmp_path / out / "film.dat").read_bytes() for out in "abc")

    assert a == b
    assert a != c


def test_a_fit_gives_the_truth_back(call, tmp_path):
    """Strong spin-orbit coupling and little noise: L_so is determined, and within four standard errors."""
    done = call(
        "simulate", "-o", "out", *SMALL, "--model", "hln", "--set", "L_so=120nm", "--noise", "3e-5",
        "--offset", "-4mT", "--hall-admixture", "0.3", "--then-fit",
    )  # fmt: skip

    assert 0 == done.exit_code, done.stderr
    assert "L_so: yes, determined at 3 of 3" in done.stdout
    with (tmp_path / "out" / "recovery.csv").open(encoding="utf-8") as stream:
        table = list(csv.DictReader(stream))
    assert {"L_phi", "L_so"} == {row["parameter"] for row in table}
    assert all(abs(float(row["pull"])) < 4.0 for row in table)


def test_what_data_cannot_tell_is_a_bound(call):
    """A spin-orbit length far above L_phi cannot be read off noisy data: no value, at best a bound."""
    done = call(
        "simulate", "-o", "out", *SMALL, "--model", "hln", "--set", "L_so=20um", "--noise", "1e-3",
        "--then-fit",
    )  # fmt: skip

    assert "L_so: no, determined at none of 3 temperatures" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--set", "B_so=20mT"), "no parameter B_so"),
        (("--set", "alpha"), "NAME=VALUE"),
        (("--set", "L_phi=1um"), "--l-phi"),
        (("--l-phi", "300"), "unit"),
        (("--l-0", "100nm"), "a length above"),
        (("--model", "quadratic"), "no model of a film"),
        (("--model", "wire_nyquist"), "a law of dephasing of its own"),
        (("--defect", "nonsense=1"), "there is no defect nonsense"),
        (("--defect", "hysteresis"), "NAME=VALUE"),
        (("--defect", "hysteresis=2"), "has no unit"),
        (("--defect", "white=-1"), "the defect white is -1"),
        (("--defect", "fragments=9"), "fewest..most"),
        (("--defect", "ucf_even=maybe"), "true or false"),
        (("--engine", "flights", "--model", "hln"), "--engine flights simulates no film of the model hln"),
        (("--jobs", "2"), "a formula needs no workers"),
        (("--model", "kawabata"), "--thickness"),
        (("--seed", "-3"), "--seed is -3"),
        (("--temperatures", ","), "--temperatures is empty"),
    ],
)
def test_impossible_films_are_refused(call, arguments, words):
    """A setting that cannot be carried out is exit code 2, in words."""
    done = call("simulate", "-o", "out", *arguments)

    assert 2 == done.exit_code, done.stdout
    assert words in " ".join(done.stderr.split())


def test_nothing_is_overwritten(call):
    """A second simulation into a folder asks for --force."""
    assert 0 == call("simulate", "-o", "out", *SMALL).exit_code
    again = call("simulate", "-o", "out", *SMALL)

    assert 2 == again.exit_code
    assert "--force" in again.stderr
    assert 0 == call("simulate", "-o", "out", *SMALL, "--force").exit_code


def curve(folder):
    """Return field and resistance of the first sweep of a simulated file."""
    sweep = next(iter(hlnfit.load(str(folder / "film.dat"))))
    return np.asarray(sweep.B), np.asarray(sweep.R_xx)


def test_an_engine_in_place_of_the_formula(call, tmp_path):
    """Landau levels and closed paths give the film that the formula gives, and leave nothing behind."""
    film = ("--model", "ilp", "--set", "B_so=0.05T", "--set", "B_so1=0.05T", "--temperatures", "4 K")
    film = (*film, "--step", "50mT", "--noise", "0")
    engines = {
        "formula": (),
        "cooperon": ("--engine", "cooperon"),
        "loops": ("--engine", "loops", "--precision", "0.02", "--jobs", "2"),
    }
    for out, engine in engines.items():
        done = call("simulate", "-o", out, *film, *engine)
        assert 0 == done.exit_code, done.stderr
        assert {"film.dat", "truth.json"} == {p.name for p in (tmp_path / out).iterdir()}
    B, exact = curve(tmp_path / "formula")
    # One G0 changes 600 ohm a square, five squares, by 600 * G0 = 0.74 %.
    one = 0.0074 * exact.max()

    assert np.array_equal(B, curve(tmp_path / "cooperon")[0])
    assert exact == pytest.approx(curve(tmp_path / "cooperon")[1], abs=2e-3 * one)
    assert exact == pytest.approx(curve(tmp_path / "loops")[1], abs=0.1 * one)
    assert np.ptp(exact) > 0.3 * one


def test_an_engine_overwrites_nothing(call, tmp_path):
    """A folder that is taken is refused before any simulation."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "truth.json").write_text("mine", encoding="utf-8")
    done = call("simulate", "-o", "out", *SMALL, "--engine", "loops", "--precision", "1e-9")

    assert 2 == done.exit_code
    assert "--force" in done.stderr


def test_defects_by_name(call, tmp_path):
    """A defect that is named is in the file: here a remanent field and a resolution of a tenth of an ohm."""
    done = call(
        "simulate", "-o", "out", *SMALL, "--noise", "0", "--defect", "quantization=0.1 ohm",
        "--defect", "hysteresis=20mT", "--defect", "ucf_even=true", "--defect", "fragments=2..9",
    )  # fmt: skip
    _, R = curve(tmp_path / "out")

    assert 0 == done.exit_code, done.stderr
    # The file has single precision.
    assert R == pytest.approx(0.1 * np.round(R / 0.1), abs=2e-4)
    down, up = list(hlnfit.load(str(tmp_path / "out" / "film.dat")))[:2]
    at = np.array([-0.04, -0.02, 0.02, 0.04])
    apart = np.interp(at, up.B, up.R_xx) - np.interp(at, down.B[::-1], down.R_xx[::-1])
    assert np.max(np.abs(apart)) > 0.5


def test_a_typical_instrument_keeps_what_is_asked_for(call, tmp_path):
    """--typical sets the defects of an ordinary instrument, a Hall admixture among them, unless changed."""
    quiet = ("--noise", "1e-9", "--step", "20mT", "--temperatures", "4 K")
    runs = {"plain": (), "typical": ("--typical",), "still": ("--typical", "--defect", "hall_admixture=0")}
    odd = {}
    for out, more in runs.items():
        assert 0 == call("simulate", "-o", out, *quiet, *more).exit_code
        B, R = curve(tmp_path / out)
        far = np.abs(B) > 0.9
        odd[out] = np.polyfit(B[far], R[far], 1)[0]

    # R_xy = B / (n e) = 0.624 ohm at 1 T for 1e15 cm^-2, 0.4 of it in R_xx.
    assert abs(odd["plain"]) < 0.01
    assert 0.4 * 0.624 == pytest.approx(abs(odd["typical"] - odd["still"]), rel=0.02)
    assert abs(odd["still"]) > 0.02


def test_wires_have_their_size(call, tmp_path):
    """A wire's conductance comes from the size of the sample, and the fit is told that it is a wire."""
    done = call(
        "simulate", "-o", "out", *SMALL, "--model", "wire_wl", "--width", "200nm", "--length", "20um",
        "--l-phi", "1um", "--noise", "0", "--b-max", "0.1T",
    )  # fmt: skip
    _, R = curve(tmp_path / "out")

    assert 0 == done.exit_code, done.stderr
    assert "--geometry wire --length 20um --width 200nm" in done.stdout
    # delta G = -(2 e^2 / h) L_phi / L is gone at high field: the part 2 e^2/h * L_phi / L over G.
    part = 7.748e-5 * 1e-6 / 20e-6 * (600.0 * 100.0)
    assert part == pytest.approx((R.max() - R.min()) / R.min(), rel=0.25)
