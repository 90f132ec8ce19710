"""When a value and a reference agree, and how it is told."""

from __future__ import annotations

import json

import numpy as np
import pytest

from hlnfit.validation.agreement import Agreement, Comparison
from hlnfit.validation.agreement_tables import content, markdown, rows, worst_point


def one(**changes):
    """Return a line of two points that agree."""
    given = {"x": [1.0, 2.0], "value": [1.0, 2.0], "error": 0.01, "reference": [1.03, 2.0]}
    given |= {"resolution": 0.02, **changes}
    return Agreement("line", "A line", "engine", "formula", "B (T)", "g", Comparison(**given))


@pytest.mark.parametrize(
    ("changes", "passes"),
    [
        ({}, True),
        ({"reference": [1.05, 2.0]}, False),
        ({"reference": [1.05, 2.0], "allowance": 0.02, "reason": "known"}, True),
        ({"reference": [0.95, 2.0]}, False),
        ({"resolution": 0.01}, False),
        ({"error": np.nan}, False),
        ({"error": np.inf}, False),
        ({"value": [np.nan, 2.0]}, False),
        ({"reference": np.nan}, False),
    ],
)
def test_what_agrees(changes, passes):
    """Within allowance plus four standard errors, and resolved: anything else does not agree."""
    assert passes is one(**changes).passes


def test_an_allowance_has_a_reason():
    """Nothing is allowed without a word why, and no word stands for nothing."""
    with pytest.raises(ValueError, match="reason"):
        one(allowance=0.1)
    with pytest.raises(ValueError, match="reason"):
        one(reason="just so")


def test_tables_hold_every_number():
    """A row a point; JSON without NaN; the page names the line that is wrong and its worst point."""
    right, wrong = one(), one(value=[1.0, np.nan])
    about = {"seed": 1, "quick": True, "version": "1"}
    found = json.loads(json.dumps(content([right, wrong], **about), allow_nan=False))
    page = markdown([right, wrong], **about)

    assert 4 == len(rows([right, wrong]))
    assert [True, False] == [line["passes"] for line in found["lines"]]
    assert found["lines"][1]["points"][1]["value"] is None
    assert "1 of 2 lines disagree" in page and "**no**" in page
    assert 0 == worst_point(right)
    assert 1 == worst_point(wrong)


def test_arrays_cannot_be_changed():
    """A comparison is a value."""
    with pytest.raises(ValueError, match="read-only"):
        one().comparison.value[0] = 0.0
