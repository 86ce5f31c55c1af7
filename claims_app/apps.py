"""The app's configuration: the shipped vocabulary and the groups are there after every migrate."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ClaimsConfig(AppConfig):
    """Counterclaim's one app."""

    name = "claims_app"
    verbose_name = "Claims"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from claims_app.services.setting_up import prepare_database

        post_migrate.connect(prepare_database, sender=self, dispatch_uid="claims_app.prepare_database")
