"""The bytes of a file as they came, kept in pieces, so that a file of any size is written and read with little memory."""

from __future__ import annotations

import hashlib
import io
from typing import BinaryIO, cast

from claims_app.models import FilePiece, ImportBatch
from claims_app.tables.gates import PIECE, Opens, pieces_of


def keep(batch: ImportBatch, opens: Opens) -> None:
    """Keep the bytes with a batch."""
    for number, piece in enumerate(pieces_of(opens)):
        FilePiece.objects.create(batch=batch, number=number, content=piece)


def digest_of(opens: Opens) -> str:
    """The SHA-256 of the bytes, in hexadecimal."""
    found = hashlib.sha256()
    for piece in pieces_of(opens):
        found.update(piece)
    return found.hexdigest()


def opener(batch: ImportBatch) -> Opens:
    """What opens the kept bytes."""
    return lambda: cast(BinaryIO, io.BufferedReader(_Kept(batch.pk), PIECE))


class _Kept(io.RawIOBase):
    """The kept bytes as a file; one piece is held at a time."""

    def __init__(self, batch: int) -> None:
        self._batch, self._number = batch, 0
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        if not self._left:
            mine = FilePiece.objects.filter(batch=self._batch, number=self._number)
            self._left = memoryview(bytes(mine.values_list("content", flat=True).first() or b""))
            self._number += 1
        taken = self._left[: len(buffer)]
        buffer[: len(taken)] = taken
        self._left = self._left[len(taken) :]
        return len(taken)
