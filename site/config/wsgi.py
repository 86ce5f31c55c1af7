"""The entry that a WSGI server calls."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django_application = get_wsgi_application()

from config.repeats import Repeats  # noqa: E402 (it needs the settings)

application = Repeats(django_application)
