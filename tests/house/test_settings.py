"""The settings as a person, a public server and a closed site meet them."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def fresh_copy(tmp_path: Path) -> Path:
    """The project as a fresh clone has it, in a folder whose name asks for trouble: no .env, no var."""
    copy = tmp_path / "a house #1"
    for name in ("site", "claims_app", "templates", "static"):
        shutil.copytree(ROOT / name, copy / name)  # with what Python compiled, which each process would else do again
    for name in ("manage.py", ".env.example"):
        shutil.copy(ROOT / name, copy / name)
    return copy


def manage(copy: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py there with an empty environment but for what is named."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=copy, env={"PATH": os.environ["PATH"], **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_an_empty_environment_has_a_database_a_key_and_no_debug(fresh_copy: Path) -> None:
    code = "from django.conf import settings as s; print(s.DEBUG, s.DATABASES['default']['NAME'], len(s.SECRET_KEY))"
    first = manage(fresh_copy, "shell", "--no-imports", "-c", code)
    assert first.returncode == 0, first.stderr
    assert first.stdout.split() == ["False", *str(fresh_copy / "var" / "db.sqlite3").split(), "67"]
    key = fresh_copy / "var" / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_text()
    assert manage(fresh_copy, "check").returncode == 0
    assert key.read_text() == before, "a new key would log everybody out"
    assert [path.name for path in key.parent.glob("secret_key*")] == ["secret_key"]


def test_the_example_settings_pass_the_deployment_check(fresh_copy: Path) -> None:
    shutil.copy(fresh_copy / ".env.example", fresh_copy / ".env")
    answer = manage(fresh_copy, "check", "--deploy", "--fail-level", "WARNING")
    assert answer.returncode == 0, answer.stderr


def test_the_environment_wins_over_the_file(fresh_copy: Path) -> None:
    (fresh_copy / ".env").write_text("READERS=login\n", encoding="utf-8")
    code = "from django.conf import settings; print(settings.READERS)"
    assert manage(fresh_copy, "shell", "--no-imports", "-c", code).stdout.strip() == "login"
    assert manage(fresh_copy, "shell", "--no-imports", "-c", code, READERS="public").stdout.strip() == "public"


def test_a_misspelt_readers_setting_is_a_sentence(fresh_copy: Path) -> None:
    answer = manage(fresh_copy, "check", READERS="everyone")
    assert answer.returncode != 0
    assert 'READERS is "everyone". Write READERS=public' in answer.stderr


def test_runserver_without_settings_says_that_it_is_local(fresh_copy: Path) -> None:
    """The wrong address stops it before it serves; the label comes first."""
    answer = manage(fresh_copy, "runserver", "--noreload", "nowhere:port")
    assert answer.stderr.startswith("Local-only settings: no .env was found, DEBUG is on.")
    (fresh_copy / ".env").write_text("READERS=public\n", encoding="utf-8")
    assert "Local-only" not in manage(fresh_copy, "runserver", "--noreload", "nowhere:port").stderr


def test_every_variable_of_the_settings_stands_in_the_example() -> None:
    source = (ROOT / "site" / "config" / "settings.py").read_text(encoding="utf-8")
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    read = {part.split('"')[1] for part in source.split("env.")[1:] if '("' in part.split("\n")[0]}
    missing = {name for name in read if name.isupper() and name not in example}
    assert missing - {"ENV_FILE", "PORT", "RUN_MAIN"} == set()


@pytest.mark.parametrize("address", ["/login/", "/admin/login/"])
def test_the_content_policy_allows_our_own_files_alone(client: Client, db: None, address: str) -> None:
    policy = client.get(address).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    allowed = {word for part in policy.split(";") for word in part.split()[1:]}
    assert allowed == {"'self'", "'none'"}


def test_sqlite_writers_queue_at_begin() -> None:
    """The three settings together; any one of them alone still loses writes."""
    from config.settings import SQLITE_OPTIONS

    assert SQLITE_OPTIONS["transaction_mode"] == "IMMEDIATE"
    assert SQLITE_OPTIONS["timeout"] == 20
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        assert f"PRAGMA {pragma};" in SQLITE_OPTIONS["init_command"]


def test_passwords_are_kept_with_argon2() -> None:
    from config.settings import PASSWORD_HASHERS

    assert PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")


def test_the_tests_use_a_database_on_disk_or_a_server(db: None) -> None:
    name = settings.DATABASES["default"]["NAME"]
    assert "memory" not in str(name)
