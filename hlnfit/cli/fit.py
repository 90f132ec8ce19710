"""``hlnfit fit``: from files to tables, figures and report in one go."""

from __future__ import annotations

from pathlib import Path

from hlnfit.cli.carry_out import carry_out, finish
from hlnfit.cli.options import Files, Force, Json, Out, Settings, takes_settings
from hlnfit.config import Config


@takes_settings()
def fit(files: Files, settings: Settings, out: Out = None, force: Force = False, json: Json = False) -> None:
    """Fit measurement files: L_phi of each sweep, the law of dephasing, tables, figures and a report.

    Quantities take units: 20um, 5 kOe, 300mK, "1e12 cm^-2", "80(5) nm".
    """
    sections = {**settings, "data": {**settings.get("data", {}), "files": files}}
    config = Config.from_options(sections, Path())
    finish(carry_out(config, out, force=force, as_json=json), out, as_json=json)
