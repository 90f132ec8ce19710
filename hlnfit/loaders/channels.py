"""Which of several measured channels is the longitudinal one and which the Hall channel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from hlnfit.flags import Flag
from hlnfit.sweep import FloatArray

Kind = Literal["longitudinal", "hall", "unknown"]

_HALL_BAR = re.compile(r"hall[\s_-]?(bar|cross|device)", re.IGNORECASE)
_HALL = re.compile(
    r"hall|transvers|(?<![a-z])(?:r|v|rho|ρ|σ)?[\s_{]*(?:xy|yx)(?![a-z])|(?<![a-z])r_?h(?![a-z])",
    re.IGNORECASE,
)
_LONGITUDINAL = re.compile(
    r"longitudinal|(?<![a-z])(?:tmr|mr)(?![a-z])|(?<![a-z])(?:r|v|rho|ρ|σ)?[\s_{]*(?:xx|yy)(?![a-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Channel:
    """Readings of one pair of voltage probes.

    Attributes
    ----------
    label : str
        Name of the column that is used, as in the file.
    hints : tuple of str
        What the file calls the sample or measurement on this channel, the most telling first.
    B, R : float64 arrays
        Tesla and ohm; finite.
    two_terminal : bool
    """

    label: str
    hints: tuple[str, ...]
    B: FloatArray
    R: FloatArray
    two_terminal: bool = False


def kind_of_name(text: str) -> Kind:
    """Tell from a name: ``Rxy``, ``Hall`` or ``Rxx``, ``TMR``; ``Hall bar`` says nothing."""
    cleaned = _HALL_BAR.sub(" ", text)
    hall, longitudinal = bool(_HALL.search(cleaned)), bool(_LONGITUDINAL.search(cleaned))
    if hall == longitudinal:
        return "unknown"
    return "hall" if hall else "longitudinal"


def odd_over_even(B: FloatArray, R: FloatArray) -> float:
    """Return the largest odd part of R(B) over the mean of its even part; NaN for a one-sided field.

    Odd and even parts are formed by interpolation on the fields that were reached on both sides, up and
    down sweeps together.
    """
    reach = min(float(np.max(B, initial=0.0)), -float(np.min(B, initial=0.0)))
    if not reach > 0.2 * float(np.max(np.abs(B), initial=0.0)) or B.size < 10:
        return float("nan")
    grid = np.linspace(0.05 * reach, reach, 41)
    order = np.argsort(B, kind="stable")
    # Means over blocks keep the noise of single readings out of the comparison.
    edges = np.linspace(-reach, reach, 61)
    block = np.digitize(B[order], edges)
    counts = np.bincount(block, minlength=edges.size + 1)
    filled = counts > 0
    with np.errstate(invalid="ignore"):
        b = (np.bincount(block, B[order], edges.size + 1) / np.maximum(counts, 1))[filled]
        r = (np.bincount(block, R[order], edges.size + 1) / np.maximum(counts, 1))[filled]
    plus, minus = np.interp(grid, b, r), np.interp(-grid, b, r)
    odd, even = 0.5 * (plus - minus), 0.5 * (plus + minus)
    scale = float(np.mean(np.abs(even)))
    return float(np.max(np.abs(odd))) / scale if scale > 0.0 else float("inf")


@dataclass(frozen=True, slots=True)
class Roles:
    """Indices of the chosen channels among those offered, with the reason of each choice."""

    longitudinal: int | None
    hall: int | None
    reasons: dict[str, str]
    flags: tuple[Flag, ...] = ()


def tell_roles(channels: Sequence[Channel]) -> Roles:
    """Choose the longitudinal and the Hall channel.

    Names win: of the column, then of the sample on the channel. Otherwise a channel whose odd part
    exceeds its mean even part is a Hall channel; with nothing to tell them apart the first four-terminal
    channel is taken as longitudinal, and the rest is listed in a flag.
    """
    kinds = [_kind(c) for c in channels]
    reasons: dict[str, str] = {}
    hall = _first(kinds, "hall")
    if hall is not None:
        reasons["hall"] = kinds[hall][1]
    elif not any(k == "longitudinal" for k, _ in kinds) or len(channels) > 1:
        hall = _odd_channel(channels, kinds, reasons)
    longitudinal = _first(kinds, "longitudinal")
    if longitudinal is not None:
        reasons["resistance"] = kinds[longitudinal][1]
    else:
        rest = [i for i, (kind, _) in enumerate(kinds) if kind == "unknown" and i != hall]
        rest.sort(key=lambda i: channels[i].two_terminal)
        if rest:
            longitudinal = rest[0]
            reasons["resistance"] = _why_first(channels, rest, hall)
    others = [c.label for i, c in enumerate(channels) if i not in (hall, longitudinal)]
    return Roles(longitudinal, hall, reasons, _others_flag(others, channels, longitudinal))


def upright(R: FloatArray, label: str) -> tuple[FloatArray, tuple[Flag, ...]]:
    """Return a longitudinal resistance with the sign turned where it is negative nearly everywhere.

    Four-terminal probes connected the other way round give a negative resistance; the magnetoresistance
    is the same.
    """
    known = R[np.isfinite(R)]
    if not known.size or np.mean(known < 0.0) < 0.95:
        return R, ()
    flag = Flag(
        "sign_turned",
        "info",
        f"{label} is negative (median {float(np.median(known)):.4g} ohm): its sign was turned.",
        "The voltage probes seem to be connected the other way round.",
        {"median_ohm": float(np.median(known))},
    )
    return -R, (flag,)


def _kind(channel: Channel) -> tuple[Kind, str]:
    by_name = kind_of_name(channel.label)
    if by_name != "unknown":
        return by_name, "named so"
    for hint in channel.hints:
        by_hint = kind_of_name(hint)
        if by_hint != "unknown":
            return by_hint, f"the file calls it {hint!r}"
    return "unknown", ""


def _first(kinds: Sequence[tuple[Kind, str]], wanted: Kind) -> int | None:
    return next((i for i, (kind, _) in enumerate(kinds) if kind == wanted), None)


def _odd_channel(
    channels: Sequence[Channel], kinds: Sequence[tuple[Kind, str]], reasons: dict[str, str]
) -> int | None:
    ratios = {
        i: odd_over_even(c.B, c.R)
        for i, c in enumerate(channels)
        if kinds[i][0] == "unknown" and not c.two_terminal
    }
    odd = {i: ratio for i, ratio in ratios.items() if ratio > 1.0}
    if not odd:
        return None
    best = max(odd, key=lambda i: odd[i])
    reasons["hall"] = f"odd in B: odd part {odd[best]:.3g} times the mean even part"
    return best


def _why_first(channels: Sequence[Channel], rest: Sequence[int], hall: int | None) -> str:
    if len(channels) == 1:
        return "the only resistance"
    if len(rest) == 1:
        return "the other channel is the Hall channel" if hall is not None else "the only one left"
    if any(channels[i].two_terminal for i in rest[1:]) and not channels[rest[0]].two_terminal:
        return "the first resistance with separate voltage probes"
    return f"the first of {len(rest)} resistances"


def _others_flag(others: Sequence[str], channels: Sequence[Channel], chosen: int | None) -> tuple[Flag, ...]:
    if not others or chosen is None:
        return ()
    return (
        Flag(
            "other_channels",
            "info",
            f"The file holds other resistances too ({', '.join(others)}); {channels[chosen].label} is used.",
            "Choose another one with --resistance-column.",
            {"used": channels[chosen].label, "others": list(others)},
        ),
    )
