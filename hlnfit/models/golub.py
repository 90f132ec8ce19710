"""Weak antilocalization beyond the diffusion approximation: Rashba coupling of any strength (Golub)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hlnfit.constants import G0
from hlnfit.models.ballistic import B_TR
from hlnfit.models.base import Model, Parameter, Reference
from hlnfit.models.even import even
from hlnfit.models.ilp import MODEL as ILP
from hlnfit.models.log_field_table import tabulated
from hlnfit.models.rows import B_PHI
from hlnfit.special.ballistic import ballistic_parts
from hlnfit.special.golub import golub_plan, golub_sums, golub_zero_field

FloatArray = NDArray[np.float64]

Plan = tuple[int, int, int, int]

HIGHEST = 16.0
"""B/B_tr up to which the levels are summed."""
_LARGEST_BETA = 3.0
_DIFFUSIVE = 1e-7
"""Below this B_phi/B_tr or B/B_tr the difference to the diffusive theory no longer changes."""
_STEP = 1e-6


def _scaled(b: float, beta: float, theta: float) -> tuple[float, float, float, float]:
    """Return what the sums are computed at, and the factor of the result.

    Kernels scale with s = 1 + beta; where s >> 1 a single return counts, and so does the conductance.
    """
    if beta <= _LARGEST_BETA:
        return b, max(beta, _DIFFUSIVE), theta, 1.0
    ratio = (1.0 + _LARGEST_BETA) / (1.0 + beta)
    return b * ratio**2, _LARGEST_BETA, theta * ratio, ratio


def _plan(b: float, beta: float, theta: float) -> Plan:
    """Return the numerical plan for these arguments, to be kept in difference quotients."""
    b, beta, theta, _ = _scaled(min(max(b, _DIFFUSIVE), HIGHEST), beta, theta)
    plan: Plan = golub_plan(b, beta, theta)
    return plan


def _at_zero(beta: float, theta: float, plan: Plan) -> float:
    _, beta, theta, factor = _scaled(1.0, beta, theta)
    back, other = golub_zero_field(beta, theta, plan)
    return factor * float(back + other)


def _in_field(b: float, beta: float, theta: float, plan: Plan) -> float:
    b, beta, theta, factor = _scaled(b, beta, theta)
    back, other = golub_sums(b, beta, theta, plan)
    return factor * float(back + other)


def _without_spin(b: float, beta: float) -> float:
    back, other = ballistic_parts(np.array([b]), beta)
    return float(back.value[0] + other.value[0])


def _diffusive(b: float, beta: float, theta: float) -> float:
    splitting = max(0.5 * theta**2, 1e-12)
    return float(ILP(b, B_phi=beta, B_so=splitting, B_so1=splitting)) / G0


def golub_change(b: float, beta: float, theta: float, zero: float, plan: Plan) -> float:
    """Return the change of the conductance with the field in G0, at any b = B/B_tr > 0.

    Above b = 16 a flight is bent before the spin turns: the difference to the curve without spin goes to
    its limit as 1/b. At very small b or beta the difference to the diffusive theory is kept.
    """
    inside = min(max(b, _DIFFUSIVE), HIGHEST)
    value = _in_field(inside, beta, theta, plan) - zero
    if b > HIGHEST:
        spin = value - _without_spin(HIGHEST, beta)
        limit = -zero - _without_spin(1e12, beta)
        return _without_spin(b, beta) + limit + (spin - limit) * HIGHEST / b
    kept = max(beta, _DIFFUSIVE)
    if b < _DIFFUSIVE:
        return _diffusive(b, beta, theta) + (value - _diffusive(inside, kept, theta)) * b / _DIFFUSIVE
    if beta < _DIFFUSIVE:
        return value + _diffusive(b, beta, theta) - _diffusive(b, kept, theta)
    return value


def _formula(B: FloatArray, p: FloatArray) -> tuple[FloatArray, FloatArray]:
    B_phi, B_tr, theta = (float(v) for v in p)
    beta = B_phi / B_tr
    plan = _plan(1.0, beta, theta)
    zero = _at_zero(beta, theta, plan)
    zero_beta = _at_zero(beta * (1.0 + _STEP), theta, plan)
    zero_theta = _at_zero(beta, theta + _STEP, plan)

    def compute(fields: FloatArray) -> FloatArray:
        out = np.empty((fields.size, 4))
        for i, b in enumerate((fields / B_tr).tolist()):
            plan = _plan(b, beta, theta)
            value = golub_change(b, beta, theta, zero, plan)
            by_beta = (golub_change(b, beta * (1.0 + _STEP), theta, zero_beta, plan) - value) / _STEP
            by_b = (golub_change(b * (1.0 + _STEP), beta, theta, zero, plan) - value) / _STEP
            by_theta = (golub_change(b, beta, theta + _STEP, zero_theta, plan) - value) / _STEP
            out[i] = value, by_beta / B_phi, -(by_b + by_beta) / B_tr, by_theta
        return out

    table = tabulated(compute, B, B_phi / 10.0)
    return G0 * table[:, 0], G0 * table[:, 1:]


MODEL = Model(
    name="golub",
    title="Antilocalization beyond the diffusion approximation (Golub)",
    kind="field",
    parameters=(
        B_PHI,
        B_TR,
        Parameter(
            "theta", "", 0.5, 0.0, 20.0, "number", "spin rotation between collisions, 2 Omega tau, in radians"
        ),
    ),
    formula=even(_formula),
    latex=(
        r"\Delta\sigma = G_0\Big[-\frac b2\Big\{\sum_J \mathrm{Tr}\frac{A_J^3}{1-A_J} - \sum_N\frac{P_N^3}"
        r"{1-P_N}\Big\} + \frac b4\Big\{\sum_J\mathrm{Tr}\Big[(K_J^\dagger K_J + K_{J-1}K_{J-1}^\dagger)"
        r"\frac{A_J}{1-A_J}\Big] - \sum_N Q_N^2(C_N+C_{N+1})\Big\}\Big]_0^B"
    ),
    description=(
        "Rashba or linear Dresselhaus coupling of any strength, coherent backscattering and all other "
        "directions. Derivatives are by differences, good to 1e-5. One evaluation takes about half a "
        "second, a fit minutes: begin with ilp."
    ),
    convention=(
        "theta = 2 Omega tau with the spin splitting 2 hbar Omega; the diffusive limit has B_so1 = B_tr "
        "theta^2/2. B_tr = hbar/(2 e l^2), B_phi/B_tr = tau/tau_phi. Amplitude 1."
    ),
    validity=(
        "Rashba or linear Dresselhaus coupling, not both",
        "E_F >> hbar Omega and k_F l >> 1",
        "omega_c tau << 1",
        "computed to 1e-6 G0 for B up to 16 B_tr; extrapolated above",
    ),
    limits=(
        "theta = 0: ballistic",
        "B, B_phi << B_tr and theta << 1: ilp with B_so = B_so1 = B_tr theta^2/2",
    ),
    references=(
        Reference(
            "L. E. Golub, Phys. Rev. B 71, 235310 (2005)",
            bibtex_key="golub2005",
        ),
        Reference(
            "M. M. Glazov and L. E. Golub, Semicond. Sci. Technol. 24, 064007 (2009)",
            doi="10.1088/0268-1242/24/6/064007",
            bibtex_key="glazov2009",
        ),
    ),
    extra={"numerical": True, "jacobian_tolerance": 3e-5, "difference_step": 2e-2},
)
