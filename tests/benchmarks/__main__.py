"""`python -m tests.benchmarks [NAME]`: run every `bench_*.py` of this folder, or the named one, and print its ratios.

A benchmark module has `ratios()`, which yields `Ratio` values as it finds them. Exit status 1 when a gate is missed.
"""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def prepare_django(folder: str) -> None:
    """The settings package on the path, as manage.py has it, and a migrated SQLite database of this run's own.

    `BENCH_DATABASE_URL` names another database, which may be filled and emptied at will.
    """
    sys.path.insert(0, str(FOLDER.parents[1] / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["DATABASE_URL"] = os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{folder}/bench.sqlite3"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def main(names: list[str]) -> int:
    """Print the ratios of the named benchmarks, or of all; return the exit status."""
    known = sorted(path.stem.removeprefix("bench_") for path in FOLDER.glob("bench_*.py"))
    if unknown := set(names) - set(known):
        print(f"No benchmark is called {', '.join(sorted(unknown))}. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        prepare_django(folder)
        for name in names or known:
            print(f"{name}:", flush=True)
            for ratio in importlib.import_module(f"tests.benchmarks.bench_{name}").ratios():
                print(f"  {ratio.line()}", flush=True)
                missed += not ratio.holds(ratio.gate)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
