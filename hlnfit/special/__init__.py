"""Cancellation-free special functions of quantum-interference theory, and the kernels of the fits."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hlnfit.special.airy import airy_ratio
    from hlnfit.special.aslamazov_larkin import al_field
    from hlnfit.special.complex_cooperon_2d import complex_f2
    from hlnfit.special.complex_cooperon_3d import complex_f3
    from hlnfit.special.cooperon_2d import f2, f2_prime
    from hlnfit.special.cooperon_3d import f3, f3_prime
    from hlnfit.special.digamma import digamma_and_trigamma
    from hlnfit.special.field_grid import FieldGrid
    from hlnfit.special.hurwitz import hurwitz_zeta
    from hlnfit.special.interaction_constant import F0_from_F, F_from_F0, F_tilde
    from hlnfit.special.maki_thompson import larkin_beta
    from hlnfit.special.zeeman_interaction import g1, g2, g3

_HOME = {
    "F0_from_F": "interaction_constant",
    "F_from_F0": "interaction_constant",
    "F_tilde": "interaction_constant",
    "FieldGrid": "field_grid",
    "airy_ratio": "airy",
    "al_field": "aslamazov_larkin",
    "complex_f2": "complex_cooperon_2d",
    "complex_f3": "complex_cooperon_3d",
    "digamma_and_trigamma": "digamma",
    "f2": "cooperon_2d",
    "f2_prime": "cooperon_2d",
    "f3": "cooperon_3d",
    "f3_prime": "cooperon_3d",
    "g1": "zeeman_interaction",
    "g2": "zeeman_interaction",
    "g3": "zeeman_interaction",
    "hurwitz_zeta": "hurwitz",
    "larkin_beta": "maki_thompson",
}

__all__ = [
    "F0_from_F",
    "F_from_F0",
    "F_tilde",
    "FieldGrid",
    "airy_ratio",
    "al_field",
    "complex_f2",
    "complex_f3",
    "digamma_and_trigamma",
    "f2",
    "f2_prime",
    "f3",
    "f3_prime",
    "g1",
    "g2",
    "g3",
    "hurwitz_zeta",
    "larkin_beta",
]


def __getattr__(name: str) -> Any:
    """Import a function when it is first used (PEP 562): a fit needs few of them."""
    if name not in _HOME:
        raise AttributeError(f"module 'hlnfit.special' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"hlnfit.special.{_HOME[name]}"), name)
    globals()[name] = value
    return value
