"""A database filled once for a file of tests: what each fixture of that kind needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.cache import cache
from django.db import transaction


@contextmanager
def filled(blocker: Any, *fills: Callable[[], object]) -> Iterator[None]:
    """What the functions write, until the block ends; a test works in a savepoint of this transaction.

    `blocker` is pytest-django's `django_db_blocker`. A fixture of module scope yields inside this block.
    """
    with blocker.unblock():
        cache.clear()
        with transaction.atomic():
            for fill in fills:
                fill()
            try:
                yield
            finally:
                transaction.set_rollback(True)
