"""Cancellation-free special functions of quantum-interference theory, and the kernels of the fits."""

from __future__ import annotations

from hlnfit.special.airy import airy_ratio
from hlnfit.special.aslamazov_larkin import al_field
from hlnfit.special.cooperon_2d import f2, f2_prime
from hlnfit.special.cooperon_3d import f3, f3_prime
from hlnfit.special.digamma import complex_f2, digamma_and_trigamma
from hlnfit.special.field_grid import FieldGrid
from hlnfit.special.hurwitz import hurwitz_zeta
from hlnfit.special.interaction_constant import F0_from_F, F_from_F0, F_tilde
from hlnfit.special.maki_thompson import larkin_beta
from hlnfit.special.zeeman_interaction import g1, g2, g3

__all__ = [
    "F0_from_F",
    "F_from_F0",
    "F_tilde",
    "FieldGrid",
    "airy_ratio",
    "al_field",
    "complex_f2",
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
