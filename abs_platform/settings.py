"""Settings, from the environment. Every variable is described in docs/operations.md."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ

from abs_platform import stack
from common.api import conf as api_conf

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
ABS_HOME = Path(os.environ.get("ABS_HOME", BASE_DIR / ".abs")).resolve()
_endpoints = stack.endpoints(ABS_HOME)

PORT = env.int("PORT", default=8000)
ABS_BASE_URL: str = env.str("ABS_BASE_URL", default=f"http://localhost:{PORT}").rstrip("/")
_base = urlsplit(ABS_BASE_URL)
IS_HTTPS = _base.scheme == "https"

SECRET_KEY = stack.secret_key(ABS_HOME)
DEBUG = env.bool("ABS_DEBUG", default=False)
ALLOWED_HOSTS: list[str] = env.list(
    "ABS_ALLOWED_HOSTS", default=[_base.hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
)
CSRF_TRUSTED_ORIGINS = [ABS_BASE_URL]

INSTALLED_APPS = [
    "abs_platform",
    "dashboard",
    "crm",
    "metrics",
    "engagement",
    "content",
    "personas",
    "tiers",
    "accounts",
    "users",
    "outbox",
    "tenancy",
    "common",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "django_tables2",
    "django_filters",
    "template_partials",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "abs_platform.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "common.request_id.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "users.middleware.WorkspaceMiddleware",
    "common.htmx.ToastMiddleware",
    "common.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "abs_platform.urls"
WSGI_APPLICATION = "abs_platform.wsgi.application"

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
                "django.template.context_processors.i18n",
                "common.appearance.appearance",
                "users.context_processors.workspace",
            ],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **environ.Env.db_url_config(_endpoints["database_url"]),
        "ENGINE": "tenancy.backend",
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": env.int("ABS_DATABASE_CONN_MAX_AGE", default=600),
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = _endpoints["redis_url"]
CACHES = {
    "default": {
        "BACKEND": "common.cache.PatientCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "abs",
        "TIMEOUT": 300,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}

AUTH_USER_MODEL = "users.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "users.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation's link or an operator's command is the proof
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no letters to strangers; the page says the same either way
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/15m/ip,5/5m/key"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 12 * 3600  # absolute; users.middleware ends idle ones after SESSION_IDLE_SECONDS
SESSION_IDLE_SECONDS = 3 * 3600
SESSION_COOKIE_NAME = "__Host-abs-session" if IS_HTTPS else "abs-session"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-abs-csrf" if IS_HTTPS else "abs-csrf"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = IS_HTTPS and env.bool("ABS_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if env.bool("ABS_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    MIDDLEWARE.insert(0, "common.proxy.ClientAddressMiddleware")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("hu", "Magyar"), ("ru", "Русский"), ("bg", "Български"), ("fa", "فارسی")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("ABS_STATIC_ROOT", ABS_HOME / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
# Compressing takes most of a minute: worth it once an image, not at the first start on somebody's own machine.
_STATIC = "whitenoise.storage.CompressedManifestStaticFilesStorage"
if not env.bool("ABS_STATIC_COMPRESS", default=False):
    _STATIC = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _STATIC},
}
WHITENOISE_MANIFEST_STRICT = True

EMAIL_BACKEND = env.str("ABS_EMAIL_BACKEND", default="django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env.str("ABS_EMAIL_HOST", default="")
EMAIL_PORT = env.int("ABS_EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.str("ABS_EMAIL_USER", default="")
EMAIL_HOST_PASSWORD = env.str("ABS_EMAIL_PASSWORD", default="")
EMAIL_USE_TLS = env.bool("ABS_EMAIL_TLS", default=True)
DEFAULT_FROM_EMAIL = env.str("ABS_EMAIL_FROM", default=f"ABS Platform <noreply@{_base.hostname or 'localhost'}>")
if not EMAIL_HOST:  # without a mail server letters are kept as files, where the operator finds them
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(ABS_HOME / "mail")

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

REST_FRAMEWORK: dict[str, Any] = api_conf.REST_FRAMEWORK
SPECTACULAR_SETTINGS: dict[str, Any] = api_conf.SPECTACULAR_SETTINGS
API_ANSWER_STORE = "outbox.services.idempotency.AnswerStore"
API_REQUESTS_PER_WINDOW = env.int("ABS_API_REQUESTS_PER_WINDOW", default=200)
API_WINDOW_SECONDS = 10

CELERY_BROKER_URL = _endpoints["broker_url"]
OUTBOX_LEASE_SECONDS = 30  # how long a killed worker's claim is held; running jobs renew theirs
OUTBOX_RETRY_SECONDS = 15  # doubled by every failure, up to an hour
OUTBOX_PROGRESS_SECONDS = 1.0
OUTBOX_SWEEP_SECONDS = 3
OUTBOX_RING_AGAIN_SECONDS = 15
OUTBOX_WATCHDOG_SECONDS = 15
# Which consumers look at what a room below announced: the one map of every upward wire.
OUTBOX_ROUTES: dict[str, tuple[str, ...]] = {
    "account.created": ("accounts.account_refresh",),  # it has no deals yet
    "account.changed": ("accounts.account_refresh", "accounts.deals_of_accounts_refresh"),
    "account.deleted": ("tiers.all_refresh",),  # its place is free
    "signal.changed": (
        "accounts.fit_refresh",
        "accounts.deals_of_accounts_refresh",
        "engagement.accounts_count",
    ),
    "deal.changed": (
        "accounts.deal_scores_refresh",
        "accounts.products_refresh",
        "metrics.account_values_refresh",
        "metrics.snapshot_refresh",
    ),
    "worth.changed": ("metrics.snapshot_refresh", "metrics.worths_refresh"),
    "spend.changed": ("metrics.snapshot_refresh",),
    "contact.changed": ("engagement.people_count", "personas.contact_persona_refresh"),
    "fit.changed": ("engagement.accounts_count", "tiers.tier_refresh"),
    "fits.rescored": ("engagement.all_count", "tiers.all_refresh"),  # too many moved to name them
    "tier.decided": ("tiers.tier_refresh",),
    "tier.changed": ("engagement.accounts_count", "metrics.snapshot_refresh", "tiers.owners_tell"),
    "tiers.reassigned": ("engagement.all_count", "metrics.snapshot_refresh"),  # too many moved to name them
    "touch.changed": ("engagement.contacts_mark", "engagement.touches_count"),
    "engagement.changed": ("engagement.accounts_count",),
    "deals.loaded": ("metrics.account_values_all",),
    "contracts.loaded": ("metrics.account_values_all", "metrics.snapshot_refresh"),
    "signals.loaded": ("engagement.all_count",),
}
# Whose ids the keys of a topic are. None: the one key 0 stands for all, a summons to look at everybody.
OUTBOX_KEYS: dict[str, str | None] = {
    "account.created": "accounts.Account",
    "account.changed": "accounts.Account",
    "account.deleted": "accounts.Account",
    "signal.changed": "accounts.Account",  # the companies that the signals tell of
    "deal.changed": "accounts.Deal",
    "worth.changed": "accounts.Account",  # the customers whose contracts changed, or who lost a deal or a contract
    "spend.changed": "metrics.Spend",
    "contact.changed": "accounts.Contact",
    "fit.changed": "accounts.Account",
    "fits.rescored": None,
    "tier.decided": "accounts.Account",
    "tier.changed": "accounts.Account",
    "tiers.reassigned": None,
    "touch.changed": "engagement.Touch",
    "engagement.changed": "accounts.Account",
    "deals.loaded": None,
    "contracts.loaded": None,
    "signals.loaded": None,
}

# What a new workspace starts with, in this order: dotted paths of functions taking ``now``.
WORKSPACE_STARTERS = (
    "accounts.services.icp_starter.starter_icp_create",
    "tiers.services.starter_policy_create",
    "personas.services.starter_personas_create",
    "content.services.starter_stages_create",
    "metrics.services.starter_metric_settings_create",
    "engagement.services.starter_engagement_rules_create",
)

# What the nightly purge runs, besides the outbox's own: functions taking ``now`` and returning counts by name.
PURGES = ("users.services.notifications.notifications_purge",)

# What higher rooms add to an account in REST answers: functions from account ids to values by id.
ACCOUNT_EXTRAS = ("tiers.selectors.account_extras.account_tiers",)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "common.request_id.RequestIdFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(request_id)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}},
    "root": {"handlers": ["stderr"], "level": env.str("ABS_LOG_LEVEL", default="INFO")},
    "loggers": {"django.request": {"level": "ERROR"}},
}
