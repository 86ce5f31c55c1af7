"""bytes → text: by a byte order mark, by UTF-8, or by the encoding that somebody chose; never by a guess."""

from __future__ import annotations

import codecs
import re
import unicodedata

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
CANDIDATES = (
    "windows-1251", "windows-1252", "windows-1254", "windows-1256", "koi8-r", "koi8-u", "cp866", "windows-1250", "windows-1255",
    "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be",
)  # fmt: skip
ODD = re.compile("[^\x00-\x7f]")
# Codecs of Python that are no encodings of files: some run escapes, some take any bytes.
NO_ENCODINGS = frozenset(
    {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7", "mbcs", "oem", "charmap"}
)


def decode_strictly(data: bytes, codec: str) -> str:
    """The text, if all of it is in that encoding; raises ValueError otherwise, also for what is no encoding of files."""
    try:
        if codecs.lookup(codec).name.replace("_", "-") in NO_ENCODINGS:
            raise LookupError(codec)
        return data.decode(codec)
    except LookupError as unknown:
        raise ValueError(codec) from unknown


def marked_encoding(data: bytes) -> str:
    """The encoding that a byte order mark names; "" without one."""
    return next((codec for mark, codec in BOMS if data.startswith(mark)), "")


def previews(data: bytes) -> tuple[str, ...]:
    """Candidate encodings with how the first odd words read in each; ones that give control characters are left out."""
    found = []
    for codec in CANDIDATES:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if any(unicodedata.category(char) in ("Cc", "Cn", "Co") and char not in "\r\n\t" for char in text[:5000]):
            continue
        found.append(f"{codec}: {_odd_words(text)}")
    return tuple(found)


def _odd_words(text: str) -> str:
    """The first line with a letter beyond ASCII, from a little before that letter; where there is none, how the text begins."""
    odd = ODD.search(text)
    if odd is None:
        return text[:60].strip()
    start = max(text.rfind("\n", 0, odd.start()) + 1, odd.start() - 20)
    return next(iter(text[start : start + 60].strip().splitlines()), "")
