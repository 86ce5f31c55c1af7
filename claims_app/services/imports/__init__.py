"""Claims files into the database, in four steps: parse → plan → preview → commit; and back out in one.

`staging` parses and plans against what is on file (`known`); a preview shows the plan and writes nothing; `committing` writes
what it says, short files in one transaction, long ones in chunks that nobody sees before the last; `undoing` takes a batch back.
What is written, `writing` brings together: where claims come from (`sources`), what is new (`new_claims`, `days`) and what changes
of claims on file (`changes`). A long import runs in a process of its own (`running`), tells how far it is (`progress`), and leaves
nothing when it is stopped (`cleaning`). `mending` says what is wrong with the rows that were left out.
"""

from claims_app.services.imports.committing import IN_ONE, commit
from claims_app.services.imports.known import known_now
from claims_app.services.imports.options import Busy, NotCommitted, Options
from claims_app.services.imports.progress import Cancelled, Progress, progress_of
from claims_app.services.imports.staging import Tell, options_of, plan_file, plan_of, plan_table, stage, table_of
from claims_app.services.imports.undoing import Touched, Undone, touched_by_undo, undo

__all__ = [
    "IN_ONE",
    "Busy",
    "Cancelled",
    "NotCommitted",
    "Options",
    "Progress",
    "Tell",
    "Touched",
    "Undone",
    "commit",
    "known_now",
    "options_of",
    "plan_file",
    "plan_of",
    "plan_table",
    "progress_of",
    "stage",
    "table_of",
    "touched_by_undo",
    "undo",
]
