"""What accounts are expected to be worth."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from accounts.models import Account, AccountMeasure
from metrics.selectors.account_values import Slice
from metrics.selectors.expected_values import Expected, expected_values
from tests.factories import AccountFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def customer(thousands: int | None, **facts: Any) -> Account:
    account: Any = AccountFactory(lifecycle="customer", **facts)
    cents = None if thousands is None else thousands * 100_000
    AccountMeasure.objects.create(account=account, key="ltv", value=cents, source="metrics", at=NOW)
    return account  # type: ignore[no-any-return]


def customers(*worths: int, **facts: Any) -> list[Account]:
    return [customer(worth, **facts) for worth in worths]


def expected(account: Any) -> Expected | None:
    return expected_values(Slice(keys=(account.pk,))).get(account.pk)


def test_a_customer_is_expected_to_be_worth_what_it_was_so_far(as_acme: Any) -> None:
    assert expected(customer(1234)) == Expected(123_400_000, "own")


def test_a_customer_of_unknown_worth_is_told_apart(as_acme: Any) -> None:
    assert expected(customer(None)) == Expected(None, "own_unknown")


def test_another_is_compared_with_customers_of_its_industry_and_size(as_acme: Any) -> None:
    customers(10, 20, 30, 40, 57, industry="Software", employees=60)
    customers(900, 900, 900, 900, 900, industry="software", employees=5_000)

    # mean 31.4 k, to two digits
    assert expected(AccountFactory(industry="software", employees=199)) == Expected(3_100_000, "industry_and_size")


def test_where_few_share_both_the_industry_counts_then_the_size(as_acme: Any) -> None:
    customers(10, 10, 10, industry="retail", employees=60)
    customers(20, 20, industry="retail", employees=600)

    assert expected(AccountFactory(industry="retail", employees=60)) == Expected(1_400_000, "industry")
    customers(50, 50, industry="energy", employees=60)
    assert expected(AccountFactory(industry="mining", employees=60)) == Expected(2_600_000, "size")


def test_four_customers_are_too_few_to_expect_anything(as_acme: Any) -> None:
    customers(10, 10, 10, 10, industry="retail", employees=60)
    account: Any = AccountFactory(industry="retail", employees=60)

    assert expected(account) is None
    AccountMeasure.objects.create(account=account, key="expected_ltv", value=5, source="metrics", at=NOW)
    assert expected(account) == Expected(None, "few_alike")


def test_an_unknown_industry_is_like_no_other(as_acme: Any) -> None:
    customers(10, 10, 10, 10, 10, industry="", employees=None)

    assert expected(AccountFactory(industry="", employees=None)) is None


def test_one_that_ceased_to_be_a_customer_is_compared_again(as_acme: Any) -> None:
    customers(10, 10, 10, 10, 10, industry="retail", employees=60)
    account = customer(None, industry="retail", employees=60)
    Account.objects.filter(pk=account.pk).update(lifecycle="target")

    assert expected(account) == Expected(1_000_000, "industry_and_size")
    Account.objects.filter(pk=account.pk).update(customer_since=date(2025, 1, 1))
    assert expected(account) == Expected(None, "own_unknown")


def test_losses_and_nothing_are_values_too(as_acme: Any) -> None:
    customers(0, 0, 0, 0, 0, industry="retail")
    customers(-10, -10, -10, -10, -17, industry="energy")

    assert expected(AccountFactory(industry="retail")) == Expected(0, "industry")
    assert expected(AccountFactory(industry="energy")) == Expected(-1_100_000, "industry")


def test_a_range_is_read_in_one_query(as_acme: Any, django_assert_num_queries: Any) -> None:
    first, second, outside = customers(1, 2, 3)

    with django_assert_num_queries(1):
        found = expected_values(Slice(lower=first.pk, upper=second.pk + 1))

    assert set(found) == {first.pk, second.pk}
    assert outside.pk not in found
