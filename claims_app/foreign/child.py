"""The child's side: it limits itself before it reads a byte, parses standard input, and prints one JSON object."""

from __future__ import annotations

import contextlib
import json
import re
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 20
# What the commonest troubles of parsers mean to whoever brought the file.
MEANINGS = {
    "KeyError": "a part of it is missing",
    "IndexError": "a part of it is missing",
    "BadZipFile": "its archive is damaged",
    "ParseError": "one of its parts is damaged or cut off",
    "UnicodeDecodeError": "its characters are damaged",
    "RecursionError": "it is nested too deeply",
}
LONGEST = 100


def limit_self(cpu_seconds: int = CPU_SECONDS) -> None:
    """No more memory than the imports need plus 512 MB, so much processor time, no files written."""
    status = Path("/proc/self/status").read_text() if sys.platform == "linux" else ""
    match = re.search(r"VmSize:\s+(\d+)", status)
    used = int(match[1]) * 1024 if match else 0
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def answer(parse: Callable[[bytes], dict[str, Any]], trouble: str, cpu_seconds: int = CPU_SECONDS) -> None:
    """Print what `parse` makes of standard input; any trouble of a parser is `trouble`, with {} for what is wrong.

    Whatever the parser needs must be imported before: the memory of imports is not counted against the limit.
    """
    limit_self(cpu_seconds)
    try:
        with contextlib.redirect_stdout(sys.stderr):  # a library that remarks on a file must not write into the answer
            found = parse(sys.stdin.buffer.read())
    except MemoryError:
        sys.exit(3)
    except Exception as error:  # any parser trouble is one sentence for the editor
        found = {"error": trouble.format(meaning_of(error))}
    json.dump(found, sys.stdout)


def meaning_of(error: Exception) -> str:
    """What is wrong with the file, in a few words; the parser's own where no others are known."""
    kind = type(error).__name__
    said = " ".join(str(error).split())[:LONGEST]
    return MEANINGS.get(kind, said or kind)
