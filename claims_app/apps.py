"""The configuration of the app and of its admin: shipped vocabulary and groups after every migrate, the desk in the admin."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class ClaimsConfig(AppConfig):
    """Counterclaim's one app."""

    name = "claims_app"
    verbose_name = "Claims"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from claims_app.services.setting_up import prepare_database

        post_migrate.connect(prepare_database, sender=self, dispatch_uid="claims_app.prepare_database")


class DeskConfig(AdminConfig):
    """Django's admin with the editors' desk as its site."""

    default = False
    default_site = "claims_app.admin.site.DeskSite"

    def ready(self) -> None:
        # First, on purpose: were the site made by autodiscover, importing its package would register
        # our models with a first site while a second one takes its place.
        import_module("claims_app.admin")
        super().ready()
        self._leave_out_the_queue()

    @staticmethod
    def _leave_out_the_queue() -> None:
        # How far a long import is stands on its own page; the queue's tables are no work for editors.
        from django.contrib import admin
        from django_tasks_db.models import DBTaskResult

        if admin.site.is_registered(DBTaskResult):
            admin.site.unregister(DBTaskResult)
