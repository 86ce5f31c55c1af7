"""Every address of the site; the public ones are listed in claims_app.urls."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("claims_app.urls")),
]
