"""Jobs over REST."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from outbox.models import Job
from outbox.services import job_enqueue
from tenancy.context import tenant_context
from tenancy.models import Tenant

MOMENT = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def _job(tenant: Any, **given: Any) -> Any:
    with tenant_context(tenant.pk):
        return job_enqueue(kind="outbox.purge", payload={"secret": "inside"}, **given)


def test_a_job_tells_its_state_and_progress_but_not_its_payload(acme, api):
    job = _job(acme, total=10)

    answer = api("jobs:read").get(f"/api/v1/jobs/{job.public_id}")

    assert answer.status_code == 200
    assert answer.json() | {"created_at": ""} == {
        "id": str(job.public_id),
        "kind": "outbox.purge",
        "state": "queued",
        "progress_done": 0,
        "progress_total": 10,
        "attempts": 0,
        "result": None,
        "error": "",
        "created_at": "",
        "started_at": None,
        "finished_at": None,
    }


def test_a_foreign_job_answers_like_one_that_never_was(acme, globex, api):
    job = _job(globex)

    answers = [
        api("jobs:read").get(f"/api/v1/jobs/{id}").json() | {"request_id": ""}
        for id in (job.public_id, "00000000-0000-4000-8000-000000000000")
    ]

    assert answers[0] == answers[1]
    assert answers[0]["status"] == 404


def test_the_list_pages_by_cursor_newest_first(acme, api):
    jobs = [_job(acme) for _ in range(5)]
    client = api("jobs:read")

    first = client.get("/api/v1/jobs?limit=3&count=true").json()
    second = client.get("/api/v1/jobs", {"limit": 3, "after": first["paging"]["next"]["after"]}).json()

    assert first["paging"]["total"] == 5
    assert [row["id"] for row in first["results"] + second["results"]] == [str(job.public_id) for job in jobs[::-1]]
    assert second["paging"]["next"] is None


def test_without_the_scope_the_answer_names_it(acme, api):
    answer = api("accounts:read").get("/api/v1/jobs")

    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "This key lacks the scope jobs:read."


def test_an_unknown_parameter_is_named(acme, api):
    answer = api("jobs:read").get("/api/v1/jobs?stat=done")

    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {"pointer": "?", "code": "unknown_parameter", "detail": "Unknown parameter 'stat'."}
    ]


def test_a_job_tells_its_moments_in_utc_wherever_the_workspace_is(acme, api):
    Tenant.objects.filter(pk=acme.pk).update(timezone="Asia/Tokyo")
    job = _job(acme)
    with tenant_context(acme.pk):
        Job.objects.filter(pk=job.pk).update(
            created_at=MOMENT, started_at=MOMENT, finished_at=MOMENT, state=Job.State.DONE
        )

    found = api("jobs:read").get(f"/api/v1/jobs/{job.public_id}").json()

    assert {found[name] for name in ("created_at", "started_at", "finished_at")} == {"2026-03-01T23:30:00Z"}
