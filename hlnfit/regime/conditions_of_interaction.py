"""Conditions of the interaction correction: thermal length, k_B T tau/hbar, and the Zeeman energy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hlnfit.regime.conditions import condition
from hlnfit.regime.conditions_of_size import DIMENSION_NAMES, in_nm, sizes_of

if TYPE_CHECKING:
    from hlnfit.regime.regime import Regime


def _interaction_dimension(r: Regime, wanted: int) -> tuple[bool | None, str]:
    d = r.interaction_dimension
    if d is not None:
        return d == wanted, f"{DIMENSION_NAMES[d]} for L_T = {in_nm(r.L_T)}{sizes_of(r)}"
    if r.L_T is None:
        return None, f"{DIMENSION_NAMES[wanted]}, by L_T (density, mass or temperature is not known)"
    if wanted == 1:
        return (None if r.width is None else False), f"L_T = {in_nm(r.L_T)}{sizes_of(r)}"
    than = "below" if wanted == 2 else "above"
    return None, f"{DIMENSION_NAMES[wanted]}, if the thickness (not given) is {than} L_T = {in_nm(r.L_T)}"


@condition
def one_dimensional_interaction(r: Regime) -> tuple[bool | None, str]:
    """Width below L_T."""
    return _interaction_dimension(r, 1)


@condition
def two_dimensional_interaction(r: Regime) -> tuple[bool | None, str]:
    """Thickness below L_T, width above."""
    return _interaction_dimension(r, 2)


@condition
def three_dimensional_interaction(r: Regime) -> tuple[bool | None, str]:
    """Thickness and width above L_T."""
    return _interaction_dimension(r, 3)


@condition
def diffusive_interaction(r: Regime) -> tuple[bool | None, str]:
    """k_B T tau/hbar below 0.1."""
    if r.thermal is None:
        return None, "if k_B T tau << hbar (tau or temperature is not known)"
    return r.interaction == "diffusive", f"k_B T tau/hbar = {r.thermal:.2g}"


@condition
def zeeman(r: Regime) -> tuple[bool | None, str]:
    """A Zeeman energy that is not negligible against the temperature."""
    h = r.zeeman_over_thermal
    if h is None:
        return None, "by g mu_B B/(k_B T), which is not known"
    words = f"g mu_B B/(k_B T) reaches {h:.2g}"
    return (True, words) if h > 0.3 else (False, f"{words}: no effect")
