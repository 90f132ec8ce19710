"""The Landau-level Cooperon against closed forms, a dense inverse, and independently computed tables."""

import math
from itertools import pairwise

import mpmath
import numpy as np
import pytest

from hlnfit.errors import ConfigError
from hlnfit.simulation.cooperons import cooperon, cooperon_zero_field
from hlnfit.simulation.cooperons.conserved_blocks import conserved_blocks
from hlnfit.simulation.cooperons.parity_chains import parity_chains
from hlnfit.simulation.cooperons.tilted_chain import tilted_chain

# B, B_R, B_D, B_3 (T) at B_phi = 4 mT and sigma / G0 with -ln B_tr dropped, from an independent
# block-tridiagonal program in double precision, good to 1e-8.
RASHBA_DRESSELHAUS = [
    (0.01, 0.02, 0.0, 0.0, -4.79299652),
    (0.01, 0.02, 0.02, 0.0, -5.36009713),
    (0.01, 0.05, 0.0, 0.0, -3.94580201),
    (0.01, 0.05, 0.0, 0.005, -3.37951856),
    (0.01, 0.05, 0.01, 0.005, -3.58983042),
    (0.01, 0.05, 0.02, 0.005, -3.79085208),
    (0.05, 0.02, 0.0, 0.0, -4.6217414),
    (0.05, 0.02, 0.02, 0.0, -4.6111336),
    (0.05, 0.05, 0.0, 0.005, -3.67974491),
    (0.05, 0.05, 0.02, 0.0, -4.47290578),
    (0.3, 0.02, 0.01, 0.0, -3.10464485),
    (0.3, 0.05, 0.01, 0.005, -2.96612605),
    (0.3, 0.05, 0.02, 0.005, -2.95899369),
]
# The same with B_3 = 2 mT, B_R = 30 mT: B, B_D, B_Zx, B_Zz (T).
ZEEMAN = [
    (0.02, 0.0, 0.0, 0.01, -4.2293568),
    (0.02, 0.0, 0.02, 0.01, -4.31775815),
    (0.02, 0.01, 0.0, 0.0, -4.43721511),
    (0.02, 0.01, 0.02, 0.01, -4.51135635),
    (0.2, 0.0, 0.1, 0.0, -3.38819358),
    (0.2, 0.01, 0.0, 0.01, -3.39571596),
    (0.2, 0.01, 0.02, 0.0, -3.39548117),
    (0.2, 0.01, 0.1, 0.01, -3.38654679),
]


def cubic_roots(c2, c1, c0):
    """Return the roots of v^3 + c2 v^2 + c1 v + c0, polished in multiple precision."""
    roots = [mpmath.mpmathify(complex(v)) for v in np.roots([1.0, float(c2), float(c1), float(c0)])]
    for _ in range(4):
        roots = [v - (((v + c2) * v + c1) * v + c0) / ((3 * v + 2 * c2) * v + c1) for v in roots]
    return roots


def closed_form(B: float, B_phi: float, S1: float, S: float) -> float:
    """Return sigma / G0 of Rashba (S1) and additive (S - S1) coupling, with -ln B_tr dropped.

    W. Knap et al., Phys. Rev. B 53, 3912 (1996), Eqs. 37-38, resummed over the roots of the cubic.
    """
    b, s, s1 = mpmath.mpf(B_phi) / B, mpmath.mpf(S) / B, mpmath.mpf(S1) / B
    constant = 2 * s * (s**2 - 1) + 4 * s1 * b * s + 2 * s1
    roots = cubic_roots(4 * (s - s1), 5 * s**2 - 1 - 4 * s1 * (s - b), constant)
    total = mpmath.mpf(0)
    for v in roots:
        top = 3 * v**2 + (8 * s - 4 * s1) * v + 5 * s**2 - 1 + 4 * s1 * b
        slope = 3 * v**2 + 8 * (s - s1) * v + 5 * s**2 - 1 - 4 * s1 * (s - b)
        total += top / slope * mpmath.digamma(mpmath.mpf(3) / 2 + b - v)
    a = b + s + mpmath.mpf(1) / 2
    value = 1 / a + (2 * a + 1 + s) / ((a + 1) * (a + s) - 2 * s1) - total
    value += mpmath.digamma(b + mpmath.mpf(1) / 2) - 2 * mpmath.log(B)
    return float(mpmath.re(-value / 2))


def dense_trace(
    levels: int, b_phi: float, b_R: float, b_D: float, b_3: float, b_x: float, b_z: float
) -> float:
    """Return the signed trace of the inverse of the full complex matrix, less 2 ln N."""
    lower = np.diag(np.sqrt(np.arange(1.0, levels)), 1)
    unit = np.eye(levels)
    plus = np.zeros((4, 4), dtype=complex)
    plus[0, 1] = plus[1, 2] = math.sqrt(2.0)
    minus = plus.conj().T
    Sx, Sy = (plus + minus) / 2, (plus - minus) / 2j
    triplet = np.diag([1.0, 1.0, 1.0, 0.0])
    Sz2 = np.diag([1.0, 0.0, 1.0, 0.0])
    spin = (b_R + b_D + b_3) * (2 * triplet - Sz2) - 2 * math.sqrt(b_R * b_D) * (Sx @ Sy + Sy @ Sx)
    t_x = np.array([-1.0, 0.0, 1.0, 0.0]) / math.sqrt(2.0)
    t_z = np.array([0.0, 1.0, 0.0, 0.0])
    singlet = np.array([0.0, 0.0, 0.0, 1.0])
    b_t = b_x * t_x + b_z * t_z
    spin = spin + 1j * (np.outer(b_t, singlet) + np.outer(singlet, b_t))
    matrix = np.kron(np.diag(np.arange(levels) + 0.5 + b_phi), np.eye(4)) + np.kron(unit, spin)
    matrix += math.sqrt(b_R) * (-1j * np.kron(lower, minus) + 1j * np.kron(lower.T, plus))
    matrix += math.sqrt(b_D) * (np.kron(lower, plus) + np.kron(lower.T, minus))
    diagonal = np.diag(np.linalg.inv(matrix)).reshape(levels, 4).sum(axis=0)
    return float((diagonal[:3].sum() - diagonal[3]).real - 2 * math.log(levels))


@pytest.mark.parametrize(("B", "B_R", "B_D", "B_3", "expected"), RASHBA_DRESSELHAUS)
def test_rashba_and_dresselhaus_table(B, B_R, B_D, B_3, expected):
    """Mixed Rashba, linear and cubic Dresselhaus coupling has the tabulated conductivity."""
    assert expected == pytest.approx(cooperon(B, 0.004, B_R, B_D, B_3), abs=1.5e-8)


@pytest.mark.parametrize(("B", "B_D", "B_Zx", "B_Zz", "expected"), ZEEMAN)
def test_zeeman_table(B, B_D, B_Zx, B_Zz, expected):
    """A Zeeman field in any direction gives the tabulated conductivity."""
    assert expected == pytest.approx(cooperon(B, 0.004, 0.03, B_D, 0.002, B_Zx, B_Zz), abs=1.5e-8)


@pytest.mark.parametrize("cubic", [0.0, 0.02])
@pytest.mark.parametrize("B", [2e-3, 0.01, 0.1, 2.0])
def test_one_linear_term_is_the_closed_form(B, cubic):
    """One linear term, with or without additive rates, has the closed form of Iordanskii, Knap et al."""
    expected = closed_form(B, 3e-3, 0.06, 0.06 + cubic)
    assert expected == pytest.approx(cooperon(B, 3e-3, 0.06, 0.0, cubic), abs=2e-9)
    assert expected == pytest.approx(cooperon(B, 3e-3, 0.0, 0.06, cubic), abs=2e-9)


@pytest.mark.parametrize("B", [1e-4, 1e-3, 0.01, 0.3, 3.0])
def test_persistent_spin_helix_is_pure_weak_localization(B):
    """Equal Rashba and Dresselhaus strengths can be gauged away: psi(1/2 + B_phi/B) + ln B remains."""
    expected = float(mpmath.digamma(0.5 + 2e-3 / B) + mpmath.log(B))
    assert expected == pytest.approx(cooperon(B, 2e-3, 0.07, 0.07), abs=2e-9)


@pytest.mark.parametrize("B", [1e-3, 0.05, 1.0])
def test_additive_rates_with_perpendicular_zeeman_field(B):
    """Cubic coupling with b along the normal has the two-mode form of Maekawa and Fukuyama (1981)."""
    B_phi, s, b = 2e-3, 0.04, 0.03
    root = mpmath.sqrt(mpmath.mpf(s) ** 2 - b**2)

    def kernel(rate):
        return mpmath.digamma(0.5 + rate / B) + mpmath.log(B)

    expected = kernel(B_phi + s)
    for sign in (1, -1):
        expected += sign * s / (2 * root) * kernel(B_phi + s + sign * root)
    assert float(mpmath.re(expected)) == pytest.approx(cooperon(B, B_phi, 0.0, 0.0, s, 0.0, b), abs=2e-9)


def test_zeeman_field_alone_does_nothing():
    """Without spin-orbit coupling singlet and triplet along b cancel, in any direction of b."""
    B = np.array([1e-3, 0.02, 0.5])
    assert cooperon(B, 1e-3) == pytest.approx(cooperon(B, 1e-3, B_Zx=0.02, B_Zz=0.01), abs=3e-9)


@pytest.mark.parametrize("rates", [(0.4, 0.9, 0.5, 0.2, 0.7, 0.3), (0.3, 0.8, 1.1, 0.0, 0.0, 0.5)])
def test_dense_inverse(rates):
    """The eliminations trace the same matrix as a dense inverse of the complex 4 x 4 Landau problem."""
    sums = [dense_trace(levels, *rates) for levels in (16, 32, 64, 128)]
    for order in (1, 2, 3):
        sums = [(2**order * b - a) / (2**order - 1) for a, b in pairwise(sums)]
    b_phi, b_R, b_D, b_3, b_x, b_z = rates

    assert sums[0] == pytest.approx(tilted_chain(*rates, 0.0, 128)[0], abs=1e-11)
    if b_x == 0.0:
        assert sums[0] == pytest.approx(parity_chains(b_phi, b_R, b_D, b_3, b_z, 0.0, 128)[0], abs=1e-11)


def test_conserved_blocks_sum_to_the_same_trace():
    """Cutting the ladder by blocks of conserved n - S_z or by levels has the same limit."""
    expected = parity_chains(0.2, 1.5, 0.0, 0.1, 0.6, 1e-11, 2**20)[0]
    assert expected == pytest.approx(conserved_blocks(0.2, 1.5, 0.1, 0.6, 1e-11, 2**20)[0], abs=1e-9)


def test_the_reported_error_bounds_the_true_one():
    """The cut-off error that a kernel reports is no smaller than a tenth of its distance from the limit."""
    exact = parity_chains(0.1, 5.0, 2.0, 0.5, 0.3, 1e-12, 2**24)[0]
    for levels in (128, 256, 512):
        value, error, used = parity_chains(0.1, 5.0, 2.0, 0.5, 0.3, 0.0, levels)

        assert levels == used
        assert abs(value - exact) < 10.0 * error + 1e-12


def test_rashba_and_dresselhaus_can_be_exchanged():
    """A reflection of space exchanges the two linear terms."""
    B = np.geomspace(1e-3, 1.0, 7)
    assert cooperon(B, 2e-3, 0.05, 0.02, 0.01) == pytest.approx(cooperon(B, 2e-3, 0.02, 0.05, 0.01), abs=2e-9)


def test_even_in_the_field_and_of_its_shape():
    """sigma(-B) = sigma(B), and the result has the shape of B."""
    B = np.array([[-0.1, 0.1], [-1e-5, 1e-5]])
    value = cooperon(B, 2e-3, 0.05, 0.02, 0.01, 0.02, 0.01)

    assert B.shape == value.shape
    assert np.array_equal(value[:, 0], value[:, 1])


def test_only_ratios_matter():
    """Scaling all fields by a factor adds its logarithm, that of the dropped transport field."""
    fields = np.array([0.03, 4e-3, 0.05, 0.01, 0.005, 0.02, 0.01])
    expected = cooperon(*fields) + math.log(1e3)
    assert expected == pytest.approx(cooperon(*(1e3 * fields)), abs=2e-9)


@pytest.mark.parametrize(
    "rates", [(1e-3, 0.05), (1e-3, 0.05, 0.03, 0.01), (1e-3, 0.02, 0.01, 0.0, 0.02, 0.01)]
)
def test_zero_field_is_reached_quadratically(rates):
    """Landau sums at small fields extrapolate, as B^2, to the momentum integral of zero field."""
    B = 1e-3 * np.array([0.06, 0.12, 0.24])
    values = list(cooperon(B, *rates))
    for order in (1, 2):
        values = [(4**order * a - b) / (4**order - 1) for a, b in pairwise(values)]

    assert cooperon_zero_field(*rates) == pytest.approx(values[0], abs=2e-7)
    assert cooperon_zero_field(*rates) == cooperon(0.0, *rates)


def test_low_field_series_joins_the_landau_sum():
    """The polynomial used below B_phi / 20 meets the Landau sum without a step."""
    below, above = cooperon(np.array([0.05 - 1e-12, 0.05]) * 1e-3, 1e-3, 0.05, 0.03, 0.01)
    assert below == pytest.approx(above, abs=3e-9)
    expected = float(mpmath.digamma(0.5 + 1 / mpmath.mpf("0.025")) + mpmath.log(2.5e-5))
    assert expected == pytest.approx(cooperon(2.5e-5, 1e-3), abs=2e-9)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"B": 0.1, "B_phi": 0.0}, "B_phi is zero"),
        ({"B": 0.1, "B_phi": -1e-3}, "B_phi = -0.001 T is negative"),
        ({"B": float("nan"), "B_phi": 1e-3}, "B is not finite"),
        ({"B": 0.1, "B_phi": 1e-3, "B_R": -0.1}, "B_R = -0.1 T is negative"),
        ({"B": [0.1, 0.2], "B_phi": [1e-3, 2e-3, 3e-3]}, "do not fit together"),
        ({"B": 1e-9, "B_phi": 1e-9, "B_R": 1.0}, "Landau sum"),
    ],
)
def test_bad_input_is_named(arguments, words):
    """Impossible rates and unreachable precision are refused in words."""
    with pytest.raises(ConfigError, match=words):
        cooperon(**arguments)
