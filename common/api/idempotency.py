"""``Idempotency-Key``: the same key and body get the same answer for a day; the store belongs to a higher room."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings
from django.http import HttpResponse
from django.utils.module_loading import import_string
from rest_framework.request import Request

from common.api.authentication import key_of
from common.api.refusals import ProblemError

KEY = re.compile(r"[\x21-\x7e]{1,255}")
KEPT_HEADERS = ("Content-Type", "ETag", "Location")


@dataclass(frozen=True)
class StoredAnswer:
    """The committed answer of an earlier request."""

    request_digest: str
    status: int
    body: str
    headers: dict[str, str]


class StillRunningError(Exception):
    """Another request with the same key has not ended."""


class AnswerStore(Protocol):
    """Keeps answers in the transaction of their effect."""

    def begin(self, *, actor: str, key: str, request_digest: str) -> StoredAnswer | None:
        """Take the key for this request; return the earlier answer when there is one.

        :raises StillRunningError: when a twin is under way.
        """
        ...

    def finish(self, *, actor: str, key: str, status: int, body: str, headers: dict[str, str]) -> None:
        """Keep the answer."""
        ...


@dataclass(frozen=True)
class Taken:
    """A key taken by the running request."""

    actor: str
    key: str


class ReplayError(Exception):
    """Not an error: the answer is known already. Carries it out of the view."""

    def __init__(self, answer: StoredAnswer) -> None:
        super().__init__()
        self.answer = answer


def _store() -> AnswerStore:
    store: AnswerStore = import_string(settings.API_ANSWER_STORE)()
    return store


def key_take(request: Request) -> Taken | None:
    """This function will take the request's ``Idempotency-Key``; None when it has none.

    :raises ReplayError: with the earlier answer.
    :raises ProblemError: 400 for a malformed key, 409 while a twin runs, 422 when the key was used for another request.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    if not KEY.fullmatch(key):
        raise ProblemError(400, "bad_idempotency_key", "Idempotency-Key: 1 to 255 printable ASCII characters.")
    _ = request.data  # parses, which leaves the body's digest
    body = getattr(request, "body_digest", "")
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()} {body}".encode()).hexdigest()
    taken = Taken(actor=f"api_key:{key_of(request).public_id}", key=key)
    try:
        earlier = _store().begin(actor=taken.actor, key=key, request_digest=digest)
    except StillRunningError:
        raise ProblemError(409, "still_running", "A request with this Idempotency-Key is still running.") from None
    if earlier is None:
        return taken
    if earlier.request_digest != digest:
        raise ProblemError(422, "idempotency_key_reused", "This Idempotency-Key was used for another request.")
    raise ReplayError(earlier)


def answer_keep(taken: Taken, response: Any) -> None:
    """This function will keep a rendered answer beside the effect; both commit or neither."""
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    _store().finish(
        actor=taken.actor,
        key=taken.key,
        status=response.status_code,
        body=response.content.decode(),
        headers=headers,
    )


def answer_replay(answer: StoredAnswer) -> HttpResponse:
    """This function will give the earlier answer again, marked as such."""
    response = HttpResponse(answer.body, status=answer.status)
    for name, value in answer.headers.items():
        response[name] = value
    response["Idempotency-Replayed"] = "true"
    return response
