"""Which function does which background work. Rooms register theirs in ``<room>/tasks.py``; nothing here runs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

FAST = "fast"  # small, soon
BULK = "bulk"  # imports and key ranges; a queue of its own, so that they never stand before the small ones
OUTSIDE = "outside"  # speaks to other systems, which may be slow
QUEUES = (FAST, BULK, OUTSIDE)

DEFAULT_LEASE = 30  # seconds a claim is held without renewal: how long a killed worker's job waits
LEAST_TIME_LIMIT = 25  # seconds


class JobStopped(Exception):
    """Raised inside a handler by ``progress()`` when the job was cancelled, superseded or taken over."""


@dataclass
class Progress:
    """What a handler has said about its progress; written to the job's row from outside the handler's transaction."""

    done: int = 0
    total: int | None = None
    stopped: bool = False

    def tell(self, done: int, total: int | None) -> None:
        """Take a new position.

        :raises JobStopped: when the job no longer belongs to this run.
        """
        self.done = done
        if total is not None:
            self.total = total
        if self.stopped:
            raise JobStopped


@dataclass(frozen=True)
class JobRun:
    """One try of a job, as its handler sees it."""

    job_id: int
    public_id: UUID  # stable over all tries: the id to send to other systems
    payload: dict[str, Any]
    now: datetime
    attempt: int
    created_by_id: int | None = None
    tracker: Progress = field(default_factory=Progress)

    def progress(self, done: int, total: int | None = None) -> None:
        """This function will report how far the work is; the page shows it within a second or two.

        :raises JobStopped: when the job was cancelled or superseded; let it pass.
        """
        self.tracker.tell(done, total)


@dataclass(frozen=True)
class RangeRun(JobRun):
    """One try of one part of a range job: the keys in ``[lower, upper)``."""

    lower: int = 0
    upper: int = 0


class ConsumerFunction(Protocol):
    """Does the work for a batch of changed keys, from the state of the database, and may do it twice."""

    def __call__(self, *, keys: list[int], now: datetime) -> object: ...


JobFunction = Callable[[JobRun], "dict[str, Any] | None"]
RangeFunction = Callable[[RangeRun], "dict[str, Any] | None"]
C = TypeVar("C", bound=ConsumerFunction)
J = TypeVar("J", bound=JobFunction)
R = TypeVar("R", bound=RangeFunction)


@dataclass(frozen=True)
class Consumer:
    """Who listens, how many keys it takes at once, and which model's they are (None: it looks at more than keys)."""

    name: str
    run: ConsumerFunction
    batch: int
    lease: int
    keys: str | None = None


@dataclass(frozen=True)
class JobKind:
    """How a kind of job is run."""

    kind: str
    run: JobFunction
    lease: int
    time_limit: int
    queue: str
    outside: bool = False
    secret: bool = False


@dataclass(frozen=True)
class RangeKind:
    """How the parts of a range job are run."""

    kind: str
    run: RangeFunction
    lease: int
    time_limit: int


CONSUMERS: dict[str, Consumer] = {}
JOB_KINDS: dict[str, JobKind] = {}
RANGE_KINDS: dict[str, RangeKind] = {}
RANGE_FINISHES: dict[str, JobFunction] = {}


class RegistryError(RuntimeError):
    """Two functions under one name, or none: a bug."""


def _once(name: str, *registers: dict[str, Any]) -> None:
    if any(name in register for register in registers):
        raise RegistryError(f"{name} is registered twice")


def _limits(lease: int) -> tuple[int, int]:
    """Return (seconds held without renewal, seconds a run may take)."""
    return min(lease, DEFAULT_LEASE), max(lease - 5, LEAST_TIME_LIMIT)


def consumer_task(name: str, *, batch: int = 500, keys: str | None = None) -> Callable[[C], C]:
    """This function will register the function that handles the keys announced to ``name`` (see OUTBOX_ROUTES).

    ``keys``: the model whose ids it takes, such as ``accounts.Account``; None where it only asks for work on everything
    and any announcement may be its summons.

    The function runs in one transaction of the tenant, together with the deletion of the messages.
    """

    def register(run: C) -> C:
        _once(name, CONSUMERS)
        CONSUMERS[name] = Consumer(name=name, run=run, batch=batch, lease=DEFAULT_LEASE, keys=keys)
        return run

    return register


def job_task(
    kind: str, *, lease: int = DEFAULT_LEASE, queue: str | None = None, outside: bool = False, secret: bool = False
) -> Callable[[J], J]:
    """This function will register the function that does a kind of job.

    ``lease``: the longest a run may take, in seconds; the claim itself is short and renewed while the work goes on.
    ``outside``: the function speaks to other systems, so it runs between claim and *done*, outside any transaction (use
    ``run.public_id`` as the stable id); otherwise its effect and *done* are one transaction. ``secret``: the payload is
    wiped when the job is done or stopped; a dead one keeps it, to be tried again. What the function returns becomes the
    job's result. An ``AbsError`` ends the job at once;
    any other exception is tried again, up to eight times.
    """

    def register(run: J) -> J:
        _once(kind, JOB_KINDS, RANGE_KINDS)
        held, limit = _limits(lease)
        chosen = queue or (OUTSIDE if outside else BULK if lease > DEFAULT_LEASE else FAST)
        JOB_KINDS[kind] = JobKind(
            kind=kind, run=run, lease=held, time_limit=limit, queue=chosen, outside=outside, secret=secret
        )
        return run

    return register


def range_task(kind: str, *, lease: int = 60) -> Callable[[R], R]:
    """This function will register the function that does one key range of a tenant-wide job; ranges run in parallel.

    Each range is one transaction. ``lease``: the longest one range may take, in seconds.
    """

    def register(run: R) -> R:
        _once(kind, JOB_KINDS, RANGE_KINDS)
        held, limit = _limits(lease)
        RANGE_KINDS[kind] = RangeKind(kind=kind, run=run, lease=held, time_limit=limit)
        return run

    return register


def range_finish_task(kind: str) -> Callable[[J], J]:
    """This function will register the closing step of a range job: it runs once, after every range is done."""

    def register(run: J) -> J:
        _once(kind, RANGE_FINISHES)
        RANGE_FINISHES[kind] = run
        return run

    return register
