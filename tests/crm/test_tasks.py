"""The job behind an import."""

from __future__ import annotations

from crm.services.imports import JOB_KIND
from crm.tasks import run_import
from outbox.registry import JOB_KINDS


def test_the_job_that_services_ask_for_is_the_one_registered() -> None:
    assert JOB_KINDS[JOB_KIND].run is run_import
    assert JOB_KINDS[JOB_KIND].queue == "bulk"
