"""One measured import in a process of its own: `python -m tests.benchmarks.import_runs HOW ROWS [EXTRA]` prints JSON.

HOW: ours, ours-with-boards, ours-at-once (one transaction), read and write (others, meanwhile, until the file EXTRA is there; ROWS is the pause of those who write), floor, peer (django-import-export as its documentation shows), peer-dict (with dictionaries and its
bulk mode). The database is one that `prepare` filled with the vocabulary. The peers need django-import-export: see `bench_import`.
"""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parents[2] / "site")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("IMPORT_WORKER", "none")

# Who edits beside an import, each a process of its own.
EDITORS = 8
# The tables that an import fills, in the order in which they refer to each other.
TABLES = (
    "outlet", "historicaloutlet", "report", "historicalreport", "statement", "historicalstatement", "claim",
    "historicalclaim", "citation", "historicalcitation", "importrow",
)  # fmt: skip


def prepare() -> None:
    """The tables and the vocabulary of the corpus."""
    from django.core.management import call_command

    from claims_app.services.vocabulary import load_vocabulary
    from tests.benchmarks import corpus_files as corpus

    call_command("migrate", verbosity=0)
    load_vocabulary(data=corpus.vocabulary())


def ours(path: Path, *, boards: bool, at_once: bool) -> None:
    """Stage and commit, as the command does."""
    from claims_app.services import garbage, imports

    garbage.look_seldom()
    batch = imports.stage(data=lambda: path.open("rb"), name="corpus.csv", options=imports.Options())
    imports.commit(batch=batch, boards=boards, in_one=10**9 if at_once else imports.IN_ONE)


def floor(path: Path, filled: str) -> None:
    """The rows that ours wrote, read beforehand, into the same empty tables by `executemany`, after reading the CSV file."""
    from django.conf import settings

    source = sqlite3.connect(filled)
    rows = {name: source.execute(f"SELECT * FROM claims_app_{name}").fetchall() for name in TABLES}
    target = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    target.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")

    used = clock()
    with path.open(newline="", encoding="utf-8") as file:
        list(csv.reader(file, strict=True))
    with target:
        for name, found in rows.items():
            if found:
                marks = ", ".join("?" * len(found[0]))
                target.executemany(f"INSERT INTO claims_app_{name} VALUES ({marks})", found)
    print(json.dumps(told(used)))


def peer(data: bytes, *, with_dictionaries: bool) -> None:
    """django-import-export over the same claims: a resource with widgets for the keys, sources made before each row."""
    import tablib
    from import_export import fields, resources, widgets

    from claims_app import models
    from claims_app.core.wording import read_figure
    from claims_app.services.imports.known import measures_on_file
    from claims_app.services.recording import keep_figure

    measures = measures_on_file()
    kept: dict[tuple[str, str], Any] = {}

    def one(model: Any, key: str, value: str) -> Any:
        if not with_dictionaries:
            return model.objects.get(**{key: value})
        if (model.__name__, value) not in kept:
            kept.update({(model.__name__, getattr(row, key)): row for row in model.objects.all()})
        return kept[model.__name__, value]

    def made(model: Any, label: str, lookup: dict[str, Any], values: dict[str, Any]) -> Any:
        if not with_dictionaries:
            return model.objects.get_or_create(**lookup, defaults=values)[0]
        if (model.__name__, label) not in kept:
            kept[model.__name__, label] = model.objects.get_or_create(**lookup, defaults=values)[0]
        return kept[model.__name__, label]

    class FromDictionary(widgets.ForeignKeyWidget):  # type: ignore[misc]
        def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
            return one(self.model, self.field, value) if value else None

    widget = FromDictionary if with_dictionaries else widgets.ForeignKeyWidget

    class ClaimResource(resources.ModelResource):  # type: ignore[misc]
        incident = fields.Field("incident", "incident", widget(models.Incident, "slug"))
        object = fields.Field("object", "object", widget(models.MeasureObject, "key"))
        outcome = fields.Field("outcome", "outcome", widget(models.Outcome, "key"))
        statement = fields.Field("statement_id", "statement")
        figure = fields.Field("figure_text", "figure")
        subject = fields.Field("subject_label", "subject")

        class Meta:
            model = models.Claim
            fields = ("external_id", "incident", "object", "outcome", "statement", "figure", "subject", "stated_at")
            import_id_fields = ("external_id",)
            use_bulk = with_dictionaries
            skip_diff = with_dictionaries
            force_init_instance = with_dictionaries

        def before_import_row(self, row: Any, **kwargs: Any) -> None:
            row["object"], row["outcome"] = measures.find(row["measure"])
            row["stated_at"] = f"{row['stated_at']} 00:00:00"
            outlet = made(
                models.Outlet,
                row["publisher"],
                {"name": row["publisher"]},
                {"slug": row["publisher"].lower().replace(" ", "-")},
            )
            row["report"] = made(
                models.Report, row["url"], {"url": row["url"]},
                {"outlet": outlet, "title": row["title"], "published": date.fromisoformat(row["published"])},
            )  # fmt: skip
            lookup = {
                "incident": one(models.Incident, "slug", row["incident"]), "claimant": one(models.Party, "name", row["claimant"]),
                "speaker": row["speaker"], "stated_from": datetime.fromisoformat(row["published"]).replace(tzinfo=UTC),
            }  # fmt: skip
            label = "|".join((row["incident"], row["claimant"], row["speaker"], row["published"]))
            row["statement"] = made(models.Statement, label, lookup, {"stated_to": lookup["stated_from"]}).pk

        def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
            keep_figure(instance, read_figure(instance.figure_text, "en"))
            instance.status = "published"
            instance.subject_plain = [one(models.Party, "name", row["subject"]).key]

        def after_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
            if not with_dictionaries:
                models.Citation.objects.create(claim=instance, report=row["report"], quote=row["quote"])

        def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
            if with_dictionaries:  # its bulk mode gives no keys before the end
                claims = {row.external_id: row for row in models.Claim.objects.all()}
                models.Citation.objects.bulk_create(
                    models.Citation(
                        claim=claims[line["external_id"]], report=kept["Report", line["url"]], quote=line["quote"]
                    )
                    for line in dataset.dict
                )

    result = ClaimResource().import_data(tablib.Dataset().load(data.decode(), format="csv"), raise_errors=True)
    if result.has_errors():
        raise AssertionError("the peer could not import the corpus")


def read(stop: Path) -> None:
    """Open the two largest boards again and again until the file `stop` is there; prints how long each took, in seconds."""
    from django.test import Client

    from tests.benchmarks import corpus_files as corpus

    client, waits, errors = Client(raise_request_exception=False), [], 0
    addresses = [f"/incidents/{one.slug}/" for one in corpus.episodes()[:2]]
    while not stop.exists():
        for address in addresses:
            begun = time.monotonic()
            errors += client.get(address).status_code != 200
            waits.append(time.monotonic() - begun)
            time.sleep(0.02)
    print(json.dumps({"waits": sorted(waits), "errors": errors}))


def write(stop: Path, pause: int) -> None:
    """Eight editors edit claims on file until the file `stop` is there, each pausing for so many seconds between two edits.

    Prints how long each edit took, in seconds.
    """
    command = [sys.executable, __file__, "edit", str(pause), str(stop)]
    editors = [subprocess.Popen([*command, str(first)], stdout=subprocess.PIPE) for first in range(EDITORS)]
    found = [json.loads(editor.communicate()[0]) for editor in editors]
    waits = sorted(wait for one in found for wait in one["waits"])
    print(json.dumps({"waits": waits, "errors": sum(one["errors"] for one in found)}))


def edit_on(stop: Path, pause: int, first: int) -> None:
    """One of them: every eighth of some claims of small incidents, over and over."""
    from claims_app.models import Claim
    from tests.reliability.archives import edit

    waits: list[float] = []
    errors = 0
    # Claims of small incidents: what is measured is the wait for the importer, not the working out of a large board.
    pks = list(Claim.objects.visible().order_by("-incident_id", "pk").values_list("pk", flat=True)[:40])
    edit(pks[first])  # what a process of the server loads with its first edit, nobody waits for again
    while not stop.exists():
        # They do not all save at once.
        time.sleep(pause * (0.5 + random.random()))
        begun = time.monotonic()
        try:
            edit(pks[(first + EDITORS * len(waits)) % len(pks)])
        except Exception:  # a locked database is what is counted
            errors += 1
        waits.append(time.monotonic() - begun)
    print(json.dumps({"waits": waits, "errors": errors}))


def clock() -> tuple[float, float]:
    """Processor seconds of this process, and the seconds of the clock."""
    return time.process_time(), time.monotonic()


def told(used: tuple[float, float]) -> dict[str, float]:
    """What was used since then, and the most memory, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu": time.process_time() - used[0], "seconds": time.monotonic() - used[1], "peak": peak}


def main(how: str, rows: int, extra: str = "", first: str = "") -> None:
    """Run one, and print what it used."""
    import django

    if os.environ.get("BENCH_SQLITE") == "default":
        from django.conf import settings

        settings.DATABASES["default"] |= {"ENGINE": settings.SQLITE, "OPTIONS": {}}
    django.setup()
    from tests.benchmarks import corpus_files as corpus

    if how == "prepare":
        prepare()
        return
    if how == "read":
        read(Path(extra))
        return
    if how == "write":
        write(Path(extra), rows)
        return
    if how == "edit":
        edit_on(Path(extra), rows, int(first))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.csv"
        corpus.write_claims_file(path, rows, seed=int(extra or 7) if how != "floor" else 7)
        measure(how, path, extra)


def measure(how: str, path: Path, extra: str) -> None:
    """Import the file in one way, and print what that used."""
    if how == "floor":
        floor(path, extra)
        return
    used = clock()
    if how.startswith("peer"):
        peer(path.read_bytes(), with_dictionaries=how == "peer-dict")
    elif how != "nothing":
        ours(path, boards=how == "ours-with-boards", at_once=how == "ours-at-once")
    print(json.dumps(told(used)))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
