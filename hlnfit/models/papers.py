"""The papers that more than one model rests on, so that each is spelled once."""

# A DOI stands here, and in any other Reference of the package, only after a look-up that showed it together
# with exactly this paper; a DOI built from journal, volume and page, or remembered, is left out.

from __future__ import annotations

from dataclasses import replace

from hlnfit.models.base import Reference

HIKAMI_1980 = Reference(
    "S. Hikami, A. I. Larkin and Y. Nagaoka, Prog. Theor. Phys. 63, 707 (1980)",
    doi="10.1143/PTP.63.707",
    bibtex_key="hikami1980",
)
BERGMANN_1984 = Reference(
    "G. Bergmann, Phys. Rep. 107, 1 (1984)",
    bibtex_key="bergmann1984",
)
MAEKAWA_1981 = Reference(
    "S. Maekawa and H. Fukuyama, J. Phys. Soc. Jpn. 50, 2516 (1981)",
    bibtex_key="maekawa1981",
)
KNAP_1996 = Reference(
    "W. Knap et al., Phys. Rev. B 53, 3912 (1996)",
    doi="10.1103/PhysRevB.53.3912",
    bibtex_key="knap1996",
)
IORDANSKII_1994 = Reference(
    "S. V. Iordanskii, Yu. B. Lyanda-Geller and G. E. Pikus, JETP Lett. 60, 206 (1994)",
    bibtex_key="iordanskii1994",
)
PIKUS_1995 = Reference(
    "F. G. Pikus and G. E. Pikus, Phys. Rev. B 51, 16928 (1995)",
    bibtex_key="pikus1995",
)
ALTSHULER_1981 = Reference(
    "B. L. Altshuler and A. G. Aronov, JETP Lett. 33, 499 (1981)",
    bibtex_key="altshuler1981",
)
ALTSHULER_1985 = Reference(
    "B. L. Altshuler and A. G. Aronov, in Electron-Electron Interactions in Disordered Systems, "
    "edited by A. L. Efros and M. Pollak (North-Holland, Amsterdam, 1985)",
    bibtex_key="altshuler1985",
)
LEE_1985 = Reference(
    "P. A. Lee and T. V. Ramakrishnan, Rev. Mod. Phys. 57, 287 (1985)",
    bibtex_key="lee1985",
)
BEENAKKER_1988 = Reference(
    "C. W. J. Beenakker and H. van Houten, Phys. Rev. B 38, 3232 (1988)",
    bibtex_key="beenakker1988",
)


def at(reference: Reference, equation: str) -> Reference:
    """Return the reference with the place in it: ``at(HIKAMI_1980, "18")``."""
    return replace(reference, equation=equation)
