"""``hlnfit models`` and ``hlnfit formats``."""

from __future__ import annotations

import json

import pytest

from hlnfit import loaders, models


@pytest.mark.parametrize("columns", [80, 120, 160])
def test_every_model_is_listed_at_every_width(call, columns):
    """Names are never cut, lines never too long."""
    shown = call("models", columns=columns).stdout

    for name in models.names():
        assert f"\n{name} " in shown
    assert max(map(len, shown.splitlines())) <= columns


@pytest.mark.parametrize("name", ["hln", "hln_simple+quadratic", "alpha*hln"])
def test_a_model_is_explained(call, name):
    """Parameters with their units, formula, validity and references."""
    shown = call("models", name).stdout

    for word in ("parameter", "B_phi", "Formula", "Valid for", "References"):
        assert word in shown
    assert "Δσ = " in shown
    assert "f₂(B_φ/|B|)" in shown
    assert "\\" not in shown


def test_models_as_json(call):
    """One entry a model, parameters in SI."""
    found = json.loads(call("models", "--json").stdout)
    one = json.loads(call("models", "hln", "--json").stdout)

    assert list(models.names()) == [m["name"] for m in found]
    assert ["B_phi", "B_so", "B_e"] == [p["name"] for p in one["parameters"]]


def test_an_unknown_model_names_near_ones(call):
    """Exit code 2 and what may have been meant."""
    done = call("models", "hnl")

    assert 2 == done.exit_code
    assert "hln" in done.stderr


def test_every_format_is_listed(call):
    """Names, titles and extensions."""
    shown = call("formats").stdout
    found = json.loads(call("formats", "--json").stdout)

    for f in loaders.formats():
        assert f.name in shown
        assert f.name in [entry["name"] for entry in found]
