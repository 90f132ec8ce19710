"""Config: everything that one analysis depends on, as text that can be repeated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import BaseModel, ConfigDict, PrivateAttr, ValidationError
from tomlkit.exceptions import TOMLKitError

from hlnfit.config.explain import explain
from hlnfit.config.inputs import absolute, check_unchanged, expand, hashes, relative
from hlnfit.config.schema import (
    LISTS,
    SECTIONS,
    DataSection,
    FitSection,
    GeometrySection,
    InputSection,
    MapSection,
    RunSection,
    SampleSection,
    SeparateSection,
    SweepSection,
)
from hlnfit.config.toml_text import toml_text
from hlnfit.errors import ConfigError


class Config(BaseModel):
    """Settings of one analysis; the sections and keys are those of ``hlnfit.toml``.

    Make it from a file with :meth:`load`, or from keywords:
    ``Config(data={"files": "film.dat"}, geometry={"kind": "square"})``. Values are kept as they were
    written (``"20um"``), so that what is written out again says the same.

    Attributes
    ----------
    data, geometry, sample, fit, separate, map, run : sections
    sweep : tuple of SweepSection
        Settings for single sweeps.
    input : tuple of InputSection
        Files with their hashes, in a resolved config.

    Raises
    ------
    ConfigError
        A key is unknown or a value cannot be used; the message says which, and what was expected.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: DataSection = DataSection()
    geometry: GeometrySection = GeometrySection()
    sample: SampleSection = SampleSection()
    fit: FitSection = FitSection()
    separate: SeparateSection = SeparateSection()
    map: MapSection = MapSection()
    run: RunSection = RunSection()
    sweep: tuple[SweepSection, ...] = ()
    input: tuple[InputSection, ...] = ()

    _folder: Path = PrivateAttr(default_factory=Path.cwd)
    _file: str | None = PrivateAttr(default=None)

    def __init__(self, **sections: Any) -> None:
        """Check the sections; see the class."""
        try:
            super().__init__(**_with_underscores(sections))
        except ValidationError as error:
            raise explain(error) from None

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Config:
        """Read a config file; its paths are relative to the folder it is in.

        Raises
        ------
        ConfigError
            The file cannot be read, is no TOML, or holds what it may not.
        """
        path = Path(path)
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as exc:
            raise ConfigError(
                f"the config cannot be opened ({exc.strerror or type(exc).__name__})",
                file=path,
                advice="hlnfit init FILES -o hlnfit.toml makes one.",
            ) from None
        except UnicodeDecodeError:
            raise ConfigError("the config is not text in UTF-8", file=path) from None
        return cls.from_toml(text, folder=path.parent, file=str(path))

    @classmethod
    def from_toml(cls, text: str, *, folder: str | PathLike[str] = ".", file: str | None = None) -> Config:
        """Read the text of a config; ``folder`` is what its paths are relative to."""
        try:
            sections = tomlkit.parse(text).unwrap()
        except TOMLKitError as exc:
            line = getattr(exc, "line", None)
            raise ConfigError(
                f"this is no TOML ({str(exc).partition(' at line')[0]})", file=file, line=line,
                advice='Text stands in quotes, as in length = "20um".',
            ) from None  # fmt: skip
        return cls._checked(sections, Path(folder), file=file, text=text)

    @classmethod
    def from_options(cls, sections: Mapping[str, Mapping[str, Any]], folder: Path) -> Config:
        """Make a config from options of the command line; errors call them by their names there."""
        return cls._checked(sections, folder, as_options=True)

    @classmethod
    def _checked(
        cls,
        sections: Mapping[str, Any],
        folder: Path,
        *,
        file: str | None = None,
        text: str = "",
        as_options: bool = False,
    ) -> Config:
        config = cls.__new__(cls)
        try:
            BaseModel.__init__(config, **_with_underscores(sections))
        except ValidationError as error:
            raise explain(error, file=file, text=text, as_options=as_options) from None
        config._folder = Path(folder)
        config._file = file
        return config

    @property
    def folder(self) -> Path:
        """What the paths in it are relative to."""
        return self._folder

    @property
    def file(self) -> str | None:
        """Path of the config file, None where there is none."""
        return self._file

    def files(self) -> list[Path]:
        """Return the measurement files, globs and folders expanded.

        Raises
        ------
        ConfigError
            A pattern matches no file.
        """
        return expand(self.data.files, self._folder)

    def hall_file(self) -> Path | None:
        """Return the path of the file with the Hall resistance."""
        return None if self.data.hall_file is None else absolute(self.data.hall_file, self._folder)

    def resolved(self, *, force: bool = False) -> Config:
        """Return the config with the files by name and the hash of each.

        Raises
        ------
        ConfigError
            A file does not exist, or differs from what ``input`` records and ``force`` is False.
        """
        if self.input and not force:
            check_unchanged({absolute(i.path, self._folder): i.sha256 for i in self.input}, file=self._file)
        recorded = {i.path for i in self.input}
        gone = {p for p in recorded if not absolute(p, self._folder).is_file()}
        present = [p for p in self.data.files if p not in gone]
        if not present and gone:
            raise ConfigError(
                f"none of the files is there any more ({', '.join(sorted(gone))})", file=self._file
            )
        files = expand(present, self._folder)
        hall = self.hall_file()
        if hall is not None and not hall.is_file():
            raise ConfigError(f"there is no Hall file {hall}", file=self._file)
        read = hashes([*files, *([hall] if hall else [])])
        return self._with(
            self._folder,
            files=tuple(relative(p, self._folder) for p in files),
            hall=relative(hall, self._folder) if hall else None,
            inputs=tuple({"path": relative(p, self._folder), "sha256": h} for p, h in read.items()),
        )

    def moved_to(self, folder: str | PathLike[str]) -> Config:
        """Return the same config with its paths written relative to another folder."""
        folder, old = Path(folder), self._folder
        hall = self.hall_file()
        return self._with(
            folder,
            files=tuple(relative(absolute(p, old), folder) for p in self.data.files),
            hall=relative(hall, folder) if hall else None,
            inputs=tuple(
                {"path": relative(absolute(i.path, old), folder), "sha256": i.sha256} for i in self.input
            ),
        )

    def _with(
        self, folder: Path, *, files: Sequence[str], hall: str | None, inputs: Sequence[Mapping[str, str]]
    ) -> Config:
        data = self.data.model_copy(update={"files": tuple(files), "hall_file": hall})
        out = self.model_copy(update={"data": data, "input": tuple(InputSection(**i) for i in inputs)})
        out._folder = folder
        return out

    def to_toml(
        self,
        folder: str | PathLike[str] | None = None,
        *,
        header: Iterable[str] = (),
        offer: bool = False,
    ) -> str:
        """Return the config as annotated TOML.

        Parameters
        ----------
        folder : path, optional
            Where the text will be saved: paths are written relative to it. Default: unchanged.
        header : lines of text, optional
            Comments at the top.
        offer : bool
            True: settings that are not given are shown as comments.
        """
        moved = self if folder is None else self.moved_to(folder)
        return toml_text(
            {name: getattr(moved, name) for name in SECTIONS},
            moved.sweep,
            [i.model_dump() for i in moved.input],
            header=[*header] or ["Repeat this analysis with: hlnfit run hlnfit.toml -o OUT"],
            offer=offer,
        )


def _with_underscores(sections: Mapping[str, Any]) -> dict[str, Any]:
    """Let keys be spelled as options are: ``b-max`` for ``b_max``; names of parameters stay."""

    def keys(table: Any) -> Any:
        if not isinstance(table, Mapping):
            return table
        return {str(k).replace("-", "_"): v for k, v in table.items()}

    out: dict[str, Any] = {}
    for name, table in sections.items():
        if name in LISTS and isinstance(table, (list, tuple)):
            out[name] = [keys(t) for t in table]
        else:
            out[name] = keys(table)
    return out
