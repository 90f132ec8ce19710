"""The papers that more than one rate law rests on."""

from __future__ import annotations

from hlnfit.models.base import Reference

ALTSHULER_1982 = Reference(
    "B. L. Altshuler, A. G. Aronov and D. E. Khmelnitskii, J. Phys. C 15, 7367 (1982)",
    doi="10.1088/0022-3719/15/36/018",
    bibtex_key="altshuler1982",
)
ALEINER_1999 = Reference(
    "I. L. Aleiner, B. L. Altshuler and M. E. Gershenson, Waves Random Media 9, 201 (1999)",
    bibtex_key="aleiner1999",
)
LIN_2002 = Reference(
    "J. J. Lin and J. P. Bird, J. Phys.: Condens. Matter 14, R501 (2002)",
    bibtex_key="lin2002",
)
RAMMER_1986 = Reference(
    "J. Rammer and A. Schmid, Phys. Rev. B 34, 1352 (1986)",
    bibtex_key="rammer1986",
)
SERGEEV_2000 = Reference(
    "A. Sergeev and V. Mitin, Phys. Rev. B 61, 6041 (2000)",
    bibtex_key="sergeev2000",
)
SCHMID_1974 = Reference("A. Schmid, Z. Phys. 271, 251 (1974)", bibtex_key="schmid1974")
PIERRE_2003 = Reference(
    "F. Pierre et al., Phys. Rev. B 68, 085413 (2003)",
    bibtex_key="pierre2003",
)
