"""How often a process that makes very many objects looks for garbage among them."""

from __future__ import annotations

import gc

# So many new objects that are still there make Python look for rings among them; its own number is 700.
MADE = 250_000


def look_seldom() -> None:
    """Look for rings of objects seldom, and never among those that are there already.

    An import makes millions of objects and next to no rings; Python's own habit costs it a tenth of its time. For processes
    that do nothing else, since it holds for the whole process.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE, 10, 10)
