"""Import the long files that wait in the queue."""

from __future__ import annotations

import signal
import sys
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from claims_app.services import garbage
from claims_app.services.imports import running


class Command(BaseCommand):
    """`import_worker`: works for ever; the site starts one with --until-idle by itself, unless IMPORT_WORKER=none."""

    is_ended = False
    help = "Import the long files that wait in the queue. The site starts this by itself where IMPORT_WORKER is own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--until-idle", action="store_true", help="End when nothing waits; at most one such worker on a machine."
        )
        parser.add_argument("--interval", type=float, default=2.0, help="Seconds between two looks at the queue.")

    def handle(self, *args: Any, **options: Any) -> None:
        garbage.look_seldom()
        signal.signal(signal.SIGTERM, self._end)
        place = running.hold_the_place() if options["until_idle"] else None
        if options["until_idle"] and place is None:
            return
        while True:
            close_old_connections()
            running.work_off(worker="import_worker")
            if self.is_ended or (options["until_idle"] and not running.has_work()):
                return
            time.sleep(options["interval"])

    def _end(self, number: int, frame: Any) -> None:
        """What is half written is taken back on the way out; the queue takes the exit for a failed task and goes on."""
        self.is_ended = True
        sys.exit(0)
