"""Names, units and words of what a map file holds, by the CF conventions.

Source: B. Eaton et al., NetCDF Climate and Forecast (CF) Metadata Conventions, version 1.11, sections 3.1
to 3.3 (units, long names) and 3.5 (flags).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hlnfit import models

CONVENTIONS: Final = "CF-1.11"
VERDICTS: Final = ("good", "caution", "reject")
UNIT_NAMES: Final = {
    "T": "T",
    "m": "m",
    "S": "S",
    "": "1",
    "S/T": "S T-1",
    "S/T^3": "S T-3",
    "S/T^2": "S T-2",
}
SUFFIXES: Final = {
    "": "",
    "_err": ", standard error",
    "_lo": ", lower 68 % limit",
    "_hi": ", upper 68 % limit",
}
WORDS: Final = {
    "dsigma0": "additive constant of the conductance",
    "B_offset": "field offset of the magnet",
    "c_odd1": "coefficient of the term linear in the field",
    "c_odd3": "coefficient of the term cubic in the field",
    "chi2_red": "chi-square per degree of freedom, before any scaling",
    "n_points": "number of points fitted",
    "B_max": "largest field fitted",
    "sigma0": "conductance at zero field",
    "R_sheet": "sheet resistance at zero field",
}
CONDITIONS: Final = {"temperature_K": "temperature", "gate_V": "gate voltage", "tilt_deg": "tilt angle"}


def unit_name(unit: str) -> str:
    """Return an SI unit as CF spells it."""
    return UNIT_NAMES.get(unit, unit.replace("/", " ") or "1")


def words_of(model: str) -> dict[str, str]:
    """Return a line for each parameter and length of a model."""
    out = dict(WORDS)
    for term in models.get(model).terms:
        suffix = term.names[0][len(term.model.names[0]) :]
        for q, name in zip(term.model.parameters, term.names, strict=True):
            out[name] = q.description.rstrip(".")
            if q.length_name is not None:
                out["L_" + name[2:]] = f"length of {name}: sqrt(hbar / (4 e {name}))"
        for derived in term.model.derived:
            name = derived.name + suffix
            out[name] = derived.description.rstrip(".") or "derived field"
            out["L_" + name[2:]] = f"length of {name}: sqrt(hbar / (4 e {name}))"
    return out


def attributes(name: str, unit: str, words: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes of a variable such as ``L_phi_err``."""
    base = next((name[: -len(s)] for s in SUFFIXES if s and name.endswith(s)), name)
    return {
        "long_name": words.get(base, base) + SUFFIXES.get(name[len(base) :], ""),
        "units": unit_name(unit),
    }


def axis_attributes(name: str) -> dict[str, str]:
    """Return the attributes of a coordinate such as ``gate_V``."""
    stem, _, unit = name.rpartition("_")
    return {
        "long_name": CONDITIONS.get(name, stem.replace("_", " ") or name),
        "units": {"deg": "degree"}.get(unit, unit) if stem else "1",
    }


def verdict_attributes() -> dict[str, Any]:
    """Return the attributes of the verdict: 0 good, 1 caution, 2 reject, -1 where there is no curve."""
    return {
        "long_name": "verdict of the fit",
        "flag_values": np.arange(3, dtype=np.int8),
        "flag_meanings": " ".join(VERDICTS),
    }


def flag_attributes(codes: Sequence[str]) -> dict[str, Any]:
    """Return the attributes of the flags, one bit a code."""
    return {
        "long_name": "doubts about the curve and its fit",
        "flag_masks": np.left_shift(np.int64(1), np.arange(len(codes), dtype=np.int64)),
        "flag_meanings": " ".join(codes),
    }


def bits(flags: Sequence[str], codes: Sequence[str]) -> NDArray[np.int64]:
    """Return the flags of each curve (``a;b``) as bits in the order of the codes."""
    out = np.zeros(len(flags), dtype=np.int64)
    place = {code: np.int64(1) << k for k, code in enumerate(codes)}
    for k, text in enumerate(flags):
        for code in filter(None, text.split(";")):
            out[k] |= place[code]
    return out
