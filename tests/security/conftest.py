"""These tests send more than any client may."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def no_rate_limit(settings):
    """Count, but allow."""
    settings.API_REQUESTS_PER_WINDOW = 10**9
