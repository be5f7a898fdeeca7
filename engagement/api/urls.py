"""Addresses of this room below ``/api/v1/``."""

from __future__ import annotations

from common.api.resource import resource_urls
from engagement.api.touches import TouchApi

urlpatterns = resource_urls("touches", TouchApi)
