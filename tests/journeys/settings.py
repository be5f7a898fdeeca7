"""The product's settings for a served site under test: static files straight from their folders, cheap passwords."""

from __future__ import annotations

from abs_platform.settings import *  # noqa: F403
from abs_platform.settings import CACHES, STORAGES
from abs_platform.settings import PASSWORD_HASHERS as SLOW_HASHERS

CACHES["default"]["OPTIONS"] = {}  # on a crowded machine a slow cache is waited for
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *SLOW_HASHERS]
ACCOUNT_RATE_LIMITS = {"login_failed": "1000/m/ip", "login": "1000/m/ip"}
