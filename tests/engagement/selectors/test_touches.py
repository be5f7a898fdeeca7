"""The list of touches."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from engagement.selectors.touches import touch_find, touch_list
from tests.engagement.factories import NOON, TouchContactFactory, TouchFactory

pytestmark = pytest.mark.usefixtures("as_acme")


def test_touches_are_listed_newest_first_and_narrowed():
    old = TouchFactory(kind="email", occurred_at=NOON - timedelta(days=1))
    new = TouchFactory(outcome="meeting")

    assert list(touch_list()) == [new, old]
    assert list(touch_list(given={"kind": "email"})) == [old]
    assert list(touch_list(given={"outcome": "meeting", "start": NOON, "end": NOON + timedelta(hours=1)})) == [new]


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_two_queries(count, django_assert_num_queries):
    for _ in range(count):
        TouchContactFactory()

    with django_assert_num_queries(2):  # touches with accounts; people
        assert sum(len(touch.touch_contacts.all()) for touch in touch_list()) == count


def test_one_touch_is_found_or_not():
    touch = TouchFactory()

    assert touch_find(public_id=touch.public_id) == touch
    assert touch_find(public_id=uuid4()) is None
