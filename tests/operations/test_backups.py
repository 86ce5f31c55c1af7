"""Backups: good while the site writes, whole or not there, put back by one command, let go after their time."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from claims_app import models
from claims_app.core.retention import Retention
from claims_app.services.backups import BackupError, let_go, make_backup
from claims_app.services.restoring import check_backup, damaged_documents, restore
from claims_app.services.table_digests import differences, digests
from tests.operations.places import Place

# An editor who never rests: each claim comes with its statement, quote, history and finding, in one transaction.
WRITER = """
from itertools import count
from django.db import transaction
from claims_app import models
from tests.factories import make_claim, make_incident, make_report
incident, report = make_incident(), make_report()
for number in count():
    with transaction.atomic():
        claim = make_claim(figure=str(number), incident=incident, report=report, external_id=f"w-{number}")
    print(number, flush=True)
"""


@pytest.fixture
def writing(place: Place) -> Iterator[subprocess.Popen[str]]:
    """A process that writes claims into the place until the test is over."""
    writer = place.start(WRITER)
    assert writer.stdout and writer.stdout.readline()
    yield writer
    writer.kill()
    writer.wait()


def broken_promises(alias: str) -> list[str]:
    """What can only be seen where a transaction was cut in two."""
    claims = models.Claim.objects.using(alias)
    own = claims.filter(external_id__startswith="w-")
    numbers = sorted(int(claim.external_id[2:]) for claim in own)
    found = [] if numbers == list(range(len(numbers))) else ["a claim is missing in the middle"]
    found += [f"{claim.pk} has no quote" for claim in own.filter(citations=None)]
    found += [f"{claim.pk} has no history" for claim in own if not claim.history.using(alias).exists()]
    found += [f"{claim.pk} stands in no finding" for claim in own.filter(findings=None)]
    return found


@pytest.mark.parametrize("times", [3, pytest.param(25, marks=pytest.mark.soak)])
def test_every_backup_taken_while_an_editor_writes_is_good(
    writing: Any, place: Place, places: Any, known: Callable[..., Any], tmp_path: Path, times: int
) -> None:
    sizes = []
    with known(place, "live"), known(places.make(f"drill{times}"), "drill"):
        for _ in range(times):
            made = make_backup(folder=tmp_path, using="live")
            restore(path=made.path, using="drill", replace=True)
            assert broken_promises("drill") == []
            sizes.append(models.Claim.objects.using("drill").count())
            writing.stdout.readline()
    assert writing.poll() is None, "the writer went on all the time"
    assert sizes == sorted(sizes), "no backup holds less than the one before"
    assert sizes[-1] > sizes[0]


def test_the_restore_drill_brings_back_every_row(
    place: Place, places: Any, known: Callable[..., Any], tmp_path: Path
) -> None:
    """By the two commands, as docs/deploy.md has them: back up, lose the database, restore, compare."""
    said = place.manage("backup", "--to", str(tmp_path))
    assert said.returncode == 0, said.stderr
    (path,) = tmp_path.glob("counterclaim-*.zip")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    bare = places.make("bare")
    said = bare.manage("restore", str(path))
    assert said.returncode == 0, said.stderr
    assert "It is back." in said.stdout
    with known(place, "before"), known(bare, "after"):
        assert differences("before", "after") == []
        assert digests(using="after")["claims_app_claim"].rows > 5


def test_a_database_that_holds_something_is_replaced_only_when_told_and_is_kept(
    place: Place, known: Callable[..., Any], tmp_path: Path
) -> None:
    with known(place, "spare"):
        made = make_backup(folder=tmp_path, using="spare")
        models.Suppression.objects.using("spare").create(kind="name", reason="danger to a person")
        with pytest.raises(BackupError, match="Nothing was changed"):
            restore(path=made.path, using="spare")
        assert models.Suppression.objects.using("spare").exists()
        done = restore(path=made.path, using="spare", replace=True)
        assert not models.Suppression.objects.using("spare").exists()
        assert [said.partition(" (")[0] for said in done.removed_since] == ["name removed: danger to a person"]
        assert done.before
        restore(path=done.before.path, using="spare", replace=True)
        assert models.Suppression.objects.using("spare").exists()


def test_a_copy_whose_bytes_have_changed_is_named(place: Place, known: Callable[..., Any]) -> None:
    with known(place, "spare"):
        report = models.Report.objects.using("spare").first()
        keep = models.ArchivedCopy.objects.using("spare").create
        keep(
            report=report,
            content=b"",
            sha256="1" * 64,
            media_type=models.ArchivedCopy.gone,
            captured_at="2020-01-02T00:00Z",
        )
        wrong = keep(report=report, content=b"A page", sha256="2" * 64, captured_at="2020-01-02T00:00Z")
        assert damaged_documents(using="spare") == [wrong.pk]


@pytest.fixture
def good(filled: Place, known: Callable[..., Any], tmp_path: Path) -> Path:
    with known(filled, "good"):
        return make_backup(folder=tmp_path, using="good").path


def repacked(path: Path, **changes: Any) -> None:
    """The backup with another manifest."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files["manifest.json"]) | changes
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in (files | {"manifest.json": json.dumps(manifest).encode()}).items():
            archive.writestr(name, data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-2000])


def flip_a_byte(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))


DAMAGE: dict[str, Callable[[Path], Any]] = {
    "cut short": cut,
    "one byte changed": flip_a_byte,
    "no archive": lambda path: path.write_bytes(b"a letter"),
    "another checksum": lambda path: repacked(path, sha256="0" * 64),
    "another format": lambda path: repacked(path, format=9),
    "another kind": lambda path: repacked(path, database="dBase"),
    "no manifest": lambda path: repacked(path, rows=None, made_at=7),
    "no file": lambda path: path.unlink(),
}


def test_a_damaged_backup_is_a_sentence_and_is_never_put_back(
    good: Path, filled: Place, known: Callable[..., Any], tmp_path: Path
) -> None:
    whole = good.read_bytes()
    with known(filled, "spare"):
        for name, damage in DAMAGE.items():
            good.write_bytes(whole)
            damage(good)
            with pytest.raises(BackupError, match=r"is no good backup: .*[.]$"):
                restore(path=good, using="spare", replace=True)
                pytest.fail(name)
    assert [path for path in tmp_path.iterdir() if path != good] == []


def test_a_backup_of_a_newer_version_or_of_another_database_is_refused(
    good: Path, filled: Place, known: Callable[..., Any]
) -> None:
    whole = good.read_bytes()
    with known(filled, "spare"):
        applied = check_backup(path=good).migrations
        repacked(good, migrations=[*applied, "claims_app.9999_from_tomorrow"])
        with pytest.raises(BackupError, match="made by a newer version: it has claims_app\\.9999"):
            restore(path=good, using="spare", replace=True)
        good.write_bytes(whole)


def test_a_folder_that_cannot_be_written_to_is_a_sentence(
    filled: Place, known: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "a file").write_text("in the way")
    with known(filled, "spare"), pytest.raises(BackupError, match=r"^No backup was made in .*[.]$"):
        make_backup(folder=tmp_path / "a file", using="spare")


def test_a_killed_backup_leaves_no_backup_and_its_draft_goes_after_a_day(
    filled: Place, known: Callable[..., Any], tmp_path: Path
) -> None:
    draft = tmp_path / ".counterclaim-draft-killed"
    draft.mkdir()
    with known(filled, "spare"):
        make_backup(folder=tmp_path, using="spare")
        assert draft.exists(), "another run may still be at it"
        os.utime(draft, (time.time() - 100_000,) * 2)
        make_backup(folder=tmp_path, using="spare")
        assert not draft.exists()


def test_old_backups_are_let_go_and_nothing_else_in_the_folder_is_touched(tmp_path: Path) -> None:
    days = [tmp_path / f"counterclaim-202601{day:02}T030000000000Z.zip" for day in range(1, 11)]
    others = [tmp_path / "counterclaim-notes.zip", tmp_path / "letter.txt"]
    for path in [*days, *others]:
        path.touch()
    assert let_go(folder=tmp_path, retention=Retention(3, 0, 0)) == days[:7]
    assert sorted(tmp_path.iterdir()) == sorted([*days[7:], *others])
