"""Conditions on sizes: film, wire or bulk, and the cross-section against the mean free path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hlnfit.regime.conditions import condition

if TYPE_CHECKING:
    from hlnfit.regime.regime import Regime

DIMENSION_NAMES = {1: "a wire", 2: "a film", 3: "bulk"}


def _dimension(r: Regime, wanted: int) -> tuple[bool | None, str]:
    if r.dimension is not None:
        words = f"{DIMENSION_NAMES[r.dimension]} for L_phi = {in_nm(r.L_phi)}{sizes_of(r)}"
        return r.dimension == wanted, words
    if r.L_phi is None:
        return None, f"{DIMENSION_NAMES[wanted]}, if L_phi is {_if_dimension(r, wanted)}"
    if wanted == 1:
        wide = "the width is not known" if r.width is None else f"the width of {in_nm(r.width)} is larger"
        return (None if r.width is None else False), f"L_phi = {in_nm(r.L_phi)}, {wide}"
    than = "below" if wanted == 2 else "above"
    return None, f"{DIMENSION_NAMES[wanted]}, if the thickness (not given) is {than} L_phi = {in_nm(r.L_phi)}"


def _if_dimension(r: Regime, wanted: int) -> str:
    if wanted == 1:
        return f"above the width{'' if r.width is None else ' of ' + in_nm(r.width)}"
    than = "above" if wanted == 2 else "below"
    return f"{than} the thickness{'' if r.thickness is None else ' of ' + in_nm(r.thickness)}"


def sizes_of(r: Regime) -> str:
    """Return thickness and width in brackets, where they are known."""
    known = [f"{name} {in_nm(v)}" for name, v in (("thickness", r.thickness), ("width", r.width)) if v]
    return f" ({', '.join(known)})" if known else ""


@condition
def one_dimensional(r: Regime) -> tuple[bool | None, str]:
    """Width below L_phi."""
    return _dimension(r, 1)


@condition
def two_dimensional(r: Regime) -> tuple[bool | None, str]:
    """Thickness below L_phi, width above."""
    return _dimension(r, 2)


@condition
def three_dimensional(r: Regime) -> tuple[bool | None, str]:
    """Thickness and width above L_phi."""
    return _dimension(r, 3)


@condition
def no_wire(r: Regime) -> tuple[bool | None, str]:
    """Width above L_phi."""
    if r.dimension == 1:
        return False, f"a wire for L_phi = {in_nm(r.L_phi)}{sizes_of(r)}"
    return True, ""


@condition
def known_thickness(r: Regime) -> tuple[bool | None, str]:
    """The thickness is known."""
    return (None, "the thickness is not known") if r.thickness is None else (
        True, f"thickness {in_nm(r.thickness)}"
    )  # fmt: skip


def _cross_section(value: float | None, what: str, *, wanted: bool) -> tuple[bool | None, str]:
    if value is None:
        return None, f"l/{what} is not known"
    words = f"l = {value:.2g} of the {what}"
    return (value < 1.0) == wanted, words


@condition
def diffusive_thickness(r: Regime) -> tuple[bool | None, str]:
    """Mean free path below the thickness."""
    return _cross_section(r.l_over_thickness, "thickness", wanted=True)


@condition
def diffusive_width(r: Regime) -> tuple[bool | None, str]:
    """Mean free path below the width."""
    return _cross_section(r.l_over_width, "width", wanted=True)


@condition
def ballistic_width(r: Regime) -> tuple[bool | None, str]:
    """Mean free path above the width."""
    return _cross_section(r.l_over_width, "width", wanted=False)


def _end(r: Regime, *, wanted: bool) -> tuple[bool | None, str]:
    value = r.L_phi_over_length
    if value is None:
        return None, "the length or L_phi is not known"
    return (value < 1.0) == wanted, f"L_phi = {value:.2g} of the length"


@condition
def long(r: Regime) -> tuple[bool | None, str]:
    """Longer than L_phi."""
    return _end(r, wanted=True)


@condition
def short(r: Regime) -> tuple[bool | None, str]:
    """Shorter than L_phi."""
    return _end(r, wanted=False)


def in_nm(length: float | None) -> str:
    """Return a length in metres as people read it."""
    assert length is not None
    return f"{1e9 * length:.3g} nm" if length < 1e-6 else f"{1e6 * length:.3g} um"
