"""results.json."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

from hlnfit.report.results_json import correlation, plain, results_json


def refuse(name):
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError(name)


def read(analysis):
    """Read results.json strictly."""
    return json.loads(results_json(analysis), parse_constant=refuse)


def test_it_is_strict_json_for_every_kind_of_analysis(wal, undetermined, single, rejects, unusable, empty):
    """No NaN, no Infinity, whatever could not be determined."""
    for analysis in (wal, undetermined, single, rejects, unusable, empty):
        assert "hlnfit/1" == read(analysis)["schema"]


def test_it_is_the_same_text_every_time(wal):
    """Stable order of keys, LF at the end."""
    text = results_json(wal)

    assert text == results_json(wal)
    assert text.endswith("}\n")
    assert "\r" not in text


def test_versions_seed_inputs_and_config_are_there(wal):
    """All that is needed to repeat the analysis."""
    found = read(wal)

    assert {"python": "3.11.0", "hlnfit": "0.1.0", "lmfit": "1.3.4"} == found["versions"]
    assert 0 == found["seed"]
    assert [f"{k:064x}" for k in range(4)] == [i["sha256"] for i in found["inputs"]]
    assert "hall-bar" == found["config"]["geometry"]["kind"]
    assert {"value": 1e-4, "error": 0.0} == found["geometry"]["length_m"]


def test_a_sweep_tells_everything(wal):
    """Parameters with limits, optimum, covariance, profiles, window, steps and flags."""
    sweep, fit = read(wal)["sweeps"][0], wal.series.fits[0]
    numbers = sweep["fit"]

    assert "Conductance = 5 / R." == sweep["steps"][0]
    assert sweep["steps"][1].startswith("Noise of the series: ")
    assert "curves/000_2K.csv" == sweep["curve"]
    L = numbers["parameters"]["L_phi"]
    assert (fit.params["L_phi"].value, "m", True) == (L["value"], L["unit"], L["determined"])
    assert list(fit.problem.free) == numbers["covariance"]["names"]
    assert np.allclose(fit.covariance, numbers["covariance"]["matrix"], rtol=1e-12)
    assert 1.0 == pytest.approx(numbers["covariance"]["correlation"][0][0])
    assert len(fit.profiles["B_phi"].points) == len(numbers["profiles"]["B_phi"]["points"])
    assert fit.window.chosen == numbers["window"]["chosen"]
    assert fit.misfit.chi2_red == numbers["misfit"]["chi2_red"]


def test_rejected_numbers_stand_apart(rejects):
    """No program reads them by mistake."""
    good, *_, noise, nothing = read(rejects)["sweeps"]

    assert good["fit"] and "rejected_fit" not in good
    assert noise["fit"] is None and noise["rejected_fit"]["optimum"]
    assert nothing["fit"] is None and nothing["rejected_fit"] is None
    assert "reject" == noise["verdict"] == nothing["verdict"]


def test_flags_have_their_evidence(rejects):
    """The numbers behind a doubt."""
    flags = [f for s in read(rejects)["sweeps"] for f in s["flags"]]

    assert all({"code", "severity", "message", "advice", "evidence"} == set(f) for f in flags)
    assert any(f["evidence"] for f in flags)


def test_what_is_not_determined_is_null_with_its_bound(undetermined):
    """Null, determined false, and the bound as text and as number."""
    found = [s["fit"]["parameters"]["L_so"] for s in read(undetermined)["sweeps"]]
    open_ended = [p for p in found if not p["determined"]]

    assert open_ended
    for p in open_ended:
        assert p["value"] is None
        assert p["bound"].startswith("> ")
        assert float(p["bound"][2:]) == pytest.approx(1e9 * p["bound_value"], rel=0.01)


def test_the_tables_are_in_it(wal):
    """Rows of coherence.csv and dephasing.csv, and the laws with their reason."""
    found = read(wal)

    assert 4 == len(found["coherence"]["rows"])
    assert set(found["coherence"]["columns"]) == set(found["coherence"]["rows"][0])
    assert wal.dephasing.preferred.law == found["dephasing"]["preferred"]
    assert len(wal.dephasing.fits) == len(found["dephasing"]["rows"])


def test_files_that_were_not_used_are_listed(rejects):
    """With the reason."""
    found = read(rejects)

    assert "line 3" in found["problems"][0]["message"]
    assert "2 points, fewer than 10" == found["pieces"][0]["reason"]


def test_plain_values_hold_nothing_but_json():
    """NumPy numbers, arrays and infinities are translated."""
    value = {"a": np.float64("nan"), "b": np.array([1.0, math.inf]), "c": (np.int64(2), np.True_), "d": None}

    assert {"a": None, "b": [1.0, None], "c": [2, True], "d": None} == plain(value)


def test_correlations_are_between_minus_one_and_one():
    """And unknown where a variance is infinite."""
    matrix = correlation(np.array([[4.0, 3.0, 0.0], [3.0, 9.0, 0.0], [0.0, 0.0, np.inf]]))

    assert 0.5 == matrix[0, 1]
    assert np.isnan(matrix[2]).all()
