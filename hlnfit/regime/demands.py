"""What each model demands of a regime.

A model may state its demands itself, as names of conditions in ``extra["regime"]``. For the others they
stand here; one that is not listed is asked for its dimension and, unless it has the transport field as a
parameter of its own, for diffusion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hlnfit.regime.conditions import (
    CONDITIONS,
    Condition,
    diffusive,
    dirac,
    for_published_tables,
    hollow_cylinder,
    in_plane,
    known_B_tr,
    magnetic_impurities,
    metal,
    nearly_diffusive,
    one_cone,
    parabolic,
    perpendicular,
    resistive,
    superconductor,
    two_bands,
    two_valleys,
)
from hlnfit.regime.conditions_of_interaction import (
    diffusive_interaction,
    one_dimensional_interaction,
    three_dimensional_interaction,
    two_dimensional_interaction,
    zeeman,
)
from hlnfit.regime.conditions_of_size import (
    ballistic_width,
    diffusive_thickness,
    diffusive_width,
    known_thickness,
    long,
    no_wire,
    one_dimensional,
    short,
    three_dimensional,
    two_dimensional,
)

if TYPE_CHECKING:
    from hlnfit.regime.allowance import ModelLike
    from hlnfit.regime.regime import Regime

_SHEET = (metal, two_dimensional, perpendicular)
_FILM = (*_SHEET, diffusive)
_BAND = (*_FILM, parabolic)
_WIRE = (metal, one_dimensional, perpendicular)
_BULK = (metal, three_dimensional, diffusive)
_IN_PLANE = (metal, two_dimensional, in_plane)

DEMANDS: Final[dict[str, tuple[Condition, ...]]] = {
    # films in a perpendicular field
    "hln_simple": (*_SHEET, nearly_diffusive),
    "hln": _BAND,
    "hln_magnetic": _BAND,
    "hln_anisotropic": _BAND,
    "hln_dp": _BAND,
    "hln_three_halves": (*_BAND, for_published_tables),
    "ilp": _BAND,
    "rashba_dresselhaus": _BAND,
    "rashba_zeeman": (metal, two_dimensional, diffusive, parabolic),
    "maekawa_fukuyama": _BAND,
    "maekawa_fukuyama_conventional": (*_BAND, for_published_tables),
    "graphene": (*_FILM, dirac, two_valleys),
    "graphene_soc": (*_FILM, dirac, two_valleys),
    "bilayer_graphene": (*_BAND, two_valleys),
    "gapped_dirac": (*_FILM, dirac, one_cone),
    "ballistic": (*_SHEET, known_B_tr),
    "golub": (*_SHEET, known_B_tr, parabolic),
    "maki_thompson": (*_FILM, superconductor),
    # between film and bulk, and in the plane
    "film": (metal, perpendicular, diffusive, known_thickness, diffusive_thickness, no_wire),
    "parallel_orbital": (*_IN_PLANE, known_thickness, diffusive_thickness),
    "parallel_roughness": _IN_PLANE,
    "parallel_zeeman": (*_IN_PLANE, parabolic),
    # wires and bulk
    "wire": (*_WIRE, diffusive_width, long),
    "wire_wl": (*_WIRE, diffusive_width, long),
    "wire_nyquist": (*_WIRE, diffusive_width, long),
    "wire_finite_length": (*_WIRE, diffusive_width, short),
    "wire_pure_specular": (*_WIRE, ballistic_width, long),
    "wire_pure_diffuse": (*_WIRE, ballistic_width, long),
    "cylinder": (metal, hollow_cylinder),
    "kawabata": _BULK,
    "fukuyama_hoshino": _BULK,
    # backgrounds
    "linear": (),
    "quadratic": (),
    "kohler": (),
    "two_band": (two_bands,),
    "two_band_inverse_rho": (two_bands,),
    "aslamazov_larkin": (superconductor,),
    "eei_zeeman_1d": (one_dimensional_interaction, diffusive_interaction, zeeman),
    "eei_zeeman_2d": (two_dimensional_interaction, diffusive_interaction, zeeman),
    "eei_zeeman_3d": (three_dimensional_interaction, diffusive_interaction, zeeman),
    # over temperature
    "eei_1d": (metal, one_dimensional_interaction, diffusive_interaction),
    "eei_2d": (metal, two_dimensional_interaction, diffusive_interaction),
    "eei_2d_slope": (metal, two_dimensional_interaction, diffusive_interaction),
    "eei_3d": (metal, three_dimensional_interaction, diffusive_interaction),
    "eei_zna": (metal, two_dimensional_interaction),
    "wl_log": (metal, two_dimensional),
    "wl_spin_orbit": (metal, two_dimensional),
    "wl_1d": (metal, one_dimensional),
    "wl_3d": (metal, three_dimensional),
    "drude_power": (),
    "mooij_tcr": (resistive,),
    "kondo_log": (magnetic_impurities,),
    "paraconductivity": (superconductor,),
    "maki_thompson_log": (superconductor,),
}
LAST: Final = (
    "linear",
    "two_band",
    "two_band_inverse_rho",
    "hln_three_halves",
    "maekawa_fukuyama_conventional",
)
"""Models that stand behind equals: without a theory, or variants that published tables were made with."""

_DIMENSIONS = {1: one_dimensional, 2: two_dimensional, 3: three_dimensional}


def demands_of(model: ModelLike) -> tuple[Condition, ...]:
    """Return the conditions of a model."""
    stated = model.extra.get("regime")
    if stated is not None:
        return tuple(CONDITIONS[name] for name in stated)
    if model.name in DEMANDS:
        return DEMANDS[model.name]
    parts = model.name.split("+")
    if len(parts) > 1 and all(p in DEMANDS for p in parts):
        return tuple(dict.fromkeys(d for p in parts for d in DEMANDS[p]))
    if model.kind == "background":
        return ()
    if model.kind == "temperature":
        return (metal, _DIMENSIONS[model.dimension])
    return (metal, _DIMENSIONS[model.dimension], *(() if "B_tr" in model.names else (diffusive,)))


def simpler_one(regime: Regime, name: str) -> str:
    """Say which simpler formula holds in the regime, too; empty where this one is needed."""
    if name in ("ballistic", "golub") and regime.diffusive:
        return "a diffusive formula does as well here"
    if name == "film" and regime.dimension == 2:
        return "a formula of two dimensions does as well here"
    return ""
