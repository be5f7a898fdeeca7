"""Handlers for tests, registered for the time of one test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import override_settings

from outbox import registry


@contextmanager
def registered(**handlers: Any) -> Iterator[None]:
    """This function will register ``consumer=``, ``job=``, ``ranges=`` and ``finish=`` under the name ``probe``."""
    if "consumer" in handlers:
        registry.consumer_task("probe", batch=handlers.get("batch", 500))(handlers["consumer"])
    if "job" in handlers:
        registry.job_task("probe", **handlers.get("options", {}))(handlers["job"])
    if "ranges" in handlers:
        registry.range_task("probe")(handlers["ranges"])
    if "finish" in handlers:
        registry.range_finish_task("probe")(handlers["finish"])
    try:
        with override_settings(OUTBOX_ROUTES={"probe.changed": ("probe",)}, OUTBOX_RETRY_SECONDS=0):
            yield
    finally:
        for register in (registry.CONSUMERS, registry.JOB_KINDS, registry.RANGE_KINDS, registry.RANGE_FINISHES):
            register.pop("probe", None)
