"""The one kind of error that a user can act on. Everything else is a bug and is not caught."""

from __future__ import annotations

from typing import ClassVar


class AbsError(Exception):
    """A refusal the user can act on: says what was wrong, where, and what to do.

    ``status`` is the HTTP status when it reaches a face; ``fields`` maps a field name to its message.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400

    def __init__(self, message: str, *, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields or {}


class NotFoundError(AbsError):
    """There is no such thing in this workspace, or it is another workspace's: the two answers are the same."""

    code = "not_found"
    status = 404


class ConflictError(AbsError):
    """The thing changed meanwhile, or exists already."""

    code = "conflict"
    status = 409
