"""The transactional outbox: PostgreSQL is the queue of record, the broker only rings the bell."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from tenancy.models import PublicIdField, TenantLog, TenantModel, same_tenant_fk


class Message(TenantLog):
    """One row per consumer and object: this object changed, and this consumer has not looked yet.

    ``seq`` grows with every announcement; a consumer deletes only the seq it claimed, so a change made meanwhile stays.
    ``claims`` fences, as it does for a job. Written by ``outbox.services`` alone.
    """

    consumer = models.CharField(max_length=60)
    key = models.BigIntegerField()
    seq = models.BigIntegerField(default=1)
    attempts = models.SmallIntegerField(default=0)
    claims = models.BigIntegerField(db_default=0)  # how often it was ever taken
    available_at = models.DateTimeField(db_default=Now())  # due from; while claimed: the end of the lease
    dead_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")
    announced_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "outbox_message"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "consumer", "key"], name="outbox_message_once"),
        ]
        indexes = [
            # claims of one tenant's consumer
            models.Index(
                fields=["tenant", "consumer", "available_at"],
                name="outbox_message_due",
                condition=models.Q(dead_at=None),
            ),
            # the sweep, which looks across tenants
            models.Index(fields=["available_at"], name="outbox_message_sweep", condition=models.Q(dead_at=None)),
            # the page of dead letters
            models.Index(
                fields=["tenant", "-dead_at", "-id"],
                name="outbox_message_dead",
                condition=models.Q(dead_at__isnull=False),
            ),
        ]


class Job(TenantModel):
    """One unit of background work with payload, progress and result. Written by ``outbox.services`` alone.

    ``claims`` fences: an effect commits only with the claim that is still the last. It never starts anew, as
    ``attempts`` does, or a worker frozen since an earlier round could pass for the one of today. ``seq`` grows when
    the same work is asked for again while it runs, and the job then runs once more. A job cut into key ranges has a
    parent, which waits for its parts, carries their progress, and runs the closing step.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        WAITING = "waiting"  # a parent whose parts run
        DONE = "done"
        DEAD = "dead"
        CANCELLED = "cancelled"
        SUPERSEDED = "superseded"

    OPEN = (State.QUEUED, State.RUNNING, State.WAITING)
    DUE = (State.QUEUED, State.RUNNING)

    public_id = PublicIdField()
    kind = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=120, null=True)  # noqa: DJ001 - null: never deduplicated
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    seq = models.BigIntegerField(default=1)
    attempts = models.SmallIntegerField(default=0)
    claims = models.BigIntegerField(db_default=0)  # how often it was ever taken
    available_at = models.DateTimeField(db_default=Now())  # due from; while running: the end of the lease
    rung_at = models.DateTimeField(null=True)  # when the sweep last rang for it; damps the bell
    parent = same_tenant_fk("outbox.Job", null=True, related_name="parts")
    lower_key = models.BigIntegerField(null=True)  # a part works on keys in [lower_key, upper_key)
    upper_key = models.BigIntegerField(null=True)
    parts_open = models.IntegerField(default=0)
    parts_dead = models.IntegerField(default=0)
    progress_done = models.BigIntegerField(default=0)  # of a parent: finished parts
    progress_total = models.BigIntegerField(null=True)
    result = models.JSONField(null=True)
    created_by_id = models.BigIntegerField(null=True)  # users.User, a higher room, so only its number
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        db_table = "outbox_job"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "public_id"], name="outbox_job_public_id"),
            models.UniqueConstraint(
                fields=["tenant", "kind", "dedupe_key"],
                name="outbox_job_open_once",
                condition=models.Q(state__in=["queued", "running", "waiting"]),
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["queued", "running", "waiting", "done", "dead", "cancelled", "superseded"]
                ),
                name="outbox_job_state_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["available_at"], name="outbox_job_due", condition=models.Q(state__in=["queued", "running"])
            ),
            models.Index(
                fields=["tenant", "-created_at", "-id"], name="outbox_job_newest", condition=models.Q(parent=None)
            ),
        ]


class Slot(models.Model):
    """One turn of a periodic task. The unique row lets any number of schedulers fire it once.

    Outside row-level security: schedulers fire for every tenant. It says only that a turn was taken.
    """

    name = models.CharField(max_length=60)
    slot = models.CharField(max_length=60)  # "<tenant id>:<slot name>"
    fired_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "outbox_slot"
        constraints = [models.UniqueConstraint(fields=["name", "slot"], name="outbox_slot_once")]


class Worker(models.Model):
    """A worker host and when it last gave a sign of life, for ``/readyz``.

    Outside row-level security: a worker serves every tenant.
    """

    name = models.CharField(max_length=200, unique=True)
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "outbox_worker"


class IdempotencyKey(TenantModel):
    """The first answer to a request that carried an ``Idempotency-Key``, kept for a day.

    Inserted before the effect and committed with it: a twin waits on the unique key, and a failed request frees it.
    """

    actor = models.CharField(max_length=64)  # whose key: "api_key:<public id>"
    key = models.CharField(max_length=255)
    request_digest = models.CharField(max_length=64)  # SHA-256 of method, path and body
    status = models.SmallIntegerField(null=True)  # null while the request runs
    body = models.TextField(blank=True, default="")
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "outbox_idempotency_key"
        constraints = [
            models.UniqueConstraint(fields=["tenant", "actor", "key"], name="outbox_idempotency_key_once"),
        ]
        indexes = [models.Index(fields=["tenant", "created_at"], name="outbox_idempotency_key_age")]
