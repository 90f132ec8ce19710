"""The commands and their options, from the commands themselves."""

from __future__ import annotations

import inspect
from typing import Any

from hlnfit.cli.verbs import VERBS, real_command


def reference() -> str:
    """Return one section a verb, with its options by panel."""
    return "\n\n".join(_verb(name) for name in VERBS) + "\n"


def _verb(name: str) -> str:
    command = real_command(name)
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    usage = " ".join(["hlnfit", name, *(_argument(a) for a in arguments), "[OPTIONS]"])
    text = [f"## `hlnfit {name}`", inspect.cleandoc(command.help or ""), f"```console\n{usage}\n```"]
    panels: dict[str, list[Any]] = {}
    for param in command.params:
        if param.param_type_name == "option" and not param.hidden:
            panels.setdefault(getattr(param, "rich_help_panel", None) or "", []).append(param)
    for panel, options in panels.items():
        heading = f"**{panel}**\n\n" if panel else ""
        rows = ["| option | meaning |", "|---|---|", *(_option(o) for o in options)]
        text.append(heading + "\n".join(rows))
    return "\n\n".join(text)


def _argument(param: Any) -> str:
    name = param.metavar or param.name.upper()
    name = f"{name}..." if param.nargs == -1 else name
    return name if param.required else f"[{name}]"


def _option(param: Any) -> str:
    flags = ", ".join(f"`{flag}`" for flag in param.opts)
    value = "" if param.is_flag else f" `{param.metavar or param.type.name.upper()}`"
    meaning = (param.help or "").replace("|", r"\|")
    default = param.default
    shown = param.show_default and default not in (None, False, ()) and not callable(default)
    return f"| {flags}{value} | {meaning}{f' Default: `{default}`.' if shown else ''} |"
