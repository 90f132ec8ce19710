"""The conditions that models put on a regime: each answers yes, no or unknown, with its numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from hlnfit.regime.regime import Regime


@dataclass(frozen=True, slots=True)
class Check:
    """The answer of one condition.

    Attributes
    ----------
    condition : str
    holds : bool or None
        None where it cannot be told.
    words : str
        Why; with the numbers. Empty where there is nothing to say for it.
    """

    condition: str
    holds: bool | None
    words: str


Condition = Callable[["Regime"], Check]
CONDITIONS: Final[dict[str, Condition]] = {}
NEARLY: Final = 0.03
"""tau/tau_phi up to which a diffusive formula with a free amplitude still gives L_phi to 5 %."""

NOT_BEYOND: Final = 0.105
"""B_max/B_tr up to which a window counts as diffusive. Formulas hold below 0.1, where windows are cut; the
fit then moves the conductance, and B_tr with it, by some per cent."""
MOOIJ: Final = (1e-6, 2e-6)
"""Resistivities (ohm m) between which the temperature coefficient of metals changes sign.
Source: J. H. Mooij, phys. stat. sol. (a) 17, 521 (1973): near 150 to 200 uOhm cm, with a wide scatter."""


def condition(ask: Callable[[Regime], tuple[bool | None, str]]) -> Condition:
    """Put a function into the table of conditions, under its name."""
    name = ask.__name__

    def check(regime: Regime) -> Check:
        return Check(name, *ask(regime))

    CONDITIONS[name] = check
    return check


@condition
def metal(r: Regime) -> tuple[bool | None, str]:
    """The corrections are an expansion in 1/(k_F l)."""
    if r.metal == "localized":
        return False, f"k_F l = {r.k_F_l:.2g} is no metal"
    return True, "" if r.metal == "metallic" else f"k_F l = {r.k_F_l:.2g}: corrections are large"


@condition
def resistive(r: Regime) -> tuple[bool | None, str]:
    """A resistivity at which the temperature coefficient may well be negative without any localization."""
    rho = r.resistivity
    if rho is None:
        return None, "if the resistivity is above some 100 uOhm cm (the thickness is not known)"
    return rho >= MOOIJ[0], f"a resistivity of {1e8 * rho:.3g} uOhm cm"


@condition
def diffusive(r: Regime) -> tuple[bool | None, str]:
    """B_max below 0.1 B_tr and tau/tau_phi below 0.003."""
    if r.diffusive is None:
        return None, f"if diffusive ({'the density' if r.B_tr is None else 'L_phi'} is not known)"
    return r.diffusive, f"{'diffusive' if r.diffusive else 'beyond diffusion'} ({_diffusion_numbers(r)})"


@condition
def nearly_diffusive(r: Regime) -> tuple[bool | None, str]:
    """As diffusive, but a free amplitude takes up what tau/tau_phi takes from it, up to 0.03."""
    window = r.B_max_over_B_tr is None or r.B_max_over_B_tr <= NOT_BEYOND
    rate = r.tau_over_tau_phi
    if rate is None or r.diffusive or not window or rate > NEARLY:
        return diffusive(r).holds, diffusive(r).words
    # Fits of one digamma to the theory beyond diffusion, B < 0.1 B_tr: 0.70 and 0.94 at 0.03.
    return True, f"{_diffusion_numbers(r)}: amplitude below 1 to be expected, L_phi within 5 %"


def _diffusion_numbers(r: Regime) -> str:
    known = [f"tau/tau_phi = {r.tau_over_tau_phi:.2g}"] if r.tau_over_tau_phi is not None else []
    if r.B_max_over_B_tr is not None:
        known.append(f"B_max = {r.B_max_over_B_tr:.2g} B_tr")
    return ", ".join(known)


@condition
def known_B_tr(r: Regime) -> tuple[bool | None, str]:
    """The transport field is known, or would have to be fitted."""
    if r.B_tr is None:
        return None, "the transport field is not known (density)"
    words = f"B_tr = {r.B_tr:.3g} T"
    return True, f"{words}; holds beyond diffusion, too" if r.diffusive is False else words


@condition
def perpendicular(r: Regime) -> tuple[bool | None, str]:
    """The field has a component along the normal."""
    along = abs(r.tilt_deg) < 89.0
    return along, "" if along else "the field lies in the plane"


@condition
def in_plane(r: Regime) -> tuple[bool | None, str]:
    """The field lies in the plane of the film."""
    within = abs(r.tilt_deg) >= 89.0
    return within, "the field lies in the plane" if within else (
        f"the field is not in the plane (tilt {r.tilt_deg:g} degrees)"
    )


@condition
def parabolic(r: Regime) -> tuple[bool | None, str]:
    """A parabolic band with spin, not a Dirac cone."""
    if r.sample.fermi_velocity is not None:
        return False, "a Dirac cone (a Fermi velocity is given)"
    return True, ""


@condition
def dirac(r: Regime) -> tuple[bool | None, str]:
    """A Dirac cone."""
    if r.sample.fermi_velocity is not None:
        return True, "Dirac cone"
    return (None, "for a Dirac cone (give its velocity)") if r.sample.mass is None else (
        False, "a parabolic band (a mass is given)"
    )  # fmt: skip


@condition
def two_valleys(r: Regime) -> tuple[bool | None, str]:
    """Two valleys."""
    n = r.sample.valley_degeneracy
    return n == 2, "two valleys" if n == 2 else f"for two valleys (valley degeneracy {n})"


@condition
def one_cone(r: Regime) -> tuple[bool | None, str]:
    """One cone without degeneracy."""
    n = r.sample.valley_degeneracy * r.sample.spin_degeneracy
    return n == 1, "one cone" if n == 1 else f"for one cone ({n} are degenerate)"


@condition
def superconductor(r: Regime) -> tuple[bool | None, str]:
    """Above a superconducting transition."""
    return None, "only above a superconducting transition"


@condition
def magnetic_impurities(r: Regime) -> tuple[bool | None, str]:
    """Magnetic impurities."""
    return None, "only with magnetic impurities"


@condition
def two_bands(r: Regime) -> tuple[bool | None, str]:
    """Two kinds of carriers."""
    return None, "only where the Hall resistance shows two kinds of carriers"


@condition
def hollow_cylinder(r: Regime) -> tuple[bool | None, str]:
    """The film is rolled up."""
    return None, "only for a film on a hollow cylinder"


@condition
def for_published_tables(r: Regime) -> tuple[bool | None, str]:
    """A variant."""
    return None, "a variant that published tables were made with: to repeat them only"
