"""Binary files that are recognized by their first bytes and not read: the message says what they are."""

from __future__ import annotations

from pathlib import Path

from hlnfit.errors import LoadError
from hlnfit.loaders.encoding import encoding_of
from hlnfit.loaders.options import LoadOptions
from hlnfit.loaders.source import open_file
from hlnfit.sweep import SweepSet

NAME = "binary-container"
TITLE = "Binary files (recognized, not read)"
EXTENSIONS = (".tdms", ".xlsx", ".mat", ".npz", ".parquet", ".h5", ".nc", ".db")
READS = "nothing; says what the file is and how to export it"

_KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"TDSm", "a LabVIEW TDMS file", "Export it as text or .lvm from LabVIEW or DIAdem."),
    (b"TDSh", "the index of a LabVIEW TDMS file", "It holds no data; use the .tdms file beside it."),
    (b"\x89HDF", "an HDF5 file (also netCDF 4 and MATLAB 7.3)", "Export the columns as CSV."),
    (b"CDF\x01", "a netCDF file", "Export the columns as CSV."),
    (b"CDF\x02", "a netCDF file", "Export the columns as CSV."),
    (b"SQLite format 3", "an SQLite database (QCoDeS)", "Export the run with QCoDeS as a text file."),
    (b"MATLAB 5.0", "a MATLAB file", "Export the columns as CSV with writetable."),
    (b"\x93NUMPY", "a NumPy array", "Save it as text with numpy.savetxt and a header of column names."),
    (b"PAR1", "a Parquet file", "Export it as CSV."),
    (b"CPYA", "an Origin project", "Export the worksheet as ASCII from Origin."),
    (b"CPYUA", "an Origin project", "Export the worksheet as ASCII from Origin."),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Origin file", "Save it as CSV."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first."),
    (b"BZh", "a bzip2 archive", "Unpack it first."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it first."),
    (b"%PDF", "a PDF document", "Load the data file, not its picture."),
    (b"\x89PNG", "a PNG picture", "Load the data file, not its picture."),
    (b"\xff\xd8\xff", "a JPEG picture", "Load the data file, not its picture."),
)


def kind_of(head: bytes) -> tuple[str, str] | None:
    """Return what a binary file is and what to do with it, or None for text."""
    for magic, words, advice in _KINDS:
        if head.startswith(magic):
            return words, advice
    if head.startswith(b"PK\x03\x04"):
        if b"xl/" in head or b"[Content_Types].xml" in head:
            return "an Excel workbook", "Save the sheet as CSV from Excel or LibreOffice."
        if b".npy" in head:
            return "a NumPy archive (.npz)", "Save the columns as text with numpy.savetxt."
        return "a ZIP archive", "Unpack it first."
    if head and encoding_of(head) is None:
        return "a binary file of an unknown kind", "Export it as text from the program that wrote it."
    return None


def sniff(head: bytes, path: Path) -> float:
    """Return how sure it is that this is a binary file."""
    found = kind_of(head)
    return 0.0 if found is None else 0.3 if "unknown" in found[0] else 1.0


def read(path: Path, options: LoadOptions) -> SweepSet:
    """Refuse the file in words.

    Raises
    ------
    LoadError
        Always.
    """
    raw, _ = open_file(path)
    words, advice = kind_of(raw) or ("a binary file", "Export it as text.")
    raise LoadError(f"this is {words}, which cannot be read", expected="a text file", advice=advice)
