"""Article text → candidate claims: `extract_claims FILE|- [--json] [--vocabulary FILE]`. It reads no database and writes nothing."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims_app.core.extraction import Extraction, Vocabulary, extract
from claims_app.core.extraction.lexicon import lexicon_for
from claims_app.services.articles import UnreadableArticle, read_article

DOCUMENTS = (".html", ".htm", ".xhtml", ".pdf")
SHIPPED = Path(__file__).parents[2] / "vocabulary" / "core.json"


class Command(BaseCommand):
    """Prints what a text claims; exit status 0 when it was read, also where it claims nothing."""

    help = "Propose the claims in an article: plain text in UTF-8, a page (.html) or a PDF. Writes nothing and needs no data."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The text, whether to print JSON, and a conflict's own vocabulary."""
        parser.add_argument("file", help="a text file in UTF-8, a page (.html), a PDF, or - for standard input")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print one JSON document")
        parser.add_argument("--vocabulary", help="a vocabulary file with the conflict's parties and designations")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, extract, print; for a page or a PDF the JSON holds the text in which the places are counted."""
        vocabulary = self._vocabulary(options["vocabulary"])
        text, source = self._text(options["file"])
        try:
            found = extract(text, vocabulary)
        except ValueError as problem:
            raise CommandError(str(problem)) from None
        if options["as_json"]:
            self.stdout.write(json.dumps({**found.as_json(), **source}, ensure_ascii=False, indent=2))
        else:
            self._print(found)

    def _text(self, name: str) -> tuple[str, dict[str, Any]]:
        """The text, and what a page or PDF says of itself.

        A plain text stays exactly as its bytes say: no newline is translated, a byte order mark stays a code point.
        """
        try:
            raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as problem:
            raise CommandError(f"{name} cannot be opened: {problem.strerror}.") from None
        if name.lower().endswith(DOCUMENTS) or raw.startswith(b"%PDF-"):
            return _document(raw, name)
        try:
            return raw.decode("utf-8"), {}
        except UnicodeDecodeError:
            raise CommandError(f"{name} is not a text in UTF-8.") from None

    def _vocabulary(self, name: str | None) -> Vocabulary:
        files = [_read_json(SHIPPED)]
        if name:
            files.insert(0, _read_json(Path(name)))
        try:
            return Vocabulary.read(files, lexicon_for("en"))
        except (ValueError, TypeError, AttributeError, KeyError) as problem:
            raise CommandError(f"{name} is no vocabulary file: {problem}") from None

    def _print(self, found: Extraction) -> None:
        for claim in found.claims:
            figure = f"{claim.figure.text} · {claim.measure}" if claim.figure else "no figure"
            who, about = claim.fields["claimant"].value or "?", claim.fields["subject"].value or "?"
            self.stdout.write(f"{claim.start}-{claim.end} {claim.kind}: {who} about {about}: {figure}")
        self.stdout.write(f"{len(found.claims)} claims proposed, {len(found.numbers_not_used)} numbers not used")
        for number in found.numbers_not_used:
            self.stdout.write(f"  {number.start}-{number.end} {' '.join(number.text.split())}: {number.reason}")


def _document(raw: bytes, name: str) -> tuple[str, dict[str, Any]]:
    try:
        article = read_article(content=raw, name=name)
    except UnreadableArticle as refusal:
        raise CommandError(str(refusal)) from None
    said = asdict(article)
    return article.text, {**said, "published": article.published.isoformat() if article.published else None}


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise CommandError(f"{path} cannot be opened: {problem.strerror}.") from None
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise CommandError(f"{path} is not a JSON file in UTF-8.") from None
