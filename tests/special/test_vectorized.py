"""The loops over the kernels are compiled for vector registers: read in the compiled code."""

from __future__ import annotations

import re

import numpy as np
import pytest
from numba import njit

from hlnfit.special import (
    complex_cooperon_2d,
    complex_cooperon_3d,
    cooperon_2d,
    cooperon_3d,
    field_grid,
    spin_orbit_sum,
    zeeman_pair,
    zeeman_zero_field,
)

X = np.linspace(0.1, 3.0, 64)
WORK = np.ones((6, 2048))
SUMS = tuple(np.ones((3, 7 * spin_orbit_sum._BLOCK)))
LOOPS = {
    "points": (cooperon_2d.f2_into, (X, X.copy(), X.copy())),
    "three dimensions": (cooperon_3d.f3_into, (X, X.copy(), X.copy())),
    "points, complex": (complex_cooperon_2d.complex_f2_into, (X, X.copy(), X.copy())),
    "three dimensions, complex": (complex_cooperon_3d.complex_f3_into, (X, X.copy(), X.copy())),
    "Zeeman pair, real": (zeeman_pair._real, (X, X, X, 5.0, False, WORK)),
    "Zeeman pair, conjugate": (zeeman_pair._conjugate, (X, -X, 5.0, False, WORK)),
    "Zeeman pair, close": (zeeman_pair._close, (X, X, 5.0, False, WORK)),
    "Zeeman pair, logarithm": (zeeman_zero_field.log_quotients, (X, 0.1, 0.2, 0.3, WORK[:4, :64].copy())),
    "Zeeman pair, root": (zeeman_zero_field.root_quotients, (X, 0.1, 0.2, 0.3, WORK[:4, :64].copy())),
    "levels": (spin_orbit_sum._add, (1.0, X, X, 1.0, SUMS[0], SUMS[1])),
    "levels, difference": (spin_orbit_sum._add_difference, (1.0, X, X, *SUMS)),
    "levels, Euler-Maclaurin": (spin_orbit_sum._euler_maclaurin, (1.0, SUMS[0], np.ones(912), SUMS[1])),
    "levels, end": (spin_orbit_sum._finish, (X, X, X, SUMS[0], SUMS[1])),
    "grid, y >= 1": (field_grid._below_b, (X, 5.0, X.copy(), X.copy())),
    "grid, y < 1": (field_grid._above_b, (1.0 / X, np.log(X), 0.1, X.copy(), X.copy())),
}


@pytest.mark.parametrize("name", LOOPS)
def test_divisions_take_several_numbers(name):
    """A loop that branches, or calls a function, divides single numbers and takes twice as long."""
    loop, arguments = LOOPS[name]
    options = {k: v for k, v in loop.targetoptions.items() if k != "nopython"}
    code = njit(**options)(loop.py_func)
    code(*arguments)

    (text,) = code.inspect_llvm().values()

    assert re.search(r"fdiv [a-z ]*<\d+ x double>", text)
