"""How wrong a fit is with a formula that is not made for the data, and the flag that says so.

The numbers are those of least squares on exact curves without noise: no offset, no odd terms, sigma(0) known.
"""

from __future__ import annotations

import numpy as np
import pytest

import hlnfit as hf
from hlnfit import Magnetoconductance, Sample, models
from hlnfit.constants import G0

DP, ILP, BALLISTIC = (models.get(n) for n in ("hln_dp", "ilp", "ballistic"))
KNOWN = {"B_offset": 0.0, "dsigma0": 0.0}


def least_squares(B, y, model="hln_simple", **fix):
    """The plain fit that anybody would do: given errors so large that nothing passes for a misfit."""
    curve = Magnetoconductance(B, y, np.full(B.size, 2.0 * G0))
    return hf.fit(curve, model, errors="covariance", odd="none", fix={**KNOWN, **fix}).best


def measured(B, y, model="hln_simple", *, noise=3e-3, sample=None, sigma0=None, **fix):
    """A normal fit of the same curve with noise, in e^2/(pi h); what it says and how bad it finds it."""
    rng = np.random.default_rng(1)
    curve = Magnetoconductance(B, y + noise * G0 * rng.normal(size=B.size), temperature=2.0, sigma0=sigma0)
    found = hf.fit(curve, model, fix=fix or None, sample=sample)
    return found, {f.code: f.severity for f in found.flags}


# ---- one digamma function on a film with spin-orbit coupling in the window ------------------------------


@pytest.mark.parametrize(
    ("window", "alpha", "B_phi"),
    [(0.1, -0.494, 0.995), (0.4, -0.482, 0.975), (1.0, -0.451, 0.904), (4.0, -0.307, 0.446)],
)
def test_alpha_drifts_with_the_window(window, alpha, B_phi):
    """B_so/B_phi = 25: alpha falls from -1/2 to -0.31 and B_phi to less than half as the window opens."""
    B = np.linspace(0.0, window * 0.25, 401)[1:]
    best = least_squares(B, DP(B, B_phi=0.01, B_so=0.25))

    assert alpha == pytest.approx(best["alpha"], abs=2e-3)
    assert B_phi == pytest.approx(best["B_phi"] / 0.01, abs=5e-3)


def test_the_drift_is_flagged():
    """Over four times B_so the amplitude changes by a quarter from the half to the whole window."""
    B = np.linspace(-1.0, 1.0, 201)
    found, codes = measured(B, DP(B, B_phi=0.01, B_so=0.25))

    assert "amplitude_drifts" in codes
    assert "good" != found.verdict
    assert -0.31 == pytest.approx(found.systematics["alpha_window"], abs=0.02)
    assert -0.39 == pytest.approx(found.systematics["alpha_half_window"], abs=0.02)


def test_an_honest_amplitude_is_not_flagged():
    """One channel over any window: nothing."""
    B = np.linspace(-1.0, 1.0, 201)
    for seed_noise in (1e-3, 1e-2):
        _, codes = measured(B, models.get("hln_simple")(B, alpha=-0.5, B_phi=0.01), noise=seed_noise)
        assert "amplitude_drifts" not in codes


# ---- added rates on linear Rashba coupling -------------------------------------------------------------


@pytest.mark.parametrize(
    ("ratio", "window", "B_so", "B_phi"),
    [
        (5, 1, 0.44, 0.91), (25, 1, 0.57, 0.97), (100, 1, 0.62, 0.98),
        (5, 4, 0.18, 0.39), (25, 4, 0.17, 0.48), (100, 4, 0.18, 0.55),
    ],
)  # fmt: skip
def test_added_rates_on_rashba_data(ratio, window, B_so, B_phi):
    """B_so comes out 1.6 to 6 times too small and L_phi up to 60 % too long (40 fields up to the window)."""
    B = np.linspace(window * 0.1 / 40, window * 0.1, 40)
    best = least_squares(B, ILP(B, B_phi=0.1 / ratio, B_so=0.1, B_so1=0.1), "hln_dp")

    assert B_so == pytest.approx(best["B_so"] / 0.1, abs=6e-3)
    assert B_phi == pytest.approx(best["B_phi"] / (0.1 / ratio), abs=6e-3)


@pytest.mark.parametrize("window", [1, 4])
def test_rashba_data_are_flagged(window):
    """The flag names the B_so and L_phi that linear splitting gives, and they are the true ones."""
    B = np.linspace(-window * 0.1, window * 0.1, 201)
    found, codes = measured(B, ILP(B, B_phi=0.02, B_so=0.1, B_so1=0.1), "hln_dp")
    flag = next(f for f in found.flags if f.code == "linear_spin_orbit")

    assert "caution" == codes["linear_spin_orbit"]
    assert 0.1 == pytest.approx(flag.evidence["linear_B_so_T"], rel=0.1)
    assert flag.evidence["B_so_T"] < 0.5 * flag.evidence["linear_B_so_T"]


def test_cubic_coupling_is_not_flagged():
    """Data of added rates, fitted with added rates."""
    B = np.linspace(-0.4, 0.4, 201)
    _, codes = measured(B, DP(B, B_phi=0.01, B_so=0.1), "hln_dp")

    assert "linear_spin_orbit" not in codes


# ---- Zeeman energy -------------------------------------------------------------------------------------

FILM = {"B_phi": 0.01, "B_so": 0.2, "zeta": 0.1}


def test_the_logarithm_that_the_conventional_form_lacks():
    """At 5 T: -0.288 with it, +1.070 without, -0.284 without any Zeeman energy, +2.053 for linear Rashba."""
    values = {
        "maekawa_fukuyama": (-0.855, -0.288),
        "maekawa_fukuyama_conventional": (-0.653, 1.070),
    }
    for name, expected in values.items():
        assert expected == pytest.approx(tuple(models.get(name)(np.array([0.5, 5.0]), **FILM) / G0), abs=6e-4)
    assert -0.284 == pytest.approx(float(DP(5.0, B_phi=0.01, B_so=0.2)) / G0, abs=6e-4)
    rashba = models.get("rashba_zeeman")(
        np.array([0.5, 5.0]), B_phi=0.01, B_R=0.2, B_D=0.0, B_3=0.0, zeta=0.1, tilt=0.0
    )
    assert (-0.210, 2.053) == pytest.approx(tuple(rashba / G0), abs=6e-4)


def test_a_fit_without_the_logarithm_is_wrong_and_flagged():
    """B_so comes out more than twice too large; the complete form gives it back."""
    B = np.linspace(-2.0, 2.0, 161)
    y = models.get("maekawa_fukuyama")(B, **FILM)
    wrong, codes = measured(B, y, "maekawa_fukuyama_conventional", zeta=0.1)
    right, _ = measured(B, y, "maekawa_fukuyama", zeta=0.1)

    assert wrong.best["B_so"] > 2.0 * FILM["B_so"]
    assert "caution" == codes["zeeman_logarithm_missing"]
    assert "good" != wrong.verdict
    assert FILM["B_so"] == pytest.approx(right.best["B_so"], rel=0.02)


def test_added_rates_with_zeeman_energy_on_linear_rashba_data():
    """The complete closed form gives an eighth of B_so, and says that it is not made for this coupling.

    scipy.optimize.least_squares from twelve starts: B_so = 0.0235 T for 0.2 T, without noise.
    """
    B = np.linspace(-2.0, 2.0, 161)
    y = models.get("rashba_zeeman")(B, B_phi=0.01, B_R=0.2, B_D=0.0, B_3=0.0, zeta=0.1, tilt=0.0)
    found, codes = measured(B, y, "maekawa_fukuyama", zeta=0.1)

    assert 0.0235 == pytest.approx(found.best["B_so"], abs=1e-3)
    assert "caution" == codes["additive_rates_only"]
    assert "good" != found.verdict


def test_added_rates_in_the_plane_are_flagged():
    """In-plane field on linear Rashba coupling: B_phi = B_so/25, where even the sign differs."""
    B = np.linspace(-2.0, 2.0, 41)
    rashba, film = models.get("rashba_zeeman"), {"B_R": 0.05, "B_D": 0.0, "B_3": 0.0, "tilt": np.pi / 2}
    y = rashba(B, B_phi=0.02, zeta=0.2, **film)
    _, codes = measured(B, y, "parallel_zeeman", zeta=0.2)
    exact = rashba(np.array([0.15, 1.0]), B_phi=0.02, zeta=0.2, **film) / G0
    added = models.get("parallel_zeeman")(np.array([0.15, 1.0]), B_phi=0.02, B_so=0.05, zeta=0.2) / G0

    assert (-0.045327, 0.058800) == pytest.approx(tuple(exact), abs=2e-6)
    assert (-0.094105, -0.456576) == pytest.approx(tuple(added), abs=2e-6)
    assert "caution" == codes["additive_rates_only"]


# ---- beyond diffusion ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("window", "beta", "alpha", "B_phi"),
    [
        (1.0, 0.003, 0.75, 0.64), (1.0, 0.01, 0.68, 0.70), (1.0, 0.03, 0.58, 0.77), (1.0, 0.1, 0.42, 0.88),
        (0.1, 0.003, 0.89, 0.92), (0.1, 0.01, 0.82, 0.93), (0.1, 0.03, 0.70, 0.94), (0.1, 0.1, 0.47, 0.95),
    ],
)  # fmt: skip
def test_the_prefactor_is_below_one_beyond_diffusion(window, beta, alpha, B_phi):
    """tau/tau_phi and the window over B_tr decide; +-0.03 with the weighting of the points."""
    B = np.linspace(0.0, window, 401)[1:]
    best = least_squares(B, BALLISTIC(B, B_phi=beta, B_tr=1.0))

    assert alpha == pytest.approx(best["alpha"], abs=0.01)
    assert B_phi == pytest.approx(best["B_phi"] / beta, abs=0.02)


def test_beyond_diffusion_is_flagged():
    """Both reasons have a flag: the window above 0.1 B_tr, and tau/tau_phi above 0.003."""
    sample, sigma0 = Sample(density=5e15, mass=6e-32), 2e-3
    B_tr = sample.B_tr(sigma0)
    B = np.linspace(-1.0, 1.0, 201) * B_tr
    y = BALLISTIC(B, B_phi=0.01 * B_tr, B_tr=B_tr)
    found, codes = measured(B, y, sample=sample, sigma0=sigma0)

    assert "caution" == codes["beyond_diffusion"]
    assert "info" == codes["fast_dephasing"]
    assert found.best["alpha"] < 0.82
    fixed, codes = measured(B, y, sample=sample, sigma0=sigma0, alpha=1.0)
    assert "caution" == codes["fast_dephasing"]
    assert "good" != fixed.verdict
