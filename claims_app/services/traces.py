"""Every place of the database in which a text can stand, and its replacement in all of them.

The list is made from the models, so that a new table is searched without being named here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Cast

from claims_app.core.removals import Traces, told_apart
from claims_app.models import FilePiece, ImportBatch
from claims_app.tables.gates import MAX_ZIP, PIECE

# Names of parties, places and measures belong to the vocabulary, where they are renamed; a slug, a hash or a key is no text.
VOCABULARY = frozenset(
    {"party", "conflict", "side", "sidemembership", "place", "measureobject", "objectedge", "outcome", "question",
     "incident", "incidentslug", "outlet"}
)  # fmt: skip
NO_TEXT = frozenset(
    {"sha256", "natural_hash", "scope_key", "figure_policy", "figure_kind", "figure_unit", "figure_lang", "language",
     "media_type", "text_by", "lang", "row_key", "policy", "sender", "encoding", "camp", "password", "token",
     "period_precision", "agents", "subject_certain", "subject_plain", "subject_possible", "figure_flags", "parties",
     "objects_named", "about", "counts", "places"}
)  # fmt: skip
# Kept findings are worked out anew; an account is no record; the fact of a removal repeats nothing.
NO_RECORD = frozenset(
    {
        "storedfinding",
        "drawnboard",
        "vocabularyversion",
        "suppression",
        "user",
        "group",
        "permission",
        "contenttype",
        "session",
    }
)


# A workbook has at most so many pieces; the longest text that a cell can hold has fewer bytes than this, however it is written.
WHOLE, OVERLAP = MAX_ZIP // PIECE + 1, 256 * 1024


@dataclass(slots=True)
class Sweep:
    """What a replacement touched: rows by the name of their table, for people; and primary keys by model name."""

    counts: Counter[str] = field(default_factory=Counter)
    touched: dict[str, set[Any]] = field(default_factory=dict)
    tables: set[str] = field(default_factory=set)

    def note(self, model: type[models.Model], pk: Any) -> None:
        """One row was changed."""
        name = str(model._meta.model_name)
        self.tables.add(model._meta.db_table)
        if pk not in self.touched.setdefault(name, set()):
            self.touched[name].add(pk)
            self.counts[str(model._meta.verbose_name_plural)] += 1


def replace_everywhere(traces: Traces, *, words: str, sweep: Sweep) -> None:
    """Put `words` in place of the texts in every row of every table."""
    for model in searched_models():
        _replace_in(model, traces, words, sweep)
        for name in _named(model, models.BinaryField) if model is not FilePiece else ():
            _replace_bytes(model, name, traces, words, sweep)
    _note_files(traces, sweep)


def replace_within(
    traces: Traces, *, words: str, sweep: Sweep, where: Mapping[type[models.Model], Q], names: frozenset[str]
) -> None:
    """The same for texts that are too short to be looked for everywhere: in these rows, in fields and cells of these names."""
    for model, rows in where.items():
        _replace_in(model, traces, words, sweep, rows, names)


def searched_models() -> list[type[models.Model]]:
    """The tables that hold what people wrote, their histories among them."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and _kind(model) not in VOCABULARY | NO_RECORD
    ]


def vocabulary_with(traces: Traces) -> list[str]:
    """Where the vocabulary says the same: it is left alone, and the Reviewer is told."""
    found = []
    for model in apps.get_app_config("claims_app").get_models():
        if str(model._meta.model_name) not in VOCABULARY:
            continue
        for row in model._default_manager.filter(_holding(_named(model, models.CharField), traces.words)):
            if any(traces.pattern.search(getattr(row, name)) for name in _named(model, models.CharField)):
                found.append(f"{model._meta.verbose_name} “{row}”")
    return found


def forget_sessions(traces: Traces) -> int:
    """End the sessions whose kept messages repeat a text; returns how many."""
    found = []
    for row in Session.objects.all():
        kept = row.get_decoded()
        texts = (str(kept.get("_messages", "")), json.dumps(kept, ensure_ascii=False, default=str))
        if any(traces.are_in(text.encode()) for text in texts):
            found.append(row.pk)
    Session.objects.filter(pk__in=found).delete()
    return len(found)


def _kind(model: type[models.Model]) -> str:
    return str(model._meta.model_name).removeprefix("historical")


def _named(model: type[models.Model], *kinds: type[models.Field[Any, Any]]) -> list[str]:
    """The model's own columns of these kinds that can hold what people wrote."""
    return [
        column.attname
        for column in model._meta.concrete_fields
        if isinstance(column, kinds)
        and not isinstance(column, models.SlugField)
        and not column.choices
        and not column.primary_key
        and column.attname not in NO_TEXT
    ]


def _holding(names: list[str], words: frozenset[str]) -> Q:
    conditions = [Q(**{f"{name}__contains": word}) for name in names for word in words]
    return reduce(or_, conditions, Q(pk__in=[]))


def _replace_in(
    model: type[models.Model],
    traces: Traces,
    words: str,
    sweep: Sweep,
    rows: Q | None = None,
    names: frozenset[str] = frozenset(),
) -> None:
    """`rows` and `names` narrow it to some rows, and to fields and JSON keys of these names."""
    texts = [name for name in _named(model, models.CharField, models.TextField) if not names or name in names]
    documents = _named(model, models.JSONField)
    if not texts and not documents:
        return
    casts: dict[str, Any] = {f"{name}_as_text": Cast(name, models.TextField()) for name in documents}
    held = _holding(texts, traces.words | traces.escaped_words) | _holding(list(casts), traces.escaped_words)
    found = model._base_manager.annotate(**casts).filter(held).filter(rows or Q()).values("pk", *texts, *documents)
    for row in list(found):
        clean = {name: _fitting(model, name, traces.replaced(row[name] or "", words)) for name in texts if row[name]}
        clean |= {name: traces.replaced_in(row[name], words, names) for name in documents}
        changed = {name: value for name, value in clean.items() if value != row[name]}
        if changed:
            _write(model, row["pk"], changed, words)
            sweep.note(model, row["pk"])


def _fitting(model: type[models.Model], name: str, text: str) -> str:
    longest = getattr(model._meta.get_field(name), "max_length", None)
    return text if not longest or len(text) <= longest else text[:longest]


def _write(model: type[models.Model], pk: Any, changed: dict[str, Any], words: str) -> None:
    """Update one row; where another row reads the same already, the words get the row's number."""
    row = model._base_manager.filter(pk=pk)
    try:
        with transaction.atomic():
            row.update(**changed)
    except IntegrityError:
        apart = told_apart(words, pk)
        row.update(
            **{
                name: value.replace(words, apart) if isinstance(value, str) else value
                for name, value in changed.items()
            }
        )


def _replace_bytes(model: type[models.Model], name: str, traces: Traces, words: str, sweep: Sweep) -> None:
    """A document in which a text stands is replaced as a whole: no piece of it can be cut out of every format."""
    for pk in list(model._base_manager.values_list("pk", flat=True)):
        data = model._base_manager.values_list(name, flat=True).get(pk=pk)
        if data and traces.are_in(bytes(data)):
            model._base_manager.filter(pk=pk).update(**{name: words.encode()})
            sweep.note(model, pk)


def _note_files(traces: Traces, sweep: Sweep) -> None:
    """Note the import files in which a text stands; the caller replaces their bytes."""
    for batch in ImportBatch.objects.only("pk"):
        if any(traces.are_in(window) for window in _windows(batch)):
            sweep.note(ImportBatch, batch.pk)


def _windows(batch: ImportBatch) -> Iterator[bytes]:
    """The bytes of a file: whole where it may be an archive, else some at a time, each with the end of those before."""
    found = batch.pieces.order_by("number").values_list("content", flat=True)
    if batch.pieces.count() <= WHOLE:
        yield b"".join(map(bytes, found))
        return
    before = b""
    for piece in found.iterator(chunk_size=1):
        window = before + bytes(piece)
        yield window
        before = window[-OVERLAP:]
