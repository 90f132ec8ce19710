"""Header of a MultiVu file: what wrote it, what the samples are called, how long and thick they are."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from hlnfit.errors import LoadError

_CHANNEL_IN_TITLE = re.compile(r"(?<![a-z])(?:ch|channel|bridge|br)[\s_-]?(\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MultiVuHeader:
    """What the header says.

    Attributes
    ----------
    application : str
        Text of BYAPP and APPNAME: the measurement option that wrote the file.
    title : str
    samples : mapping of channel to mapping of key to text
        Keys are lower case without blanks, such as ``name``, ``material``, ``leadseparation``.
    names : tuple of str
        The column row.
    names_line : int
        Line of the column row in the file.
    """

    names: tuple[str, ...]
    names_line: int
    application: str = ""
    title: str = ""
    samples: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    def hints(self, channel: int, file_stem: str) -> tuple[str, ...]:
        """Return what a channel is called: sample name, material, comment, the word in title or file name."""
        said = self.samples.get(channel, {})
        parts = [said.get(key, "") for key in ("name", "material", "comment")]
        parts += [_part_of_title(self.title, channel), _part_of_title(file_stem, channel)]
        return tuple(p for p in parts if p)

    def number(self, channel: int, key: str) -> float | None:
        """Return a positive number the header gives for a sample, or None."""
        try:
            value = float(self.samples.get(channel, {}).get(key, ""))
        except ValueError:
            return None
        return value if 0.0 < value < float("inf") else None


def _part_of_title(title: str, channel: int) -> str:
    """Return the text after ``CH1`` up to the next channel, as in ``CH1-TMR_CH2-Hall``."""
    marks = list(_CHANNEL_IN_TITLE.finditer(title))
    for this, following in zip(marks, [*marks[1:], None]):
        if int(this[1]) == channel:
            return title[this.end() : following.start() if following else None].strip(" _-,;")
    return ""


def cells(line: str) -> list[str]:
    """Split a line at commas, minding quotes."""
    if '"' in line:
        return next(csv.reader([line], skipinitialspace=True), [])
    return line.split(",")


def read_header(lines: list[str]) -> MultiVuHeader:
    """Read the header, or take line 1 as the column row where the header was stripped.

    Raises
    ------
    LoadError
        There is no [Data] section, or no column row in it.
    """
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if not lines[first].strip().lower().startswith("[header]"):
        return MultiVuHeader(_names(lines, first), first + 1)
    data = next((i for i, line in enumerate(lines) if line.strip().lower().startswith("[data]")), None)
    if data is None:
        raise LoadError(
            "the header is not followed by a [Data] section",
            line=len(lines),
            expected="a line [Data] and the column row below it",
            advice="The file seems to be cut off; copy it again from the instrument.",
        )
    row = next((i for i in range(data + 1, len(lines)) if lines[i].strip()), None)
    if row is None:
        raise LoadError(
            "nothing follows the line [Data]",
            line=data + 1,
            expected="the column row",
            advice="The measurement was not started, or the file is cut off.",
        )
    application, title, samples = _entries(lines[first + 1 : data])
    return MultiVuHeader(_names(lines, row), row + 1, application, title, samples)


def _names(lines: list[str], row: int) -> tuple[str, ...]:
    names = tuple(name.strip() for name in cells(lines[row]))
    while names and not names[-1]:
        names = names[:-1]
    return names


def _entries(lines: list[str]) -> tuple[str, str, dict[int, dict[str, str]]]:
    application, title = [], ""
    samples: dict[int, dict[str, str]] = {}
    for line in lines:
        parts = [p.strip() for p in cells(line)]
        while len(parts) > 1 and not parts[-1]:
            # A spreadsheet that saved the file again has filled every line up with commas.
            parts.pop()
        keyword = parts[0].upper()
        if keyword == "TITLE":
            title = ", ".join(p for p in parts[1:] if p)
        elif keyword == "BYAPP":
            application.append(" ".join(parts[1:]))
        elif keyword == "INFO" and len(parts) > 2:
            if "APPNAME" in (parts[1].upper(), parts[-1].upper()):
                application.append(" ".join(p for p in parts[1:] if p.upper() != "APPNAME"))
            # The value stands before its key, and may itself hold commas.
            match = re.fullmatch(r"sample\s*(\d)[\s_]*(.+)", parts[-1], re.IGNORECASE)
            if match:
                key = re.sub(r"[\s_]", "", match[2].lower())
                samples.setdefault(int(match[1]), {})[key] = ", ".join(parts[1:-1])
    return "; ".join(application), title, samples
