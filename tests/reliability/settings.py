"""The product's settings with short leases, and handlers to try them on."""

from __future__ import annotations

from abs_platform.settings import *  # noqa: F403
from abs_platform.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.reliability.probe"]
OUTBOX_LEASE_SECONDS = 1
OUTBOX_RETRY_SECONDS = 0.05  # type: ignore[assignment]
OUTBOX_SWEEP_SECONDS = 0.5  # type: ignore[assignment]
OUTBOX_RING_AGAIN_SECONDS = 1
OUTBOX_PROGRESS_SECONDS = 0.3
