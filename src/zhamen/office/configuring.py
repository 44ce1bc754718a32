"""Django's settings, made from Zhamen's; there is no second file of settings.

No admin site, no `django.contrib.auth` application: rights come from seats alone (people/seats.py),
so nothing that could be a superuser exists.
"""

import hmac
import secrets
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from zhamen.errors import UsageError
from zhamen.journal.keys import SigningKey, save_keys
from zhamen.office.bodies import MOST_BYTES
from zhamen.office.places import Places
from zhamen.private_file import read_private, write_private
from zhamen.settings import Settings

HERE = Path(__file__).parent
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_SQLITE = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
"""
_APPS = ("journal", "people", "custody", "groups", "desk", "selfcheck", "study")
_MIDDLEWARE = (
    "django.middleware.security.SecurityMiddleware",
    "zhamen.office.doors.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "zhamen.office.doors.language",
    "django.middleware.csrf.CsrfViewMiddleware",
    "zhamen.office.people.session.known",
    "django.contrib.messages.middleware.MessageMiddleware",
    "zhamen.office.doors.Doorkeeper",
)


def prepare(settings: Settings) -> Places:
    """Make the office's folder and its keys where they are missing. Raises ZhamenError."""
    places = Places.of(settings.office)
    places.prepare()
    if not places.office_key.exists():
        write_private(places.office_key, secrets.token_hex(32), UsageError)
    if not places.signing_key.exists():
        name = f"zhamen-office-{secrets.token_hex(4)}"
        key = SigningKey.new(name, settings.office.suite, settings.office.signing)
        save_keys(key, places.signing_key, places.public_key)
    return places


def configure(settings: Settings) -> None:
    """Set Django up for this process, once. Raises UsageError if it is not installed."""
    if find_spec("django") is None:
        raise UsageError(
            "保密办的组件没有安装 / the office is not installed",
            advice="pip install 'zhamen[console]'",
        )
    import django
    from django.conf import settings as chosen

    if not chosen.configured:
        places = prepare(settings)
        secret = read_private(places.office_key, UsageError)
        chosen.configure(**django_settings(settings, places, secret))
        django.setup()


def django_settings(settings: Settings, places: Places, secret: str) -> dict[str, Any]:
    """Return the settings that Django is given."""
    office = settings.office
    encrypted = bool(office.certificate or office.behind_proxy)
    return {
        "ZHAMEN": office,
        "ZHAMEN_SETTINGS": settings,
        "ZHAMEN_PLACES": places,
        "ZHAMEN_SEED_KEY": derived(secret, "seeds"),
        "SECRET_KEY": derived(secret, "cookies").hex(),
        "DEBUG": False,
        "ALLOWED_HOSTS": [*LOOPBACK, *office.hosts],
        "INSTALLED_APPS": [
            "django.contrib.sessions",
            "django.contrib.messages",
            *(f"zhamen.office.{app}" for app in _APPS),
        ],
        "MIDDLEWARE": list(_MIDDLEWARE),
        "ROOT_URLCONF": "zhamen.office.urls",
        "TEMPLATES": [_templates()],
        "DATABASES": {"default": database(places)},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "AUTH_USER_MODEL": "people.Person",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
        "LANGUAGE_CODE": "en" if settings.language == "en" else "zh-hans",
        "LANGUAGES": [("zh-hans", "中文"), ("en", "English")],
        "TIME_ZONE": "Asia/Shanghai",
        "USE_TZ": True,
        "LOGGING": _logging(),
        **_cookies(office.session_hours * 3600),
        **(_behind_tls() if encrypted else {}),
        **(
            {"SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https")}
            if office.behind_proxy
            else {}
        ),
    }


def derived(secret: str, purpose: str) -> bytes:
    """Return a key of 32 bytes for one purpose."""
    return hmac.digest(bytes.fromhex(secret.strip()), f"zhamen office {purpose}".encode(), "sha256")


def database(places: Places) -> dict[str, Any]:
    """Return Django's description of the database. Raises UsageError for a strange address."""
    if not places.server:
        options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _SQLITE}
        return {
            "ENGINE": "django.db.backends.sqlite3", "NAME": places.sqlite, "OPTIONS": options,
        }  # fmt: skip
    parts = urlsplit(places.server)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise UsageError(
            "office.database：读不懂 / not understood",
            advice="postgresql://user@host:5432/name",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
    }


def _templates() -> dict[str, Any]:
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "builtins": ["zhamen.office.tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "zhamen.office.doors.for_every_page",
            ],
        },
    }


def _cookies(seconds: int) -> dict[str, Any]:
    # Browsers take secure cookies from this machine itself without TLS, and from nowhere else.
    return {
        "SESSION_COOKIE_NAME": "__Host-zhamen",
        "SESSION_COOKIE_AGE": seconds,
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Strict",
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "CSRF_COOKIE_NAME": "__Host-zhamen-csrf",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_FAILURE_VIEW": "zhamen.office.refusals.stale",
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 8 << 20,
        # Nothing that is uploaded may touch the disk; larger bodies do not come in at all.
        "FILE_UPLOAD_MAX_MEMORY_SIZE": MOST_BYTES,
        "FILE_UPLOAD_HANDLERS": ["django.core.files.uploadhandler.MemoryFileUploadHandler"],
    }


def _behind_tls() -> dict[str, Any]:
    return {"SECURE_SSL_REDIRECT": True, "SECURE_HSTS_SECONDS": 31_536_000}


def _logging() -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"silent": {"()": "zhamen.office.logs.Silent"}},
        "handlers": {
            "out": {"class": "logging.StreamHandler", "formatter": "silent", "stream": sys.stderr}
        },
        "root": {"handlers": ["out"], "level": "WARNING"},
        "loggers": {
            "django": {"handlers": ["out"], "level": "WARNING", "propagate": False},
            # Every 4xx would be a line with the path; what matters of them is in the journal.
            "django.request": {"handlers": ["out"], "level": "ERROR", "propagate": False},
            "django.security": {"handlers": ["out"], "level": "ERROR", "propagate": False},
        },
    }
