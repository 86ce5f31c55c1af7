"""`site/` shares its name with a standard-library module; these tests keep the two apart."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"


def test_site_is_a_plain_folder() -> None:
    """With an `__init__.py` it would win over the module that Python imports at its start."""
    assert (ROOT / "site" / "config" / "settings.py").is_file()
    assert not (ROOT / "site" / "__init__.py").exists()


def test_a_debugger_still_finds_the_standard_site() -> None:
    """Without frozen modules Python searches the path for `site`, the folder of the project first."""
    code = "import site, django; print(site.__file__); site.getsitepackages"
    answer = subprocess.run(
        [sys.executable, "-X", "frozen_modules=off", "-c", code],
        cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    assert Path(answer.stdout.strip()).name == "site.py"


def test_nothing_imports_the_word_site() -> None:
    lines = [
        f"{path.relative_to(ROOT)}: {line}"
        for folder in ("claims_app", "site")
        for path in (ROOT / folder).rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip().startswith(("import site", "from site"))
    ]
    assert lines == []


def test_every_tests_folder_is_a_package() -> None:
    """Two files of one name in two folders would otherwise hide each other."""
    folders = {path.parent for path in TESTS.rglob("*.py")}
    folders |= {parent for folder in folders for parent in folder.parents if TESTS in parent.parents}
    missing = [str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").is_file()]
    assert missing == []
