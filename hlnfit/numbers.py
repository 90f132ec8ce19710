"""Numbers for people: a value with its error rounded by the rule of the Particle Data Group.

The first three digits of the error decide: 100 to 354 keeps two digits, 355 to 949 keeps one, and 950
to 999 is rounded up to 1000 and keeps two. The value is rounded to the same place.
Source: Review of Particle Physics, introduction, section 5.3 "Rounding".
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Any, Literal

Style = Literal["text", "html", "latex"]
NOT_DETERMINED = "not determined"
NAN = math.nan
_MOST_DIGITS = 9
"""More digits than any transport measurement has: an error below is called none."""
_NEARLY_EQUAL = 0.1
"""Limits whose distances from the value differ by less are written as one error."""
_PLAIN = (-3, 5)
"""Powers of ten between which no exponent is written."""


def decimals_of(error: float) -> int:
    """Return the number of decimals that the rule keeps for this error; negative left of the point.

    Parameters
    ----------
    error : float
        Finite and positive.
    """
    exponent = math.floor(math.log10(error))
    leading = _decimal(error).scaleb(2 - exponent).quantize(Decimal(1), ROUND_HALF_UP)
    return 1 - exponent if leading < 355 else -exponent


def _decimal(x: float) -> Decimal:
    """Return the number as its shortest decimal text says it, so that 0.145 is 0.145."""
    return Decimal(repr(float(x)))


def _fixed(x: float, decimals: int, shift: int = 0) -> str:
    """Return x / 10**shift with this many decimals, rounded half to even, never ``-0``."""
    scaled = _decimal(x).scaleb(-shift)
    rounded = scaled.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    text = f"{rounded:.{max(decimals, 0)}f}"
    return text[1:] if text.startswith("-") and not any(c in "123456789" for c in text) else text


def _minus(text: str, style: Style) -> str:
    return text.replace("-", "\N{MINUS SIGN}") if style == "html" else text


def _times_ten(text: str, exponent: int, style: Style, *, brackets: bool) -> str:
    if exponent == 0:
        return text
    body = f"({text})" if brackets else text
    if style == "text":
        return f"{body}e{exponent}"
    if style == "latex":
        return rf"{body} \times 10^{{{exponent}}}"
    return f"{body} × 10<sup>{_minus(str(exponent), style)}</sup>"


def _exponent_for(size: float) -> int:
    """Return the power of ten to write apart, 0 where plain digits are readable."""
    power = math.floor(math.log10(size))
    return 0 if _PLAIN[0] <= power <= _PLAIN[1] else power


def plain_number(value: float, digits: int = 4, style: Style = "text") -> str:
    """Return a number without an error, to this many significant digits.

    >>> plain_number(0.00123456)
    '0.001235'
    >>> plain_number(1.23e-7)
    '1.23e-7'
    """
    if not math.isfinite(value):
        return NOT_DETERMINED
    if value == 0.0:
        return "0"
    rounded = float(f"{value:.{digits - 1}e}")
    shift = _exponent_for(abs(rounded))
    places = digits - 1 - (math.floor(math.log10(abs(rounded))) - shift)
    text = _fixed(rounded, places, shift)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return _times_ten(_minus(text, style), shift, style, brackets=False)


def number_with_error(
    value: float,
    err: float = NAN,
    lo: float = NAN,
    hi: float = NAN,
    *,
    bound: str = "",
    fixed: bool = False,
    style: Style = "text",
) -> str:
    """Return a result as people write it.

    Parameters
    ----------
    value, err : float
        In the unit of the table. NaN value or infinite error: not determined, so that only ``bound`` is
        shown. NaN error: none is known.
    lo, hi : float
        Limits (not errors). Where their distances from the value differ by over 10 %, both are written.
    bound : str
        One-sided limit as text, such as ``> 310``.
    fixed : bool
        True where the value was held.
    style : {"text", "html", "latex"}
        LaTeX is for math mode.

    Examples
    --------
    >>> number_with_error(262.0232, 0.4379)
    '262.0 ± 0.4'
    >>> number_with_error(262.0232, 12.3, 250.1, 281.9)
    '262 +20 -12'
    >>> number_with_error(float("nan"), bound="> 310")
    '> 310'
    >>> number_with_error(float("nan"))
    'not determined'
    """
    if not math.isfinite(value) or math.isinf(err):
        return _bound(bound, style)
    if fixed:
        text = plain_number(value, 4, style)
        return rf"{text}\ \text{{(fixed)}}" if style == "latex" else f"{text} (fixed)"
    up, down = hi - value, value - lo
    one_sided = not (math.isfinite(up) and math.isfinite(down) and up >= 0.0 and down >= 0.0)
    if one_sided:
        up = down = err
    if abs(up - down) <= _NEARLY_EQUAL * max(up, down):
        up = down = 0.5 * (up + down)
    errors = [e for e in (up, down) if math.isfinite(e) and e > 0.0]
    if not errors or min(errors) < abs(value) * 10.0**-_MOST_DIGITS:
        return plain_number(value, _MOST_DIGITS if errors else 4, style)
    # The smaller error decides, but no digit is kept that is far below the larger one.
    decimals = min(decimals_of(min(errors)), decimals_of(max(errors)) + 1)
    shift = _exponent_for(max(abs(value), *errors))
    places = decimals + shift
    centre = _minus(_fixed(value, places, shift), style)
    above, below = _fixed(up, places, shift), _fixed(down, places, shift)
    if above == below:
        plus_minus = r" \pm " if style == "latex" else " ± "
        return _times_ten(f"{centre}{plus_minus}{above}", shift, style, brackets=True)
    if style == "latex":
        return _times_ten(f"{centre}^{{+{above}}}_{{-{below}}}", shift, style, brackets=False)
    if style == "html":
        limits = f'<span class="limits"><sup>+{above}</sup><sub>{_minus("-", style)}{below}</sub></span>'
        return _times_ten(f"{centre}{limits}", shift, style, brackets=False)
    return _times_ten(f"{centre} +{above} -{below}", shift, style, brackets=True)


def _bound(bound: str, style: Style) -> str:
    if not bound:
        return rf"\text{{{NOT_DETERMINED}}}" if style == "latex" else NOT_DETERMINED
    return bound.replace(">", "&gt;").replace("<", "&lt;") if style == "html" else bound


def parameter_text(parameter: Any, scale: float = 1.0, style: Style = "text") -> str:
    """Return a ``ParameterValue`` as people write it, its value times ``scale`` (1e9 for m to nm).

    Its ``bound`` text is in the unit of tables already.
    """
    return number_with_error(
        parameter.value * scale,
        parameter.err * scale,
        parameter.lo * scale,
        parameter.hi * scale,
        bound=parameter.bound,
        fixed=parameter.fixed,
        style=style,
    )
