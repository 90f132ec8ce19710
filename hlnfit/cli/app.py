"""The command ``hlnfit``."""

from __future__ import annotations

from typing import Annotated

import typer

from hlnfit.cli.verbs import LazyGroup

app = typer.Typer(
    cls=LazyGroup,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(asked: bool) -> None:
    if asked:
        import hlnfit

        typer.echo(f"hlnfit {hlnfit.__version__}")
        raise typer.Exit


@app.callback()
def hlnfit(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """From magnetoresistance files to the phase-coherence length, with honest error bars."""
