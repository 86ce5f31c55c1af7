"""Conflicts for tests, loaded through the public commands: the demo's 2 April 2016, and two made up."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

DEMO = Path(settings.BASE_DIR) / "claims_app" / "demo"
FILES = Path(__file__).parent / "files" / "conflicts"
APRIL = "/incidents/2016-04-02-karabakh/"
TWO_CAMPS = "/incidents/1987-06-14-strait/"
FOUR_SIDES = "/incidents/1994-03-02-valley/"


def load(vocabulary: Path, claims: Path, *options: str) -> None:
    """Load a vocabulary file and a claims file as a user would."""
    call_command("load_vocabulary", str(vocabulary), stdout=StringIO())
    call_command("import_claims", str(claims), *options, stdout=StringIO())


def load_demo() -> None:
    """Everything the demo has."""
    call_command("load_demo", verbosity=0)


def load_april() -> str:
    """2 April 2016 as the demo has it; returns the address of its board."""
    load(DEMO / "vocabulary.json", DEMO / "2016-04-02-karabakh.csv")
    return APRIL


def load_two_camps() -> str:
    """A conflict of two camps that no code has heard of; returns the address of its board."""
    load(FILES / "two_camps.json", FILES / "two_camps.csv")
    return TWO_CAMPS


def load_four_sides() -> str:
    """A conflict of four sides, one with a very long name; returns the address of its board."""
    load(FILES / "four_sides.json", FILES / "four_sides.csv")
    return FOUR_SIDES
