"""Flags are data; the worst of them is the verdict."""

from __future__ import annotations

import json
import pickle

import pytest

from hlnfit.flags import SEVERITIES, Flag, verdict_of


def test_no_flag_is_good():
    """Nothing to say is good, and so is information."""
    assert "good" == verdict_of([])
    assert "good" == verdict_of([Flag("few_points", "info", "There are 12 points.")])


def test_worst_flag_is_the_verdict():
    """One rejection outweighs any number of lesser flags, in any order."""
    flags = [Flag("a", "reject", "x"), Flag("b", "info", "x"), Flag("c", "caution", "x")]

    assert "reject" == verdict_of(flags)
    assert "reject" == verdict_of(reversed(flags))
    assert "caution" == verdict_of(flags[1:])


def test_unknown_severity_is_refused():
    """There are three severities."""
    assert ("info", "caution", "reject") == SEVERITIES
    with pytest.raises(ValueError, match="unknown severity 'bad' of flag offset"):
        Flag("offset", "bad", "x")  # type: ignore[arg-type]


def test_flag_cannot_be_changed():
    """Neither an attribute nor the evidence can be changed, nor does a later change of the origin matter."""
    evidence = {"offset_T": -6e-3}
    flag = Flag("field_offset", "info", "The cusp is at -6 mT.", evidence=evidence)
    evidence["offset_T"] = 0.0

    assert -6e-3 == flag.evidence["offset_T"]
    with pytest.raises(AttributeError):
        flag.severity = "reject"  # type: ignore[misc]
    with pytest.raises(TypeError):
        flag.evidence["offset_T"] = 0.0  # type: ignore[index]


def test_flag_as_json():
    """A flag becomes plain values that JSON can hold, with the evidence in it."""
    flag = Flag("drift", "caution", "T drifts.", "Measure slower.", {"drift_K": 0.4})

    assert {
        "code": "drift",
        "severity": "caution",
        "message": "T drifts.",
        "advice": "Measure slower.",
        "evidence": {"drift_K": 0.4},
    } == json.loads(json.dumps(flag.as_dict()))


def test_flag_travels():
    """A flag can be sent to another process."""
    flag = Flag("drift", "caution", "T drifts.", evidence={"drift_K": 0.4})

    assert flag == pickle.loads(pickle.dumps(flag))
