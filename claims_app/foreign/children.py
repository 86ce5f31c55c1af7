"""The parent's side of a limited child: a module parses bytes elsewhere, and hands back one JSON object."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class ChildFailed(Exception):
    """The child gave no answer; `was_slow` when time was up, else it died: damaged bytes, or a limit reached."""

    def __init__(self, *, was_slow: bool) -> None:
        super().__init__("time was up" if was_slow else "no answer")
        self.was_slow = was_slow


def ask_child(module: str, *arguments: str, data: bytes, wall_seconds: float) -> dict[str, Any]:
    """What `python -m module arguments` prints as JSON after it has read `data`; raises ChildFailed.

    The module answers through `child.answer`, which sets the limits on memory, processor time and files.
    """
    command = [sys.executable, "-m", module, *arguments]
    environment = {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PATH": ""}
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=wall_seconds, env=environment, cwd=ROOT, check=False
        )
    except subprocess.TimeoutExpired:
        raise ChildFailed(was_slow=True) from None
    if done.returncode != 0:
        raise ChildFailed(was_slow=-done.returncode in (9, 24))  # the kernel's answer to too much processor time
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise ChildFailed(was_slow=False) from None
    return answer
