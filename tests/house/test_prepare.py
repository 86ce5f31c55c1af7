"""The script behind `make setup` and `make demo` says in a sentence what would stop it."""

from __future__ import annotations

import ast
import importlib.util
import socket
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def prepare() -> ModuleType:
    spec = importlib.util.spec_from_file_location("prepare", ROOT / "requirements" / "prepare.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("text", ["", "http", "0", "65536", "-1", "80 81"])
def test_a_port_that_is_no_port_is_refused(prepare: ModuleType, text: str) -> None:
    with pytest.raises(SystemExit, match="Write a number between 1 and 65535"):
        prepare.check_port(text)


def test_a_taken_port_is_named_with_the_way_out(prepare: ModuleType) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SystemExit, match=r"is taken.*make demo PORT=8001"):
            prepare.check_port(str(taken.getsockname()[1]))


def test_a_free_port_is_no_matter(prepare: ModuleType) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    prepare.check_port(str(port))


def test_an_old_python_alone_is_told_what_to_do(prepare: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare.sys, "version_info", (3, 9, 2, "final", 0))
    monkeypatch.setattr(prepare, "run", lambda *words, **more: False)
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer.* is 3\.9.*\n.*make setup PYTHON="):
        prepare.check_python()


def test_an_old_python_hands_over_to_a_newer_one(prepare: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[str] = []
    monkeypatch.setattr(prepare.sys, "version_info", (3, 9, 2, "final", 0))
    monkeypatch.setattr(prepare, "run", lambda command, **more: command[0] == "python3.12")
    monkeypatch.setattr(prepare.os, "execvp", lambda name, words: handed.append(name) or sys.exit(0))
    with pytest.raises(SystemExit):
        prepare.check_python()
    assert handed == ["python3.12"]


def test_the_script_parses_on_a_python_far_too_old() -> None:
    """No f-string, no annotation, no letter beyond ASCII: an old Python must be able to say that it is old."""
    source = (ROOT / "requirements" / "prepare.py").read_text(encoding="ascii")
    newer = (ast.JoinedStr, ast.NamedExpr, ast.AnnAssign)
    tree = ast.parse(source, feature_version=(3, 4))
    assert [node for node in ast.walk(tree) if isinstance(node, newer)] == []


def test_make_help_lists_every_command() -> None:
    answer = subprocess.run(["make", "-C", str(ROOT), "help"], capture_output=True, text=True, check=True)
    for name in ("setup", "demo", "test", "check", "bench", "soak", "help"):
        assert f"make {name} " in answer.stdout


@pytest.mark.parametrize("target", ["setup", "demo", "test", "check", "bench", "soak"])
def test_make_knows_every_command_from_any_folder(tmp_path: Path, target: str) -> None:
    """A dry run from elsewhere: the recipes parse and name what they would do."""
    answer = subprocess.run(
        ["make", "-n", "-C", str(ROOT), target], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert "requirements/prepare.py" in answer.stdout
