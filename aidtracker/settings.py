"""All settings, read from the environment; the defaults run on SQLite without any."""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
# WhiteNoise looks into the folder of collected files at every start.
(VAR_DIR / "static").mkdir(parents=True, exist_ok=True)

env = environ.Env()

DEBUG = env.bool("DEBUG", default=True)
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured("DEBUG=0 needs SECRET_KEY in the environment.")
    SECRET_KEY = get_random_secret_key()

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django_filters",
    "simple_history",
    "csp",
    "pledges.apps.PledgesConfig",
]

MIDDLEWARE = [
    "pledges.middleware.RefuseControlCharacters",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "aidtracker.urls"
WSGI_APPLICATION = "aidtracker.wsgi.application"

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
                "pledges.views.shown.terms",
            ],
            "builtins": ["pledges.templatetags.terms"],
        },
    },
]


def sqlite_options() -> dict[str, object]:
    """Return the options under which SQLite keeps what it acknowledged."""
    return {
        # IMMEDIATE: two writers wait for one another instead of failing half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }


def postgresql_options() -> dict[str, object]:
    """Return the options that bound every wait on PostgreSQL."""
    limits = "-c statement_timeout=30s -c lock_timeout=5s"
    return {"connect_timeout": 3, "options": limits}


# DATABASE_URL set but empty means the default, as an empty line in a env file does.
database_url = env.str("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR}/db.sqlite3"
DATABASES = {"default": env.db_url_config(database_url)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = sqlite_options()
else:
    DATABASES["default"]["OPTIONS"] = postgresql_options()
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation."
        "UserAttributeSimilarityValidator"
    },
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
# "no-referrer" would break logging in over HTTPS: the CSRF check reads the Referer.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
BEHIND_TLS = env.bool("BEHIND_TLS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_TLS
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


def check_second_reader(url: str, model: str, key: str, seconds: int) -> None:
    """Raise ImproperlyConfigured, without the key, for what cannot work."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise ImproperlyConfigured("EXTRACTION_LLM_URL is no http or https address.")
    strange = parts.username is not None or parts.query or parts.fragment
    if strange or not url.isprintable() or " " in url:
        raise ImproperlyConfigured("EXTRACTION_LLM_URL: only host, port and path.")
    if not 1 <= len(model) <= 100 or not model.isprintable():
        raise ImproperlyConfigured(
            "EXTRACTION_LLM_URL needs EXTRACTION_LLM_MODEL, the name of a model."
        )
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise ImproperlyConfigured("EXTRACTION_LLM_KEY has signs that no key has.")
    if not 1 <= seconds <= 600:
        raise ImproperlyConfigured("EXTRACTION_LLM_SECONDS is not 1 to 600.")


# Whom to write about a weakness of the site: mailto:, https:// or tel:, or nobody.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
if not re.fullmatch(r"((mailto:|https://|tel:)[!-~]+)?", SECURITY_CONTACT):
    raise ImproperlyConfigured("SECURITY_CONTACT begins with mailto:, https: or tel:.")

# How many proxies of ours forward requests: what they add to X-Forwarded-For is true.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
if TRUSTED_PROXIES < 0:
    raise ImproperlyConfigured("TRUSTED_PROXIES is a number of proxies, 0 or more.")

# The second reader of articles: off unless the address of an endpoint is set.
EXTRACTION_LLM_URL = env.str("EXTRACTION_LLM_URL", default="")
EXTRACTION_LLM_MODEL = env.str("EXTRACTION_LLM_MODEL", default="")
# Not through env: it would take a key that begins with $ for the name of another.
EXTRACTION_LLM_KEY = os.environ.get("EXTRACTION_LLM_KEY", "")
EXTRACTION_LLM_SECONDS = env.int("EXTRACTION_LLM_SECONDS", default=60)
if EXTRACTION_LLM_URL:
    check_second_reader(
        EXTRACTION_LLM_URL,
        EXTRACTION_LLM_MODEL,
        EXTRACTION_LLM_KEY,
        EXTRACTION_LLM_SECONDS,
    )

# One article is at most 200 kB of text; a form with one and its fields fits in this.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# Public addresses have no slash at the end, so that adding .csv makes the file.
APPEND_SLASH = False
LOGIN_URL = "admin:login"
SIMPLE_HISTORY_REVERT_DISABLED = True
