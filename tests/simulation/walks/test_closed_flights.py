"""Loops of straight flights against exact results beyond the diffusion approximation."""

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import k0

from hlnfit.errors import ConfigError
from hlnfit.simulation.walks import Film, Slab, Wire, flights, flux_cancellation, return_densities

# sigma_a / G0 (coherent backscattering) by b = B/B_tr and beta = tau/tau_phi, summed in multiple precision
# from A. Kawabata, J. Phys. Soc. Jpn. 53, 3540 (1984); sigma_a(0) = -ln((1 + beta)/beta).
BACKSCATTERING = {
    (0.1, 0.02): -3.6168042717278543,
    (1.0, 0.02): -2.4671827411884976,
    (1.0, 0.1): -2.0323957222935527,
    (3.0, 0.1): -1.6618959055019436,
}
# sigma_a, sigma_b / G0 with spin, by b, theta, beta: L. E. Golub, Phys. Rev. B 71, 235310 (2005), 1e-6.
RASHBA = {
    0.02: [((2.0, 1.0), (-2.1327887, 0.58336135)), ((8.0, 1.0), (-1.4110366, 0.46032583))],
    0.1: [((0.5, 1.0), (-2.0950368, 0.53659143)), ((2.0, 1.0), (-1.8286161, 0.51623391))],
}
MFP = math.sqrt(1.054571817e-34 / (2 * 1.602176634e-19))  # of B_tr = 1 T


def within(value, error, expected, resolution):
    """Check within four standard errors, and that these are small enough to mean something."""
    assert np.max(error) <= resolution
    assert np.all(np.abs(value - expected) < 4 * error)


@pytest.mark.parametrize("beta", [0.02, 0.1])
def test_coherent_backscattering_beyond_diffusion(beta):
    """The backscattering part at fields up to 8 B_tr is the exact sum over Landau levels."""
    b = np.array([key[0] for key in BACKSCATTERING if key[1] == beta])
    expected = np.array([BACKSCATTERING[key] for key in BACKSCATTERING if key[1] == beta])
    curve = flights(b, beta, 1.0, precision=0.03, seed=1)
    within(
        curve.backscattering,
        curve.backscattering_error,
        expected + math.log((1 + beta) / beta),
        0.03,
    )


def test_scattering_into_other_directions():
    """The rest of the correction has the exact difference between two fields."""
    # sigma_b / G0 at b = 0.1, 1, beta = 0.02: 0.64861.., 0.61854 (Dmitriev et al. 1997, Landau sums).
    curve = flights([0.1, 1.0], 0.02, 1.0, precision=0.02, seed=2)
    rest = curve.value - curve.backscattering
    assert 0.618540 - 0.648610 == pytest.approx(rest[1] - rest[0], abs=0.02)


@pytest.mark.parametrize("beta", [0.02, 0.1])
def test_rashba_rotation_by_large_angles(beta):
    """With a spin rotation of one radian a mean free path, by Rashba or Dresselhaus coupling, both parts
    are those of Golub's theory."""
    b = np.array([key[0] for key, _ in RASHBA[beta]])
    a_part = np.array([values[0] for _, values in RASHBA[beta]])
    b_part = np.array([values[1] for _, values in RASHBA[beta]])
    name = "B_R" if beta == 0.1 else "B_D"
    curve = flights(b, beta, 1.0, precision=0.03, seed=3, **{name: 0.5})
    back, whole = np.diff(curve.backscattering)[0], np.diff(curve.value)[0]

    assert np.diff(a_part)[0] == pytest.approx(back, abs=4 * curve.backscattering_error.max())
    assert np.diff(a_part + b_part)[0] == pytest.approx(whole, abs=4 * curve.error.max())


def test_persistent_spin_helix_survives_beyond_diffusion():
    """Equal Rashba and Dresselhaus couplings leave the spinless curve, at any rotation angle."""
    plain = flights([0.3, 2.0], 0.1, 1.0, precision=0.025, seed=4)
    helix = flights([0.3, 2.0], 0.1, 1.0, B_R=2.0, B_D=2.0, precision=0.025, seed=5)
    within(helix.value, np.hypot(helix.error, plain.error), plain.value, 0.036)


def test_density_of_return_after_k_flights():
    """2 pi l^2 n_k = 1 / (k - 2) exactly, for each k up to 12 and to 1 %."""
    estimate = return_densities(12, precision=0.01, seed=6)
    expected = 1.0 / np.arange(1, 11)

    assert np.max(estimate.error / expected) < 0.012
    assert np.all(np.abs(estimate.value - expected) < 4 * estimate.error)


def test_wire_against_counting_returns():
    """In a wire one mean free path wide the estimator agrees with counting collisions near the origin."""
    beta, b, radius, walks = 0.1, 3.0, 0.12, 200_000
    rng = np.random.default_rng(7)
    origin = rng.random(walks)
    x, y, flux = np.zeros(walks), origin.copy(), np.zeros(walks)
    first = np.zeros(walks)
    score = np.zeros(2)
    square = np.zeros(2)
    along = (np.arange(32) + 0.5) / 32
    # Area of the disc of this radius that lies inside the wire.
    inside = np.full(walks, math.pi * radius**2)
    for wall in (origin, 1.0 - origin):
        h = np.minimum(wall, radius)
        inside -= radius**2 * np.arccos(h / radius) - h * np.sqrt(radius**2 - h**2)
    for k in range(1, 50):
        alive = rng.random(x.size) < 1 / (1 + beta)
        x, y, flux, first, origin, inside = (v[alive] for v in (x, y, flux, first, origin, inside))
        angle = 2 * np.pi * rng.random(x.size)
        length = rng.exponential(1 / (1 + beta), x.size)
        dx, dy = length * np.cos(angle), length * np.sin(angle)
        true_y = np.abs((y[:, None] + dy[:, None] * along + 1.0) % 2.0 - 1.0)
        flux = flux + dx * (true_y.mean(axis=1) - 0.5)
        x, y = x + dx, y + dy
        if k == 1:
            first = np.cos(angle)
        offset = np.abs((y + 1.0) % 2.0 - 1.0) - origin
        hit = (x**2 + offset**2 < radius**2) & (k >= 3)
        loops = 2 * np.pi / inside[hit] * (1 - np.cos(b * (flux[hit] - x[hit] * (origin[hit] - 0.5))))
        parts = np.stack([loops, loops * (1 + 2 * first[hit] * np.cos(angle[hit]))])
        score += parts.sum(axis=1)
        square += (parts**2).sum(axis=1)
    expected, error = score / walks, np.sqrt(square) / walks
    curve = flights(b, beta, 1.0, geometry=Wire(MFP), precision=0.02, seed=8)

    assert np.all(error < 0.03 * expected)
    # The disc of 0.12 l smears the return: its bias is below one per cent.
    slack = 4 * np.hypot(error, [curve.backscattering_error, curve.error]) + 0.01 * expected
    assert np.all(np.abs([curve.backscattering, curve.value] - expected) < slack)


def thin_slab(b, beta):
    """Return the backscattering Delta sigma / G0 of a slab far thinner than the mean free path.

    The Landau transform of a three-dimensional flight seen along the normal: its length in the plane has
    the Bickley function Ki_1 as density, and -(2 b / 3) sum P^3 / (1 - P) remains.
    """
    nodes, weights = np.polynomial.legendre.leggauss(300)
    x, w = 7.5 * (nodes + 1) ** 2, 15.0 * (nodes + 1) * weights
    rate = 1 + beta
    density = np.array([quad(lambda t, v=v: math.exp(-rate * v / math.sin(t)), 0, math.pi / 2)[0] for v in x])
    y = b * x**2 / 2
    kernel = np.exp(-y / 2) * density * w
    before, now = np.ones_like(y), 1 - y
    levels = [kernel.sum(), (kernel * now).sum()]
    for n in range(1, round(100 / b)):
        before, now = now, ((2 * n + 1 - y) * now - n * before) / (n + 1)
        levels.append((kernel * now).sum())
    P = np.array(levels)

    def integrand(q):
        p = math.atan(q / rate) / q
        return q * p**3 / (1 - p)

    zero = quad(integrand, 1e-12, math.sqrt(2 * b * len(P)), limit=400)[0]
    return -2 / 3 * (b * np.sum(P**3 / (1 - P)) - zero)


def test_thin_slab_in_a_perpendicular_field():
    """A slab much thinner than the mean free path has the exact Landau sum of projected flights."""
    b, beta = np.array([0.3, 3.0]), 0.1
    curve = flights(b, 1.5 * beta, 1.0, geometry=Slab(0.02 * MFP), precision=0.02, seed=9)
    expected = [thin_slab(v, beta) for v in b]
    within(curve.backscattering, curve.backscattering_error, expected, 0.025)


def test_film_in_a_parallel_field_loses_flux_between_its_faces():
    """A clean film in a parallel field dephases at the rate of its flux: ln(1 + tau_phi / tau_B)."""
    thickness, beta, b = 0.1, 4e-3, 10.0
    C1 = flux_cancellation(thickness, dimension=3, precision=0.02, seed=10).C1
    expected = math.log(1 + thickness**3 * (b / 2) ** 2 / C1 / beta)
    geometry = Slab(thickness * MFP, math.pi / 2)
    curve = flights(b, 1.5 * beta, 1.0, geometry=geometry, precision=0.02, seed=11)

    # Valid to first order in tau / tau_B = 0.002; 0.02 comes from C1 and the number of flights.
    assert expected == pytest.approx(float(curve.value), abs=4 * float(curve.error) + 0.02)


def test_tilting_the_field_adds_to_the_perpendicular_part():
    """A tilted field acts at least as strongly as its perpendicular component alone."""
    angle = 1.5
    tilted = flights(8.0, 0.15, 1.0, geometry=Slab(0.3 * MFP, angle), precision=0.04, seed=12)
    normal = flights(8.0 * math.cos(angle), 0.15, 1.0, geometry=Slab(0.3 * MFP), precision=0.04, seed=13)
    assert tilted.value - normal.value > 4 * math.hypot(tilted.error, normal.error)


def test_workers_change_nothing_and_zero_field_is_zero():
    """Two threads give the bits of the serial run, and at B = 0 nothing changes."""
    serial = flights([0.0, 1.0], 0.1, 1.0, precision=0.2, seed=14)
    with ThreadPoolExecutor(2) as threads:
        threaded = flights([0.0, 1.0], 0.1, 1.0, precision=0.2, seed=14, executor=threads)

    assert np.array_equal(serial.value, threaded.value)
    assert 0.0 == serial.value[0] == serial.error[0]


def test_first_return_probability_in_a_wire_of_images():
    """The weights of a wire without field add up to the exact sum over transverse modes."""
    from numpy.random import SeedSequence

    from hlnfit.simulation.walks.areas import BINS
    from hlnfit.simulation.walks.flight_kernels import wire
    from hlnfit.simulation.walks.random_bits import word_state

    width, rate, walks = 0.5, 1.1, 20_000
    expected = 0.0
    for m in range(400):
        damping = rate**2 + (m * math.pi / width) ** 2

        def integrand(q, damping=damping):
            p = 1 / math.sqrt(damping + q * q)
            return p**3 / (1 - p)

        expected += 2 / width * quad(integrand, 0, math.inf)[0]
    state = word_state(SeedSequence(15))
    blocks = []
    for _ in range(10):
        histogram = np.zeros((BINS, 2))
        wire(state, walks // 10, rate - 1, width, histogram)
        blocks.append(histogram[:, 0].sum() / (walks // 10))
    error = np.std(blocks, ddof=1) / math.sqrt(len(blocks))

    assert error < 0.03 * expected
    assert expected == pytest.approx(np.mean(blocks), abs=4 * error)
    # The first of these returns, after three flights, is the two-flight density met by one flight.
    assert quad(lambda r: math.exp(-r) * k0(r), 0, math.inf)[0] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"B_tr": 0.0}, "B_tr is zero"),
        ({"B_phi": 0.0}, "B_phi is zero"),
        ({"B_R": [0.1, 0.2]}, "B_R is an array"),
        ({"geometry": Wire(-1e-6)}, "positive length"),
        ({"geometry": Slab(1e-8, math.nan)}, "tilt in radians"),
        ({"geometry": Wire(1e-6), "B_R": 0.1}, "spin-orbit"),
    ],
)
def test_bad_input_is_named(arguments, words):
    """Impossible parameters are refused in words."""
    with pytest.raises(ConfigError, match=words):
        flights(**{"B": 1.0, "B_phi": 0.1, "B_tr": 1.0, "geometry": Film(), **arguments})


def test_two_flights_enclose_no_area():
    """Densities of return begin with three flights."""
    with pytest.raises(ConfigError, match="3 or more"):
        return_densities(2)


def test_return_in_space():
    """Density of return after k flights: an integral over [arctan(q) / q]^k, for many (4 pi D t)^(-3/2)."""

    def exact(k):
        whole = quad(lambda q: q**2 * (np.arctan(q) / q) ** k, 1e-12, np.inf, limit=200)[0]
        return (4 * np.pi / 3) ** 1.5 * whole / (2 * np.pi**2)

    estimate = return_densities(16, dimension=3, precision=0.05, seed=8)
    expected = [exact(k) for k in range(5, 17)]

    assert np.all(np.abs(estimate.value - expected) < 4 * estimate.error)
    # t = k tau; what is left is of the order 1 / k.
    assert 400**-1.5 == pytest.approx(exact(400), rel=0.03)


def test_return_needs_enough_flights():
    """A few flights return with a variance that diverges in space; there is no fourth dimension."""
    with pytest.raises(ConfigError, match="5 or more in 3 dimensions"):
        return_densities(4, dimension=3)
    with pytest.raises(ConfigError, match="4 dimensions"):
        return_densities(5, dimension=4)
