"""Large default boards as their pages show them: drawn, joined group by group and compressed when they are written.

A small board is put together from its rows for its first reader; it has a block of data with its claims, for which they are read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from claims_app import models
from claims_app.core.boards import Board
from claims_app.core.drawn.said import PIECE
from claims_app.core.faces import BoardFace, finished, speakers_of
from claims_app.core.pieces import Piece, piece_of
from claims_app.services import surroundings
from claims_app.services.drawing import around_of, kept_face, look_of
from claims_app.services.mapping import token_of
from claims_app.services.surroundings import Surroundings, surroundings_of

# A page for machines tells each claim of a board of so many; a larger one names the files that do.
LINKED = 60
# Written once and read by many; a higher level takes twice as long for two per cent.
LEVEL = 6
AROUND: TypeAdapter[Surroundings] = TypeAdapter(Surroundings)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a page says around the rows of a board, with marks where the pieces stand, which hold them."""

    around: Surroundings
    pieces: tuple[Piece, ...]


def keep_drawn(*, incident: models.Incident, frame: Board, claims: int) -> None:
    """Keep a large board, whose rows show so many claims, as its page shows it.

    Call it in the writing transaction, when everything else of the board is kept.
    """
    if claims <= LINKED:
        return  # before anything is read
    frame = replace(frame, rows=(), mirror=(), accounts=())
    face = kept_face(incident=incident, frame=frame)
    if face is None:
        return
    around, texts = _joined(incident, frame, face)
    before = models.DrawnBoard.objects.filter(pk=incident.pk).first()
    known = dict(_pieces_of(before)) if before is not None else {}
    digests = [hashlib.sha256(text).hexdigest() for text in texts]
    pieces = [known.get(digest) or piece_of(text, LEVEL) for digest, text in zip(digests, texts, strict=True)]
    models.DrawnBoard.objects.update_or_create(
        pk=incident.pk,
        defaults={
            "kept_under": _kept_under(incident, frame),
            "around": AROUND.dump_python(around, mode="json"),
            "pieces": [
                (one.size, one.check, digest, len(one.deflated)) for one, digest in zip(pieces, digests, strict=True)
            ],
            "packed": b"".join(one.deflated for one in pieces),
        },
    )


def kept_drawn(*, incident: models.Incident, frame: Board) -> Drawn | None:
    """The board as it was drawn, without a query where it was read with the incident.

    None where it is not kept, or under another revision, vocabulary, rules or look.
    """
    row = getattr(getattr(incident, "kept_board", None), "drawn", None)
    if row is None or row.kept_under != _kept_under(incident, frame):
        return None
    return Drawn(AROUND.validate_python(row.around), tuple(piece for _, piece in _pieces_of(row)))


def is_kept_as_shown(*, incident: models.Incident, frame: Board, face: BoardFace) -> bool:
    """Whether what is kept says what the drawn parts do; true of a small board, of which nothing is kept."""
    if not _is_large(face):
        return True
    kept = kept_drawn(incident=incident, frame=frame)
    return kept is not None and (kept.around, [piece.text for piece in kept.pieces]) == _joined(incident, frame, face)


def _is_large(face: BoardFace) -> bool:
    return sum(row.claims for row in face.rows) > LINKED


def _joined(incident: models.Incident, frame: Board, face: BoardFace) -> tuple[Surroundings, list[bytes]]:
    """What is said around the board with a mark for each text, and the texts: the pairing, each group's rows, the accounts."""
    around = surroundings_of(incident=incident, frame=frame, sides=frame.sides, whole=face, shown=face)
    texts: list[bytes] = []

    def moved(html: str, speakers: list[str]) -> str:
        if not html:
            return ""
        texts.append(finished(html, query="", speakers=speakers).encode())
        return f"{PIECE}{len(texts) - 1}{PIECE}"

    pairing = moved(around.pairing, speakers_of(around.heads))
    groups = tuple(replace(group, html=moved(group.html, [])) for group in around.groups)
    return replace(around, pairing=pairing, groups=groups, accounts=moved(around.accounts, [])), texts


def _pieces_of(row: models.DrawnBoard) -> Iterator[tuple[str, Piece]]:
    """Each piece with the digest of its text."""
    start, packed = 0, bytes(row.packed)
    for size, check, digest, length in row.pieces:
        yield digest, Piece(packed[start : start + length], size, check)
        start += length


def _kept_under(incident: models.Incident, frame: Board) -> str:
    look = look_of(around_of(incident=incident, columns=frame.sides))
    words = (frame.revision, token_of(incident), frame.policy, look, _code())
    return hashlib.sha256(repr(words).encode()).hexdigest()


@cache
def _code() -> str:
    """A digest of what says the words around a board."""
    return hashlib.sha256(b"".join(Path(name).read_bytes() for name in (__file__, surroundings.__file__))).hexdigest()
