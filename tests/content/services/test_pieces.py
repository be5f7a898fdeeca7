"""Pieces are stored and deleted alike, and the audit log names them as the outside does."""

from __future__ import annotations

import pytest

from common.errors import NotFoundError
from content.models import Objection
from content.services.pieces import piece_delete, piece_store
from tests.content.factories import ACTOR
from users.models import AuditEntry


def test_a_piece_is_stored_changed_and_deleted_under_its_public_id(as_acme):
    made = piece_store(Objection, pk=None, columns={"text": "a", "answer": "b"}, missing="", actor=ACTOR)
    piece_store(Objection, pk=made.pk, columns={"answer": "c"}, missing="", actor=ACTOR)
    assert Objection.objects.get().answer == "c"
    piece_delete(Objection, pk=made.pk, missing="", actor=ACTOR)

    told = AuditEntry.objects.order_by("pk").values_list("action", "object_type", "object_id")
    actions = ("objection.set", "objection.set", "objection.delete")
    assert list(told) == [(action, "objection", str(made.public_id)) for action in actions]


def test_what_is_not_there_is_said(as_acme):
    with pytest.raises(NotFoundError, match="Gone"):
        piece_store(Objection, pk=1, columns={"answer": "c"}, missing="Gone", actor=ACTOR)
    with pytest.raises(NotFoundError, match="Gone"):
        piece_delete(Objection, pk=1, missing="Gone", actor=ACTOR)
