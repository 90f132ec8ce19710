"""A wire is a sound sample although its whole resistance is far above h/e^2."""

from __future__ import annotations

import json

import pytest


def test_honest_wire_is_not_rejected(call, tmp_path):
    """120 kilo-ohm over 200 squares are 600 ohm a square: k_F l = 43, and L_phi comes out right."""
    bar = ("--model", "wire", "--width", "100nm", "--length", "20um")
    truth = ("--l-phi", "600nm", "--set", "L_so=300nm", "--temperatures", "2K", "--noise", "1e-5")
    assert 0 == call("simulate", *bar, *truth, "-o", tmp_path / "in").exit_code
    how = ("--geometry", "wire", "--errors", "covariance", "--no-plots")

    done = call("fit", tmp_path / "in" / "film.dat", *bar, *how, "-o", tmp_path / "out")

    assert 0 == done.exit_code
    sweep = json.loads((tmp_path / "out" / "results.json").read_text())["sweeps"][0]
    assert sweep["verdict"] != "reject"
    assert "strong_disorder" not in {flag["code"] for flag in sweep["flags"]}
    assert 43.0 == pytest.approx(sweep["fit"]["k_F_l"], rel=0.02)
    L_phi = sweep["fit"]["parameters"]["L_phi"]
    assert abs(L_phi["value"] - 600e-9) < max(4.0 * L_phi["err"], 6e-9)
