"""A database that fails at a chosen write: what is left then must be nothing, or all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection

WRITES = ("INSERT", "UPDATE", "DELETE")


class Full(Exception):
    """The disk is full."""


def fail_at_each_write(
    act: Callable[[], Any], then: Callable[[], None], *, for_good: bool = False, step: int = 1, most: int = 500
) -> int:
    """Let the n-th write fail (`for_good`: and all after it), look at what is left, and go on until a clean run; n.

    With a step of three every third n is tried.
    """
    for failing in range(1, most, step):
        writes = 0

        def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any, failing: int = failing) -> Any:
            nonlocal writes
            if sql.startswith(WRITES):
                writes += 1
                if writes == failing or (for_good and writes > failing):
                    raise Full
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(wrapper):
                act()
        except Full:
            then()
        else:
            return failing
    raise AssertionError("the act never ran through")
