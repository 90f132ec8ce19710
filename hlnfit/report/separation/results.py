"""results.json of a separation: everything that is known of it, in SI, for programs."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

from hlnfit.report.results_json import plain

if TYPE_CHECKING:
    from hlnfit.separating import SeparationAnalysis


def results(analysis: SeparationAnalysis, config_text: str | None = None) -> dict[str, Any]:
    """Return the content of results.json as nested plain values."""
    found = analysis.separation.as_dict()
    config = tomllib.loads(analysis.config.to_toml() if config_text is None else config_text)
    return {
        "schema": found.pop("schema"),
        "versions": dict(sorted(analysis.versions.items())),
        "inputs": inputs(analysis),
        "config": config,
        **found,
        "problems": [{"file": p.file, "message": p.message} for p in analysis.sweeps.problems],
    }


def results_json(analysis: SeparationAnalysis, config_text: str | None = None) -> str:
    """Return the text of results.json, with LF at its end."""
    content = plain(results(analysis, config_text))
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def inputs(analysis: SeparationAnalysis) -> list[dict[str, str]]:
    """Return base name, SHA-256 and loader of every input, in the order of their first use."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for s in analysis.sweeps:
        entry = {"file": s.source.file, "sha256": s.source.sha256, "loader": s.source.loader}
        found.setdefault((s.source.file, s.source.sha256), entry)
    return list(found.values())
