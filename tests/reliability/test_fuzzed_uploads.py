"""R1: fuzzed uploads end in a page or a sentence, never in a traceback, a hang or half an import; the web process stays small."""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from claims_app.models import Claim, ImportBatch, ImportRow
from tests.commands.test_awkward_files import world
from tests.files.make_awkward import all_files

__all__ = ["world"]

HOME = "/admin/desk/import/"
HANG = 10
GROWTH = 64 * 1024
# Pieces that have broken readers of tables before.
PIECES = (
    b"\x00", b'"', b"\r", b"\xff", b"\xef\xbb\xbf", b",", b";;", b"\t", b"'=1+1", b"1e999", b"NaN", b"\xed\xa0\x80", b"sep=;\n",
    b"{", b"[[", b"PK\x03\x04", "\u202e".encode(), "\u200b".encode(), b"9" * 400, b"2020-13-45", b"<![CDATA[", b"&x;",
)  # fmt: skip
SMALL = [file for file in all_files() if len(file.data) < 20_000]


def fuzzed(chance: random.Random) -> tuple[str, bytes]:
    """A file of the corpus with a few bytes changed, cut, doubled or put in."""
    file = chance.choice(SMALL)
    data = bytearray(file.data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(5):
            case 0:
                data[at:at] = chance.choice(PIECES)
            case 1:
                data[at : at + chance.randint(1, 9)] = b""
            case 2:
                data[at:at] = data[max(0, at - chance.randint(1, 60)) : at]
            case 3:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case _:
                del data[at if chance.random() < 0.1 else len(data) :]
    name = chance.choice(
        (file.name, "a.csv", "a.json", "a.jsonl", "a.xlsx", "a.xls", "a.ods", "a", ".csv", "\u202ea.csv")
    )
    return name, bytes(data)


@pytest.fixture
def client_of_editor(db: None, world: None) -> Iterator[Client]:
    client = Client(raise_request_exception=True)
    client.force_login(get_user_model().objects.create_superuser("fuzzer"))
    yield client


def upload(client: Client, name: str, data: bytes, chance: random.Random) -> None:
    """One upload to its end: preview, plan, a mend, a commit with the bad rows left out; all or nothing each time."""
    before = Claim.objects.count()
    answer: Any = client.post(HOME, {"file": SimpleUploadedFile(name or "a", data)})
    assert answer.status_code in (303, 400), answer.status_code
    if answer.status_code == 400:
        assert Claim.objects.count() == before
        return
    address = answer["Location"]
    assert client.get(address).status_code in (200, 400)
    plan = client.get(f"{address}plan.json").json()
    if chance.random() < 0.3:
        client.post(
            f"{address}mend/",
            {"row": "2", "column": "figure", "text": chance.choice(("6", "\x00", "-1"))},
        )
        client.post(
            f"{address}columns/", {"is-0": "figure", "is-1": "wide:measure", "all-incident": "2020-10-01-martuni"}
        )
    assert client.get(f"{address}columns/").status_code in (200, 303)
    assert client.get(f"{address}problems.csv").status_code in (200, 303)
    client.post(f"{address}commit/", {"leave_out_bad": "1"} if chance.random() < 0.5 else {})
    batch = ImportBatch.objects.latest("pk")
    saved = Claim.objects.filter(batch=batch).count()
    assert plan["rows"] >= 0
    if batch.state == "visible":
        assert saved == ImportRow.objects.filter(batch=batch, claim__batch=batch).values("claim").distinct().count()
    else:
        assert saved == 0
        assert Claim.objects.count() == before


def fuzz(client: Client, count: int, seed: int) -> None:
    chance = random.Random(seed)
    upload(client, "a.csv", SMALL[0].data, chance)
    start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(count):
        name, data = fuzzed(chance)
        began = time.monotonic()
        try:
            with transaction.atomic():
                upload(client, name, data, chance)
                transaction.set_rollback(True)
        except Exception as error:
            raise AssertionError(f"upload {number} of seed {seed}, {name}: {data[:200]!r}") from error
        # Not how fast it is, but that it ends: the limit of a hang, with room for a busy machine.
        assert time.monotonic() - began < HANG * 6
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start < GROWTH


def test_r1_fuzzed_uploads_break_nothing(client_of_editor: Client) -> None:
    fuzz(client_of_editor, 40, seed=1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 101))
def test_r1_ten_thousand_fuzzed_uploads_break_nothing(client_of_editor: Client, seed: int) -> None:
    fuzz(client_of_editor, 100, seed)
