"""Pieces that were compressed apart read as one gzip file, whatever they say and however many they are."""

from __future__ import annotations

import gzip

from hypothesis import given
from hypothesis import strategies as st

from claims_app.core.pieces import gzip_of, piece_of

LEVELS = st.integers(0, 9)


@given(st.lists(st.tuples(st.binary(max_size=400), LEVELS), max_size=6))
def test_joined_pieces_are_the_texts_one_after_the_other(texts: list[tuple[bytes, int]]) -> None:
    pieces = [piece_of(text, level) for text, level in texts]
    assert [piece.text for piece in pieces] == [text for text, _ in texts]
    # gzip refuses a file whose sum or length is wrong.
    assert gzip.decompress(gzip_of(pieces)) == b"".join(text for text, _ in texts)


def test_long_pieces_join_too() -> None:
    texts = [b"over 100 tanks destroyed " * 40_000, b"", bytes(range(256)) * 999]
    assert gzip.decompress(gzip_of([piece_of(text, 6) for text in texts])) == b"".join(texts)


def test_a_piece_looks_back_at_nothing_before_it() -> None:
    piece = piece_of(b"denied " * 200, 6)
    for before in (b"", b"denied denied ", b"x" * 40_000):
        assert gzip.decompress(gzip_of([piece_of(before, 6), piece])) == before + piece.text
