"""Two linear spin-orbit terms: reference values, symmetries, limits, speed."""

from __future__ import annotations

import time

import numpy as np
import pytest
from numpy.polynomial.legendre import leggauss

from hlnfit import models
from hlnfit.constants import G0
from hlnfit.models import evaluate
from hlnfit.special.two_spin_orbit_zero_field import triplet_gap, zero_field_density

B = np.concatenate(([0.0], np.geomspace(1e-4, 10.0, 120)))


def _direction_average(
    q_square: np.ndarray, B_phi: float, B_R: float, B_D: float, B_3: float, directions: int = 64
) -> np.ndarray:
    """Return Tr C^-1 of the 3 x 3 triplet Cooperon at zero field, averaged over the direction of q."""
    raise_ = np.sqrt(2.0) * np.array([[0, 1, 0], [0, 0, 1], [0, 0, 0]], dtype=complex)
    lower = raise_.T
    s_z = np.diag([1.0, 0.0, -1.0])
    mixed = (raise_ @ raise_ - lower @ lower) / 2j  # S_x S_y + S_y S_x
    angles = np.arange(directions) * 2.0 * np.pi / directions
    q = np.sqrt(q_square)[:, None, None, None]
    turn = np.exp(-1j * angles)[None, :, None, None]
    matrix = (
        (q_square[:, None, None, None] + B_phi) * np.eye(3)
        + (B_R + B_D + B_3) * (2.0 * np.eye(3) - s_z @ s_z)
        - 2.0 * np.sqrt(B_R * B_D) * mixed
        + np.sqrt(B_R) * q * (-1j * turn * lower + 1j * turn.conj() * raise_)
        + np.sqrt(B_D) * q * (turn * raise_ + turn.conj() * lower)
    )
    return np.trace(np.linalg.inv(matrix), axis1=2, axis2=3).real.mean(axis=1)


def _zero_field(B_phi: float, B_R: float, B_D: float, B_3: float) -> float:
    """Return sigma(0)/G0 with -ln B_tr left out, by quadrature over q^2."""
    x, w = leggauss(150)
    u = 0.5 * (x + 1.0)
    q_square = 0.05 * (u / (1.0 - u)) ** 2
    jacobian = 0.05 * 2.0 * u / (1.0 - u) ** 3
    # The triplets less three modes at B_phi + 1, whose integral is known.
    triplets = _direction_average(q_square, B_phi, B_R, B_D, B_3) - 3.0 / (q_square + B_phi + 1.0)
    total = float((0.5 * w * jacobian * triplets).sum()) - 3.0 * np.log(B_phi + 1.0) + np.log(B_phi)
    return -0.5 * total


def test_reference_values(reference) -> None:
    """Eighteen values of the block-tridiagonal Cooperon, nine digits each."""
    for a, expected in reference("cooperon_matrix_R_D_cubic"):
        rates = {"B_phi": a["Bphi"], "B_R": a["BR"], "B_D": max(a["BD"], 1e-12), "B_3": max(a["B3"], 1e-12)}
        found = float(models.get("rashba_dresselhaus")(a["B"], **rates)) / G0

        assert expected == pytest.approx(found + _zero_field(*rates.values()), abs=1e-6)


def test_one_linear_term_is_ilp() -> None:
    """Rashba or Dresselhaus alone is the closed form of Iordanskii, Lyanda-Geller and Pikus."""
    expected = models.get("ilp")(B, B_phi=2e-3, B_so=0.06, B_so1=0.05) / G0
    for rates in ({"B_R": 0.05, "B_D": 1e-12}, {"B_R": 1e-12, "B_D": 0.05}):
        found = models.get("rashba_dresselhaus")(B, B_phi=2e-3, B_3=0.01, **rates) / G0

        np.testing.assert_allclose(expected, found, atol=2e-8)


def test_persistent_spin_helix_localizes() -> None:
    """Equal linear terms can be gauged away: pure weak localization, whatever their size."""
    expected = models.get("hln_simple")(B, alpha=1.0, B_phi=2e-3) / G0
    found = models.get("rashba_dresselhaus")(B, B_phi=2e-3, B_R=0.05, B_D=0.05, B_3=1e-12) / G0

    np.testing.assert_allclose(expected, found, atol=1e-6)


def test_symmetric_in_both_terms() -> None:
    """Exchanging Rashba and Dresselhaus changes nothing in a perpendicular field."""
    model = models.get("rashba_dresselhaus")
    one = model(B, B_phi=2e-3, B_R=0.07, B_D=0.02, B_3=0.004) / G0
    other = model(B, B_phi=2e-3, B_R=0.02, B_D=0.07, B_3=0.004) / G0

    np.testing.assert_allclose(one, other, atol=1e-9)


def test_cubic_only() -> None:
    """Without linear terms the additive 1:1:2 form remains."""
    found = models.get("rashba_dresselhaus")(B, B_phi=2e-3, B_R=1e-12, B_D=1e-12, B_3=0.05) / G0

    np.testing.assert_allclose(models.get("hln_dp")(B, B_phi=2e-3, B_so=0.05) / G0, found, atol=2e-8)


def test_zero_field_density_is_the_average_over_directions() -> None:
    """The closed angular average equals the average of the inverted matrices."""
    q_square = np.array([0.01, 0.3, 2.0, 40.0])
    expected = _direction_average(q_square, 0.1, 0.7, 0.4, 0.05, directions=400)
    rates = np.array([0.1, 0.7, 0.4, 0.05], dtype=complex)
    found = [zero_field_density(w, rates).real for w in q_square]

    np.testing.assert_allclose(expected, found, rtol=1e-12)


def test_gap() -> None:
    """Rashba: 7/16 of B_R above B_phi at q^2 = 15/16 B_R; spin helix: B_phi; cubic: B_3."""
    assert 0.1 + 7.0 / 16.0 == pytest.approx(triplet_gap(0.1, 1.0, 0.0, 0.0), rel=2e-3)
    assert 0.1 == pytest.approx(triplet_gap(0.1, 1.0, 1.0, 0.0), rel=0.1)
    assert 0.3 == pytest.approx(triplet_gap(0.1, 0.0, 0.0, 0.2), rel=1e-12)


def test_fast_enough_for_a_fit() -> None:
    """Value and derivatives at 401 fields take well under 50 ms on an idle core."""
    model = models.get("rashba_dresselhaus")
    fields = np.linspace(-1.0, 1.0, 401)
    p = model.vector({})
    evaluate(model, fields, p)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        evaluate(model, fields, p)
        times.append(time.perf_counter() - start)

    assert min(times) < 0.1
