from __future__ import annotations

import pytest

from common.paging import LAST_PAGE, page_number, page_of

ROWS = list(range(120))


@pytest.mark.parametrize(
    ("raw", "number"),
    [(None, 1), ("", 1), ("3", 3), ("0", 1), ("-2", 1), ("x", 1), ("٣", 1), ("9" * 30, 1), ("9999999", LAST_PAGE)],
)
def test_a_page_number_that_is_none_means_the_first(raw, number):
    assert page_number(raw) == number


def test_a_page_knows_its_rows_and_its_neighbours():
    page = page_of(ROWS, number="2")

    assert (page.rows[0], page.rows[-1]) == (50, 99)
    assert (page.has_previous, page.has_next, page.total) == (True, True, 120)
    assert page.range_label == "51–100 of 120"


def test_counting_stops_at_the_cap():
    page = page_of(ROWS, number=1, size=10, cap=100)

    assert page.total_label == "100+"


def test_a_list_that_fits_one_page_says_how_many_rows_it_has():
    assert page_of([1], number=1).range_label == "1 row"
    assert page_of([], number=1).range_label == "No rows"


def test_a_page_past_the_end_is_empty_with_a_way_back():
    page = page_of(ROWS, number=9)

    assert (list(page.rows), page.has_previous, page.has_next) == ([], True, False)


def test_the_last_page_needs_no_second_count(as_acme, django_assert_num_queries):
    from users.models import AuditEntry

    with django_assert_num_queries(1):
        page = page_of(AuditEntry.objects.order_by("pk"), number=1)

    assert page.total == 0
