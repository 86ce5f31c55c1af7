"""What may lie in the tree: vendored files as they came, no address of a registry, no path outside it."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "static" / "vendor"
# Written in two halves, so that this file does not hold what it looks for.
FORBIDDEN = [
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "npmjs" + ".org",
    "deb.debian" + ".org",
    "/" + "shared/",
    "/work" + "/main",
]
LOCK_FILES = ["uv.lock", "package-lock.json", "poetry.lock", "Pipfile.lock"]


def kept_files() -> list[Path]:
    """The files under version control; where there is no git, those that a copy of the tree holds."""
    answer = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if answer.returncode == 0:
        return [path for name in answer.stdout.split("\0") if name and (path := ROOT / name).is_file()]
    made = {".venv", "venv", "var", "staticfiles", "__pycache__", ".git"}
    return [path for path in ROOT.rglob("*") if path.is_file() and not made & set(path.relative_to(ROOT).parts)]


def test_no_file_names_a_registry_or_a_path_outside_the_tree() -> None:
    found = []
    for path in kept_files():
        text = path.read_bytes().decode("utf-8", errors="replace")
        found += [f"{path.relative_to(ROOT)}: {word}" for word in FORBIDDEN if word in text]
    assert found == []


@pytest.mark.parametrize("name", LOCK_FILES)
def test_no_lock_file_records_addresses(name: str) -> None:
    assert not (ROOT / name).exists()


def test_every_pinned_package_has_a_hash() -> None:
    for pins in [ROOT / "requirements.txt", *(ROOT / "requirements").glob("*.txt")]:
        blocks = pins.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        assert blocks
        assert [block for block in blocks if "==" not in block or "--hash=sha256:" not in block] == [], pins.name


def test_a_server_and_a_developer_get_the_same_versions() -> None:
    """Every line of the smaller file stands in the larger one."""

    def names(file: str) -> set[str]:
        lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
        return {line.rstrip(" \\") for line in lines if "==" in line}

    assert names("requirements/base.txt") <= names("requirements.txt")


def test_vendored_files_are_what_they_were_when_they_came() -> None:
    """`static/vendor/manifest.json` lists package, version, licence and checksum of every file there."""
    if not VENDOR.exists():
        pytest.skip("nothing is vendored: htmx comes with django-htmx")
    listed: dict[str, str] = {}
    for entry in json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8")):
        assert {"package", "version", "licence", "files"} <= set(entry), entry
        listed |= {f"{entry['package']}-{entry['version']}/{name}": digest for name, digest in entry["files"].items()}
    found = {
        str(path.relative_to(VENDOR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert found == listed


def test_templates_hold_no_inline_script_style_or_handler() -> None:
    """The content policy would stop them; the reader would see a page that half works."""
    found = []
    for path in (ROOT / "templates").rglob("*"):
        if not path.is_file() or path.suffix not in (".html", ".svg", ".xml"):
            continue
        text = path.read_text(encoding="utf-8").lower()
        found += [
            f"{path.name}: {word}"
            for word in (" style=", "<style", "javascript:", " onclick=", "hx-on")
            if word in text
        ]
    assert found == []


def test_ignored_files_leave_the_site_folder_alone() -> None:
    """The usual Python .gitignore ignores a folder of that name."""
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert not {"site", "site/", "/site", "/site/"} & set(lines)
