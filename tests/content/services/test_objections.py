"""Objections and their answers."""

from __future__ import annotations

import pytest

from common.errors import NotFoundError
from content.models import Objection
from content.services.objections import ObjectionFacts, ObjectionInvalidError, objection_delete, objection_set
from tests.content.factories import ACTOR


def test_an_objection_is_stored_changed_and_deleted(as_acme):
    made = objection_set(objection_id=None, facts=ObjectionFacts("Too dear", "Payback in 4 months"), actor=ACTOR)
    objection_set(objection_id=made.pk, facts=ObjectionFacts("Too dear", "In 3", keywords=("price",)), actor=ACTOR)
    assert Objection.objects.get().keywords == ["price"]

    with pytest.raises(ObjectionInvalidError):
        objection_set(objection_id=None, facts=ObjectionFacts("Too dear", ""), actor=ACTOR)

    objection_delete(objection_id=made.pk, actor=ACTOR)
    with pytest.raises(NotFoundError):
        objection_delete(objection_id=made.pk, actor=ACTOR)
