"""What import-linter cannot say: core imports the standard library alone, and only tables names pandas."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[2] / "claims_app"
TABLE_LIBRARIES = {"pandas", "numpy", "python_calamine", "xlsxwriter", "openpyxl"}


def imported_names(path: Path) -> Iterator[str]:
    """The dotted name of every import in a module, those inside functions included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def modules(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (APP / room).rglob("*.py"))


@pytest.mark.parametrize("path", modules("core"), ids=lambda path: path.name)
def test_core_imports_the_standard_library_and_core_alone(path: Path) -> None:
    strangers = {
        name
        for name in imported_names(path)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("claims_app.core")
    }
    assert strangers == set()


def test_pandas_is_named_in_tables_alone() -> None:
    strangers = {
        str(path.relative_to(APP))
        for path in sorted(APP.rglob("*.py"))
        if APP / "tables" not in path.parents
        and TABLE_LIBRARIES & {name.split(".")[0] for name in imported_names(path)}
    }
    assert strangers == set()


def test_every_module_begins_with_one_sentence() -> None:
    """A module says first what it is for; an `__init__` that holds nothing may be empty."""
    silent = []
    for path in sorted(APP.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        first = (ast.get_docstring(tree) or "").split("\n\n")[0]
        if tree.body and not first.rstrip().endswith((".", "?", "…")):
            silent.append(f"{path.relative_to(APP)}: {first!r}")
    assert silent == []


def test_no_drawer_for_odds_and_ends() -> None:
    """A name that says nothing collects everything."""
    drawers = {"utils", "util", "helpers", "common", "misc"}
    assert [path for path in APP.rglob("*.py") if path.stem in drawers or path.parent.name in drawers] == []


def test_a_process_of_the_site_does_not_carry_pandas() -> None:
    """It costs a second and 60 MB, and only tables that are written need it."""
    look = "import manage, sys, django; django.setup(); import config.urls; print('pandas' in sys.modules)"
    root = APP.parent
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "PYTHONPATH": f"{root}:{root / 'site'}"}
    found = subprocess.run([sys.executable, "-c", look], cwd=root, env=environment, capture_output=True, text=True)
    assert (found.stdout.strip(), found.stderr) == ("False", "")
