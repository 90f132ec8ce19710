"""Igor text waves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hlnfit.errors import LoadError
from hlnfit.loaders import load

Writer = Callable[..., Path]


@pytest.mark.parametrize(
    ("waves", "scale"),
    [
        ("WAVES/D\tField_T\tRxx_Ohm", ""),
        (
            "WAVES /D B R",
            'X SetScale d 0,0,"T", B; SetScale d 0,0,"Ohm", R\n',
        ),
        ("waves/o 'Field_T', 'Rxx_Ohm'", ""),
    ],
)
def test_waves_are_columns(write: Writer, field: np.ndarray, waves: str, scale: str) -> None:
    """Names come from WAVES, units from the names or from SetScale; lines are those of the file."""
    rows = "".join(f"\t{b:.6f}\t{100 + b:.6f}\n" for b in field)
    path = write(f"IGOR\n{waves}\nBEGIN\n{rows}END\n{scale}", "film_4K.itx")
    (sweep,) = load(path)
    assert field == pytest.approx(sweep.B)
    assert 100 + field == pytest.approx(sweep.R_xx)
    assert (4, 44) == sweep.source.rows
    assert "igor-text" == sweep.source.loader


def test_no_block(write: Writer) -> None:
    """Commands without a block of waves are refused."""
    with pytest.raises(LoadError, match="WAVES"):
        load(write("IGOR\nX print 1\n", "a.itx"))
