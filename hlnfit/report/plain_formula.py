"""Formulas as one line of Unicode, for terminals."""

from __future__ import annotations

import re
from typing import Final

from hlnfit.report.formula import mathtext

_WORDS: Final = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "theta": "θ",
    "lambda": "λ", "mu": "µ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "varphi": "φ", "phi": "φ",
    "psi": "ψ", "omega": "ω", "Delta": "Δ", "Phi": "Φ", "Omega": "Ω", "hbar": "ħ", "ell": "l", "infty": "∞",
    "sum": "Σ", "int": "∫", "geq": "≥", "leq": "≤", "pm": "±", "cdot": "·", "ldots": "...", "dagger": "†",
    "parallel": "∥", "times": "×", "ln": "ln ", "cos": "cos ", "sin": "sin ", "coth": "coth ", "exp": "exp ",
    "left": "", "right": "", "quad": "  ", "partial": "∂",
}  # fmt: skip
_SIGNS: Final = {",": " ", "!": "", ";": " ", " ": " ", "{": "{", "}": "}", "|": "|", ":": " "}
_FACES: Final = ("mathrm", "mathbf", "mathit", "mathcal", "mathsf", "text", "operatorname")
_UP: Final = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_DOWN: Final = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_TOKEN: Final = re.compile(r"\\([A-Za-z]+|.)|([_^{}])|([^\\_^{}]+)", re.DOTALL)
_FACTOR: Final = re.compile(r"\d+|\|?[^\W\d_][₀-₉₊₋]*(_[^\W_]+|_±)?[⁰-⁹¹²³]*\|?")
"""One number, or one letter with its indices."""
_PRODUCT: Final = re.compile(r"[\w.₀-₉⁰-⁹¹²³|]+")
_SPACES: Final = re.compile(r" {2,}")


def plain_formula(latex: str) -> tuple[str, ...]:
    r"""Return LaTeX as lines of Unicode: the formula, then the definitions that follow it.

    >>> plain_formula(r"\Delta\sigma = \frac32 G_0\, f_2\!\left(\frac{B_\varphi + B_{so}}{|B|}\right)")
    ('Δσ = (3/2) G₀ f₂((B_φ + B_so)/|B|)',)
    """
    lines = re.split(r",\\quad |,\\ ", latex)
    return tuple(_tidy(_Reader(mathtext(line)).all()) for line in lines)


def _tidy(text: str) -> str:
    text = _SPACES.sub(" ", text.replace("\u200b", " "))
    for wide, narrow in (("( ", "("), (" )", ")"), ("[ ", "["), (" ]", "]")):
        text = text.replace(wide, narrow)
    return text.replace("δ G", "δG").replace("Δ G", "ΔG").replace(" ,", ",").strip()


class _Reader:
    """Reads normalized LaTeX from left to right."""

    def __init__(self, latex: str) -> None:
        self._tokens = [m.groups() for m in _TOKEN.finditer(latex)]
        self._at = 0

    def all(self) -> str:
        """Return everything up to the closing brace, or to the end."""
        out = ""
        while self._at < len(self._tokens):
            command, sign, text = self._tokens[self._at]
            self._at += 1
            if sign == "}":
                break
            if sign == "{":
                out += self.all()
            elif sign in ("_", "^"):
                summed = out.rstrip()[-1:] in ("Σ", "∫") or (out.endswith("\u200b") and sign == "^")
                out = out.rstrip().rstrip("\u200b") + _index(sign, self._argument())
                # A sum keeps a mark until its limits are read, which becomes a blank.
                out += "\u200b" if summed else ""
            elif text is not None:
                out += text
            else:
                out += self._command(command)
        return out

    def _argument(self) -> str:
        """Return the next group in braces, or the next single sign."""
        command, sign, text = self._tokens[self._at]
        self._at += 1
        if sign == "{":
            return self.all().strip()
        if text is not None:
            rest = text.lstrip()
            if len(rest) > 1:
                self._tokens.insert(self._at, (None, None, rest[1:]))
            return rest[:1]
        return self._command(command).strip()

    def _command(self, name: str) -> str:
        if name == "frac":
            above, below = self._argument(), self._argument()
            quotient = f"{_grouped(above, _PRODUCT)}/{_grouped(below)}"
            return f"({quotient}) " if above.isdigit() and below.isdigit() else f"{quotient} "
        if name == "sqrt":
            return f"√{_grouped(self._argument())} "
        if name == "tilde":
            return f"{self._argument()}\u0303"
        if name in _FACES:
            return self._argument()
        return _WORDS.get(name, _SIGNS.get(name, name))


def _grouped(text: str, single: re.Pattern[str] = _FACTOR) -> str:
    """Put brackets around what is more than one factor."""
    text = _tidy(text)
    return text if single.fullmatch(text) else f"({text})"


def _index(sign: str, text: str) -> str:
    plain = text.isalnum() or len(text) == 1
    if sign == "_":
        if re.fullmatch(r"[-+0-9]+", text):
            return text.translate(_DOWN)
        return f"_{text}" if plain else f"_({text})"
    if re.fullmatch(r"[-+0-9n]+", text):
        return text.translate(_UP)
    return text if text in ("†", "'") else f"^{text}" if plain else f"^({text})"
