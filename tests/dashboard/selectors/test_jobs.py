from __future__ import annotations

from abs_platform.beat import PERIODIC
from dashboard.selectors.jobs import LABELS, STATES
from outbox import registry
from outbox.models import Job


def test_every_state_has_a_label():
    assert set(STATES) == set(Job.State)


def test_every_registered_kind_of_work_has_a_name_for_people():
    kinds = {*registry.CONSUMERS, *registry.JOB_KINDS, *registry.RANGE_KINDS}

    assert kinds - set(LABELS) == set()


def test_the_beat_table_names_registered_kinds():
    assert {entry.kind for entry in PERIODIC} <= {*registry.JOB_KINDS, *registry.RANGE_KINDS}


def test_no_two_kinds_of_work_are_called_alike() -> None:
    labels = [str(label) for label in LABELS.values()]
    assert sorted(set(labels)) == sorted(labels)
