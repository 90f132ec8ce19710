"""How a quantity is written: L_phi in mathtext, in HTML and with the unit of tables."""

from __future__ import annotations

import re
from typing import Any

_GREEK = {
    "phi": "φ",
    "alpha": "α",
    "beta": "β",
    "zeta": "ζ",
    "theta": "θ",
    "tau": "τ",
    "mu": "µ",
    "sigma": "σ",
    "rho": "ρ",
}
_MATH = {"phi": r"\varphi", **{n: rf"\{n}" for n in _GREEK if n != "phi"}}
_WHOLE = {
    "dsigma0": ("δσ<sub>0</sub>", r"\delta\sigma_0"),
    "c_odd1": ("<i>c</i><sub>1</sub> (odd)", r"c_1^{\mathrm{odd}}"),
    "c_odd3": ("<i>c</i><sub>3</sub> (odd)", r"c_3^{\mathrm{odd}}"),
    "c1_abs": ("<i>c</i><sub>|B|</sub>", r"c_{|B|}"),
    "B_offset": ("<i>B</i><sub>offset</sub>", r"B_\mathrm{offset}"),
    "mean_free_path": ("mean free path", r"\ell"),
    "cos_theta": ("cos θ", r"\cos\theta"),
    "thickness": ("thickness", r"d"),
    "width": ("width", r"W"),
    "length": ("length", r"L"),
}
_SECOND = re.compile(r"^(?P<name>.+?)_(?P<number>[2-9])$")


def _split(name: str) -> tuple[str, str, str]:
    """Return head, subscript and the number of the channel (empty for the first)."""
    match = _SECOND.match(name)
    number = ""
    if match and name not in _WHOLE:
        name, number = match["name"], match["number"]
    head, _, sub = name.partition("_")
    if not sub and re.fullmatch(r"[A-Za-z]\d", head):
        head, sub = head[0], head[1:]
    return head, sub, number


def html_name(name: str) -> str:
    """Return the name of a parameter in HTML.

    >>> html_name("L_phi")
    '<i>L</i><sub>φ</sub>'
    """
    head, sub, number = _split(name)
    base = name[: -len(number) - 1] if number else name
    if base in _WHOLE:
        text = _WHOLE[base][0]
    else:
        text = _GREEK.get(head, f"<i>{head}</i>" if len(head) == 1 else head)
        if sub:
            text += "<sub>" + ",".join(_GREEK.get(s, s) for s in sub.split("_")) + "</sub>"
    return f"{text} ({number})" if number else text


def math_name(name: str) -> str:
    """Return the name of a parameter for mathtext and LaTeX, without the dollar signs.

    >>> math_name("L_phi")
    'L_{\\\\varphi}'
    """
    head, sub, number = _split(name)
    base = name[: -len(number) - 1] if number else name
    if base in _WHOLE:
        text = _WHOLE[base][1]
    else:
        text = _MATH.get(head, head if len(head) == 1 else rf"\mathrm{{{head}}}")
        if sub:
            parts = [_MATH.get(s, s if s.isdigit() else rf"\mathrm{{{s}}}") for s in sub.split("_")]
            text += "_{" + ",".join(parts) + "}"
    return f"{text}^{{({number})}}" if number else text


UNITS_OF_TABLES: dict[str, tuple[float, str]] = {
    "m": (1e9, "nm"),
    "T": (1e3, "mT"),
    "S": (1e6, "µS"),
    "": (1.0, ""),
}
"""SI unit -> (factor, unit) in which people read it."""


def readable_unit(unit: str) -> tuple[float, str]:
    """Return the factor from SI and the unit that people read: nm for m, mT for T."""
    return UNITS_OF_TABLES.get(unit, (1.0, unit))


_POWER = re.compile(r"\^(?:\((?P<fraction>[^()]+)\)|(?P<number>-?[\d.]+))")


def html_unit(unit: str) -> str:
    """Return a unit in HTML.

    >>> html_unit("S/T^3")
    'S/T<sup>3</sup>'
    """
    return _POWER.sub(lambda m: f"<sup>{m['fraction'] or m['number']}</sup>", unit)


def condition_label(condition: str) -> tuple[str, str]:
    """Return name and unit of the condition that a series runs over.

    >>> condition_label("temperature_K")
    ('temperature', 'K')
    >>> condition_label("gate_V")
    ('gate', 'V')
    """
    if "," in condition:
        return " and ".join(condition_label(c)[0] for c in condition.split(",")), ""
    name, _, unit = condition.rpartition("_")
    return (name.replace("_", " "), unit) if name else (condition, "")


def condition_value(fit: Any, condition: str) -> float:
    """Return the condition of one fit; NaN where it is not known. Of a map, it is that of its first axis."""
    condition = condition.partition(",")[0]
    if condition == "temperature_K":
        return float(fit.temperature)
    return float(fit.curve.conditions.get(condition, float("nan")))


def sweep_name(fit: Any, condition: str) -> str:
    """Return what tells a sweep from the others, such as ``4.2 K``."""
    from hlnfit.numbers import plain_number

    if "," in condition:
        return ", ".join(sweep_name(fit, c) for c in condition.split(","))
    value = condition_value(fit, condition)
    _, unit = condition_label(condition)
    if value != value:
        return fit.curve.source.file or "sweep"
    text = plain_number(abs(value), 3)
    sign = "\N{MINUS SIGN}" if value < 0.0 else ""
    return f"{sign}{text} {unit}".strip()
