from __future__ import annotations

import base64

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Account
from common.keyset import Phase, cursor_read, cursor_write, key_page
from tests.factories import AccountFactory

pytestmark = pytest.mark.usefixtures("as_acme")


def phases(*, descending: bool = True) -> list[Phase]:
    known = Account.objects.filter(employees__isnull=False)
    unknown = Account.objects.filter(employees=None)
    return [
        Phase(lambda: known, (("employees", descending), ("id", descending)), "id"),
        Phase(lambda: unknown, (("id", False),), "id"),
    ]


def walk(size: int, *, descending: bool = True) -> list[list[int]]:
    pages, after = [], ""
    while True:
        page = key_page(phases(descending=descending), size=size, after=after)
        pages.append(page.keys)
        if not page.after:
            return pages
        after = page.after


def test_pages_go_through_those_with_a_value_and_then_the_others():
    made = {n: AccountFactory(employees=n).pk for n in (10, 30, 20)}
    unknown = [AccountFactory(employees=None).pk for _ in range(2)]

    assert walk(2) == [[made[30], made[20]], [made[10], unknown[0]], [unknown[1]]]
    assert walk(2, descending=False) == [[made[10], made[20]], [made[30], unknown[0]], [unknown[1]]]


@given(st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=12), st.integers(1, 5), st.booleans())
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_every_row_comes_once_and_the_way_back_shows_the_same_pages(values, size, descending):
    Account.objects.all().delete()
    for value in values:
        AccountFactory(employees=value)
    forward = walk(size, descending=descending)
    assert sorted(key for page in forward for key in page) == sorted(Account.objects.values_list("pk", flat=True))

    page = key_page(phases(descending=descending), size=size)
    trail = [page]
    while page.after:
        page = key_page(phases(descending=descending), size=size, after=page.after)
        trail.append(page)
    for expected in reversed(trail[:-1]):
        page = key_page(phases(descending=descending), size=size, before=page.before)
        assert page.keys == expected.keys
    assert page.before == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        cursor_write(9, [1, 1]),
        cursor_write(0, [1]),
        cursor_write(0, ["many", 1]),
        cursor_write(0, [None, 1]),
        cursor_write(0, [True, 1]),
        cursor_write(1, ["\0"]),
        cursor_write(1, ["\ud800"]),
        "bnVsbA",
        base64.urlsafe_b64encode(b"[" * 3000).decode(),
    ],
)
def test_a_cursor_that_is_no_place_in_the_list_is_ignored(text):
    AccountFactory(employees=1)

    assert cursor_read(text, phases()) is None
    assert len(key_page(phases(), size=5, after=text).keys) == 1


def test_a_deep_page_reads_no_more_than_the_first(django_assert_num_queries):
    for number in range(9):
        AccountFactory(employees=number)
    second = key_page(phases(), size=3)
    third = key_page(phases(), size=3, after=second.after)

    with django_assert_num_queries(1):
        key_page(phases(), size=2, after=third.before)


@pytest.mark.parametrize(
    ("column", "value"), [("updated_at", 5), ("updated_at", "soon"), ("name", "\ud800"), ("name", "\0")]
)
def test_a_value_that_its_column_cannot_hold_is_no_place(column, value):
    AccountFactory()
    by = [Phase(Account.objects.all, ((column, False), ("id", False)), "id")]

    assert cursor_read(cursor_write(0, [value, 1]), by) is None
    assert len(key_page(by, size=5, after=cursor_write(0, [value, 1])).keys) == 1
