"""There is one admin site, the desk, and every model that editors need is registered with it."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.models import User

from claims_app.admin.site import DeskSite
from claims_app.models import Claim, Incident, Party


def test_the_desk_is_the_one_admin_site() -> None:
    """Made twice, the second site would be without the models of the app."""
    assert isinstance(admin.site._wrapped, DeskSite)
    for model in (Claim, Incident, Party, User):
        assert admin.site.is_registered(model), model
