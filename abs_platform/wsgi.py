"""The web process's entry. Refuses to serve as a role that could see across tenants."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abs_platform.settings")

application = get_wsgi_application()

from tenancy.checks import assert_role  # noqa: E402 - needs the application to be set up

assert_role()
