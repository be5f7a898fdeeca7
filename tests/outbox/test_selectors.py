from __future__ import annotations

from uuid import UUID

from outbox.models import Job, Message
from outbox.selectors import dead_messages, job_get, job_kinds, job_list, job_parts_dead
from outbox.services import job_enqueue, range_job_enqueue
from outbox.services.drain import database_now


def test_jobs_are_listed_newest_first_without_their_parts(as_acme):
    first = job_enqueue(kind="a", payload={})
    parent = range_job_enqueue(kind="b", ranges=[(0, 1), (1, 2)], payload={})

    assert list(job_list()) == [parent, first]
    assert list(job_list(state="waiting")) == [parent]
    assert list(job_list(kind="a")) == [first]
    assert job_kinds() == ["a", "b"]


def test_a_part_is_no_job_of_its_own(as_acme):
    parent = range_job_enqueue(kind="b", ranges=[(0, 1)], payload={})
    part = Job.objects.get(parent_id=parent.pk)

    assert job_get(public_id=parent.public_id) == parent
    assert job_get(public_id=part.public_id) is None
    assert job_get(public_id=UUID(int=1)) is None


def test_failed_parts_are_found_by_their_parent(as_acme):
    parent = range_job_enqueue(kind="b", ranges=[(0, 1), (1, 2)], payload={})
    Job.objects.filter(parent_id=parent.pk, lower_key=1).update(state="dead")

    assert [part.lower_key for part in job_parts_dead(parent_id=parent.pk)] == [1]


def test_only_dead_messages_are_dead(as_acme):
    Message.objects.create(consumer="a", key=1)
    dead = Message.objects.create(consumer="a", key=2, dead_at=database_now())

    assert list(dead_messages()) == [dead]
