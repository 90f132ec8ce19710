"""The momentum integral against closed forms and an independently computed table."""

import math

import mpmath
import numpy as np
import pytest

from hlnfit.errors import ConfigError
from hlnfit.simulation.cooperons import cooperon_in_plane, cooperon_zero_field

# B_phi, B_R, B_Zx (T); in-plane magnetoconductance (G0) for additive rates of the same size (closed form)
# and for linear Rashba coupling (independent 4 x 4 momentum integral, six decimals).
IN_PLANE = [
    (0.001, 0.05, 0.03, -0.930181),
    (0.001, 0.5, 0.03, -0.500527),
    (0.001, 0.5, 2.0, -1.762421),
    (0.02, 0.05, 0.03, -0.045327),
    (0.02, 0.05, 0.2, 0.058800),
    (0.02, 0.05, 2.0, 0.324391),
    (0.02, 0.5, 0.2, -0.509584),
    (0.02, 0.5, 2.0, -0.390676),
]


def additive(B_phi: float, B_so: float, B_Z: float) -> float:
    """Return the in-plane magnetoconductance (G0) of additive rates B_so, B_so, 2 B_so.

    S. Maekawa and H. Fukuyama, J. Phys. Soc. Jpn. 50, 2516 (1981), with the zero-field reference kept.
    """
    s = mpmath.mpf(B_so) / 2
    r = mpmath.sqrt(s**2 - mpmath.mpf(B_Z) ** 2)
    value = s / (2 * r) * mpmath.log((B_phi + s + r) / (B_phi + s - r))
    return float(mpmath.re(value) - mpmath.log((B_phi + B_so) / B_phi) / 2)


def closed_form(B_phi: float, S1: float, S: float) -> float:
    """Return sigma(0) / G0 for one linear term S1 and S - S1 of additive rates (Knap et al. 1996)."""
    B_phi, S1, S = map(mpmath.mpf, (B_phi, S1, S))
    c2, c1, c0 = 4 * (S - S1), 5 * S**2 - 4 * S1 * (S - B_phi), 2 * S**3 + 4 * S1 * S * B_phi
    roots = [mpmath.mpmathify(complex(v)) for v in np.roots([1.0, float(c2), float(c1), float(c0)])]
    for _ in range(4):
        roots = [v - (((v + c2) * v + c1) * v + c0) / ((3 * v + 2 * c2) * v + c1) for v in roots]
    total = mpmath.mpf(0)
    for v in roots:
        top = 3 * v**2 + (8 * S - 4 * S1) * v + 5 * S**2 + 4 * S1 * B_phi
        slope = 3 * v**2 + 8 * (S - S1) * v + 5 * S**2 - 4 * S1 * (S - B_phi)
        total += top / slope * mpmath.log(B_phi - v)
    return float(mpmath.re((total - mpmath.log(B_phi)) / 2))


@pytest.mark.parametrize(("B_phi", "B_R", "B_Zx", "expected"), IN_PLANE)
def test_in_plane_table_of_linear_rashba_coupling(B_phi, B_R, B_Zx, expected):
    """An in-plane field changes the conductance of a Rashba film by the tabulated amount."""
    zero, value = cooperon_in_plane(B_phi, B_R, B_Zx=[0.0, B_Zx])
    assert expected == pytest.approx(value - zero, abs=6e-7)


@pytest.mark.parametrize(("B_phi", "B_so", "B_Zx", "_linear"), IN_PLANE)
def test_in_plane_field_with_additive_rates(B_phi, B_so, B_Zx, _linear):
    """With cubic coupling alone the in-plane magnetoconductance is the closed form."""
    zero, value = cooperon_in_plane(B_phi, B_3=B_so, B_Zx=[0.0, B_Zx])
    assert additive(B_phi, B_so, B_Zx) == pytest.approx(value - zero, abs=2e-9)


@pytest.mark.parametrize(("linear", "cubic"), [(0.05, 0.0), (0.05, 0.03), (2.0, 0.1)])
def test_one_linear_term_is_the_closed_form(linear, cubic):
    """Zero-field conductivity of one linear term with additive rates is the closed form."""
    expected = closed_form(1e-3, linear, linear + cubic)
    assert expected == pytest.approx(cooperon_zero_field(1e-3, linear, 0.0, cubic), abs=2e-9)
    assert expected == pytest.approx(cooperon_zero_field(1e-3, 0.0, linear, cubic), abs=2e-9)


@pytest.mark.parametrize("strength", [0.0, 0.01, 0.5])
def test_persistent_spin_helix_has_no_spin_relaxation(strength):
    """Equal linear terms leave ln B_phi, however strong they are."""
    assert math.log(1e-3) == pytest.approx(cooperon_zero_field(1e-3, strength, strength), abs=2e-9)


def test_weak_in_plane_field_dephases_the_singlet():
    """For b, B_phi << B_R the singlet rate grows by b^2 / B_R (Minkov et al., PRB 70, 155323 (2004))."""
    B_phi, B_R, b = 1e-4, 1.0, 0.01
    zero, value = cooperon_in_plane(B_phi, B_R, B_Zx=[0.0, b])
    assert -0.5 * math.log(1 + b**2 / B_R / B_phi) == pytest.approx(value - zero, rel=0.01)


def test_one_value_for_each_set_of_rates():
    """Rates broadcast, and equal sets give equal values."""
    value = cooperon_zero_field([[1e-3], [2e-3]], [0.05, 0.05])

    assert (2, 2) == value.shape
    assert np.array_equal(value[:, 0], value[:, 1])


def test_missing_dephasing_is_refused():
    """Without dephasing the integral diverges, and the message says so."""
    with pytest.raises(ConfigError, match="diverges"):
        cooperon_zero_field(0.0, 0.1)


def test_unreachable_precision_is_refused():
    """A helix far sharper than the angle grid can resolve is refused, not approximated."""
    with pytest.raises(ConfigError, match="momentum integral"):
        cooperon_zero_field(1e-12, 1.0, 1.0 + 1e-9)
