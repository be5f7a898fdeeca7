"""Background work of the CRM room."""

from __future__ import annotations

from typing import Any

from crm.services.imports import JOB_KIND, import_run
from outbox.registry import JobRun, job_task


@job_task(JOB_KIND, lease=1_800)
def run_import(run: JobRun) -> dict[str, Any]:
    """This function will load one confirmed file."""
    return import_run(
        import_id=run.payload["import"], mapped=run.payload["mapped"], now=run.now, tell=lambda done: run.progress(done)
    )
