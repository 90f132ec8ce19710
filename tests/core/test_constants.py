"""Constants, and lengths against characteristic fields."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlnfit import constants
from hlnfit.constants import field_from_length, length_from_field


def test_exact_constants_of_the_si():
    """e, h and k_B are exact since 2019 (BIPM, SI Brochure, 9th edition, section 2.2)."""
    assert 1.602176634e-19 == constants.E
    assert 6.62607015e-34 == constants.H
    assert 1.380649e-23 == constants.K_B
    assert constants.HBAR == pytest.approx(6.62607015e-34 / (2.0 * math.pi), rel=1e-15)


def test_measured_constants():
    """Electron mass and Bohr magneton agree with CODATA 2018 to nine digits."""
    # E. Tiesinga et al., Rev. Mod. Phys. 93, 025010 (2021), table XXXI.
    assert pytest.approx(9.1093837015e-31, rel=1e-9) == constants.M_E
    assert pytest.approx(9.2740100783e-24, rel=1e-9) == constants.MU_B


def test_unit_of_the_corrections():
    """G0 = e^2 / (pi h) is 1.2331e-5 S, the conductance quantum 2 e^2/h over 2 pi."""
    # Conductance quantum 7.748091729e-5 S: CODATA 2018, exact.
    assert pytest.approx(7.748091729e-5 / (2.0 * math.pi), rel=1e-9) == constants.G0
    assert pytest.approx(1.233147098368e-5, rel=1e-12) == constants.G0


def test_field_of_100_nm():
    """A length of 100 nm corresponds to 16.455 mT, a quarter of the flux quantum h/e over 2 pi L^2."""
    # Half the flux quantum h/(2e): 2.067833848e-15 Wb, CODATA 2018; hbar/(4e) = Phi_0 / (4 pi).
    assert pytest.approx(2.067833848e-15 / (4.0 * math.pi) / 1e-14, rel=1e-9) == field_from_length(1e-7)
    assert pytest.approx(16.455e-3, rel=1e-4) == field_from_length(1e-7)


def test_ends_of_the_scale():
    """Zero and infinity go over into each other; a negative field has no length."""
    assert math.inf == field_from_length(0.0)
    assert 0.0 == field_from_length(math.inf)
    assert math.inf == length_from_field(0.0)
    assert 0.0 == length_from_field(math.inf)
    assert math.isnan(length_from_field(-1e-3))


def test_arrays_keep_their_shape():
    """An array gives an array, a number gives a float."""
    lengths = np.array([[1e-8, 1e-7], [1e-6, 1e-5]])

    fields = field_from_length(lengths)

    assert (2, 2) == fields.shape
    assert isinstance(field_from_length(1e-7), float)
    assert isinstance(length_from_field(0.1), float)


@given(st.floats(1e-12, 1.0))
def test_there_and_back(length: float):
    """Length to field and back is the identity."""
    assert pytest.approx(length, rel=1e-14) == length_from_field(field_from_length(length))


@given(st.floats(1e-9, 1e-4), st.floats(1e-9, 1e-4))
def test_rates_add_as_fields(first: float, second: float):
    """1/L^2 = 1/L_1^2 + 1/L_2^2 is a sum of fields, so the shorter length bounds the joint one."""
    joint = length_from_field(field_from_length(first) + field_from_length(second))

    assert pytest.approx(1.0 / math.hypot(1.0 / first, 1.0 / second), rel=1e-12) == joint
    assert joint <= min(first, second) * (1.0 + 1e-12)


@pytest.mark.parametrize(
    ("L", "expected"),
    [
        (10e-9, 1.645529892377266424518378045610483),
        (100e-9, 0.01645529892377266424518378045610483),
        (200e-9, 0.004113824730943166061295945114026207),
        (500e-9, 0.0006582119569509065698073512182441931),
        (2e-6, 0.00004113824730943166061295945114026207),
        (5e-6, 0.000006582119569509065698073512182441931),
    ],
)
def test_field_of_a_length_by_mpmath(L, expected):
    """hbar/(4 e L^2), computed independently with 30 digits."""
    assert expected == pytest.approx(field_from_length(L), rel=1e-10)
    assert L == pytest.approx(length_from_field(expected), rel=1e-10)
