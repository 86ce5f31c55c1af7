"""Every address of the site; the public ones are listed in claims_app.urls."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

urlpatterns = [
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("", include("claims_app.urls")),
    path("admin/", admin.site.urls),
]

handler500 = "config.away.server_error"
