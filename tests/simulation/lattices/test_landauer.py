"""Scattering of single samples against direct inversion and exact symmetries."""

import numpy as np
import pytest
from numpy.random import SeedSequence

from hlnfit.errors import ConfigError
from hlnfit.simulation.lattices import Lattice, sample_key, scatter
from hlnfit.simulation.lattices.columns import spin_bond
from hlnfit.simulation.lattices.landauer import KINDS
from hlnfit.simulation.lattices.site_disorder import site_uniform

KEY = sample_key(SeedSequence(5))
MODELS = {
    "orthogonal": Lattice(6, -0.9, 2.0),
    "periodic": Lattice(5, -0.3, 1.0, periodic=True),
    "unitary": Lattice(6, 0.3, 2.0, flux=0.013),
    "rashba": Lattice(5, 0.3, 1.5, spin_orbit="rashba", rashba_angle=0.7),
    "rashba in a field": Lattice(5, 0.3, 1.5, flux=0.02, spin_orbit="rashba", rashba_angle=0.7),
    "su2": Lattice(5, 0.3, 2.0, spin_orbit="su2"),
    "closed channels": Lattice(8, -3.2, 0.8),
}


def direct_conductance(lattice, length, key):
    """Return Tr[Gamma_R G Gamma_L G^+] from the inverse of the whole Hamiltonian."""
    width, spins, energy = lattice.width, lattice.spins, lattice.energy
    size = width * spins
    hamiltonian = np.zeros((length * size, length * size), dtype=complex)
    for n in range(1, length + 1):
        block = np.zeros((size, size), dtype=complex)
        for i in range(width if lattice.periodic else width - 1):
            bond = np.exp(2j * np.pi * lattice.flux * n) * np.eye(spins, dtype=complex)
            if spins == 2:
                spin_bond(
                    key, n, i, KINDS[lattice.spin_orbit], 0.5 * lattice.rashba_angle, lattice.flux, bond
                )
            here, there = slice(i * spins, (i + 1) * spins), (i + 1) % width
            beyond = slice(there * spins, (there + 1) * spins)
            block[here, beyond] -= bond
            block[beyond, here] -= bond.conj().T
        onsite = [lattice.disorder * (site_uniform(key, n, i, 0) - 0.5) for i in range(width)]
        at = slice((n - 1) * size, n * size)
        hamiltonian[at, at] = block + np.kron(np.diag(onsite), np.eye(spins))
        if n < length:
            after = slice(n * size, (n + 1) * size)
            hamiltonian[at, after] = hamiltonian[after, at] = -np.eye(size)

    def surface(angle):
        """Return the self-energy of a lead whose transverse bonds have a phase, by its recursion."""
        lead = np.zeros((width, width), dtype=complex)
        for i in range(width if lattice.periodic else width - 1):
            lead[i, (i + 1) % width] -= np.exp(1j * angle)
            lead[(i + 1) % width, i] -= np.exp(-1j * angle)
        values, vectors = np.linalg.eigh(lead)
        x = (energy - values).astype(complex)
        # g = 1 / (x - g): the root that leaves or decays.
        g = (x - 1j * np.sqrt(4 - x * x)) / 2
        g = np.where(np.abs(g) > 1 + 1e-9, 1 / g, g)
        return np.kron(vectors @ np.diag(g) @ vectors.conj().T, np.eye(spins))

    left, right = surface(0.0), surface(2 * np.pi * lattice.flux * (length + 1))
    total = hamiltonian.copy()
    total[:size, :size] += left
    total[-size:, -size:] += right
    G = np.linalg.inv(energy * np.eye(length * size) - total)[-size:, :size]
    gamma_left, gamma_right = 1j * (left - left.conj().T), 1j * (right - right.conj().T)
    return np.trace(gamma_right @ G @ gamma_left @ G.conj().T).real


@pytest.mark.parametrize("length", [1, 2, 13, 24])
@pytest.mark.parametrize("name", list(MODELS))
def test_direct_inversion(name, length):
    """The transfer matrix gives the conductance of the inverted Hamiltonian, for every class."""
    lattice = MODELS[name]
    expected = direct_conductance(lattice, length, KEY)
    assert expected == pytest.approx(scatter(lattice, length, KEY).conductance, rel=1e-8, abs=1e-12)


@pytest.mark.parametrize("name", list(MODELS))
def test_current_is_conserved(name):
    """Reflection and transmission of every incoming channel add up to one."""
    result = scatter(MODELS[name], 60, KEY)
    channels = len(result.r)

    assert result.defect < 1e-8
    assert channels == pytest.approx(np.sum(np.abs(result.r) ** 2) + result.conductance, abs=1e-8)


def test_wide_and_long_samples_stay_stable():
    """In a 60 x 150 sample with closed channels current is conserved to 1e-9."""
    assert scatter(Lattice(60, -1.05, 1.5, flux=1e-3), 150, KEY).defect < 1e-9


def test_clean_sample_has_one_quantum_a_channel():
    """Without disorder every open channel is transmitted."""
    result = scatter(Lattice(20, -1.05, 0.0), 50, KEY)
    assert len(result.t) == pytest.approx(result.conductance, abs=1e-9)


def test_time_reversal_makes_reflection_symmetric():
    """Without field r = r^T; a field breaks it."""
    without = scatter(Lattice(8, -0.9, 2.0), 30, KEY).r
    within = scatter(Lattice(8, -0.9, 2.0, flux=0.01), 30, KEY).r

    assert np.allclose(without, without.T, atol=1e-10)
    assert not np.allclose(within, within.T, atol=1e-3)


@pytest.mark.parametrize("name", ["orthogonal", "rashba", "su2"])
def test_reciprocity(name):
    """The two-terminal conductance is even in the field (M. Buttiker, PRL 57, 1761 (1986))."""
    base = MODELS[name]
    plus, minus = (
        scatter(
            Lattice(base.width, base.energy, base.disorder, flux, base.spin_orbit, base.rashba_angle), 25, KEY
        ).conductance
        for flux in (0.017, -0.017)
    )
    assert plus == pytest.approx(minus, rel=1e-9)


@pytest.mark.parametrize("name", ["rashba", "su2"])
def test_kramers_degeneracy(name):
    """With spin and time-reversal symmetry transmission eigenvalues come in pairs; a field splits them."""
    values = scatter(MODELS[name], 20, KEY).eigenvalues
    assert np.allclose(values[::2], values[1::2], atol=1e-9)
    split = scatter(MODELS["rashba in a field"], 20, KEY).eigenvalues
    assert not np.allclose(split[::2], split[1::2], atol=1e-4)


def test_uniform_rashba_angle_zero_is_two_spins():
    """Rashba coupling of zero angle doubles the spinless conductance."""
    plain = scatter(Lattice(7, -0.9, 1.5), 20, KEY).conductance
    spinful = scatter(Lattice(7, -0.9, 1.5, spin_orbit="rashba"), 20, KEY).conductance
    assert 2 * plain == pytest.approx(spinful, rel=1e-10)


def test_a_row_of_sites_is_exactly_solvable():
    """One impurity of height v in a chain transmits (2 sin k)^2 / [(2 sin k)^2 + v^2]."""
    lattice = Lattice(1, 0.5, 3.0)
    v = 3.0 * (site_uniform(KEY, 1, 0, 0) - 0.5)
    speed = 4.0 - 0.5**2
    assert speed / (speed + v**2) == pytest.approx(scatter(lattice, 1, KEY).conductance, rel=1e-12)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"width": 0}, "width of 0"),
        ({"energy": 4.0}, "inside the band"),
        ({"disorder": -1.0}, "disorder = -1"),
        ({"spin_orbit": "dresselhaus"}, "dresselhaus"),
        ({"rashba_angle": 0.1}, "Rashba angle without"),
        ({"periodic": True, "flux": 0.1}, "flux through a periodic strip"),
        ({"flux": float("nan")}, "not finite"),
    ],
)
def test_bad_lattices_are_refused(arguments, words):
    """What is no lattice is refused in words."""
    with pytest.raises(ConfigError, match=words):
        Lattice(**{"width": 5, "energy": -1.0, "disorder": 1.0, **arguments})


def test_band_edge_and_empty_samples_are_refused():
    """A mode of zero velocity has no conductance, and neither has a sample without columns."""
    # -2 cos(pi / 3) = -1 at energy -1 - 2: the mode m = 1 of two sites sits at its edge.
    with pytest.raises(ConfigError, match="band edge"):
        scatter(Lattice(2, -3.0, 1.0), 5, KEY)
    with pytest.raises(ConfigError, match="0 columns"):
        scatter(Lattice(3, -1.0, 1.0), 0, KEY)
