"""Versions of a record: ``ETag`` out, ``If-Match`` and ``If-None-Match`` in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rest_framework.request import Request

from common.api.refusals import ProblemError


def etag_of(record: Any) -> str:
    """This function will return the strong entity tag of a record: part of its public id, and its version.

    The version is the column ``version`` where there is one, else the moment of the last change.
    """
    version = getattr(record, "version", None)
    if version is None:
        changed: datetime | None = getattr(record, "updated_at", None) or getattr(record, "created_at", None)
        version = int(changed.timestamp() * 1_000_000) if changed else 0
    return f'"{record.public_id.hex[:12]}-{version}"'


def _tags(header: str) -> set[str]:
    return {tag.strip() for tag in header.split(",")}


def assert_unchanged(request: Request, record: Any) -> None:
    """This function will refuse a write whose ``If-Match`` names another version; the record must be locked.

    :raises ProblemError: 412 with the current tag.
    """
    given = request.headers.get("If-Match")
    if given is None or given.strip() == "*":
        return
    current = etag_of(record)
    if current not in _tags(given):
        raise ProblemError(412, "precondition_failed", "The record has changed meanwhile.", {"current": current})


def assert_create_only(request: Request, *, exists: bool) -> None:
    """This function will refuse an update under ``If-None-Match: *``.

    :raises ProblemError: 412.
    """
    if exists and request.headers.get("If-None-Match", "").strip() == "*":
        raise ProblemError(412, "precondition_failed", "The record exists already.")


def is_known(request: Request, record: Any) -> bool:
    """This function will tell whether the caller has this version already (``If-None-Match``), so 304 is enough."""
    given = request.headers.get("If-None-Match")
    return given is not None and etag_of(record) in {tag.removeprefix("W/") for tag in _tags(given)}
