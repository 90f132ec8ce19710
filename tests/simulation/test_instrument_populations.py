"""Random films for studies."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from hlnfit.errors import ConfigError
from hlnfit.simulation.instrument.populations import POPULATIONS, population


@pytest.mark.parametrize(
    ("name", "B_phi", "B_so", "elastic"),
    [
        ("standard", (2e-3, 3e-2), (0.03, 0.3), (0.5, 3.0)),
        ("wide", (1e-3, 0.1), (3e-3, 1.0), (0.3, 30.0)),
    ],
)
def test_fields_are_log_uniform_between_their_limits(
    name: str, B_phi: tuple[float, float], B_so: tuple[float, float], elastic: tuple[float, float]
) -> None:
    """Kolmogorov-Smirnov against the log-uniform law; B_e holds B_so (it is the total elastic field)."""
    films = population(name, 4000, seed=2)
    for values, (low, high) in ((films.B_phi, B_phi), (films.B_so, B_so), (films.B_e - films.B_so, elastic)):
        assert stats.kstest(values, stats.loguniform(low, high).cdf).pvalue > 0.01


@pytest.mark.parametrize(
    ("name", "low", "high"), [("wal", 10, 300), ("wl", 1e-4, 1e-2), ("crossover", 0.2, 5)]
)
def test_ratio_of_spin_orbit_to_dephasing(name: str, low: float, high: float) -> None:
    """B_so over B_phi decides between localization and antilocalization."""
    films = population(name, 2000)
    ratio = films.B_so / films.B_phi

    assert low <= ratio.min() < ratio.max() <= high
    assert np.all(films.B_e > films.B_so)


def test_a_seed_gives_a_population_and_a_larger_one_begins_with_it() -> None:
    """The first films do not depend on how many follow."""
    few, many = population("wide", 5, seed=1), population("wide", 50, seed=1)

    assert 5 == len(few)
    np.testing.assert_array_equal(few.B_phi, many.B_phi[:5])
    assert few.B_phi[0] != population("wide", 5, seed=2).B_phi[0]


def test_parameters_are_read_only() -> None:
    """Nobody changes the films of a study by accident."""
    with pytest.raises(ValueError, match="read-only"):
        population("wl", 3).B_phi[0] = 1.0


def test_unknown_population_is_named_with_the_known_ones() -> None:
    """The message lists what there is."""
    with pytest.raises(ConfigError, match="'narrow' is unknown; expected standard, wide"):
        population("narrow", 3)
    with pytest.raises(ConfigError, match="-1 members"):
        population("wide", -1)
    assert {"standard", "wide", "wal", "wl", "crossover"} == set(POPULATIONS)
