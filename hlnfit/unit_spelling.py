"""How files and people write units: a closed table of spellings and the grammar of products and powers.

Here text becomes an expression that pint can read, and nothing else: what the expression is worth is the
business of :mod:`hlnfit.units`. The table is closed because pint knows too many letters: it would read the
column ``MT`` as megatesla.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

# Exponent of ten -> ways to write the prefix. Text is compared in its NFKC form, in which the micro sign
# U+00B5 is the Greek letter U+03BC and the Ohm sign U+2126 is the Greek letter U+03A9.
_PREFIXES: Final[dict[str, tuple[str, ...]]] = {
    "f": ("f", "femto"),
    "p": ("p", "pico", "п"),
    "n": ("n", "nano", "н"),
    "u": ("u", "\u03bc", "micro", "мк"),
    "m": ("m", "milli", "м"),
    "c": ("c", "centi", "с"),
    "": ("",),
    "k": ("k", "K", "kilo", "к"),
    "M": ("M", "mega", "М"),
    "G": ("G", "giga", "Г"),
}

# Unit -> the prefixes that occur with it in a transport laboratory, and the ways to write the unit. What is
# not listed is refused: no magnet gives a megatesla, so MT is a misspelling.
_UNITS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "T": ("num", ("T", "Tesla", "tesla", "TESLA", "Тл")),
    "Oe": (
        "mk",
        ("Oe", "oe", "OE", "Oersted", "oersted", "OERSTED", "G", "Gs", "Gauss", "gauss", "GAUSS", "Э", "Гс"),
    ),
    "K": ("um", ("K", "Kelvin", "kelvin", "KELVIN", "degK", "К")),
    "ohm": ("numkMG", ("ohm", "Ohm", "OHM", "ohms", "Ohms", "OHMS", "\u03a9", "Ом")),
    "S": ("num", ("S", "Siemens", "siemens", "mho")),
    "V": ("numk", ("V", "Volt", "volt", "Volts", "volts", "VOLTS", "В")),
    "A": ("fpnum", ("A", "Amp", "amp", "Amps", "amps", "AMPS", "Ampere", "ampere", "amperes", "А")),
    "m": ("pnumc", ("m", "meter", "metre", "meters", "metres", "м")),
    "s": ("fpnum", ("s", "sec", "Sec", "second", "seconds", "Second", "Seconds")),
    "g": ("k", ("g", "gram", "grams")),
    "eV": ("um", ("eV", "эВ")),
    "J": ("", ("J", "Joule", "joule")),
    "minute": ("", ("min", "minute", "minutes")),
    "hour": ("", ("h", "hr", "hour", "hours")),
    "inch": ("", ("inch", "inches")),
    "deg": ("m", ("deg", "Deg", "degree", "degrees", "Degrees", "°")),
    "rad": ("m", ("rad", "radian", "radians")),
    "angstrom": ("", ("\u00c5", "angstrom", "Angstrom", "A°")),
    "um": ("", ("micron", "microns")),
    "": ("", ("sq", "Sq", "square", "□", "[]")),
    "m_e": ("", ("m_e", "me", "m_0", "m0")),
    "degC": ("", ("C", "°C", "degC", "Celsius", "celsius")),
    "V*s": ("", ("Vs",)),
    "e2_over_h": ("", ("e^2/h", "e2/h")),
    "h_over_e2": ("", ("h/e^2", "h/e2")),
    "field_A_per_m": ("k", ("A/m",)),
    "dimensionless": ("", ("", "1")),
    "percent": ("", ("%",)),
}


def _table() -> Iterator[tuple[str, str]]:
    for unit, (prefixes, spellings) in _UNITS.items():
        for prefix in ("", *prefixes):
            for written in _PREFIXES[prefix]:
                for spelling in spellings:
                    # In a file of capitals MOHM may be either mega or milli.
                    if written == "M" and len(spelling) > 1 and spelling.isupper():
                        continue
                    yield written + spelling, prefix + unit
                    if prefix in ("k", "M") and unit == "ohm":
                        yield f"{written}-{spelling}", prefix + unit


SPELLINGS: Final[dict[str, str]] = dict(_table())
"""What files and people write -> what pint reads, one unit at a time: ``kOhms`` -> ``kohm``."""

_FACTOR = re.compile(r"(?P<name>[^\W\d]+|°C?|\[\]|□)(?:(?:\^|\*\*)?(?P<power>[-+]?[1-9]))?")
_PRODUCT_SIGN = re.compile(r"\s*[*.\-]\s*|\s+")
_ONE_SIGN: Final = str.maketrans({"\u2212": "-", "·": "*", "⋅": "*", "∙": "*", "×": "*"})
# The ordinal sign and the ring above are typed for a degree; NFKC would make a letter and a blank of them.
_DEGREE: Final = str.maketrans({"\u00ba": "°", "\u02da": "°"})


def plain(text: str) -> str:
    """Return the text with one code point for one sign: micro, ohm, minus, product, blank, raised digits."""
    return " ".join(unicodedata.normalize("NFKC", text.translate(_DEGREE)).translate(_ONE_SIGN).split())


@lru_cache(maxsize=4096)
def expression(text: str) -> str | None:
    """Return the unit as products and powers that pint reads; None where it is not understood.

    All that follows a solidus up to the next one is below the line: ``cm^2/V s`` is cm^2 / (V s).
    """
    written = plain(text)
    if written in SPELLINGS:
        return SPELLINGS[written]
    factors: list[str] = []
    for place, part in enumerate(re.split(r"\s*/\s*|\s+per\s+", written)):
        if place == 0 and part in ("", "1"):
            continue
        found = _factors(_without_brackets(part), -1 if place else 1)
        if found is None:
            return None
        factors += found
    return "*".join(factors) or None


def _without_brackets(part: str) -> str:
    return part[1:-1].strip() if part.startswith("(") and part.endswith(")") else part


def _factors(part: str, sign: int) -> list[str] | None:
    """Read a product such as ``uOhm cm`` or ``V^-1*s^-1``."""
    factors, at = [], 0
    while match := _FACTOR.match(part, at):
        unit = SPELLINGS.get(match["name"])
        if unit is None:
            return None
        power = sign * int(match["power"] or 1)
        if unit:
            factors.append(
                unit if power == 1 else f"({unit})**{power}" if "*" in unit else f"{unit}**{power}"
            )
        at = match.end()
        if at == len(part):
            return factors
        between = _PRODUCT_SIGN.match(part, at)
        if between is None:
            return None
        at = between.end()
    return None
