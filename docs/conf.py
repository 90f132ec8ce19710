"""Settings of the documentation: python -m sphinx -W -b html docs docs/_build/html."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE / "_ext")]

project = "hlnfit"
author = "the hlnfit developers"
copyright = "the hlnfit developers"
with (HERE.parent / "pyproject.toml").open("rb") as stream:
    release = version = tomllib.load(stream)["project"]["version"]

extensions = [
    "sphinx.ext.autodoc",
    "numpydoc",
    "myst_parser",
    # Our own, in docs/_ext: formulas without a script, pages made from the code, commands that are run.
    "mathtext_math",
    "generated_pages",
    "run_command",
]
exclude_patterns = ["_build", "_ext", "_generated"]
source_suffix = {".md": "markdown"}
# Two hyphens are an option, no dash.
smartquotes = False

myst_enable_extensions = ["dollarmath", "deflist", "colon_fence"]
myst_heading_anchors = 3

autosummary_generate = False
autodoc_typehints = "none"
autodoc_member_order = "bysource"
autodoc_default_options = {"exclude-members": "__init__, __new__"}
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
numpydoc_xref_param_type = False

html_theme = "furo"
html_title = f"hlnfit {version}"
html_static_path = ["_static"]
html_css_files = ["hlnfit.css"]
html_math_renderer = "mathtext"
html_copy_source = False
html_show_copyright = False


def _keep_bars(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Keep |B| in a docstring a modulus; reStructuredText would look for a substitution of this name."""
    lines[:] = [re.sub(r"(?<![`|\\])\|(?=[^|`]*\|)([^|`]*)\|", r"\\|\1\\|", line) for line in lines]


def setup(app: Any) -> None:
    """Connect what is too small for an extension."""
    app.connect("autodoc-process-docstring", _keep_bars, priority=400)
