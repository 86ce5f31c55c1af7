"""When a figure holds: (start, end], each end known outer, plain and inner, in seconds since 1970 UTC."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Period:
    """The half-open period (start, end]; outer ends are the widest the words allow, inner ends the surest.

    start_outer ≤ start_plain ≤ start_inner and end_inner ≤ end_plain ≤ end_outer.
    """

    start_outer: int
    start_plain: int
    start_inner: int
    end_inner: int
    end_plain: int
    end_outer: int
