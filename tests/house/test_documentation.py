"""The documentation says what is there: its commands exist, its links lead somewhere, every room stands on the map."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from claims_app.tables.columns import COLUMNS

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "claims_app"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
RECIPES = ["phrase", "rule", "column"]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", PAGES, ids=lambda document: str(document.relative_to(ROOT)))
def test_every_link_within_the_documentation_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_readme_begins_with_two_commands_and_a_picture() -> None:
    readme = read("README.md")
    assert re.search(r"^    make demo\b.*\n    make test\b", readme, re.MULTILINE)
    assert "](docs/incident.png)" in readme


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_every_command_that_is_named_exists(document: str) -> None:
    named = set(re.findall(r"manage\.py ([a-z_]+)", read(document)))
    assert named
    assert named <= set(get_commands())


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    for page in PAGES:
        named = set(re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8")))
        assert named <= targets, page.name


def test_every_command_of_the_app_is_described() -> None:
    commands = {path.stem for path in (APP / "management" / "commands").glob("[a-z]*.py")}
    assert {name for name in commands if f"manage.py {name}" not in read("README.md")} == set()


def test_every_room_stands_on_the_map() -> None:
    rooms = {path.name for path in APP.iterdir() if (path / "__init__.py").is_file()} - {"migrations"}
    page = read("docs/ARCHITECTURE.md")
    assert {room for room in rooms if f"`{room}`" not in page} == set()


@pytest.mark.parametrize("room", ["core", "tables", "services", "models"])
def test_every_module_of_a_thinking_room_stands_on_the_map(room: str) -> None:
    """A new module is a line in docs/ARCHITECTURE.md: what it does, beside its neighbours."""
    modules = {path.stem for path in (APP / room).glob("[a-z]*.py") if not path.stem.endswith("_child")}
    page = read("docs/ARCHITECTURE.md")
    assert {module for module in modules if f"`{module}`" not in page} == set()


def test_the_map_names_no_room_that_is_gone() -> None:
    named = set(re.findall(r"`((?:core|tables|models|services)/\w+\.py)`", read("docs/ARCHITECTURE.md")))
    assert named
    assert {name for name in named if not (APP / name).is_file()} == set()


def test_the_editors_page_describes_exactly_the_columns_there_are() -> None:
    rows = re.findall(r"^\| `(\w+)` \|([^|]*)\|", read("docs/claims-file.md"), re.MULTILINE)
    described = {name: set(re.findall(r"`(\w+)`", aliases)) for name, aliases in rows}
    assert described == {column.name: set(column.aliases) for column in COLUMNS}


@pytest.mark.parametrize("recipe", RECIPES)
def test_the_recipes_are_numbered(recipe: str) -> None:
    part = re.search(rf"^## Add a {recipe}\b.*?(?=^## )", read("CONTRIBUTING.md"), re.MULTILINE | re.DOTALL)
    assert part
    assert re.findall(r"^(\d)\. ", part.group(), re.MULTILINE)[:3] == ["1", "2", "3"]


@pytest.mark.parametrize("document", sorted((ROOT / "docs" / "decisions").glob("0*.md")), ids=lambda path: path.stem)
def test_a_decision_fits_a_page_and_says_what_it_leaves_out(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert "**Decided.**" in text
    assert "**Out of scope.**" in text
    assert len(text.splitlines()) <= 60
    assert f"]({document.name})" in read("docs/decisions/README.md")


def test_every_package_has_its_line_in_the_decision() -> None:
    decision = read("docs/decisions/0002-libraries.md")
    for name in ("base", "dev"):
        lines = read(f"requirements/{name}.in").splitlines()
        wanted = {re.split(r"[<>=\[]", line)[0] for line in lines if line and line[0] not in "#-"}
        assert {package for package in wanted if package not in decision} == set()


def test_ethics_is_one_page() -> None:
    words = read("docs/ethics.md").split()
    assert 400 < len(words) < 900
