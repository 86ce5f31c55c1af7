"""Settings, read from the environment or `.env`; with neither, a labelled local set-up on SQLite.

`.env.example` lists every variable with what it does. Nothing here imports the project's own code.
"""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
ENV_FILE = Path(env.str("ENV_FILE", default=str(BASE_DIR / ".env")))
if ENV_FILE.is_file():
    env.read_env(str(ENV_FILE))

COMMAND = sys.argv[1] if len(sys.argv) > 1 and Path(sys.argv[0]).name == "manage.py" else ""
UNDER_TEST = "pytest" in sys.modules


def local_secret_key() -> str:
    """The key kept beside the local database: made once, whole or not at all, readable by its owner alone."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(exist_ok=True)
        draft = VAR_DIR / f"secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50), encoding="ascii")
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass  # another process was first; its key counts
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")


# --- Local-only settings -------------------------------------------------------------------------
# `runserver` without a `.env` is a person trying the app on their own machine: errors are shown in
# full, the address is local, the key lies in var/. Never serve the public like this.
LOCAL = COMMAND == "runserver" and not ENV_FILE.is_file()
DEBUG = env.bool("DEBUG", default=LOCAL)
if LOCAL and os.environ.get("RUN_MAIN") != "true":
    sys.stderr.write(f"Local-only settings: no .env was found, DEBUG is {'on' if DEBUG else 'off'}.\n")

# --- Who may come in -----------------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY", default="") or local_secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

READERS = env.str("READERS", default="public")
if READERS not in ("public", "login"):
    raise ImproperlyConfigured(f'READERS is "{READERS}". Write READERS=public (everybody reads) or READERS=login.')

# Where people reach the site: for addresses that are printed, mailed or put in a feed.
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{env.str('PORT', default='8000')}").rstrip("/")

# --- Parts ---------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "claims_app.apps.ClaimsConfig",
    "claims_app.apps.DeskConfig",  # django.contrib.admin with the desk in it
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "simple_history",
    "ninja",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "config.headers.PermissionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.limits.LimitsMiddleware",
    "config.away.AwayMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.logins.LoginMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.readers.ReadersMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# --- Database ------------------------------------------------------------------------------------
# Writers queue at BEGIN (config.sqlite) instead of failing halfway: with Django's defaults most writes of eight
# editors end in "database is locked", with these none does.
SQLITE = "django.db.backends.sqlite3"
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
# Not through a URL by default: the folder's own path may hold a space or a "#".
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db("DATABASE_URL")
    if env.str("DATABASE_URL", default="")
    else {"ENGINE": SQLITE, "NAME": str(VAR_DIR / "db.sqlite3")}
}
if DATABASES["default"]["ENGINE"] == SQLITE:
    DATABASES["default"] |= {"ENGINE": "config.sqlite", "OPTIONS": SQLITE_OPTIONS}
    # Opening the file anew costs more than all that a kept page asks of it.
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
    if Path(DATABASES["default"]["NAME"]).parent == VAR_DIR:
        VAR_DIR.mkdir(exist_ok=True)
else:
    # A server that is gone is known to be gone within seconds: readers get the page that says so.
    DATABASES["default"]["OPTIONS"] = {"connect_timeout": 5} | DATABASES["default"].get("OPTIONS", {})
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=0)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A streaming replica of the PostgreSQL database that answers the public's reads (config.replicas).
if replica_url := env.str("REPLICA_URL", default=""):
    if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("REPLICA_URL needs a PostgreSQL DATABASE_URL: SQLite has no replicas.")
    DATABASES["replica"] = env.db_url_config(replica_url)
    DATABASES["replica"] |= {"CONN_MAX_AGE": DATABASES["default"]["CONN_MAX_AGE"], "CONN_HEALTH_CHECKS": False}
    DATABASES["replica"]["OPTIONS"] = {"connect_timeout": 2} | DATABASES["replica"].get("OPTIONS", {})
    DATABASES["replica"]["TEST"] = {"MIRROR": "default"}
    DATABASE_ROUTERS = ["config.replicas.ReplicaRouter"]
    MIDDLEWARE.insert(MIDDLEWARE.index("config.away.AwayMiddleware") + 1, "config.replicas.ReplicaMiddleware")
# Where `backup` writes unless told otherwise.
BACKUP_DIR = Path(env.str("BACKUP_DIR", default=str(VAR_DIR / "backups")))
# Long imports run in a process of their own. own: the site starts one when there is work; none: you run
# `manage.py import_worker` (several on PostgreSQL).
IMPORT_WORKER = "none" if UNDER_TEST else env.str("IMPORT_WORKER", default="own")
if IMPORT_WORKER not in ("own", "none"):
    raise ImproperlyConfigured(f'IMPORT_WORKER is "{IMPORT_WORKER}". Write IMPORT_WORKER=own or IMPORT_WORKER=none.')
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["imports"]}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHE_URL = env.str("CACHE_URL", default="")
CACHES: dict[str, dict[str, Any]] = {"default": env.cache_url_config(CACHE_URL or "locmemcache://")}
# Pages that every reader sees alike, kept by one worker for all: as files of this machine, or where CACHE_URL says.
CACHES["pages"] = (
    dict(CACHES["default"])
    if CACHE_URL or UNDER_TEST
    else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(VAR_DIR / "pages")}
)
if CACHES["pages"]["BACKEND"] == "django.core.cache.backends.filebased.FileBasedCache":
    CACHES["pages"]["BACKEND"] = "config.page_files.PageFiles"
CACHES["pages"] |= {"TIMEOUT": 7 * 24 * 3600, "KEY_PREFIX": "pages"}
CACHES["pages"].setdefault("OPTIONS", {})["MAX_ENTRIES"] = 2000

# --- Accounts ------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False

# --- Language and time: dates are whole days in an incident's own zone; the server counts in UTC ---
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# --- Static files --------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
# Collected files are served by name and checksum; `runserver`, tests and a server started before
# `collectstatic` serve the files as they lie in static/, so that no page is ever without its style.
COLLECTED = COMMAND == "collectstatic" or (
    COMMAND != "runserver" and not UNDER_TEST and (STATIC_ROOT / "staticfiles.json").is_file()
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not COLLECTED
WHITENOISE_AUTOREFRESH = not COLLECTED

# --- Safety of the browser -----------------------------------------------------------------------
# Nothing but our own files: no inline script or style, no other host, the admin included.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
# Sites that may show a board in a frame (/embed/…), as the policy writes them; nothing else of ours is ever framed.
EMBED_ANCESTORS = env.list("EMBED_ANCESTORS", default=["*"])
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True

# HTTPS=on for every public server (`.env.example`); off for one that answers this machine alone.
HTTPS = env.bool("HTTPS", default=False)
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS

# --- Limits and logs -----------------------------------------------------------------------------
# How many searches, files, histories and API answers one address may ask for at once; 0 switches the limit off.
EXPENSIVE_AT_ONCE = env.int("EXPENSIVE_AT_ONCE", default=2)
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# Without this, a server with DEBUG off keeps its errors to itself.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "INFO" if DEBUG else "WARNING", "propagate": False}},
}
