"""The pages of background work."""

from __future__ import annotations

import pytest

from outbox.models import Job, Message
from outbox.services import job_enqueue, range_job_enqueue
from tenancy.context import tenant_context
from users.models import AuditEntry

HTMX = {"HX-Request": "true"}
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def job(as_acme):
    return job_enqueue(kind="outbox.purge", payload={}, total=4)


def _end(job, state, **given):
    Job.objects.filter(pk=job.pk).update(state=state, **given)


def test_the_list_names_work_state_and_progress(login, job):
    client = login("read_only")

    page = client.get(f"{client.base}/jobs/").content.decode()

    assert "Clearing out of old jobs" in page
    assert "Queued" in page
    assert 'hx-trigger="every 1s"' in page


def test_polling_stops_when_nothing_runs(login, job):
    client = login("rep")
    live = client.get(f"{client.base}/jobs/", headers=HTMX)
    _end(job, "done")
    over = client.get(f"{client.base}/jobs/", headers=HTMX)

    assert (live.status_code, over.status_code) == (200, 286)
    assert "every 1s" not in over.content.decode()


def test_one_jobs_page_stops_polling_at_its_end_and_shows_the_result(login, job):
    client = login("rep")
    _end(job, "done", result={"created": 3, "named": [8, 9], "report": "f00d"})

    answer = client.get(f"{client.base}/jobs/{job.public_id}/", headers=HTMX)

    assert (answer.status_code, answer["HX-Refresh"]) == (286, "true")
    text = answer.content.decode()
    assert "<dt>Created</dt><dd>3</dd>" in text
    assert "named" not in text and "f00d" not in text  # what only machines read


def test_filters_narrow_the_list_and_junk_is_ignored(login, job):
    client = login("rep")
    address = f"{client.base}/jobs/"

    assert "No job fits these filters" in client.get(address, {"state": "done"}).content.decode()
    assert client.get(address, {"state": "\x00", "kind": "'", "page": "٣"}).status_code == 200


def test_an_empty_list_says_what_will_appear(as_acme, login):
    client = login("rep")

    assert "Nothing has run yet" in client.get(f"{client.base}/jobs/").content.decode()


def test_a_manager_cancels_and_it_is_written_down(login, job):
    client = login("manager")

    answer = client.post(f"{client.base}/jobs/{job.public_id}/cancel")

    job.refresh_from_db()
    assert answer.status_code == 302
    assert job.state == "cancelled"
    assert AuditEntry.objects.get(action="job.cancel").object_id == str(job.public_id)


def test_a_failed_job_shows_why_and_is_tried_again(login, job):
    client = login("manager")
    _end(job, "dead", last_error="RuntimeError: no such column")
    page = client.get(f"{client.base}/jobs/{job.public_id}/").content.decode()

    client.post(f"{client.base}/jobs/{job.public_id}/retry")

    job.refresh_from_db()
    assert "RuntimeError: no such column" in page
    assert job.state == "queued"
    assert AuditEntry.objects.filter(action="job.retry").count() == 1


def test_a_refused_cancel_leaves_the_job_and_tells_why(login, job):
    client = login("manager")
    _end(job, "done")

    answer = client.post(f"{client.base}/jobs/{job.public_id}/cancel", headers=HTMX)

    assert answer.status_code == 409
    assert not AuditEntry.objects.filter(action="job.cancel").exists()


def test_a_rep_may_look_but_not_touch(login, job):
    client = login("rep")

    assert client.post(f"{client.base}/jobs/{job.public_id}/cancel").status_code == 403
    assert "Cancel this job" not in client.get(f"{client.base}/jobs/{job.public_id}/").content.decode()


def test_a_dead_announcement_is_shown_and_tried_again(as_acme, login):
    client = login("manager")
    dead = Message.objects.create(consumer="accounts.fit_refresh", key=1, attempts=8, last_error="ValueError: odd")
    Message.objects.update(dead_at=dead.available_at)
    dead.refresh_from_db()
    Message.objects.filter(pk=dead.pk).update(dead_at=dead.available_at)
    page = client.get(f"{client.base}/jobs/").content.decode()

    answer = client.post(f"{client.base}/jobs/announcements/{dead.pk}/retry")

    dead.refresh_from_db()
    assert "ValueError: odd" in page
    assert answer.status_code == 302
    assert dead.dead_at is None


def test_failed_ranges_are_listed(as_acme, login):
    client = login("rep")
    parent = range_job_enqueue(kind="accounts.rescore", ranges=[(0, 10), (10, 20)], payload={})
    Job.objects.filter(parent_id=parent.pk, lower_key=10).update(state="dead", last_error="KeyError: 'x'")
    _end(parent, "dead", last_error="1 of 2 ranges failed")

    page = client.get(f"{client.base}/jobs/{parent.public_id}/").content.decode()

    assert "1 of 2 ranges failed" in page
    assert "KeyError" in page


def test_a_foreign_job_is_not_there(login, globex, acme):
    with tenant_context(globex.pk):
        foreign = job_enqueue(kind="outbox.purge", payload={})
    client = login("manager")

    for id in (foreign.public_id, UNKNOWN):
        assert client.get(f"{client.base}/jobs/{id}/").status_code == 404
        assert client.post(f"{client.base}/jobs/{id}/cancel", headers=HTMX).status_code == 404


def test_the_csv_holds_every_job(login, job):
    client = login("rep")

    answer = client.get(f"{client.base}/jobs/?format=csv")
    text = b"".join(answer.streaming_content).decode()

    assert text.splitlines()[1].startswith("Clearing out of old jobs,Queued,0,4,0,")


@pytest.mark.parametrize("rows", [10, 1000])
def test_the_list_costs_the_same_queries_for_any_number_of_jobs(as_acme, login, django_assert_num_queries, rows):
    client = login("rep")
    Job.objects.bulk_create(Job(tenant=as_acme, kind="outbox.purge", created_by_id=client.user.pk) for _ in range(rows))
    client.get(f"{client.base}/jobs/")

    # the same for any number of jobs; past one page the rows are also counted
    with django_assert_num_queries(10 if rows == 10 else 11):
        client.get(f"{client.base}/jobs/")
