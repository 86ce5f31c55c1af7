"""Removing a text for good: the words that stand in its place, and how its every form is found in texts, JSON and bytes."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

REMOVED = re.compile(r"\[removed: [^\[\]]+, \d{1,2} [A-Z][a-z]+ \d{4}(; \d+)?\]")
# Shorter texts ("six") are words of every other sentence: they are removed where they stand as a whole, by name.
SHORTEST = 5
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp1251", "latin-1")
ZIP_MAGIC = b"PK\x03\x04"
MOST_INFLATED = 200 * 1024 * 1024
ALIKE = {
    "'": "['’‘ʼ]",
    "’": "['’‘ʼ]",
    "‘": "['’‘ʼ]",
    '"': '["“”„]',
    "“": '["“”„]',
    "”": '["“”„]',
    "-": "[-‐‑–]",
    "–": "[-‐‑–]",
}


def removed_words(reason: str, day: date) -> str:
    """What stands in the place of the removed text: "[removed: danger to a person, 3 April 2016]". No brackets within."""
    plain = " ".join(reason.replace("[", "(").replace("]", ")").split())
    return f"[removed: {plain}, {day.day} {day:%B %Y}]"


def told_apart(words: str, number: int) -> str:
    """The same words with a number, where two rows may not read the same."""
    return f"{words[:-1]}; {number}]"


def is_removed(text: str) -> bool:
    """Whether the text is nothing but such words."""
    return REMOVED.fullmatch(text.strip()) is not None


@dataclass(frozen=True, slots=False)
class Traces:
    """Texts to be removed, and how to find them: in any case, with any white space, quotation mark or hyphen between."""

    texts: tuple[str, ...]
    whole: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches each of the texts as whole words, the longest first; if `whole`, where nothing stands beside it."""
        each = "|".join(map(_pattern, sorted(self.texts, key=len, reverse=True)))
        return re.compile(rf"\A\s*(?:{each})\s*\Z" if self.whole else each, re.IGNORECASE)

    @cached_property
    def words(self) -> frozenset[str]:
        """One word of each text in the cases in which it is written: a text without any of them holds no trace."""
        longest = [max(re.findall(r"\w+", text) or [text], key=len) for text in self.texts]
        return frozenset(form for word in longest for form in (word, word.lower(), word.upper(), word.capitalize()))

    @cached_property
    def escaped_words(self) -> frozenset[str]:
        """The same as JSON writes them, with and without escapes of letters."""
        return frozenset(
            json.dumps(word, ensure_ascii=is_ascii)[1:-1] for word in self.words for is_ascii in (True, False)
        )

    def replaced(self, text: str, words: str) -> str:
        """The text with `words` in place of every trace; a JSON document within a text stays one."""
        if text[:1] in ("[", "{") and not is_removed(text):
            try:
                document = json.loads(text)
            except ValueError:
                pass
            else:
                clean = self.replaced_in(document, words)
                return text if clean == document else json.dumps(clean)
        return self.pattern.sub(lambda _: words, text)

    def replaced_in(self, value: Any, words: str, names: frozenset[str] = frozenset()) -> Any:
        """The JSON value with `words` in place of every trace, in keys too; with `names`, below these keys alone."""
        if isinstance(value, str):
            return value if names else self.pattern.sub(lambda _: words, value)
        if isinstance(value, list):
            return [self.replaced_in(item, words, names) for item in value]
        if isinstance(value, dict):
            return {
                (key if names else self.pattern.sub(lambda _: words, key)): self.replaced_in(
                    item, words, frozenset() if key in names else names
                )
                for key, item in value.items()
            }
        return value

    def are_in(self, data: bytes) -> bool:
        """Whether the bytes hold a trace: as text of any usual encoding, JSON, HTML, CSV, or in the parts of a ZIP file."""
        return any(self.pattern.search(text) for part in _parts(data) for text in self._readings(part))

    def _readings(self, data: bytes) -> Iterator[str]:
        for encoding in ENCODINGS:
            words = {word.encode(encoding, "ignore") for word in (*self.words, *self.escaped_words)}
            if not any(word and word in data for word in words):
                continue
            text = data.decode(encoding, "ignore")
            yield text
            yield text.replace('""', '"')
            plain = html.unescape(re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text))
            yield plain.replace('\\"', '"').replace("\\n", " ")
            yield re.sub(r"<[^<>]*>", "", plain)
            yield re.sub(r"<[^<>]*>", " ", plain)


def traces_of(texts: Iterable[str]) -> Traces:
    """The texts that are worth looking for, each once. Of a long one also its beginning, as logs cut it short."""
    whole = dict.fromkeys(" ".join(text.split()) for text in texts)
    kept = [text for text in whole if text and not is_removed(text)]
    return Traces((*kept, *(text[:60] for text in kept if len(text) > 60)))


def _pattern(text: str) -> str:
    words = (r"\s+").join("".join(ALIKE.get(char, re.escape(char)) for char in word) for word in text.split())
    before = r"(?<!\w)" if re.match(r"\w", text) else ""
    after = r"(?!\w)" if re.search(r"\w$", text) else ""
    return f"{before}{words}{after}"


def _parts(data: bytes) -> Iterator[bytes]:
    """The bytes, or what they hold when they are a ZIP file, as far as it can be read."""
    yield data
    if not data.startswith(ZIP_MAGIC):
        return
    left = MOST_INFLATED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.infolist():
                with archive.open(part) as file:
                    inflated = file.read(left)
                left -= len(inflated)
                yield inflated
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError):
        return
