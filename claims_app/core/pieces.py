"""Pieces of a page that are compressed apart and joined to one gzip stream (RFC 1952) without being compressed again."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

# A raw stream without a head and a sum of its own.
RAW = -zlib.MAX_WBITS
HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
# The block that ends a stream: empty, of the fixed kind, and marked as the last.
END = b"\x03\x00"
# CRC-32 counts with polynomials over two values, the highest power in the lowest bit; this is its divisor, one, and all its places.
DIVISOR, ONE, MASK = 0xEDB88320, 0x80000000, 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Piece:
    """A text in its compressed form, which looks back at nothing before it; how many bytes it has, and their CRC-32."""

    deflated: bytes
    size: int
    check: int

    @property
    def text(self) -> bytes:
        """The text as it was."""
        return zlib.decompressobj(RAW).decompress(self.deflated)


def piece_of(text: bytes, level: int) -> Piece:
    """The text, compressed so that others can stand before and after it."""
    packer = zlib.compressobj(level, zlib.DEFLATED, RAW)
    return Piece(packer.compress(text) + packer.flush(zlib.Z_FULL_FLUSH), len(text), zlib.crc32(text))


def gzip_of(pieces: Sequence[Piece]) -> bytes:
    """The pieces, one after the other, as a file that gzip reads."""
    size = sum(piece.size for piece in pieces)
    end = struct.pack("<LL", _check_of_all(pieces), size & 0xFFFFFFFF)
    return b"".join((HEAD, *(piece.deflated for piece in pieces), END, end))


def _check_of_all(pieces: Iterable[Piece]) -> int:
    """The CRC-32 of what the pieces say together: each sum is moved as far on as the texts after it are long, and added."""
    check = 0
    for piece in pieces:
        check = _times(_power(8 * piece.size), check) ^ piece.check
    return check


def _times(one: int, other: int) -> int:
    """The product of two polynomials, modulo the divisor."""
    product = 0
    while one:
        if one & ONE:
            product ^= other
        other = (other >> 1) ^ DIVISOR if other & 1 else other >> 1
        one = (one << 1) & MASK
    return product


# A kept piece is joined anew for every page that it stands in, and its length is always the same.
@lru_cache(maxsize=4096)
def _power(exponent: int) -> int:
    """x to the exponent, modulo the divisor; the exponent is taken apart into powers of two."""
    found, place = ONE, 0
    while exponent:
        if exponent & 1:
            found = _times(found, _doubled(place))
        exponent >>= 1
        place += 1
    return found


@cache
def _doubled(place: int) -> int:
    """x to the power of two to the `place`."""
    if not place:
        return ONE >> 1
    before = _doubled(place - 1)
    return _times(before, before)
