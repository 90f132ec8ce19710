"""What is wrong with a config, in words: the setting, what was found and what was expected."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from hlnfit.config.schema import LISTS, SECTIONS, Section
from hlnfit.config.values import NAME, WITH_UNIT
from hlnfit.errors import ConfigError

Place = tuple[str | int, ...]


def option_name(section: str, key: str) -> str:
    """Return the option of the command line that is called like a setting: ``--b-max`` for ``b_max``."""
    extra = SECTIONS[section].model_fields[key].json_schema_extra
    given = extra.get("option") if isinstance(extra, dict) else None
    return str(given) if given else "--" + key.replace("_", "-")


def explain(
    error: ValidationError, *, file: str | None = None, text: str = "", as_options: bool = False
) -> ConfigError:
    """Turn the first error of pydantic into a ConfigError; the others are named in its advice.

    Parameters
    ----------
    file, text : str
        The config file and what stands in it, for the line.
    as_options : bool
        True: the settings came from the command line and are called by their options.
    """
    problems = error.errors(include_url=False)
    places = [_place(p["loc"]) for p in problems]
    found, expected, advice = _words(problems[0], places[0])
    label = _label(places[0], as_options=as_options)
    others = list(dict.fromkeys(_label(p, as_options=as_options) for p in places))
    others.remove(label)
    if others:
        advice = f"{advice} Look at {', '.join(others)}, too.".strip()
    return ConfigError(
        found.replace(NAME, label),
        file=file,
        line=line_of(text, places[0]),
        expected=expected or None,
        advice=advice or None,
    )


def line_of(text: str, place: Place) -> int | None:
    """Return the line of a setting in TOML text, counted from 1; None where it cannot be found."""
    if not place:
        return None
    section, index = str(place[0]), 0
    keys = [str(p) for p in place[1:] if isinstance(p, str)]
    if len(place) > 1 and isinstance(place[1], int):
        index = place[1]
    header = re.compile(r"^\s*\[\[?\s*([A-Za-z_-]+)(?:\.([A-Za-z_-]+))?\s*\]\]?")
    inside, seen, header_line = "", -1, None
    for number, line in enumerate(text.splitlines(), start=1):
        match = header.match(line)
        if match:
            inside = match[1].replace("-", "_")
            if inside == section:
                seen += match[2] is None
                if seen in (index, -1) and header_line is None:
                    header_line = number
                if keys and match[2] and match[2].replace("-", "_") == keys[0] and len(keys) > 1:
                    keys = keys[1:]
            continue
        key = re.match(r"^\s*\"?([A-Za-z_][\w-]*)\"?\s*=", line)
        if key is None:
            continue
        name = key[1].replace("-", "_")
        if (inside == section and seen in (index, -1) and keys and name == keys[0]) or (
            not inside and name == section
        ):
            return number
    return header_line


def _place(loc: Sequence[str | int]) -> Place:
    """Return section and key; what pydantic adds for the branches of a union is left out."""
    place = tuple(loc[:3]) if len(loc) > 1 and isinstance(loc[1], int) else tuple(loc[:2])
    return tuple(loc[:3]) if place == ("fit", "fix") else place


def _label(place: Place, *, as_options: bool) -> str:
    if as_options and len(place) > 1 and place[0] in SECTIONS and place[1] in _keys(str(place[0])):
        return option_name(str(place[0]), str(place[1]))
    if len(place) > 1 and isinstance(place[1], int):
        rest = "".join(f" {p}" for p in place[2:])
        return f"[[{place[0]}]] number {place[1] + 1}:{rest}" if rest else f"[[{place[0]}]]"
    return ".".join(map(str, place))


def _keys(section: str) -> list[str]:
    classes: Mapping[str, type[Section]] = {**SECTIONS, **LISTS}
    return list(classes[section].model_fields) if section in classes else []


def near(word: str, known: Sequence[str]) -> str:
    """Return what the word may have meant: close names first, all of them where none is close."""
    close = difflib.get_close_matches(word, known, n=3, cutoff=0.5)
    return f"{' or '.join(close)}" if close else f"one of {', '.join(known)}"


_PLAIN = {
    "tuple_type": "a list",
    "string_type": "text in quotes",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "int_type": "a whole number",
}


def _example(place: Place) -> str | None:
    """Return the example of a setting."""
    classes: Mapping[str, type[Section]] = {**SECTIONS, **LISTS}
    if len(place) < 2 or str(place[0]) not in classes:
        return None
    fields = classes[str(place[0])].model_fields
    key = str(place[-1])
    extra = fields[key].json_schema_extra if key in fields else None
    return str(extra["example"]) if isinstance(extra, dict) else None


def _words(problem: Any, place: Place) -> tuple[str, str, str]:
    kind, value, context = problem["type"], problem.get("input"), problem.get("ctx", {})
    if kind == "hlnfit":
        expected = context["expected"]
        example = _example(place) if expected == WITH_UNIT else None
        return context["found"], f"{expected}, like {example}" if example else expected, context["advice"]
    if kind == "extra_forbidden":
        if len(place) == 1:
            known = [*SECTIONS, *LISTS]
            owner = [s for s in known if str(place[0]) in _keys(s)]
            what = f"there is no section or key {place[0]!r} here"
            return what, f"[{owner[0]}] above it" if owner else near(str(place[0]), known), ""
        section, word = str(place[0]), str(place[-1])
        elsewhere = [s for s in SECTIONS if word in _keys(s)]
        expected = f"it in [{elsewhere[0]}]" if elsewhere else near(word, _keys(section))
        return f"[{section}] has no key {word!r}", expected, ""
    if kind == "missing":
        return f"{NAME} is missing", "it to be given", ""
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return f"{NAME} is {value!r}", f"a section [{place[0]}]" if len(place) == 1 else "a table", ""
    if kind == "literal_error":
        expected = context["expected"]
        return f"{NAME} is {value!r}", re.sub(r"'([^']*)'", r"\1", expected), ""
    if kind in _PLAIN:
        return f"{NAME} is {value!r}", _PLAIN[kind], ""
    message = str(problem["msg"])
    for start in ("Input should be ", "Input should "):
        message = message.removeprefix(start)
    return f"{NAME} is {value!r}", message, ""
