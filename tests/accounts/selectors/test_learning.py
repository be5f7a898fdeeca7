from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accounts.domain.icp_facts import Subject
from accounts.models import Deal, FactChange, Signal, TeamRating
from accounts.selectors.icp import VersionNotFoundError, version_spec
from accounts.selectors.learning import deal_rows, learnable_reads, opening_scores, scoring_version
from tests.accounts.icp_examples import NOW, SIZE, draft_with, new_account, profile_with
from tests.factories import DealFactory

pytestmark = pytest.mark.django_db


def changed(kind: str, pk: int, field: str, old: object, new: object, day: int) -> None:
    at = datetime(2026, 3, day, 12, tzinfo=UTC)
    FactChange.objects.create(object_kind=kind, object_id=pk, field=field, old=old, new=new, source="crm", at=at)


def facts(rows: Any, key: str) -> list[Any]:
    column = next(one for one in rows.closed.columns if one.key == key)
    return [column.values[code] if code >= 0 else None for code in column.codes]


def test_a_deal_is_read_as_it_was_known_when_it_was_opened(as_acme: Any) -> None:
    account = new_account(industry="software", employees=900)
    deal = DealFactory(
        account=account,
        status="won",
        created_on=date(2026, 3, 10),
        amount_cents=500,
        custom={"Tags": "closed", "a": "1"},
    )
    changed("deal", deal.pk, "amount_cents", 100, 300, 5)  # known before the deal was opened
    changed("deal", deal.pk, "amount_cents", 300, 500, 20)
    changed("deal", deal.pk, "custom.Tags", None, "closed", 21)
    changed("account", account.pk, "employees", 40, 900, 22)

    rows = deal_rows(Subject.DEAL, until=None, now=NOW)

    assert facts(rows, "deal.amount") == [300]
    assert facts(rows, "deal.custom.Tags") == [None]
    assert facts(rows, "deal.custom.a") == [1_000]
    assert facts(rows, "employees") == [40]
    assert facts(rows, "industry") == ["software"]


def test_what_was_filled_in_only_after_the_deals_were_opened_is_named(as_acme: Any) -> None:
    account = new_account(industry="software", employees=900, technologies=["SAP"])
    own = {"Origin": "cold", "Grade": "A"}
    for _twice in range(2):
        deal = DealFactory(account=account, status="won", created_on=date(2026, 3, 10), custom=own, amount_cents=5)
        changed("deal", deal.pk, "custom.Origin", None, "cold", 20)
    DealFactory(account=None, status="open", created_on=date(2026, 3, 10), custom={"Score": "9"})
    changed("deal", deal.pk, "custom.Grade", None, "A", 20)  # of the other deal it was known
    changed("account", account.pk, "employees", None, 900, 22)
    changed("account", account.pk, "technologies", [], ["SAP"], 22)

    assert deal_rows(Subject.DEAL, until=None, now=NOW).later == {"deal.custom.Origin", "employees", "technologies"}


def test_facts_without_history_count_as_known_at_opening(as_acme: Any) -> None:
    DealFactory(account=None, status="lost", created_on=date(2020, 1, 1), custom={"Origin": "cold"})

    rows = deal_rows(Subject.DEAL, until=None, now=NOW)

    assert facts(rows, "deal.custom.Origin") == ["cold"]
    assert (list(rows.closed.won), list(rows.closed.groups)) == ([False], [-1])


def test_closed_deals_come_in_the_order_of_their_days_and_open_ones_apart(as_acme: Any) -> None:
    account = new_account()
    late = DealFactory(account=account, status="won", created_on=date(2026, 2, 2), amount_cents=1)
    early = DealFactory(account=account, status="lost", created_on=date(2026, 1, 1), amount_cents=2)
    undated = DealFactory(account=account, status="won", created_on=None, amount_cents=3)
    DealFactory(account=account, status="open", created_on=date(2026, 1, 1), amount_cents=4)

    rows = deal_rows(Subject.DEAL, until=None, now=NOW)

    assert rows.ids == (undated.pk, early.pk, late.pk)
    assert facts(rows, "deal.amount") == [3, 2, 1]
    assert list(rows.closed.groups) == [account.pk] * 3
    opened = next(one for one in rows.open_columns if one.key == "deal.amount")
    assert [opened.values[code] for code in opened.codes] == [4]


def test_until_keeps_the_deals_created_before_that_day(as_acme: Any) -> None:
    for day in (1, 2, 3):
        DealFactory(account=None, status="won", created_on=date(2026, 1, day))
    DealFactory(account=None, status="won", created_on=None)

    assert len(deal_rows(Subject.DEAL, until=date(2026, 1, 3), now=NOW).closed) == 2


def test_a_profile_of_accounts_learns_from_their_facts_alone(as_acme: Any) -> None:
    DealFactory(account=new_account(industry="software", custom={"Plan": "gold"}), status="won", custom={"Tags": "x"})
    DealFactory(account=None, status="won")

    rows = deal_rows(Subject.ACCOUNT, until=None, now=NOW)

    assert facts(rows, "custom.Plan") == ["gold"]
    assert not [key for key in rows.closed.keys if key.startswith("deal.")]


def test_what_changes_by_itself_and_where_a_record_came_from_are_not_learned(as_acme: Any) -> None:
    keys = {read.key for read in learnable_reads(Subject.DEAL)}
    assert {"deal.amount", "deal.stage", "industry", "deal.products", "technologies"} <= keys
    assert not {"deal.age_days", "deal.source"} & keys


def test_signals_and_ratings_count_as_far_as_known_on_the_day_a_deal_was_opened(as_acme: Any) -> None:
    account, other = new_account(), new_account()
    for key, whose, at in (
        ("early", account, datetime(2026, 3, 1, 9, tzinfo=UTC)),
        ("on the day", account, datetime(2026, 3, 10, 23, 59, tzinfo=UTC)),
        ("later", account, datetime(2026, 3, 11, 0, 1, tzinfo=UTC)),
        ("elsewhere", other, datetime(2026, 3, 1, 9, tzinfo=UTC)),
    ):
        Signal.objects.create(account=whose, external_id=key, kind="visit", occurred_at=at)
    for day, points in ((5, 2), (9, 5), (20, 0)):
        TeamRating.objects.create(
            account=account,
            department="sales",
            score=points,
            rated_by_email=f"{day}@x.test",
            rated_at=datetime(2026, 3, day, tzinfo=UTC),
        )
    DealFactory(account=account, status="won", created_on=date(2026, 2, 1))
    DealFactory(account=account, status="won", created_on=date(2026, 3, 10))
    DealFactory(account=account, status="lost", created_on=date(2026, 4, 1))
    DealFactory(account=None, status="lost", created_on=date(2026, 4, 2))

    rows = deal_rows(Subject.DEAL, until=None, now=NOW)

    assert facts(rows, "signal.visit") == [None, 0, 21, None]
    assert facts(rows, "signal_count.visit") == [0, 2, 3, 0]
    assert facts(rows, "rating.sales") == [None, 3500, 2333, None]


def test_a_deal_without_a_day_has_the_signals_of_today(as_acme: Any) -> None:
    account = new_account()
    for place, at in enumerate((NOW - timedelta(days=3), NOW + timedelta(days=3))):
        Signal.objects.create(account=account, external_id=str(place), kind="visit", occurred_at=at)
    DealFactory(account=account, status="won", created_on=None)

    rows = deal_rows(Subject.DEAL, until=None, now=NOW)

    assert (facts(rows, "signal.visit"), facts(rows, "signal_count.visit")) == ([3], [1])


def test_lists_are_read_as_they_were_and_by_value(as_acme: Any) -> None:
    account = new_account(technologies=["SAP", "Jira"])
    changed("account", account.pk, "technologies", ["Jira"], ["SAP", "Jira"], 20)
    for place in range(24):
        DealFactory(account=account, status="won", created_on=date(2026, 3, 10 if place < 12 else 30))
    DealFactory(account=new_account(technologies=None), status="won", created_on=date(2026, 3, 31))

    rows = deal_rows(Subject.DEAL, until=None, now=NOW)

    column = next(one for one in rows.closed.columns if one.key == "technologies: SAP")
    assert list(column.codes) == [1] * 12 + [0] * 12 + [-1]


def test_lists_among_ones_own_fields_are_read_by_value_as_they_were(as_acme: Any) -> None:
    account = new_account(custom={"Modules": ["CRM", "ERP"]})
    changed("account", account.pk, "custom.Modules", ["CRM"], ["CRM", "ERP"], 20)
    for place in range(24):
        opened = date(2026, 3, 10 if place < 12 else 30)
        tags = ["hot", "fair"] if place % 2 else ["fair"]
        DealFactory(account=account, status="won", created_on=opened, custom={"Tags": tags})

    columns = {one.key: list(one.codes) for one in deal_rows(Subject.DEAL, until=None, now=NOW).closed.columns}

    assert columns["custom.Modules: ERP"] == [1] * 12 + [0] * 12
    assert sorted(columns["deal.custom.Tags: hot"]) == [0] * 12 + [1] * 12


def test_deals_are_scored_as_they_stood_when_opened(as_acme: Any) -> None:
    profile = profile_with([SIZE])
    account = new_account(employees=500)
    deal = DealFactory(account=account, status="won", created_on=date(2026, 3, 10))
    other = DealFactory(account=account, status="won", created_on=date(2026, 3, 30))
    changed("account", account.pk, "employees", 300, 500, 20)

    spec = version_spec(profile.versions.get().pk)

    assert opening_scores(spec, [other.pk, deal.pk], now=NOW) == [100_000, 50_000]


def test_a_version_to_score_with_is_the_published_one_else_the_newest_draft(as_acme: Any) -> None:
    profile = profile_with([SIZE])
    draft_with(profile, [SIZE])
    draft = profile_with([SIZE], publish=False, name="Other")

    assert scoring_version("best").number == 1
    assert scoring_version("best:2").number == 2
    assert scoring_version(draft.key).number == 1
    for name in ("best:9", "best:x"):
        with pytest.raises(VersionNotFoundError):
            scoring_version(name)


def test_no_deals_make_an_empty_frame(as_acme: Any) -> None:
    rows = deal_rows(Subject.DEAL, until=None, now=NOW)
    assert (len(rows.closed), rows.ids, Deal.objects.count()) == (0, (), 0)
