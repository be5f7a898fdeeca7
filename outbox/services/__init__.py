"""What other rooms ask of the outbox."""

from __future__ import annotations

from outbox.services.control import job_cancel, job_retry
from outbox.services.drain import outbox_drain
from outbox.services.jobs import job_enqueue
from outbox.services.mail import mail_enqueue
from outbox.services.messages import message_append, message_retry
from outbox.services.parts import range_job_enqueue

__all__ = [
    "job_cancel",
    "job_enqueue",
    "job_retry",
    "mail_enqueue",
    "message_append",
    "message_retry",
    "outbox_drain",
    "range_job_enqueue",
]
