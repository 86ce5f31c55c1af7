"""Move the whole site from SQLite to PostgreSQL."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

import environ
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from claims_app.services.moving import MoveError, move_database

TARGET = "target"


class Command(BaseCommand):
    """`move_database postgres://…`: every row, compared afterwards, all of it or nothing."""

    help = "Copy every row of this site's database into an empty PostgreSQL database, and compare the two."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("to", help="The address of an empty PostgreSQL database, as DATABASE_URL has it.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["to"].startswith(("postgres://", "postgresql://")):
            raise CommandError("This is no address of a PostgreSQL database. Write postgres://USER@HOST/NAME.")
        own = environ.Env.db_url_config(options["to"])
        connections.settings[TARGET] = connections.configure_settings({"default": {}, TARGET: own})[TARGET]
        try:
            moved = move_database(source="default", target=TARGET)
        except MoveError as error:
            raise CommandError(f"Nothing was moved.\n{error}") from None
        finally:
            connections[TARGET].close()
            del connections[TARGET], connections.settings[TARGET]
        for table, number in moved.rows.items():
            if number:
                self.stdout.write(f"{table}: {number} rows")
        self.stdout.write(f"{sum(moved.rows.values())} rows were moved and compared; none differs.")
        self.stdout.write("Now set DATABASE_URL to the new address and start the site again.")
