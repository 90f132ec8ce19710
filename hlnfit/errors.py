"""What hlnfit raises: each error tells what was found, where, what was expected and what to do."""

from __future__ import annotations

from pathlib import Path


class HlnfitError(Exception):
    """Base class of every error that a user of hlnfit can cause and mend.

    Parameters
    ----------
    found : str
        What was found, in words.
    file : path, optional
        The file it was found in.
    line, column : int or str, optional
        Where in the file; lines are counted from 1, a column is its number or its name.
    expected : str, optional
        What was expected there.
    advice : str, optional
        What the user can do.
    """

    def __init__(
        self,
        found: str,
        *,
        file: str | Path | None = None,
        line: int | None = None,
        column: int | str | None = None,
        expected: str | None = None,
        advice: str | None = None,
    ) -> None:
        super().__init__(found)
        self.found = found
        self.file = None if file is None else str(file)
        self.line = line
        self.column = column
        self.expected = expected
        self.advice = advice

    @property
    def where(self) -> str:
        """The place, such as ``film.dat, line 12, column Field (Oe)``; empty where none is known."""
        parts = []
        if self.file is not None:
            parts.append(Path(self.file).name)
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.column is not None:
            parts.append(f"column {self.column}")
        return ", ".join(parts)

    def __str__(self) -> str:
        text = f"{self.where}: {self.found}" if self.where else self.found
        if self.expected:
            text += f"; expected {self.expected}"
        text = text.rstrip(".") + "."
        if self.advice:
            text += f" {self.advice}"
        return text


class UnitError(HlnfitError):
    """A unit that is unknown, missing or of the wrong kind."""


class LoadError(HlnfitError):
    """A file that cannot be read as a measurement."""


class NoResistanceError(LoadError):
    """A file that was understood, but holds no resistance (magnetometry, heat capacity, a sequence)."""


class GeometryError(HlnfitError):
    """A geometry or a sample value that is missing or impossible."""


class ConfigError(HlnfitError):
    """A setting, an option or a combination of them that cannot be carried out."""


class FitError(HlnfitError):
    """Data that cannot be fitted at all."""


class WorkerError(HlnfitError):
    """Workers of a long run that died or cannot do the work."""


class OutputError(HlnfitError):
    """Output that cannot be written, or would overwrite what is there."""


class MissingExtraError(HlnfitError, ImportError):
    """An optional package is needed that is not installed."""

    def __init__(self, feature: str, package: str, extra: str) -> None:
        self.missing = (feature, package, extra)
        super().__init__(
            f"{feature} needs the package {package}, which is not installed",
            advice=f'Install it with: python -m pip install "hlnfit[{extra}]"',
        )

    def __reduce__(self) -> tuple[type[MissingExtraError], tuple[str, str, str]]:
        # Errors travel from worker processes; by default the sentence would be taken for the feature.
        return type(self), self.missing
