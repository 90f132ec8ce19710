"""The package as a whole."""

from __future__ import annotations

import subprocess
import sys

import pytest

import hlnfit.report


def test_the_numbers_come_without_matplotlib_and_fits():
    """The command line uses them and has to start fast."""
    code = (
        "import sys, hlnfit.numbers;"
        "sys.exit(bool({'matplotlib', 'numba', 'scipy', 'jinja2', 'pandas'} & set(sys.modules)))"
    )

    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode


def test_public_names_are_there_and_others_are_not():
    """An attribute that does not exist is told by name."""
    assert callable(hlnfit.report.write_report) and callable(hlnfit.report.check_out)
    with pytest.raises(AttributeError, match="nonsense"):
        _ = hlnfit.report.nonsense
