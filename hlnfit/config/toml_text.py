"""A config as TOML text, with the words that explain each setting where a person will edit it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import tomlkit

from hlnfit.config.schema import SECTIONS, Section, SweepSection

if TYPE_CHECKING:
    from tomlkit.items import Item, Table

WIDTH = 96


def toml_text(
    sections: Mapping[str, Section],
    sweeps: Sequence[SweepSection],
    inputs: Sequence[Mapping[str, str]],
    *,
    header: Iterable[str] = (),
    offer: bool = False,
) -> str:
    """Return the text of a config.

    Parameters
    ----------
    sections : mapping of name to section
    sweeps, inputs
        The entries of ``[[sweep]]`` and ``[[input]]``.
    header : lines of text
        Comments at the top.
    offer : bool
        True: each setting is explained, and those that are not given are there as comments with an
        example. False: only what is given.
    """
    doc = tomlkit.document()
    for line in header:
        doc.add(tomlkit.comment(line) if line else tomlkit.nl())
    for name in SECTIONS:
        if name in ("separate", "map") and not offer and not _given(sections[name]):
            continue
        doc.add(tomlkit.nl())
        doc.add(name, _section(sections[name], offer=offer))
    if sweeps:
        doc.add(tomlkit.nl())
        doc.add("sweep", _list([_given(s) for s in sweeps]))
    elif offer:
        doc.add(tomlkit.nl())
        for line in _example(SweepSection):
            doc.add(tomlkit.comment(line))
    if inputs:
        doc.add(tomlkit.nl())
        doc.add("input", _list(inputs))
    return tomlkit.dumps(doc).lstrip("\n")


def _section(section: Section, *, offer: bool) -> Table:
    table = tomlkit.table()
    for line in _wrapped((type(section).__doc__ or "").splitlines()[0]) if offer else ():
        table.add(tomlkit.comment(line))
    for key, field in type(section).model_fields.items():
        value = getattr(section, key)
        given = not _empty(value)
        if not offer:
            if given:
                table.add(key, _item(value))
            continue
        table.add(tomlkit.nl())
        for line in _wrapped(field.description or ""):
            table.add(tomlkit.comment(line))
        if given:
            table.add(key, _item(value))
        else:
            extra = field.json_schema_extra
            example = extra.get("example") if isinstance(extra, dict) else None
            table.add(tomlkit.comment(f"{key} = {_item(example).as_string()}"))
    return table


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, (tuple, dict)) and not value)


def _given(section: Section) -> dict[str, Any]:
    return {k: getattr(section, k) for k in type(section).model_fields if not _empty(getattr(section, k))}


def _example(kind: type[Section]) -> list[str]:
    lines = [(kind.__doc__ or "").splitlines()[0], "[[sweep]]"]
    for key, field in kind.model_fields.items():
        extra = field.json_schema_extra
        if isinstance(extra, dict):
            lines.append(f"{key} = {_item(extra['example']).as_string()}")
    return lines


def _list(entries: Iterable[Mapping[str, Any]]) -> Any:
    array = tomlkit.aot()
    for entry in entries:
        table = tomlkit.table()
        for key, value in entry.items():
            table.add(key, _item(value))
        array.append(table)
    return array


def _item(value: Any) -> Item:
    if isinstance(value, Mapping):
        inline = tomlkit.inline_table()
        inline.update({k: _item(v) for k, v in value.items()})
        return inline
    if isinstance(value, (tuple, list)):
        array = tomlkit.array()
        array.extend(list(value))
        array.multiline(len(value) > 1 and sum(map(len, map(str, value))) > 60)
        return array
    item: Item = tomlkit.item(value)
    return item


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH)
