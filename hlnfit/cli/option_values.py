"""Values of options as text: quantities with units, lists of temperatures."""

from __future__ import annotations

from hlnfit.errors import ConfigError, UnitError


def quantity_in(name: str, text: str, dimension: str, *, above_zero: bool = True) -> float:
    """Return the value of an option in SI.

    Raises
    ------
    ConfigError
        It is no quantity of this dimension, or not above zero where it has to be.
    """
    from hlnfit.units import parse_quantity

    try:
        value = float(parse_quantity(text, dimension, name=name))
    except UnitError as error:
        raise ConfigError(error.found, expected=error.expected, advice=error.advice) from None
    if above_zero and not value > 0.0:
        raise ConfigError(f"{name} is {text}", expected="a value above zero")
    return value


def temperatures_in(text: str) -> tuple[float, ...]:
    """Return kelvins of ``2, 3, 4.5 K``: the last unit is that of all before it."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    unit = parts[-1].lstrip("0123456789.eE+- ") if parts else ""
    kelvins = []
    for part in parts:
        number = part if part[-1].isalpha() else f"{part} {unit}"
        kelvins.append(quantity_in("--temperatures", number, "temperature"))
    if not kelvins:
        raise ConfigError("--temperatures is empty", expected="a list like 2, 4, 8 K")
    return tuple(kelvins)
