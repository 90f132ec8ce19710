"""Hall or longitudinal: by name, else by symmetry."""

from __future__ import annotations

import numpy as np
import pytest

from hlnfit.loaders.channels import Channel, kind_of_name, odd_over_even, tell_roles, upright


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Rxy", "hall"),
        ("R_yx", "hall"),
        ("rho_xy", "hall"),
        ("4 wire Hall on side", "hall"),
        ("10012022_EuCuAs_Hall", "hall"),
        ("Rxx", "longitudinal"),
        ("S2_Ch2_TMR on top", "longitudinal"),
        ("Vxx (V)", "longitudinal"),
        ("Hall bar 5", "unknown"),
        ("Hall bar 5 Rxx", "longitudinal"),
        ("Rxx and Rxy", "unknown"),
        ("Resistance 1", "unknown"),
        ("proxy", "unknown"),
        ("Matrix", "unknown"),
    ],
)
def test_names(text: str, kind: str) -> None:
    """What people call the channels."""
    assert kind == kind_of_name(text)


def test_parity() -> None:
    """A linear Hall resistance with a tenth of misalignment is odd; a cusp with a Hall admixture is even."""
    B = np.concatenate([np.linspace(-9, 9, 91), np.linspace(9, -9, 91)])
    assert odd_over_even(B, 10.0 * B + 9.0) > 5.0
    assert odd_over_even(B, 100.0 - 5.0 * np.exp(-(B**2)) + 2.0 * B) < 0.3
    assert np.isnan(odd_over_even(np.abs(B), 10.0 * B))


def test_parity_with_a_field_offset_and_uneven_steps() -> None:
    """Interpolation, not indices: an offset of 30 mT and dense points at the center do no harm."""
    B = (
        np.concatenate([np.arange(-9, -0.1, 0.5), np.arange(-0.05, 0.05, 1e-3), np.arange(0.5, 9.1, 0.5)])
        + 0.03
    )
    assert odd_over_even(B, 10.0 * B) > 10.0


def _channel(label: str, R: np.ndarray, hints: tuple[str, ...] = (), two_terminal: bool = False) -> Channel:
    return Channel(label, hints, np.linspace(-1, 1, 41), R, two_terminal)


def test_the_odd_one_is_the_hall_channel() -> None:
    """Without names the odd channel is Hall and the other longitudinal, in any order."""
    B = np.linspace(-1, 1, 41)
    for first in (True, False):
        pair = [_channel("R1", 5.0 * B), _channel("R2", 100.0 + B**2)]
        roles = tell_roles(pair if first else pair[::-1])
        assert (1, 0) == ((roles.longitudinal, roles.hall) if first else (roles.hall, roles.longitudinal))


def test_names_win_over_symmetry() -> None:
    """A channel called Hall is Hall even where the misalignment dominates it."""
    roles = tell_roles([_channel("R1", np.full(41, 5.0), ("Hall",)), _channel("R2", np.full(41, 9.0))])
    assert (1, 0) == (roles.longitudinal, roles.hall)


def test_four_terminal_before_two_terminal() -> None:
    """The first resistance with separate probes is taken, even if a two-terminal one comes first."""
    roles = tell_roles(
        [_channel("R1", np.full(41, 9.0), two_terminal=True), _channel("R2", np.full(41, 5.0))]
    )
    assert 1 == roles.longitudinal
    assert ["other_channels"] == [f.code for f in roles.flags]


def test_turned_probes() -> None:
    """Negative nearly everywhere is turned; noise around zero is not."""
    R, flags = upright(np.array([-1.0] * 40 + [0.1]), "R")
    assert (1.0, ["sign_turned"]) == (R[0], [f.code for f in flags])
    assert () == upright(np.array([-1.0, 1.0] * 20), "R")[1]
