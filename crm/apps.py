"""Files and records coming in from the CRM."""

from __future__ import annotations

from django.apps import AppConfig


class CrmConfig(AppConfig):
    """Files and records coming in from the CRM."""

    name = "crm"
    default_auto_field = "django.db.models.BigAutoField"
