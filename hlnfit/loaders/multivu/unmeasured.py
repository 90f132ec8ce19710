"""What a Quantum Design file is that holds no resistance: magnetometry, heat capacity, a sequence, ..."""

from __future__ import annotations

import re

_APPLICATIONS: tuple[tuple[str, str], ...] = (
    (r"acms|ac susceptibility", "AC susceptibility and magnetization of the ACMS option"),
    (r"mpms\s*3|squid.?vsm", "magnetometry of the MPMS3"),
    (r"mpms", "magnetometry of the MPMS"),
    (r"\bvsm\b|vibrating", "magnetometry of the VSM option"),
    (r"heat.?cap|\bhcp\b", "heat capacity"),
    (r"thermal transport|\btto\b", "thermal transport (thermal conductivity and Seebeck coefficient)"),
    (r"torque", "torque magnetometry"),
    (r"dilatom", "dilatometry"),
    (r"fmr|ferromagnetic resonance", "ferromagnetic resonance"),
)
_COLUMNS: tuple[tuple[str, str], ...] = (
    (r"m-dc \(emu\)|m'' \(emu\)|ac susceptibility", "AC susceptibility and magnetization"),
    (r"moment.*\(emu\)", "magnetometry"),
    (r"samp hc|heat capacity", "heat capacity"),
    (r"seebeck|thermal cond|conductivity \(w/k", "thermal transport"),
    (r"torque", "torque magnetometry"),
)
_SEQUENCE_WORDS = (
    "TMP ",
    "FLD ",
    "WAI ",
    "REM ",
    "SCN ",
    "LPT ",
    "LPB ",
    "CHN ",
    "ETOR ",
    "RES ",
    "ENT ",
    "EST",
)


def measurement(application: str, names: tuple[str, ...]) -> str:
    """Say in words what a file without a resistance measured."""
    for pattern, words in _APPLICATIONS:
        if re.search(pattern, application, re.IGNORECASE):
            return words
    joined = " | ".join(names)
    for pattern, words in _COLUMNS:
        if re.search(pattern, joined, re.IGNORECASE):
            return words
    return f"data of {application.split(';')[0].strip()}" if application else "data of an unknown option"


def sidecar(text: str) -> str | None:
    """Say what a file beside the data is: a MultiVu sequence or a graph template; None for anything else."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][:20]
    if not lines:
        return None
    if lines[0].lower() == "[global]" and any(line.startswith("recordSelectionMode") for line in lines):
        return "a MultiVu graph template, which holds how a file is drawn and no data"
    commands = sum(line.startswith(_SEQUENCE_WORDS) for line in lines)
    if commands >= 0.8 * len(lines):
        return "a MultiVu sequence, which holds the commands of a measurement and no data"
    return None
