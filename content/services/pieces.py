"""Storing and deleting what is said in one piece: letters, objections. Their services say what may be said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models

from common.errors import NotFoundError
from users.services import Actor, audit_append

M = TypeVar("M", bound=models.Model)


def piece_store(model: type[M], *, pk: int | None, columns: Mapping[str, Any], missing: str, actor: Actor) -> M:
    """This function will store a piece, a new one when ``pk`` is ``None``. Writes one audit row.

    :raises NotFoundError: saying ``missing``, when there is no such piece.
    """
    objects: Any = model._default_manager
    if pk is None:
        pk = objects.create(**columns).pk
    elif not objects.filter(pk=pk).update(**columns):
        raise NotFoundError(missing)
    stored: M = objects.get(pk=pk)
    _told(stored, "set", actor)
    return stored


def piece_delete(model: type[M], *, pk: int, missing: str, actor: Actor) -> None:
    """This function will delete a piece. Writes one audit row.

    :raises NotFoundError: saying ``missing``, when there is no such piece.
    """
    objects: Any = model._default_manager
    stored = objects.filter(pk=pk).first()
    if stored is None:
        raise NotFoundError(missing)
    _told(stored, "delete", actor)
    stored.delete()


def _told(piece: Any, verb: str, actor: Actor) -> None:
    kind = piece._meta.model_name
    audit_append(actor=actor, action=f"{kind}.{verb}", object_type=kind, object_id=str(piece.public_id))
