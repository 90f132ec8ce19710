from __future__ import annotations

import numpy as np
import pytest

from hlnfit.dephasing import laws
from hlnfit.dephasing.laws import Setting
from hlnfit.errors import ConfigError

T = np.array([0.3, 1.0, 1.7, 4.2, 12.0])
SETTING = Setting(g=40.0)
ALL = laws.names()
CURVED = [n for n in ALL if (shape := laws.get(n).shape) is not None and not shape.choices]


def shapes_of(name: str) -> np.ndarray:
    """A few shapes inside the range of a law; NaN where it has none."""
    shape = laws.get(name).shape
    if shape is None:
        return np.array([np.nan])
    return np.array(shape.choices) if shape.choices else np.array([0.4, 1.0, 2.3])


def test_the_laws_of_the_manual_exist() -> None:
    """Every law that the documentation names is in the registry, simple ones first."""
    assert {
        "power",
        "power_saturating",
        "nyquist_2d",
        "nyquist_2d_log",
        "nyquist_1d",
        "electron_phonon",
        "nyquist_2d_phonon",
        "schmid_3d",
    } == set(ALL)
    counts = [laws.get(n).n_parameters for n in ALL]
    assert sorted(counts) == counts


def test_unknown_law_names_its_neighbours() -> None:
    """A misspelled law is an error that shows what there is."""
    with pytest.raises(ConfigError, match="power_saturating"):
        laws.get("power_saturated")


@pytest.mark.parametrize("name", ALL)
def test_columns_are_positive_rates(name: str) -> None:
    """Each column is a finite rate that is not negative, at every temperature and shape."""
    law = laws.get(name)
    X, slope = law.columns(T, shapes_of(name), SETTING)

    assert (shapes_of(name).size, T.size, len(law.amplitudes)) == X.shape == slope.shape
    assert np.all(X >= 0.0) and np.isfinite(X).all()


@pytest.mark.parametrize("name", CURVED)
def test_derivatives_by_the_shape(name: str) -> None:
    """The derivative of each column by the shape is that of central differences."""
    law = laws.get(name)
    s, step = shapes_of(name), 1e-6
    numeric = (law.columns(T, s + step, SETTING)[0] - law.columns(T, s - step, SETTING)[0]) / (2 * step)

    np.testing.assert_allclose(numeric, law.columns(T, s, SETTING)[1], rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("name", ALL)
def test_a_law_says_where_it_comes_from(name: str) -> None:
    """Title, formula, validity and a reference are there, and one unit for each parameter."""
    law = laws.get(name)

    assert law.title and law.latex and law.validity and law.references
    assert all(law.unit(n, 2.0) or n.startswith("p") for n in law.names)


def test_unit_of_an_amplitude_follows_the_exponent() -> None:
    """A of A T^1.5 is in T/K^1.5."""
    assert "T/K^1.5" == laws.get("power").unit("A", 1.5)


def test_self_consistent_law_solves_its_equation() -> None:
    """B = B_0 + A T ln(g A T / B) at every temperature, for the columns of nyquist_2d_log."""
    law, A, ratio = laws.get("nyquist_2d_log"), 2e-4, 1.3
    B = A * law.columns(T, np.array([ratio]), SETTING)[0][0, :, 0]

    np.testing.assert_allclose(ratio * A + A * T * np.log(40.0 * A * T / B), B, rtol=1e-12)
