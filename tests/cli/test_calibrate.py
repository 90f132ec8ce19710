"""``hlnfit calibrate``: tables, figures, refusals."""

from __future__ import annotations

import json


def test_tables_and_figures(call, tmp_path):
    """Two sweeps: a row a fit and a row a rate, JSON, a page and three figures."""
    done = call("calibrate", "--sweeps", "2", "--seed", "3", "-o", "out")

    assert 0 == done.exit_code, done.stderr
    assert "coverage of 68 % limits" in done.stdout
    assert "4 fits of 2 sweeps" in done.stderr
    fits = (tmp_path / "out" / "fits.csv").read_text(encoding="utf-8").splitlines()
    assert 1 + 4 == len(fits)
    content = json.loads((tmp_path / "out" / "calibration.json").read_text(encoding="utf-8"))
    assert ("hlnfit-calibration/1", 3, 2) == (content["schema"], content["seed"], content["sweeps"])
    rows = (tmp_path / "out" / "rates.csv").read_text(encoding="utf-8").splitlines()
    assert 1 + len(content["rates"]) == len(rows)
    names = {p.name for p in (tmp_path / "out" / "figures").iterdir()}
    assert {f"{n}.{k}" for n in ("coverage", "pulls", "verdicts") for k in ("png", "pdf")} == names


def test_nothing_is_overwritten(call, tmp_path):
    """An earlier study stays, and is refused before any work."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "rates.csv").write_text("mine", encoding="utf-8")
    done = call("calibrate", "--sweeps", "1", "-o", "out")

    assert 2 == done.exit_code
    assert "--force" in done.stderr
    assert "mine" == (tmp_path / "out" / "rates.csv").read_text(encoding="utf-8")


def test_usage_is_exit_code_two(call):
    """No sweep at all is a slip of the user."""
    done = call("calibrate", "--sweeps", "0")

    assert 2 == done.exit_code
    assert "0 sweeps" in done.stderr
