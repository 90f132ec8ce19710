"""The names of the package: all there, and none imported before it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import hlnfit

HEAVY = ("numpy", "scipy", "numba", "pandas", "matplotlib", "lmfit", "pint", "pydantic", "typer")


def loaded_after(code: str) -> set[str]:
    """Return the names of heavy packages that a fresh interpreter has imported after the code."""
    script = f"{code}\nimport sys\nprint(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=True
    )
    return set(done.stdout.split())


def test_importing_the_package_imports_nothing():
    """``import hlnfit`` costs milliseconds: nothing heavy comes with it."""
    assert set() == loaded_after("import hlnfit")


def test_models_come_without_the_fits():
    """Evaluating a formula needs neither pandas nor lmfit nor matplotlib."""
    loaded = loaded_after("import hlnfit\nhlnfit.models.get('hln')([0.1], B_phi=1e-3, B_so=0.05, B_e=1.0)")

    assert not {"pandas", "matplotlib", "lmfit", "typer"} & loaded


@pytest.mark.parametrize("name", hlnfit.__all__)
def test_every_public_name_is_there(name):
    """What ``__all__`` promises can be had, and ``dir`` shows it."""
    assert getattr(hlnfit, name) is not None
    assert name in dir(hlnfit)


def test_a_name_that_does_not_exist():
    """A typing error is an AttributeError, as for any module."""
    with pytest.raises(AttributeError, match="no attribute 'fitt'"):
        hlnfit.fitt  # noqa: B018


def test_type_checkers_see_the_names():
    """The block for type checkers and the table of homes name the same things."""
    import ast
    from pathlib import Path

    tree = ast.parse(Path(hlnfit.__file__).read_text(encoding="utf-8"))
    block = next(n for n in tree.body if isinstance(n, ast.If))
    imported = {a.asname or a.name for n in block.body if isinstance(n, ast.ImportFrom) for a in n.names}

    assert set(hlnfit.__all__) - {"__version__"} == imported
