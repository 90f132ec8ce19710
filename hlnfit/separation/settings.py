"""What a separation is asked for: checked, and from text with units to SI."""

from __future__ import annotations

import math
import re

from hlnfit import models
from hlnfit.errors import ConfigError, GeometryError
from hlnfit.models import Model
from hlnfit.sample import Geometry
from hlnfit.units import parse_quantity

Band = tuple[float | str, float | str] | str | None


def band_of(quench: Band) -> tuple[float, float] | None:
    """Return the quenching band in tesla: ``"0.5T..1T"``, ``("0.5T", "1T")`` or a pair of numbers.

    Raises
    ------
    ConfigError
        It is no range of fields above zero.
    """
    if quench is None:
        return None
    ends = [e.strip() for e in quench.split("..")] if isinstance(quench, str) else list(quench)
    if len(ends) != 2:
        raise ConfigError(f"quench is {quench!r}", expected="two fields, like 0.5T..1T")
    low, high = ends
    if isinstance(low, str) and isinstance(high, str) and re.fullmatch(r"[-+.\deE\s]+", low):
        # In 0.5..1T the unit of the end is that of the start, too.
        low += re.sub(r"^[-+.\d]+(?:[eE][-+]?\d+)?", "", high.strip())
    found = tuple(float(parse_quantity(e, "field", name="quench")) for e in (low, high))
    if not 0.0 < found[0] < found[1]:
        raise ConfigError(f"quench is {quench!r}", expected="a smaller and a larger field above zero")
    return found[0], found[1]


def temperature_of(value: float | str | None, default: float, name: str) -> float:
    """Return a temperature in kelvin."""
    return default if value is None else float(parse_quantity(value, "temperature", name=name))


def check_film(geometry: Geometry | None, model: str | Model) -> Model:
    """Return the model of the magnetoconductance; refuse what is no film.

    Raises
    ------
    GeometryError
        There is no geometry.
    ConfigError
        A wire, a model of another dimension, or one that is no function of field.
    """
    if geometry is None:
        raise GeometryError(
            "no geometry was given",
            expected="HallBar, VanDerPauw or Square (--geometry hall-bar|van-der-pauw|square)",
            advice="Slopes are measured in e^2/(pi h) per square.",
        )
    if not geometry.per_square:
        raise ConfigError(
            "a wire has no logarithmic corrections",
            expected="a film (hall-bar, van-der-pauw or square)",
            advice="Fit sigma(T) of wires with hlnfit.fit_temperature and the models wl_1d and eei_1d.",
        )
    found = models.get(model) if isinstance(model, str) else model
    if found.kind != "field" or found.dimension != 2:
        raise ConfigError(
            f"model {found.name} is not that of a film in a perpendicular field",
            expected="a field model of two dimensions, like hln_simple or hln",
        )
    return found


def check_g_factor(g_factor: float | None) -> None:
    """Refuse a g factor that is none.

    Raises
    ------
    ConfigError
        It is negative or not finite.
    """
    if g_factor is not None and not (math.isfinite(g_factor) and g_factor >= 0.0):
        raise ConfigError(
            f"g_factor is {g_factor!r}", expected="the size of the g factor; 0 for no Zeeman term"
        )
