"""What one process of a machine does at a time: a lock on a small file, which the system lets go of when its holder ends, however it ends."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from zlib import crc32

from django.conf import settings
from django.db import connection

POLL_SECONDS = 0.05


def hold(name: str, *, seconds: float = 0) -> IO[bytes] | None:
    """The lock of that name for this database, held as long as the file is open; None where another held it for so long."""
    import fcntl  # not everywhere; whoever lacks it runs the worker by hand

    database = crc32(repr((connection.vendor, str(connection.settings_dict["NAME"]))).encode())
    path = Path(settings.VAR_DIR) / f"{name}.{database:08x}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("ab")
    end = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() >= end:
                file.close()
                return None
            time.sleep(POLL_SECONDS)
        else:
            return file


@contextmanager
def one_at_a_time(name: str, *, seconds: float) -> Iterator[None]:
    """Waits until nobody else on this machine is at it; for so long at most, then goes on beside them.

    So it does where the folder of the locks cannot be written.
    """
    try:
        held = hold(name, seconds=seconds)
    except (OSError, ImportError):
        held = None
    try:
        yield
    finally:
        if held is not None:
            held.close()
