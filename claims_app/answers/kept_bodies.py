"""Pages and files that are the same for every reader: made once, kept compressed, and answered with 304 where known.

They are kept in the cache called "pages", which every worker reads. What they are kept under holds all that they are made
from: the address, the stamp of what they show, this very code, and the day, which stands in permalinks. So nothing is ever
out of date, and nothing has to be thrown away. Where the cache cannot be reached, pages are made as if there were none.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path

import django
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from claims_app.core.drawn.said import PIECE
from claims_app.core.pieces import Piece, gzip_of, piece_of
from claims_app.core.policies import POLICY
from claims_app.services.machine_locks import one_at_a_time

LOG = logging.getLogger(__name__)
PAGES = "pages"
ACCEPTS_GZIP = re.compile(r"\bgzip\b")
MARK = re.compile(PIECE + "([0-9]{1,4})" + PIECE)
# Pages are long and are made once for very many readers, but the first one waits.
LEVEL = 4
# The slowest file of the largest incident takes less; whoever has waited so long makes his own.
LONGEST_WAIT = 30


@dataclass(frozen=True, slots=True)
class Made:
    """A page or file as it was just made, in pieces; one that is not `worth` keeping is answered and forgotten."""

    pieces: tuple[Piece, ...]
    worth: bool = True

    @property
    def body(self) -> bytes:
        """All of it, not compressed."""
        return b"".join(piece.text for piece in self.pieces)


def page_of(html: str, kept: Sequence[Piece] = (), *, worth: bool = True) -> Made:
    """A page from its HTML, with a kept piece at each mark that names one."""
    parts = MARK.split(html)
    own = [piece_of(text.encode(), LEVEL) for text in parts[::2]]
    numbers = map(int, parts[1::2])
    between = [kept[number] if number < len(kept) else piece_of(b"", LEVEL) for number in numbers]
    return Made(tuple(piece for pair in zip_longest(own, between) for piece in pair if piece is not None), worth)


def file_of(content: bytes, *, worth: bool = True) -> Made:
    """A file that was just made."""
    return Made((piece_of(content, LEVEL),), worth)


def once(made: Made, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """An answer that nobody else gets."""
    return _response(made.body, headers)


def answer(
    request: HttpRequest,
    *,
    under: tuple[str, ...],
    make: Callable[[], Made],
    still: Callable[[], bool],
    headers: Mapping[str, str] | None = None,
) -> HttpResponseBase:
    """The page or file with its ETag and these headers: 304, the kept body, or one made now.

    `under` holds everything that it depends on beside host and code. `still` asks once more, after a page was made,
    whether that is so: a write in between may show in a page that was begun before it. An answer that everybody gets carries it
    along as `holds`, so that it can be given again (config.repeats).
    """
    if settings.DEBUG:
        return once(make(), headers)
    key = _key(request, under)
    etag = f'W/"{key[:32]}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return _holding(_with_headers(unchanged, etag), still)
    kept = _read(key)
    packed, holds = (kept, True) if kept is not None else _made_once(key, make, still)
    response = _with_headers(_in_form(request, packed, headers), etag)
    return _holding(response, still) if holds else response


def _made_once(key: str, make: Callable[[], Made], still: Callable[[], bool]) -> tuple[bytes, bool]:
    """The body made and kept, and whether others get it too. Those who ask meanwhile wait for it and do not make it again."""
    with one_at_a_time(f"making/{key[:2]}", seconds=LONGEST_WAIT):
        packed = _read(key)
        if packed is not None:
            return packed, True
        made = make()
        packed = gzip_of(made.pieces)
        if not made.worth or not still():
            return packed, False
        _keep(key, packed)
        return packed, True


def _holding(response: HttpResponseBase, still: Callable[[], bool]) -> HttpResponseBase:
    """The answer, saying how long it holds unless only people with an account may have it."""
    if settings.READERS == "public":
        response.holds = still  # type: ignore[attr-defined]
    return response


def _in_form(request: HttpRequest, packed: bytes, headers: Mapping[str, str] | None) -> HttpResponse:
    """Compressed as it is kept for readers that take it so, as nearly all do; unpacked for the others."""
    if not ACCEPTS_GZIP.search(request.headers.get("Accept-Encoding", "")):
        return _response(gzip.decompress(packed), headers)
    response = _response(packed, headers)
    response["Content-Encoding"] = "gzip"
    return response


def forget_all() -> None:
    """Throw away every kept page."""
    caches[PAGES].clear()


def _response(body: bytes, headers: Mapping[str, str] | None) -> HttpResponse:
    response = HttpResponse(body, headers=headers)
    response["Content-Length"] = str(len(body))
    return response


def _with_headers(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    # Readers ask each time, and are told in a few bytes that nothing has changed.
    response["Cache-Control"] = "no-cache" if settings.READERS == "public" else "private, no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _key(request: HttpRequest, under: tuple[str, ...]) -> str:
    parts = (of_this_code(), request.scheme or "", request.get_host(), request.path, *under)
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


@cache
def of_this_code() -> str:
    """A digest of all that makes pages: code, templates, data, the names of static files, Django's version."""
    digest = hashlib.sha256(f"{django.__version__} {POLICY.policy_id} {settings.SITE_URL}".encode())
    root = Path(settings.BASE_DIR)
    folders = [root / name for name in ("claims_app", "templates", "site")]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in (".py", ".html", ".json")]
    for path in sorted([*files, Path(settings.STATIC_ROOT) / "staticfiles.json"]):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _read(key: str) -> bytes | None:
    try:
        kept: bytes | None = caches[PAGES].get(key)
    except Exception:
        LOG.warning("The cache of pages cannot be read; pages are made anew.", exc_info=True)
        return None
    return kept


def _keep(key: str, body: bytes) -> None:
    try:
        caches[PAGES].set(key, body)
    except Exception:
        LOG.warning("The cache of pages cannot be written; pages are made anew.", exc_info=True)
