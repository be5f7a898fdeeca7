"""The life of an uploaded file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from accounts.models import Account
from crm.models import Import, ImportChunk
from crm.selectors.imports import import_chunks
from crm.sentences import refusal_text
from crm.services.imports import (
    FileUnreadable,
    ImportBusy,
    MappingInvalid,
    file_import,
    import_cancel,
    import_receive,
    import_run,
    import_start,
)
from crm.services.load import LoadOrder
from outbox.models import Job
from outbox.registry import Progress
from outbox.services.run import job_run
from tenancy.context import tenant_atomic, tenant_context
from tests.factories import AccountFactory, member
from users.models import Notification
from users.notices import notice_text
from users.services import Actor

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
ACTOR = Actor.of_command("test")
pytestmark = pytest.mark.django_db


def receive(body: bytes, kind: str = "accounts") -> Import:
    return import_receive(
        kind=kind, source="web", file_name="f.csv", chunks=[body], created_by_id=None, actor=ACTOR, now=NOON
    )


def test_a_file_is_kept_in_pieces_and_counted(as_acme: Any) -> None:
    body = b"name\n" + b"".join(b"Company %d\n" % n for n in range(100_000))
    row = receive(body)
    assert (row.rows_total, row.file_size, row.format) == (100_000, len(body), "csv")
    assert ImportChunk.objects.count() == 2
    assert b"".join(import_chunks(import_id=row.pk)) == body


def test_a_file_of_several_pieces_is_loaded_to_its_end(as_acme: Any) -> None:
    row = receive(b"name,city\n" + b"".join(b"Company %d,%s\n" % (n, b"x" * 100) for n in range(12_000)))
    assert ImportChunk.objects.count() == 2
    import_start(import_id=row.pk, mapping=None, skip_invalid=False, actor=ACTOR, now=NOON)
    assert import_run(import_id=row.pk, mapped=False, now=NOON, tell=lambda done: None)["created"] == 12_000
    assert Account.objects.filter(city="x" * 100).count() == 12_000


def test_a_file_is_loaded_once_and_then_forgotten(as_acme: Any) -> None:
    row = receive(b"name\nA\n")
    with pytest.raises(MappingInvalid):
        import_start(import_id=row.pk, mapping={"fields": {"x": "y"}}, skip_invalid=False, actor=ACTOR, now=NOON)
    import_start(import_id=row.pk, mapping=None, skip_invalid=False, actor=ACTOR, now=NOON)
    assert Job.objects.get(kind="crm.import").progress_total == 1
    told: list[int] = []
    result = import_run(import_id=row.pk, mapped=False, now=NOON, tell=told.append)
    assert (result["created"], told, Account.objects.count(), ImportChunk.objects.count()) == (1, [1], 1, 0)
    with pytest.raises(ImportBusy):
        import_start(import_id=row.pk, mapping=None, skip_invalid=False, actor=ACTOR, now=NOON)
    with pytest.raises(ImportBusy):
        import_cancel(import_id=row.pk, actor=ACTOR, now=NOON)


def test_a_run_that_stops_in_the_middle_leaves_nothing_and_can_be_run_again(as_acme: Any) -> None:
    row = receive(b"name\n" + b"".join(b"C%d\n" % n for n in range(2_001)))
    import_start(import_id=row.pk, mapping=None, skip_invalid=False, actor=ACTOR, now=NOON)

    def die(done: int) -> None:
        raise RuntimeError("killed")

    with pytest.raises(RuntimeError, match="killed"):
        import_run(import_id=row.pk, mapped=False, now=NOON, tell=die)
    assert Account.objects.count() == 0
    assert import_run(import_id=row.pk, mapped=False, now=NOON, tell=lambda done: None)["created"] == 2_001


def test_a_fault_found_only_while_loading_refuses_the_import_with_its_place(as_acme: Any) -> None:
    row = receive(b"name\nA\n")
    ImportChunk.objects.update(data=b'name\nA\n"B')  # too long to be read through when it came
    import_start(import_id=row.pk, mapping=None, skip_invalid=False, actor=ACTOR, now=NOON)
    import_run(import_id=row.pk, mapped=False, now=NOON, tell=lambda done: None)
    row.refresh_from_db()
    assert row.refusal is not None
    assert (row.status, row.refusal["line"], row.refusal["code"]) == ("refused", 3, "quote_open")
    assert Account.objects.count() == 0


def test_a_file_of_very_many_faults_says_where_reading_ended_and_that_there_may_be_more(
    as_acme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm.services.load.MOST_ISSUES", 2)
    row = receive(b"name,employees\nA,1\n" + b"B,many\n" * 5)
    import_start(import_id=row.pk, mapping=None, skip_invalid=False, actor=ACTOR, now=NOON)
    import_run(import_id=row.pk, mapped=False, now=NOON, tell=lambda done: None)
    row.refresh_from_db()
    assert (row.status, row.rows_rejected, row.issues.count()) == ("refused", 3, 2)
    assert refusal_text(row.refusal) == (
        "line 5: More than 2 rows have faults, so the file was read no further than this line and there may be more of"
        " them."
    )


def test_the_command_keeps_a_history_but_for_dry_runs(as_acme: Any) -> None:
    def run(body: bytes, **how: Any) -> Any:
        order = LoadOrder("accounts", None, "file", **how)
        return file_import(order=order, file_name="f", chunks=[body], actor=ACTOR, now=NOON, tell=lambda done: None)

    run(b"name\nA\n", dry_run=True)
    assert Import.objects.count() == 0
    run(b"name\nA\n")
    assert Import.objects.get().rows_created == 1
    with pytest.raises(FileUnreadable):
        run(b"%PDF-")
    with pytest.raises(MappingInvalid):
        run(b"Firm\nA\n")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"name\nA\nB\n", "f.csv is imported: 2 new, 0 changed."),
        (b"name\n\xff\n", "f.csv was refused; nothing of it is stored."),
        (
            b"name\nA\nTwin\n",
            (
                "f.csv is imported: 1 new, 0 changed. "
                "1 row fits several accounts and is held back until somebody says which one is meant."
            ),
        ),
    ],
)
def test_the_uploader_is_told_how_the_import_ended(as_acme: Any, body: bytes, words: str) -> None:
    ann = member(as_acme, "manager")
    AccountFactory.create_batch(2, name="Twin", name_key="twin")
    row = import_receive(
        kind="accounts", source="web", file_name="f.csv", chunks=[body], created_by_id=ann.pk, actor=ACTOR, now=NOON
    )
    import_run(import_id=row.pk, mapped=False, now=NOON, tell=lambda done: None)
    told = Notification.objects.get()
    assert (told.user, told.about, notice_text(told)) == (ann, str(row.public_id), words)


@pytest.mark.django_db(transaction=True)
def test_an_import_that_runs_can_be_cancelled_and_leaves_nothing(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with tenant_atomic(acme.pk):
        row = receive(b"name\nA\nB\n")
        import_start(import_id=row.pk, mapping=None, skip_invalid=False, actor=ACTOR, now=NOON)
        job = Job.objects.get(kind="crm.import")

    def cancel() -> str:
        try:
            with tenant_atomic(acme.pk), connection.cursor() as cursor:
                cursor.execute("set local lock_timeout = '2s'")
                return str(import_cancel(import_id=row.pk, actor=ACTOR, now=NOON).status)
        finally:
            connection.close()

    def cancelled_meanwhile(self: Progress, done: int, total: int | None) -> None:
        with ThreadPoolExecutor(1) as another:  # somebody else's request
            seen.append(another.submit(cancel).result())

    seen: list[str] = []
    monkeypatch.setattr(Progress, "tell", cancelled_meanwhile)
    with tenant_context(acme.pk):
        job_run(job_id=job.pk, now=NOON)

    assert seen == ["cancelled"]
    with tenant_atomic(acme.pk):
        row.refresh_from_db()
        job.refresh_from_db()
        assert (row.status, job.state, Account.objects.count()) == ("cancelled", "cancelled", 0)
