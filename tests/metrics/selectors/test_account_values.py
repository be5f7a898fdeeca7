"""What a customer was worth: its won deals' gross profit, else its contracts', and unknown where a part is."""

from __future__ import annotations

from datetime import date
from typing import Any

from accounts.domain.money import MAX_CENTS
from accounts.models import AccountMeasure
from metrics.models import MetricSettings
from metrics.selectors.account_values import Slice, Worth, account_worths, accounts_of_deals
from tests.factories import AccountFactory, DealFactory
from tests.metrics.factories import ContractFactory, RateFactory, WonDealFactory

TODAY = date(2026, 5, 4)


def worth(account: Any) -> Worth | None:
    return account_worths(Slice(keys=(account.pk,)), home="EUR", today=TODAY).get(account.pk)


def test_won_deals_add_up_to_revenue_and_gross_profit(as_acme):
    account = AccountFactory()
    WonDealFactory(account=account, amount_cents=100_000, gross_margin_bp=6000)
    WonDealFactory(account=account, amount_cents=50_000, gross_margin_bp=2000)
    DealFactory(account=account, amount_cents=9_000_000)

    assert worth(account) == Worth(ltv_cents=70_000, revenue_cents=150_000)


def test_a_foreign_amount_counts_at_the_rate_of_its_day_and_not_at_all_without_one(as_acme):
    account, abroad = AccountFactory(), AccountFactory()
    RateFactory()
    WonDealFactory(account=account, currency="USD", gross_margin_bp=10_000)
    WonDealFactory(account=abroad, currency="CHF", gross_margin_bp=10_000)

    assert worth(account) == Worth(90_000, 90_000)
    assert worth(abroad) == Worth(None, None)


def test_without_a_margin_only_the_revenue_is_known_until_the_workspace_names_a_usual_one(as_acme):
    account = AccountFactory()
    WonDealFactory(account=account)
    assert worth(account) == Worth(None, 100_000)

    MetricSettings.objects.update_or_create(defaults={"default_margin_bp": 7000})

    assert worth(account) == Worth(70_000, 100_000)


def test_one_unknown_amount_makes_the_whole_unknown(as_acme):
    account = AccountFactory()
    WonDealFactory(account=account, gross_margin_bp=5000)
    WonDealFactory(account=account, amount_cents=None, gross_margin_bp=5000)

    assert worth(account) == Worth(None, None)


def test_contracts_speak_for_accounts_without_a_won_deal_month_by_month(as_acme):
    account, ended, both = AccountFactory(), AccountFactory(), AccountFactory()
    ContractFactory(account=account, starts_on=date(2026, 3, 1))  # March, April, May
    ContractFactory(account=ended, starts_on=date(2025, 1, 1), ends_on=date(2025, 3, 1))  # two months
    ContractFactory(account=both)
    WonDealFactory(account=both, gross_margin_bp=5000)

    assert worth(account) == Worth(105_000, 150_000)
    assert worth(ended) == Worth(70_000, 100_000)
    assert worth(both) == Worth(50_000, 100_000)


def test_the_largest_amounts_are_worth_what_they_say_and_more_than_an_amount_can_be_is_unknown(as_acme):
    largest, contracted, longest = AccountFactory(), AccountFactory(), AccountFactory()
    RateFactory(rate="9999999999")
    WonDealFactory(account=largest, amount_cents=MAX_CENTS, gross_margin_bp=10_000, closed_on=date(2026, 1, 1))
    ContractFactory(account=contracted, mrr_cents=MAX_CENTS, gross_margin_bp=5_000, starts_on=date(2026, 5, 1))
    ContractFactory(account=longest, mrr_cents=-MAX_CENTS, gross_margin_bp=-100_000, starts_on=date(1, 1, 1))
    WonDealFactory(account=(abroad := AccountFactory()), amount_cents=MAX_CENTS, currency="USD", gross_margin_bp=1)

    assert worth(largest) == Worth(MAX_CENTS, MAX_CENTS)
    assert worth(contracted) == Worth(MAX_CENTS // 2, MAX_CENTS)
    assert worth(longest) == worth(abroad) == Worth(None, None)


def test_a_contract_yet_to_begin_is_worth_nothing_known(as_acme):
    account = AccountFactory()
    ContractFactory(account=account, starts_on=date(2026, 6, 1))

    assert worth(account) is None


def test_a_customer_without_deals_is_named_as_unknown_and_a_prospect_not_at_all(as_acme):
    customer, prospect = AccountFactory(lifecycle="customer"), AccountFactory()

    assert worth(customer) == Worth(None, None)
    assert worth(prospect) is None


def test_who_was_a_customer_when_last_looked_at_is_looked_at_again(as_acme):
    account = AccountFactory()
    AccountMeasure.objects.create(account=account, key="ltv", value=5, source="metrics", at="2026-01-01T00:00Z")

    assert worth(account) == Worth(None, None)


def test_a_range_names_the_same_and_takes_one_query(as_acme, django_assert_num_queries):
    accounts = [AccountFactory() for _ in range(5)]
    for account in accounts:
        WonDealFactory(account=account, gross_margin_bp=5000)
    among = Slice(lower=accounts[1].pk, upper=accounts[4].pk)

    with django_assert_num_queries(2):  # the settings, the sums
        found = account_worths(among, home="EUR", today=TODAY)

    assert sorted(found) == [account.pk for account in accounts[1:4]]


def test_deals_name_their_accounts_once(as_acme):
    account = AccountFactory()
    deals = [WonDealFactory(account=account), WonDealFactory(account=account), WonDealFactory(account=None)]

    assert accounts_of_deals([deal.pk for deal in deals]) == (account.pk,)
