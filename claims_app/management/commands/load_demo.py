"""Load the demo: a vocabulary file and claims files through the public commands, and an editor to try the desk with."""

from __future__ import annotations

import os
import secrets
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.urls import reverse

from claims_app.models import Incident

DEMO = Path(__file__).resolve().parents[2] / "demo"
EDITOR = "demo-editor"


class Command(BaseCommand):
    """`load_demo`: idempotent; its last lines are the addresses and the login."""

    help = "Load the demo vocabulary and claims, and a demo editor. Running it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--base-url", default=f"http://127.0.0.1:{os.environ.get('PORT', '8000')}", help="Where the site is served."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for path in sorted(DEMO.glob("*.json")):
            call_command("load_vocabulary", str(path), stdout=self.stdout)
        for path in sorted(DEMO.glob("*.csv")):
            call_command("import_claims", str(path), stdout=self.stdout)
        password = self._editor()
        base = options["base_url"].rstrip("/")
        lead = Incident.objects.exclude(lead="").order_by("start", "end").first()
        board = reverse("incident", args=[lead.slug]) if lead else "/"
        self.stdout.write(f"board: {base}{board}")
        self.stdout.write(f"admin: {base}{reverse('admin:index')}")
        self.stdout.write(f"login: {EDITOR} {password}")

    def _editor(self) -> str:
        """Make the demo editor, or give an existing one the password of this run, and return it."""
        password = os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(9)
        user, _ = get_user_model().objects.get_or_create(username=EDITOR)
        user.is_staff = True
        user.set_password(password)
        user.save()
        user.groups.set(Group.objects.filter(name__in=["Editors"]))
        return password
