"""Igor Pro text waves (``.itx``): blocks of ``WAVES``, ``BEGIN``, numbers, ``END``.

Schema: the line WAVES names the columns; units stand in the names (``Field_T``) or in a later line
``X SetScale d 0,0,"T", Field_T``. Read as columns of text otherwise; only the first block is used.
"""

from __future__ import annotations

import re
from pathlib import Path

from hlnfit.errors import LoadError
from hlnfit.loaders.encoding import decode, encoding_of
from hlnfit.loaders.options import LoadOptions
from hlnfit.loaders.readers.delimited_text import read_text
from hlnfit.loaders.source import open_file
from hlnfit.sweep import SweepSet

NAME = "igor-text"
TITLE = "Igor Pro text waves"
EXTENSIONS = (".itx",)
READS = "the first block of waves, as columns"

_WAVES = re.compile(r"^\s*WAVES(?P<flags>(?:\s*/\w+(?:=\([^)]*\))?)*)\s*(?P<names>.*)$", re.IGNORECASE)
_SCALE = re.compile(
    r'SetScale\s*(?:/\w+)?\s*d\s*,?[^,]+,[^,]+,\s*"(?P<unit>[^"]*)"\s*,\s*(?P<wave>\w+)', re.IGNORECASE
)


def sniff(head: bytes, path: Path) -> float:
    """Return how sure it is that this is Igor text: its first line is the word IGOR."""
    if encoding_of(head) is None:
        return 0.0
    return 1.0 if re.match(rb"\s*IGOR\s*[\r\n]", head) else 0.0


def read(path: Path, options: LoadOptions) -> SweepSet:
    """Read one file.

    Raises
    ------
    LoadError
        There is no block of waves, or its columns cannot be understood.
    """
    raw, source = open_file(path)
    lines = decode(raw).split("\n")
    begin = next((i for i, line in enumerate(lines) if line.strip().upper() == "BEGIN"), None)
    waves = None if begin is None else _WAVES.match(lines[begin - 1])
    if begin is None or waves is None:
        raise LoadError(
            "there is no WAVES line followed by BEGIN", line=len(lines), expected="a block of waves"
        )
    end = next((i for i in range(begin, len(lines)) if lines[i].strip().upper() == "END"), len(lines))
    units = {m["wave"]: m["unit"] for line in lines for m in _SCALE.finditer(line)}
    names = [n.strip("'\" ") for n in re.split(r"[,\s]+", waves["names"].strip()) if n]
    titled = "\t".join(f"{n} ({units[n]})" if units.get(n) else n for n in names)
    # Blank lines in place of the commands keep the line numbers of the file.
    block = [""] * begin + [titled] + [line.lstrip() for line in lines[begin + 1 : end]]
    return read_text(block, path, options, source, NAME)
