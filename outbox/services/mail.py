"""Mail goes through the outbox: a request never waits for a mail server, and a rolled-back request sends nothing."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from outbox.models import Job
from outbox.registry import JobRun
from outbox.services.jobs import job_enqueue

MAIL_KIND = "outbox.mail"


def mail_enqueue(*, to: str, subject: str, text: str, html: str = "") -> Job:
    """This function will have a mail sent after the running transaction commits.

    Sent at least once, with the same Message-ID on every try; the job's payload is wiped once it is sent.
    """
    return job_enqueue(kind=MAIL_KIND, payload={"to": to, "subject": subject, "text": text, "html": html})


def mail_send(*, run: JobRun) -> None:
    """This function will hand one mail to the mail server; outside any transaction."""
    host = urlsplit(settings.ABS_BASE_URL).hostname or "localhost"
    subject = " ".join(run.payload["subject"].split())  # a line break in a subject would be refused
    mail = EmailMultiAlternatives(
        subject=subject,
        body=run.payload["text"],
        to=[run.payload["to"]],
        headers={"Message-ID": f"<{run.public_id}@{host}>"},
    )
    if run.payload["html"]:
        mail.attach_alternative(run.payload["html"], "text/html")
    mail.send()
