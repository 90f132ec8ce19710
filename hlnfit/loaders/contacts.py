"""Which contacts carry the current and which measure the voltage, where a file says it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TWO_TERMINAL = re.compile(
    r"(?<![a-z0-9])(?:two|2)[\s_-]*(?:terminal|probe|point|wire|pt)s?(?![a-z])", re.IGNORECASE
)
_PAIR = r"(\d+)\s*(?:-|to|,|/)\s*(\d+)"
# "13-9I_3-8V" of a title, and "I: 1-4, V: 2-3" of a comment.
_PAIRS_FIRST = re.compile(rf"(?<!\d){_PAIR}\s*I[\s_,;]+{_PAIR}\s*V(?![a-z])", re.IGNORECASE)
_LETTERS_FIRST = re.compile(
    rf"(?<![a-z])I\s*[:=(]?\s*{_PAIR}\)?[\s_,;]+(?:and\s+)?V\s*[:=(]?\s*{_PAIR}", re.IGNORECASE
)


def says_two_terminal(texts: Sequence[str]) -> bool:
    """Tell whether a text calls the measurement two-terminal, or lets current and voltage share a contact.

    With one shared contact the resistance of that lead is in the reading already.
    """
    return any(_TWO_TERMINAL.search(text) or _shared(text) for text in texts)


def _shared(text: str) -> bool:
    for pattern in (_PAIRS_FIRST, _LETTERS_FIRST):
        for match in pattern.finditer(text):
            if {match[1], match[2]} & {match[3], match[4]}:
                return True
    return False
