"""The verbs of the command line, and the group that imports each only when it is called.

``hlnfit --help`` needs names and one line each; importing the verbs for that would take a second.
"""

from __future__ import annotations

import importlib
import inspect
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from hlnfit.errors import HlnfitError

VERBS: Final[dict[str, str]] = {
    "inspect": "Show what is in measurement files: columns, sweeps, doubts.",
    "fit": "Fit measurement files: L_phi(T), tables, figures, report.",
    "init": "Write the settings of a fit as an annotated config.",
    "run": "Carry out the analysis that a config describes.",
    "separate": "Tell weak localization from interaction: alpha p, K_ee, F_0.",
    "map": "Fit curves over gate and temperature, up to millions.",
    "simulate": "Write instrument files of a known film; could my data tell?",
    "validate": "Hold the formulas against simulations that know none of them.",
    "calibrate": "Count how often limits and verdicts hold on simulated sweeps.",
    "models": "List the models, or explain one of them.",
    "formats": "List the file formats that can be read.",
    "demo": "Do the whole job on sample data that comes with hlnfit.",
}
"""Name of the verb -> its line in the help; the module of this name in this folder has its function."""
NEED_FILES: Final = ("inspect", "fit", "init", "run", "separate", "map")
"""Verbs that show their help when they are called without anything."""


class LazyGroup(TyperGroup):
    """A group that knows its verbs by name, imports one to run it, and puts errors into words."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        # What the help, the completion and near misses need of a verb: nothing is imported for it.
        self.commands = {name: TyperCommand(name=name, help=line) for name, line in VERBS.items()}

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the verbs in the order of the work."""
        return list(VERBS)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the verb itself."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, None if name is None else real_command(name), rest

    def invoke(self, ctx: Any) -> Any:
        """Run the verb; an error of hlnfit becomes words and an exit code, never a traceback."""
        try:
            return super().invoke(ctx)
        except HlnfitError as error:
            from hlnfit.cli.exits import exit_code, tell

            tell(error)
            raise typer.Exit(exit_code(error)) from None


def real_command(name: str) -> Any:
    """Import a verb and return it as a command."""
    verb = getattr(importlib.import_module(f"hlnfit.cli.{name}"), name)
    paragraphs = inspect.cleandoc(verb.__doc__ or "").split("\n\n")
    words = "\n\n".join(" ".join(p.split()) for p in paragraphs)
    app = typer.Typer(add_completion=False, rich_markup_mode="rich")
    app.command(name=name, help=words, no_args_is_help=name in NEED_FILES)(verb)
    return typer.main.get_command(app)
