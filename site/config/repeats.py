"""A public page given again as it was given before, headers and all, while nothing that it shows has changed.

It stands before Django's handler: what Django answered is remembered with the question whether it still holds, so the headers are
decided in one place, which is Django's. Requests that may be answered otherwise (an account, a filter, a piece, another
form) are never looked at here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.db import DatabaseError, InterfaceError, close_old_connections

from claims_app.answers.kept_bodies import ACCEPTS_GZIP
from config.replicas import public_reads

Environ = dict[str, Any]
Key = tuple[str, ...]
# Pages that one process remembers: at some 100 kB for a large board, some megabytes.
MOST = 64
# Files of the largest boards are left to the cache of pages: every process would hold them.
LARGEST = 2**19
# What a page is made from beside what is on file.
NAMES = ("wsgi.url_scheme", "HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "SCRIPT_NAME", "PATH_INFO", "HTTP_IF_NONE_MATCH")
# With one of these the answer may be another one.
OTHERWISE = (
    "QUERY_STRING", "HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE",
    "HTTP_HX_REQUEST", "HTTP_HX_TARGET", "HTTP_HX_HISTORY_RESTORE_REQUEST", "HTTP_X_FORWARDED_HOST",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it went out, and the question whether it still holds."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    holds: Callable[[], bool]


class Repeats:
    """Remembers answers that say how long they hold (`holds`, set by `answers.kept_bodies`), and gives them again."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        self.given: dict[Key, Given] = {}
        self.lock = Lock()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        key = key_of(environ)
        if key is None:
            return self.application(environ, start_response)
        known = self.given.get(key)
        if known is not None and _still(known):
            start_response(known.status, list(known.headers))
            return [known.body]
        return self._asked(key, environ, start_response)

    def _asked(self, key: Key, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Django's answer, remembered where it says how long it holds."""
        begun: list[tuple[str, tuple[tuple[str, str], ...]]] = []

        def noted(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            begun.append((status, tuple(headers)))
            return start_response(status, headers, *rest)

        answer: Any = self.application(environ, noted)
        holds = getattr(answer, "holds", None)
        if holds is not None and begun and len(answer.content) <= LARGEST:
            self._remember(key, Given(*begun[-1], answer.content, holds))
        return answer  # type: ignore[no-any-return]

    def _remember(self, key: Key, given: Given) -> None:
        with self.lock:
            self.given.pop(key, None)
            self.given[key] = given
            while len(self.given) > MOST:
                del self.given[next(iter(self.given))]


def key_of(environ: Environ) -> Key | None:
    """What the answer of a plain request for a page hangs on beside what is on file; None for any other request."""
    if environ["REQUEST_METHOD"] != "GET" or any(environ.get(name) for name in OTHERWISE):
        return None
    if not ACCEPTS_GZIP.search(environ.get("HTTP_ACCEPT_ENCODING", "")):
        return None
    return tuple(environ.get(name, "") for name in NAMES)


def _still(given: Given) -> bool:
    """Whether an answer holds; a database that does not say so leaves it to Django."""
    close_old_connections()
    try:
        with public_reads():
            return given.holds()
    except (DatabaseError, InterfaceError):
        return False
    finally:
        close_old_connections()
