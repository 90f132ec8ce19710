"""Options of the command line that set a config: made from its classes, so that both have the same names."""

from __future__ import annotations

import functools
import inspect
import typing
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args, get_origin

import typer

from hlnfit.config.explain import option_name
from hlnfit.config.schema import SECTIONS
from hlnfit.errors import ConfigError

Settings = dict[str, dict[str, Any]]
"""Sections with the settings that were given, as a config takes them."""

Files = Annotated[
    list[str], typer.Argument(metavar="FILE", help="Measurement files, globs or folders.", show_default=False)
]
Out = Annotated[
    Path | None,
    typer.Option(
        "-o", "--out", metavar="OUT", help="Folder for tables, figures and report.", show_default=False
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace existing output; accept changed inputs.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON to stdout instead of tables.")]

OF_A_FIT: Final = ("data", "geometry", "sample", "fit", "run")
_METAVAR: Final = {
    "quench": "FIELD..FIELD",
    "in_plane": "FILE",
    "g_factor": "NUMBER",
    "kind": "KIND",
    "odd": "TERMS",
    "merge": "WHAT",
    "quantity": "WHAT",
    "errors": "HOW",
    "errors_are": "measured",
    "bootstrap": "WHAT",
    "bin": "N",
    "fermi_velocity": "VELOCITY",
    "fix": "NAME=VALUE",
    "b_max": "FIELD",
    "field_axis": "START:STOP:STEP",
    "select": "SWEEPS",
    "exclude": "SWEEPS",
    "dephasing": "LAW",
    "average": "CONDITION",
    "hall_file": "FILE",
    "model": "NAME[+NAME]",
    "background": "NAME",
    "share": "NAME",
    "field_unit": "UNIT",
    "resistance_unit": "UNIT",
}


def takes_settings(
    *sections: str, but: Iterable[str] = ()
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a verb the options of these sections of the config.

    Without sections those of a fit. The verb has a parameter ``settings``; in its place the command gets one
    option a setting, and the verb gets the settings that were used, by section.
    """
    chosen = {
        (section, key)
        for section in sections or OF_A_FIT
        for key in SECTIONS[section].model_fields
        if key != "files" and key not in but
    }

    def decorate(verb: Callable[..., Any]) -> Callable[..., Any]:
        own = inspect.signature(verb, eval_str=True)
        options = [_parameter(s, k) for s in SECTIONS for k in SECTIONS[s].model_fields if (s, k) in chosen]
        names = {_variable(s, k): (s, k) for s, k in chosen}

        @functools.wraps(verb)
        def command(**values: Any) -> Any:
            given = {names[n]: values.pop(n) for n in list(values) if n in names}
            return verb(**values, settings=settings_of(given))

        kept = [p for p in own.parameters.values() if p.name != "settings"]
        # typer asks a command for its signature; functions have no such attribute until they are given one.
        command.__signature__ = own.replace(  # type: ignore[attr-defined]
            parameters=[p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in (*kept, *options)]
        )
        command.__annotations__ = {p.name: p.annotation for p in (*kept, *options)}
        return command

    return decorate


def settings_of(given: Mapping[tuple[str, str], Any]) -> Settings:
    """Return the settings that were used on the command line, by section, as a config takes them.

    Raises
    ------
    ConfigError
        A value to hold is not written NAME=VALUE.
    """
    out: Settings = {}
    for (section, key), value in given.items():
        if value is None or value == [] or value is False:
            continue
        if key == "fix":
            value = dict(_pair(text) for text in value)
        elif isinstance(value, (list, tuple)):
            value = [part.strip() for text in value for part in text.split(",") if part.strip()]
        elif value is True and SECTIONS[section].model_fields[key].default is True:
            value = False
        out.setdefault(section, {})[key] = value
    return out


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = (part.strip() for part in text.partition("="))
    if not (name and equals and value):
        raise ConfigError(f"--fix is {text!r}", expected="NAME=VALUE, like L_so=30nm or alpha=-0.5")
    return name, value


def _variable(section: str, key: str) -> str:
    return "geometry" if (section, key) == ("geometry", "kind") else key


def _parameter(section: str, key: str) -> inspect.Parameter:
    """Return one option as a parameter that typer understands."""
    kind = typing.get_type_hints(SECTIONS[section], include_extras=False)[key]
    field = SECTIONS[section].model_fields[key]
    flag, annotation, default = option_name(section, key), str | None, None
    metavar: str | None = _METAVAR.get(key, key.rpartition("_")[2].upper())
    # Annotations are values here, of types that only the field decides.
    if kind is bool:
        annotation, default, metavar = bool, False, None  # type: ignore[assignment]
        flag = f"--no-{flag[2:]}" if field.default is True else flag
    elif kind is int:
        annotation, metavar = int | None, "N"  # type: ignore[assignment]
    elif get_origin(kind) in (tuple, dict):
        annotation = list[str] | None  # type: ignore[assignment]
    option = typer.Option(
        flag, help=_help(section, key), metavar=metavar, show_default=False, rich_help_panel=_panel(section)
    )
    return inspect.Parameter(
        _variable(section, key),
        inspect.Parameter.KEYWORD_ONLY,
        default=default,
        annotation=Annotated[annotation, option],
    )


def _choices(kind: Any) -> tuple[str, ...]:
    """Return the words of a Literal, also of an optional one."""
    for part in (kind, *get_args(kind)):
        if get_origin(part) is Literal:
            return get_args(part)
    return ()


def _panel(section: str) -> str:
    return section.capitalize()


def _help(section: str, key: str) -> str:
    """Return the description with the default, or an example where there is none."""
    field = SECTIONS[section].model_fields[key]
    text = (field.description or "").rstrip(".")
    if isinstance(field.default, bool):
        return ("Do not " + text[0].lower() + text[1:] if field.default else text) + "."
    if field.default not in (None, (), {}):
        return f"{text}. Default: {field.default}."
    extra = field.json_schema_extra
    example = extra["example"] if isinstance(extra, dict) else None
    if isinstance(example, dict):
        example = "{}={}".format(*next(iter(example.items())))
    if isinstance(example, list):
        example = example[0]
    return text + (f", like {example}." if example and not _choices(field.annotation) else ".")
