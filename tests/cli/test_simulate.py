"""``hlnfit simulate``: files with known truth, and what a fit makes of them."""

from __future__ import annotations

import csv
import json

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
        (("--model", "wire_wl"), "no model of a film"),
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
