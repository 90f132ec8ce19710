"""Regime: every ratio that decides which theory applies, from what is known of a sample."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hlnfit.constants import FIELD_TIMES_AREA, HBAR, K_B, MU_B
from hlnfit.errors import ConfigError
from hlnfit.regime.conditions import NOT_BEYOND
from hlnfit.regime.dimension import Dimension, dimension_within, ratio
from hlnfit.regime.fluctuations import correlation_field, ucf_film_rms, ucf_wire_rms
from hlnfit.regime.scaling import (
    SYMMETRIES,
    Symmetry,
    conductance_in_quanta,
    flow,
    localization_length,
    two_loop_amplitude,
)
from hlnfit.sample import Geometry, Sample
from hlnfit.units import Quantity

if TYPE_CHECKING:
    from hlnfit.regime.allowance import Allowance, Registry
    from hlnfit.regime.rows import RegimeRow

METALLIC = 5.0
"""k_F l above which the corrections are an expansion; near 1 (Ioffe and Regel) there is no metal."""
DIFFUSIVE_RATE = 3e-3
"""tau/tau_phi below which diffusive magnetoconductance formulas are good to a tenth in their amplitude."""
THERMAL_DIFFUSIVE, THERMAL_BALLISTIC = 0.1, 1.0
"""k_B T tau/hbar below which the interaction correction is diffusive, and above which it is ballistic."""

Metal = Literal["metallic", "marginal", "localized"]
Interaction = Literal["diffusive", "intermediate", "ballistic"]


@dataclass(frozen=True, slots=True)
class Regime:
    """What a sample allows; SI, None where the data of the sample do not tell (see ``missing``).

    Attributes
    ----------
    sigma0 : float, S
        Sheet conductance.
    T, L_phi, B_max, tilt_deg : float, K, m, T, degrees from the normal
        As they were given.
    symmetry : {"orthogonal", "unitary", "symplectic"}
        For ``dg_dlnL`` and ``localization_length``.
    k_F_l : float
    metal : {"metallic", "marginal", "localized"}
        k_F l above 5, between, below 1.
    g : float
        sigma0 h/e^2.
    dg_dlnL, beta : float
        Flow of g with the size, and the scaling function d ln g/d ln L.
    two_loop : float
        1 - 2/(pi g), factor of the amplitude of weak localization in second order.
    mean_free_path, localization_length : float, m
    D, tau, tau_phi, mobility, B_tr : float, m^2/s, s, s, m^2/(V s), T
    tau_over_tau_phi, B_max_over_B_tr, omega_c_tau : float
        The last at ``B_max``.
    L_T : float, m
        Thermal length sqrt(hbar D/(k_B T)).
    thouless_energy : float, J
        hbar D/length^2 of the whole sample.
    thermal : float
        k_B T tau/hbar.
    zeeman_over_thermal : float
        g mu_B B_max/(k_B T).
    interaction : {"diffusive", "intermediate", "ballistic"}
        By ``thermal``.
    L_phi_over_thickness, L_phi_over_width, L_phi_over_length, l_over_thickness, l_over_width : float
    dimension, interaction_dimension : {1, 2, 3}
        For interference (by L_phi) and for interaction (by L_T).
    missing : tuple of str
        What would have to be known to fill in the rest.
    """

    sigma0: float
    sample: Sample
    T: float | None
    L_phi: float | None
    B_max: float | None
    tilt_deg: float
    symmetry: Symmetry
    thickness: float | None
    width: float | None
    length: float | None
    k_F_l: float
    metal: Metal
    g: float
    dg_dlnL: float
    beta: float
    two_loop: float
    mean_free_path: float | None
    localization_length: float | None
    D: float | None
    tau: float | None
    tau_phi: float | None
    mobility: float | None
    B_tr: float | None
    tau_over_tau_phi: float | None
    B_max_over_B_tr: float | None
    omega_c_tau: float | None
    L_T: float | None
    thouless_energy: float | None
    thermal: float | None
    zeeman_over_thermal: float | None
    interaction: Interaction | None
    L_phi_over_thickness: float | None
    L_phi_over_width: float | None
    L_phi_over_length: float | None
    l_over_thickness: float | None
    l_over_width: float | None
    dimension: Dimension | None
    interaction_dimension: Dimension | None
    missing: tuple[str, ...]

    @property
    def resistivity(self) -> float | None:
        """R_sheet times thickness in ohm m."""
        return None if self.thickness is None else self.thickness / self.sigma0

    @property
    def ucf_rms(self) -> float | None:
        """Rms conductance fluctuation of the whole sample in e^2/h; None where L_phi or a size is unknown."""
        if self.L_phi is None or self.length is None or self.L_phi_over_length is None:
            return None
        L_T = math.inf if self.L_T is None else self.L_T
        if self.L_phi_over_length >= 1.0:
            return None
        rms = ucf_wire_rms if self.dimension == 1 else ucf_film_rms
        return rms(self.L_phi, self.length, L_T)

    @property
    def ucf_field(self) -> float | None:
        """Field in tesla over which conductance fluctuations change."""
        return None if self.L_phi is None else correlation_field(self.L_phi, self.width)

    @property
    def diffusive(self) -> bool | None:
        """True where diffusive formulas of the magnetoconductance hold to a tenth; None where unknown.

        A window that is not known counts as small enough: it can be chosen.
        """
        if self.B_max_over_B_tr is not None and self.B_max_over_B_tr > NOT_BEYOND:
            return False
        return None if self.tau_over_tau_phi is None else self.tau_over_tau_phi < DIFFUSIVE_RATE

    def rows(self) -> tuple[RegimeRow, ...]:
        """Return every quantity with its unit and its meaning, unknown ones with value None."""
        from hlnfit.regime.rows import rows_of

        return rows_of(self)

    def models(self, registry: Registry | Iterable[object]) -> tuple[Allowance, ...]:
        """Return every model with what the regime says of it, allowed ones first.

        Parameters
        ----------
        registry : module or iterable of Model
            ``hlnfit.models``, or some models.
        """
        from hlnfit.regime.allowance import allowances

        return allowances(self, registry)


def regime_of(
    sample: Sample,
    sigma0: float,
    T: float | None = None,
    *,
    L_phi: float | None = None,
    geometry: Geometry | None = None,
    B_max: float | None = None,
    symmetry: Symmetry = "orthogonal",
    tilt_deg: float = 0.0,
    g_factor: float = 2.0,
) -> Regime:
    """Return the regime of a sample.

    Parameters
    ----------
    sample : Sample
        What is known of the electrons; may know nothing.
    sigma0 : float, S
        Conductance at B = 0: per square, or of the whole wire where ``geometry`` is a wire.
    T : float, K, optional
    L_phi : float, m, optional
        Phase-coherence length at this temperature.
    geometry : Geometry, optional
        For width, length and, where the sample does not know it, thickness.
    B_max : float, T, optional
        Largest field that is fitted.
    symmetry : {"orthogonal", "unitary", "symplectic"}
        Without spin-orbit coupling, without time reversal, with strong spin-orbit coupling.
    tilt_deg : float
        Angle of the field from the normal of the film; 90 is in the plane.
    g_factor : float
        For the Zeeman energy.

    Raises
    ------
    ConfigError
        A value that is not positive, or an unknown symmetry class.
    """
    for name, value in (("sigma0", sigma0), ("T", T), ("L_phi", L_phi), ("B_max", B_max)):
        if value is not None and not (math.isfinite(value) and value > 0.0):
            raise ConfigError(f"{name} is {value!r}", expected="a positive number in SI")
    if symmetry not in SYMMETRIES:
        raise ConfigError(f"symmetry is {symmetry!r}", expected=", ".join(SYMMETRIES))
    thickness, width, length = _sizes(sample, geometry)
    if geometry is not None and not geometry.per_square and width and length:
        sigma0 = sigma0 * length / width
    g = conductance_in_quanta(sigma0)
    k_F_l = sample.k_F_l(sigma0)
    path, D, tau = sample.mean_free_path(sigma0), sample.diffusion(sigma0), sample.scattering_time(sigma0)
    mobility, B_tr = sample.mobility(sigma0), sample.B_tr(sigma0)
    # l^2 = 2 D tau: neither mass nor velocity is needed for the ratio of the times.
    over_tau_phi = None if L_phi is None or B_tr is None else FIELD_TIMES_AREA / L_phi**2 / B_tr
    thermal = None if tau is None or T is None else K_B * T * tau / HBAR
    L_T = None if D is None or T is None else math.sqrt(HBAR * D / (K_B * T))
    dg_dlnL = flow(g, symmetry, sample.spin_degeneracy)
    return Regime(
        sigma0=sigma0,
        sample=sample,
        T=T,
        L_phi=L_phi,
        B_max=B_max,
        tilt_deg=tilt_deg,
        symmetry=symmetry,
        thickness=thickness,
        width=width,
        length=length,
        k_F_l=k_F_l,
        metal="metallic" if k_F_l > METALLIC else "marginal" if k_F_l >= 1.0 else "localized",
        g=g,
        dg_dlnL=dg_dlnL,
        beta=dg_dlnL / g,
        two_loop=two_loop_amplitude(g),
        mean_free_path=path,
        localization_length=None
        if path is None
        else localization_length(g, path, symmetry, sample.spin_degeneracy),
        D=D,
        tau=tau,
        tau_phi=None if D is None or L_phi is None else L_phi**2 / D,
        mobility=mobility,
        B_tr=B_tr,
        tau_over_tau_phi=over_tau_phi,
        B_max_over_B_tr=ratio(B_max, B_tr),
        omega_c_tau=None if mobility is None or B_max is None else mobility * B_max,
        L_T=L_T,
        thouless_energy=None if D is None or length is None else HBAR * D / length**2,
        thermal=thermal,
        zeeman_over_thermal=None if B_max is None or T is None else g_factor * MU_B * B_max / (K_B * T),
        interaction=None if thermal is None else _interaction(thermal),
        L_phi_over_thickness=ratio(L_phi, thickness),
        L_phi_over_width=ratio(L_phi, width),
        L_phi_over_length=ratio(L_phi, length),
        l_over_thickness=ratio(path, thickness),
        l_over_width=ratio(path, width),
        dimension=dimension_within(L_phi, thickness, width),
        interaction_dimension=dimension_within(L_T, thickness, width),
        missing=_missing(sample, T, L_phi, B_max, thickness, width, length),
    )


def _sizes(sample: Sample, geometry: Geometry | None) -> tuple[float | None, float | None, float | None]:
    """Return thickness, width and length in metres."""

    def metres(quantity: Quantity | None) -> float | None:
        return None if quantity is None else quantity.value

    if geometry is None:
        return sample.thickness, None, None
    thickness = metres(geometry.thickness) if sample.thickness is None else sample.thickness
    return thickness, metres(geometry.width), metres(geometry.length)


def _interaction(thermal: float) -> Interaction:
    if thermal < THERMAL_DIFFUSIVE:
        return "diffusive"
    return "intermediate" if thermal < THERMAL_BALLISTIC else "ballistic"


def _missing(sample: Sample, *values: float | None) -> tuple[str, ...]:
    names = ("temperature", "L_phi", "B_max", "thickness", "width", "length")
    out = [] if sample.density is not None else ["density"]
    out += [] if sample.mass is not None or sample.fermi_velocity is not None else ["mass or Fermi velocity"]
    return (*out, *(n for n, v in zip(names, values, strict=True) if v is None))
