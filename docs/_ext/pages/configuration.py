"""The keys of a config, from the classes that check it."""

from __future__ import annotations

import json

from hlnfit.config.explain import option_name
from hlnfit.config.schema import SECTIONS, SweepSection


def reference() -> str:
    """Return one table a section."""
    parts = [_section(f"[{name}]", cls, name) for name, cls in SECTIONS.items()]
    return "\n\n".join([*parts, _section("[[sweep]]", SweepSection, None)]) + "\n"


def _section(title: str, cls: type, name: str | None) -> str:
    rows = ["| key | option | meaning | default | example |", "|---|---|---|---|---|"]
    for key, field in cls.model_fields.items():  # type: ignore[attr-defined]
        extra = field.json_schema_extra
        example = json.dumps(extra["example"], ensure_ascii=False) if isinstance(extra, dict) else ""
        empty = field.is_required() or field.default in (None, (), {})
        default = "" if empty else json.dumps(field.default, ensure_ascii=False)
        option = f"`{option_name(name, key)}`" if name and key != "files" else ""
        cells = (f"`{key}`", option, field.description, _code(default), _code(example))
        rows.append("| " + " | ".join(str(c).replace("|", r"\|") for c in cells) + " |")
    return f"## `{title}`\n\n{cls.__doc__}\n\n" + "\n".join(rows)


def _code(text: str) -> str:
    return f"`{text}`" if text else ""
