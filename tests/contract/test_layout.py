"""The tree keeps its promises: small rooms, honest names, and a README that says what the gate does."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

import hlnfit
from hlnfit import models
from hlnfit.report.formula import formula_svg

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "hlnfit").rglob("*.py"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
INSTALL = "python -m pip install . && hlnfit demo"
TEST = 'python -m pip install ".[test]" && python -m pytest'

# A file over 300 lines needs a reason, which stands here.
LONG_FOR_A_REASON = {
    "hlnfit/fitting/problem.py": "one least-squares problem: its columns and their order are one layout",
}


def name_of(path: Path) -> str:
    """Return the path inside the checkout with forward slashes."""
    return path.relative_to(ROOT).as_posix()


def test_readme_and_gate_run_the_same_command():
    """What the README tells a newcomer is word for word what the gate runs."""
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert f"```\n{INSTALL}\n```" in README
    assert f"```\n{TEST}\n```" in README
    assert f"test_command='{TEST}'" in gate


def test_readme_shows_what_exists():
    """Pictures and files that the README names are there."""
    for target in re.findall(r"!\[[^]]*\]\(([^)]+)\)", README):
        assert (ROOT / target).is_file(), target
    for name in ("LICENSE", "CHANGELOG.md", "CITATION.cff", "docs"):
        assert (ROOT / name).exists()


def test_versions_agree():
    """The version to cite is the version that is built."""
    with (ROOT / "pyproject.toml").open("rb") as stream:
        version = tomllib.load(stream)["project"]["version"]

    assert f"version: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_files_are_small():
    """No file of the package is over 300 lines, save for a reason that is written down."""
    long = {name_of(p) for p in SOURCES if len(p.read_text(encoding="utf-8").splitlines()) > 300}

    assert set() == long - set(LONG_FOR_A_REASON)


def test_files_are_named_by_what_they_hold():
    """There is no drawer for odds and ends."""
    drawers = {"utils", "util", "helpers", "helper", "misc", "common", "tools", "stuff"}

    assert [] == [name_of(p) for p in SOURCES if p.stem in drawers or p.parent.name in drawers]


def test_every_file_says_what_it_is_for():
    """The first lines of a file tell a stranger what belongs into it."""
    silent = [name_of(p) for p in SOURCES if not ast.get_docstring(ast.parse(p.read_text(encoding="utf-8")))]

    assert [] == silent


def test_nothing_is_left_for_later():
    """No reminder, no stub and no blanket handler is in the package."""
    marks = re.compile(r"\b(TODO|FIXME|XXX)\b|NotImplementedError|except( Exception)?:|except Exception\b")
    found = [
        f"{name_of(p)}:{number}"
        for p in SOURCES
        for number, line in enumerate(p.read_text(encoding="utf-8").splitlines(), 1)
        if marks.search(line)
    ]

    assert [] == found


def test_the_project_stands_on_its_own():
    """No file points to notes that are not part of the project, or to a folder of one machine."""
    marks = re.compile(r"\b(design|semantics|theory|peers|performance|style)[.]md\b|/(work|home|root)/\w")
    texts = [p for folder in ("hlnfit", "tests", "docs", "benchmarks") for p in (ROOT / folder).rglob("*")]
    found = [
        name_of(p)
        for p in [*texts, *ROOT.glob("*.*")]
        if p.suffix in {".py", ".md", ".toml", ".cff", ".json", ".j2"}
        and not {"_build", "_generated"} & set(p.parts)
        and marks.search(p.read_text(encoding="utf-8"))
    ]

    assert [] == found


def test_every_test_says_its_claim():
    """Every test has a docstring of one line or more: the claim in words."""
    silent = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.FunctionDef)
                and node.name.startswith("test_")
                and not ast.get_docstring(node)
            ):
                silent.append(f"{name_of(path)}::{node.name}")

    assert [] == silent


def test_public_names_are_documented():
    """Every public name of the package stands on the page of the Python interface."""
    page = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    missing = [n for n in hlnfit.__all__ if not n.startswith("__") and f"hlnfit.{n}" not in page]

    assert [] == [n for n in missing if n != "HlnfitError"]
    assert "automodule:: hlnfit.errors" in page


def test_dependencies_have_reasons():
    """Every package that pyproject.toml asks for is on the page that gives the reasons."""
    with (ROOT / "pyproject.toml").open("rb") as stream:
        project = tomllib.load(stream)["project"]
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    extras = [d for name, deps in project["optional-dependencies"].items() if name != "dev" for d in deps]
    wanted = {re.split(r"[<>=\[]", d)[0] for d in (*project["dependencies"], *extras)} - {"hlnfit"}

    assert [] == sorted(name for name in wanted if not re.search(rf"\b{re.escape(name)}\b", page))


@pytest.mark.parametrize("name", models.names())
def test_every_formula_can_be_drawn(name: str):
    """The report and the pages draw each formula without LaTeX."""
    assert formula_svg(models.get(name).latex) is not None
