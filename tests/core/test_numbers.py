"""Numbers for people."""

from __future__ import annotations

import doctest
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlnfit import numbers
from hlnfit.fitting import ParameterValue
from hlnfit.numbers import decimals_of, number_with_error, parameter_text, plain_number


def test_the_examples_of_the_docstrings_hold():
    """What the documentation shows is what comes out."""
    assert 0 == doctest.testmod(numbers).failed


@pytest.mark.parametrize(
    ("value", "err", "text"),
    [
        # The three examples of the Review of Particle Physics, introduction, section 5.3.
        (0.827, 0.119, "0.83 ± 0.12"),
        (0.827, 0.367, "0.8 ± 0.4"),
        (0.827, 0.968, "0.8 ± 1.0"),
        (1234.5, 123.0, "1230 ± 120"),
        (1234.5, 999.0, "1200 ± 1000"),
        (0.0, 0.1, "0.00 ± 0.10"),
        (-0.49996, 0.00034, "-0.49996 ± 0.00034"),
        (2.62e-5, 1.2e-6, "(2.62 ± 0.12)e-5"),
        (1.0e9, 2.0e7, "(1.000 ± 0.020)e9"),
        (0.0023971, 8.4e-6, "0.002397 ± 0.000008"),
        (-1e-5, 0.2, "0.00 ± 0.20"),
    ],
)
def test_errors_are_rounded_by_the_rule_of_the_particle_data_group(value, err, text):
    """Two digits below 355, one below 950, and the value to the same place."""
    assert text == number_with_error(value, err)


@pytest.mark.parametrize(
    ("err", "decimals"), [(0.0354, 3), (0.0355, 2), (0.0949, 2), (0.0951, 2), (100.0, -1)]
)
def test_the_place_changes_where_the_rule_says(err, decimals):
    """354 keeps two digits, 355 one; 950 is rounded up to 1000 and keeps two of it."""
    assert decimals == decimals_of(err)


@given(st.floats(-1e6, 1e6), st.floats(1e-4, 1e5))
def test_rounding_never_moves_the_value_by_more_than_half_the_error(value, err):
    """Whatever the digits: the text holds the value within a sixth of its error, the error within 5 %."""
    text = number_with_error(value, err)
    match = re.fullmatch(r"\(?(-?[\d.]+)(?: ± ([\d.]+))?\)?(?:e(-?\d+))?", text)

    assert match is not None
    scale = 10.0 ** int(match[3] or 0)
    assert abs(float(match[1]) * scale - value) <= 0.15 * err + 1e-8 * abs(value)
    if match[2]:
        assert err == pytest.approx(float(match[2]) * scale, rel=0.15)


def test_limits_that_differ_are_both_written():
    """A lopsided interval is not shown as if it were symmetrical."""
    assert "262 +20 -12" == number_with_error(262.0, 15.0, 250.0, 282.0)
    assert "262^{+20}_{-12}" == number_with_error(262.0, 15.0, 250.0, 282.0, style="latex")
    html = number_with_error(262.0, 15.0, 250.0, 282.0, style="html")
    assert '262<span class="limits"><sup>+20</sup><sub>−12</sub></span>' == html


def test_limits_that_hardly_differ_are_one_error():
    """A difference below a tenth is no information."""
    assert "648.1 ± 2.8" == number_with_error(648.1, 2.7, 645.35, 650.92)


def test_a_very_lopsided_interval_keeps_no_digits_far_below_the_larger_error():
    """+16.5 -0.2 is read; +16.54 -0.22 is not."""
    assert "198.1 +16.5 -0.2" == number_with_error(198.11, 8.0, 197.89, 214.65)


def test_what_is_not_determined_shows_its_bound_or_says_so():
    """No number where there is none."""
    nan = math.nan

    assert "> 310" == number_with_error(nan, bound="> 310")
    assert "&gt; 310" == number_with_error(nan, bound="> 310", style="html")
    assert "not determined" == number_with_error(nan)
    assert r"\text{not determined}" == number_with_error(nan, style="latex")
    assert "not determined" == number_with_error(1238.0, math.inf)


def test_a_fixed_value_says_that_it_is_fixed():
    """A value that was put in is not mistaken for one that came out."""
    assert "2 (fixed)" == number_with_error(2.0, 0.0, fixed=True)


def test_a_missing_or_vanishing_error_leaves_the_number_alone():
    """No error is invented."""
    assert "262" == number_with_error(262.0)
    assert "262" == number_with_error(262.0, 1e-12)


def test_html_has_a_true_minus_sign():
    """A hyphen is no minus sign."""
    assert "−0.50 ± 0.10" == number_with_error(-0.5, 0.1, style="html")
    assert "−1.5 × 10<sup>−7</sup>" == plain_number(-1.5e-7, style="html")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (123456.7, "123500"),
        (9.99999, "10"),
        (0.0, "0"),
        (math.nan, "not determined"),
        (math.inf, "not determined"),
    ],
)
def test_plain_numbers_keep_four_digits(value, text):
    """Numbers without an error get no false digits."""
    assert text == plain_number(value)


def test_parameters_are_scaled_and_keep_the_unit_of_their_bound():
    """Lengths are in metres, their bounds are text in nanometres."""
    known = ParameterValue("L_phi", "m", 262e-9, 4e-9, 258e-9, 266e-9, True)
    nan = math.nan
    unknown = ParameterValue("L_so", "m", nan, nan, nan, nan, False, "> 310", 310e-9)

    assert "262 ± 4" == parameter_text(known, 1e9)
    assert "> 310" == parameter_text(unknown, 1e9)
