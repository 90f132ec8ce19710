"""Who says the temperature: the user, the column, the file name, the header, nobody."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from hlnfit.loaders.options import LoadOptions
from hlnfit.loaders.temperature import Thermometry, temperature_of


def _ask(
    name: str = "film", measured: np.ndarray | None = None, header: tuple[str, ...] = (), **options: object
) -> Thermometry:
    return temperature_of(
        measured, "T (K) (the only one)", 3, Path(name + ".txt"), LoadOptions.of(**options), header=header
    )


def test_order() -> None:
    """Each source gives way to the one before it."""
    column, header = np.full(3, 4.0), ("Temperature: 1 K",)
    assert 9.0 == _ask("film_3K", column, header, temperature=9.0).T[0]
    assert 4.0 == _ask("film_3K", column, header).T[0]
    assert 3.0 == _ask("film_3K", None, header).T[0]
    assert 1.0 == _ask("film", None, header).T[0]
    assert np.isnan(_ask("film").T).all()


def test_a_dead_thermometer_gives_way() -> None:
    """A column of NaN is no thermometer."""
    assert 3.0 == _ask("film_3K", np.full(3, np.nan)).T[0]


def test_only_lines_about_temperature_are_believed() -> None:
    """'1K pot' is no temperature of the sample; two temperatures are none."""
    assert np.isnan(_ask("film", None, ("pot 1K",)).T[0])
    assert np.isnan(_ask("film", None, ("temp 1 K", "temp 2 K")).T[0])
    assert 0.3 == _ask("film", None, ("readings at 300mK for electrodes 40-39",)).T[0]
