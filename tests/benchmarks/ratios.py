"""A measured ratio beside what was promised, and the clock it is taken with."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """One promise: its code, what is divided by what, the value found, and the bounds it should keep.

    `gate` must hold, `aim` is hoped for; both are upper bounds where `at_most`, else lower ones.
    """

    code: str
    what: str
    value: float
    gate: float
    aim: float
    at_most: bool = True

    def holds(self, bound: float) -> bool:
        """Whether the value is on the right side of the bound."""
        return self.value <= bound if self.at_most else self.value >= bound

    def line(self) -> str:
        """The line that `make bench` prints."""
        sign = "≤" if self.at_most else "≥"
        word = "aim" if self.holds(self.aim) else "gate" if self.holds(self.gate) else "MISSED"
        return f"{self.code:<5} {self.value:>10.4g}×  gate {sign} {self.gate:g}  aim {sign} {self.aim:g}  {word:<6}  {self.what}"


def cpu_seconds(work: Callable[[], object], *, repeat: int = 3) -> float:
    """The median processor time of a call in this process, in seconds; rubbish is collected before each."""
    taken = []
    for _ in range(repeat):
        gc.collect()
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return statistics.median(taken)
