"""Text with a unit to SI: the one border at which units are converted.

Pint knows the units; a short table in front of it translates the spellings that real files and
physicists use (``Ohms``, ``Ohm-cm``, ``Oe``, ``kG``, ``Kelvin``, ``m_e``). Oersted and gauss are read
as magnetic fields in vacuum: 1 Oe and 1 G are 1e-4 T.
"""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from hlnfit.errors import UnitError

DIMENSIONS: Final[dict[str, str]] = {
    "field": "T",
    "temperature": "K",
    "resistance": "ohm",
    "resistivity": "ohm m",
    "conductance": "S",
    "length": "m",
    "current": "A",
    "voltage": "V",
    "density": "1/m^2",
    "density_3d": "1/m^3",
    "mass": "kg",
    "velocity": "m/s",
    "mobility": "m^2/V/s",
    "angle": "deg",
    "time": "s",
    "energy": "J",
    "dimensionless": "1",
}
"""Kind of quantity -> the unit in which hlnfit holds it."""

# What files and people write -> what pint reads. Keys are compared after removing blanks around
# them; case matters for the prefixes m and M, so only whole words are lower-cased.
SPELLINGS: Final[dict[str, str]] = {
    "Ohms": "ohm", "ohms": "ohm", "Ohm": "ohm", "OHM": "ohm", "Ω": "ohm",
    "kOhm": "kohm", "kOhms": "kohm", "kohms": "kohm", "kΩ": "kohm", "K-Ohm": "kohm",
    "mOhm": "mohm", "mOhms": "mohm", "mΩ": "mohm", "MOhm": "Mohm", "MOhms": "Mohm",
    "MΩ": "Mohm", "uOhm": "uohm", "µΩ": "uohm", "GOhm": "Gohm",
    "Ohm/sq": "ohm", "ohm/sq": "ohm", "Ohms/sq": "ohm", "Ω/sq": "ohm", "ohm/square": "ohm",
    "kOhm/sq": "kohm", "kohm/sq": "kohm", "kΩ/sq": "kohm", "S/sq": "S",
    "Ohm-m": "ohm*m", "ohm-m": "ohm*m", "Ohm*m": "ohm*m", "Ohm m": "ohm*m", "Ω·m": "ohm*m",
    "Ohm-cm": "ohm*cm", "ohm-cm": "ohm*cm", "Ohm*cm": "ohm*cm", "Ohm cm": "ohm*cm",
    "mOhm-cm": "mohm*cm", "uOhm-cm": "uohm*cm", "uOhm cm": "uohm*cm", "µΩ·cm": "uohm*cm",
    "Oe": "T*1e-4", "oe": "T*1e-4", "OE": "T*1e-4", "Oersted": "T*1e-4", "oersted": "T*1e-4",
    "kOe": "T*0.1", "koe": "T*0.1", "KOe": "T*0.1", "mOe": "T*1e-7",
    "G": "T*1e-4", "Gauss": "T*1e-4", "gauss": "T*1e-4", "kG": "T*0.1", "KG": "T*0.1", "mG": "T*1e-7",
    "kGauss": "T*0.1", "kgauss": "T*0.1", "Tesla": "T", "tesla": "T", "TESLA": "T", "mTesla": "mT",
    "uT": "uT", "μT": "uT", "µT": "uT",
    "Kelvin": "K", "kelvin": "K", "KELVIN": "K", "mKelvin": "mK", "degK": "K",
    "C": "degC", "°C": "degC", "degC": "degC", "Celsius": "degC",
    "deg": "deg", "degrees": "deg", "degree": "deg", "Deg": "deg", "°": "deg", "rad": "rad",
    "Volts": "V", "volts": "V", "Volt": "V", "volt": "V", "mVolts": "mV",
    "Amps": "A", "amps": "A", "Amp": "A", "amp": "A", "Ampere": "A", "μA": "uA", "µA": "uA",
    "μm": "um", "µm": "um", "micron": "um", "microns": "um", "Å": "angstrom", "A°": "angstrom",
    "μV": "uV", "µV": "uV", "μS": "uS", "µS": "uS", "mho": "S", "siemens": "S",
    "e^2/h": "e2_over_h", "e2/h": "e2_over_h", "e²/h": "e2_over_h",
    "m_e": "m_e", "me": "m_e", "m0": "m_e", "m_0": "m_e",
    "cm^-2": "cm**-2", "cm-2": "cm**-2", "1/cm^2": "cm**-2", "1/cm2": "cm**-2", "cm⁻²": "cm**-2",
    "m^-2": "m**-2", "m-2": "m**-2", "1/m^2": "m**-2", "1/m2": "m**-2",
    "cm^-3": "cm**-3", "cm-3": "cm**-3", "1/cm^3": "cm**-3", "m^-3": "m**-3", "m-3": "m**-3",
    "cm^2/Vs": "cm**2/V/s", "cm^2/(V s)": "cm**2/V/s", "cm2/Vs": "cm**2/V/s", "cm^2/V/s": "cm**2/V/s",
    "m^2/Vs": "m**2/V/s", "m^2/(V s)": "m**2/V/s", "m2/Vs": "m**2/V/s",
    "sec": "s", "Sec": "s", "seconds": "s", "second": "s", "Seconds": "s",
    "Тл": "T", "мТл": "mT", "Гс": "T*1e-4", "кГс": "T*0.1", "Э": "T*1e-4", "кЭ": "T*0.1",
    "Ом": "ohm", "кОм": "kohm", "мОм": "mohm", "МОм": "Mohm", "К": "K", "мК": "mK",
    "В": "V", "мВ": "mV", "мкВ": "uV", "А": "A", "мА": "mA", "мкА": "uA", "нА": "nA",
    "1": "dimensionless", "": "dimensionless",
}  # fmt: skip

# Exact factors for what files use most: no pint (0.3 s to import) is needed for an ordinary file.
_COMMON: Final[dict[tuple[str, str], float]] = {
    ("T*1e-4", "field"): 1e-4,
    ("T*0.1", "field"): 0.1,
    ("T", "field"): 1.0,
    ("mT", "field"): 1e-3,
    ("K", "temperature"): 1.0,
    ("mK", "temperature"): 1e-3,
    ("ohm", "resistance"): 1.0,
    ("kohm", "resistance"): 1e3,
    ("mohm", "resistance"): 1e-3,
    ("Mohm", "resistance"): 1e6,
    ("ohm*m", "resistivity"): 1.0,
    ("ohm*cm", "resistivity"): 1e-2,
    ("m", "length"): 1.0,
    ("cm", "length"): 1e-2,
    ("mm", "length"): 1e-3,
    ("um", "length"): 1e-6,
    ("nm", "length"): 1e-9,
    ("A", "current"): 1.0,
    ("mA", "current"): 1e-3,
    ("uA", "current"): 1e-6,
    ("nA", "current"): 1e-9,
    ("V", "voltage"): 1.0,
    ("mV", "voltage"): 1e-3,
    ("uV", "voltage"): 1e-6,
    ("deg", "angle"): 1.0,
    ("s", "time"): 1.0,
}

# Unicode has two code points each for ohm, micro and angstrom.
_ONE_LETTER: Final = {0x2126: "Ω", 0x03BC: "µ", 0x212B: "Å"}
_COMMON_UNITS: Final = frozenset(unit for unit, _ in _COMMON)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value in SI with its standard error (0 where none was given)."""

    value: float
    error: float = 0.0

    def __float__(self) -> float:
        return self.value


@cache
def _registry() -> Any:
    """Make pint's registry, with the units of mesoscopic transport added."""
    import pint

    ureg: Any = pint.UnitRegistry(autoconvert_offset_to_baseunit=True)
    ureg.define("e2_over_h = elementary_charge ** 2 / planck_constant")
    return ureg


def near_units(text: str, dimension: str) -> list[str]:
    """Return up to five known spellings of the right kind that look like the text."""
    fitting = [s for s in SPELLINGS if s and _factor_or_none(SPELLINGS[s], dimension) is not None]
    lower = {s.lower(): s for s in [*fitting, *(u for u, d in _COMMON if d == dimension and "*" not in u)]}
    close = difflib.get_close_matches(text.lower(), lower, n=5, cutoff=0.4)
    found = [lower[c] for c in close]
    return found or [lower[k] for k in list(lower)[:5]]


def _factor_or_none(pint_text: str, dimension: str) -> tuple[float, float] | None:
    """Return (factor, offset) to SI, or None where the text is no unit of this dimension."""
    if (pint_text, dimension) in _COMMON:
        return _COMMON[pint_text, dimension], 0.0
    if pint_text in _COMMON_UNITS:
        return None
    import pint

    ureg = _registry()
    target = DIMENSIONS[dimension].replace("^", "**")
    try:
        zero = ureg.Quantity(0.0, pint_text) if "*" not in pint_text else 0.0 * ureg(pint_text)
        one = ureg.Quantity(1.0, pint_text) if "*" not in pint_text else 1.0 * ureg(pint_text)
        offset = float(zero.to(target).magnitude)
        factor = float(one.to(target).magnitude) - offset
    except (pint.PintError, AttributeError, TypeError, ValueError, SyntaxError, ArithmeticError):
        return None
    except Exception as exc:
        # Pint parses with Python's tokenizer, whose errors have no common base class.
        if type(exc).__module__ in {"tokenize", "pint.errors", "flexparser.exceptions"}:
            return None
        raise
    return factor, offset


@cache
def unit_factor(text: str, dimension: str) -> tuple[float, float]:
    """Return (factor, offset) such that SI value = factor * value + offset.

    Parameters
    ----------
    text : str
        Unit as written in a file or on a command line, such as ``Oe``, ``kOhm`` or ``Ohm-cm``.
    dimension : str
        Kind of quantity, a key of :data:`DIMENSIONS`.

    Raises
    ------
    UnitError
        The unit is unknown or of another kind; the message lists near ones.
    """
    if dimension not in DIMENSIONS:
        raise ValueError(f"unknown dimension {dimension!r}")
    found = _lookup(text, dimension)
    if found is None:
        raise UnitError(
            f"unit {text!r} is not a unit of {dimension.replace('_3d', ' per volume')}",
            expected=f"one like {', '.join(near_units(' '.join(text.split()), dimension))}",
        )
    return found


@cache
def _lookup(text: str, dimension: str) -> tuple[float, float] | None:
    spelled = " ".join(text.split()).translate(_ONE_LETTER)
    return _factor_or_none(SPELLINGS.get(spelled, spelled.replace("^", "**").replace("µ", "u")), dimension)


def is_unit(text: str, dimension: str) -> bool:
    """Return True where the text is a unit of this kind."""
    return _lookup(text, dimension) is not None


_NUMBER = re.compile(
    r"""^\s*(?P<value>[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?)
        (?:\((?P<digits>\d+(?:\.\d+)?)\)(?P<exponent>[eE][-+]?\d+)?)?
        (?:\s*(?:\+/-|\+-|±)\s*(?P<error>\d+(?:\.\d*)?(?:[eE][-+]?\d+)?))?
        \s*(?P<unit>.*?)\s*$""",
    re.VERBOSE,
)


def parse_quantity(text: str | float | Quantity, dimension: str, *, name: str = "value") -> Quantity:
    """Read text such as ``20um``, ``5 kOe``, ``80(5) nm`` or ``0.067 m_e`` into SI.

    A bare number (not text) is taken as SI already. Text without a unit is refused unless the
    quantity is dimensionless.

    Raises
    ------
    UnitError
        No number, no unit, an unknown unit, or a value that is not finite.
    """
    if isinstance(text, Quantity):
        return text
    if not isinstance(text, str):
        value = float(getattr(text, "nominal_value", text))
        error = float(getattr(text, "std_dev", 0.0))
        return _finite(Quantity(value, error), str(text), name)
    match = _NUMBER.match(text)
    if match is None:
        raise UnitError(
            f"{name} is {text!r}, which does not begin with a finite number",
            expected=f"a number with a unit, like 1 {DIMENSIONS[dimension]}",
        )
    unit = match["unit"]
    if not unit and dimension != "dimensionless":
        raise UnitError(
            f"{name} is {text!r}, which has no unit",
            expected=f"a number with a unit, like {text.strip()} {DIMENSIONS[dimension]}",
        )
    try:
        factor, offset = unit_factor(unit, dimension)
    except UnitError as exc:
        raise UnitError(f"{name} is {text!r}: {exc.found}", expected=exc.expected) from None
    exponent = match["exponent"] or ""
    value = float(match["value"] + exponent)
    error = 0.0
    if match["digits"]:
        mantissa = match["value"]
        decimals = len(mantissa.partition(".")[2].partition("e")[0].partition("E")[0])
        scale = 0 if "." in match["digits"] else decimals
        error = float(f"{match['digits']}e{-scale}") * float("1" + exponent)
    if match["error"]:
        error = float(match["error"])
    return _finite(Quantity(value * factor + offset, error * abs(factor)), text, name)


def _finite(quantity: Quantity, text: str, name: str) -> Quantity:
    if not (math.isfinite(quantity.value) and math.isfinite(quantity.error)):
        raise UnitError(f"{name} is {text!r}, which is not finite", expected="a finite number")
    return quantity
