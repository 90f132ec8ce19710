"""Contacts of current and voltage."""

from __future__ import annotations

import pytest

from hlnfit.loaders.contacts import says_two_terminal


@pytest.mark.parametrize(
    "text",
    [
        "two-terminal",
        "R_2probe (Ohm)",
        "2-wire resistance",
        "CH1-TMR_3-8I_3-8V",
        "I: 1-4, V: 4-1",
        "I 1-4; V 1-2",
        "I(5 to 6) and V(5 to 6)",
    ],
)
def test_two_terminal(text: str) -> None:
    """Said in words, or by numbers that occur on both sides."""
    assert says_two_terminal([text])


@pytest.mark.parametrize(
    "text", ["four-terminal", "R_12 (Ohm)", "2 K", "CH1-TMR_13-9I_3-8V", "I: 1-4, V: 2-3", "electrodes 40-39"]
)
def test_four_terminal_or_unknown(text: str) -> None:
    """Separate contacts, or no word about them."""
    assert not says_two_terminal([text])
