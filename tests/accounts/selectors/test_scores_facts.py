from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from accounts.domain.icp_facts import FactKind, FactRead, Subject
from accounts.models import AccountMeasure, FactChange, FitScore, Signal, TeamRating
from accounts.selectors.icp import published_version
from accounts.selectors.scores_facts import Scope, facts_read, facts_select
from accounts.services.ratings import rating_set
from tests.accounts.icp_examples import NOW, new_account, profile_with
from tests.factories import DealFactory
from users.services import Actor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ANN, BOB = Actor("user", "1", "ann@acme.test"), Actor("user", "2", "bob@acme.test")


def read(tenant: Any, key: str, kind: FactKind, account: Any) -> Any:
    wanted = FactRead(key, kind)
    return facts_read([wanted], Scope(tenant.pk, keys=(account.pk,)), now=NOW)[account.pk][wanted]


@pytest.mark.parametrize(
    ("kind", "stored", "value"),
    [
        (FactKind.TEXT, "Gold", "Gold"),
        (FactKind.TEXT, "", None),
        (FactKind.TEXT, 12, "12"),
        (FactKind.TEXT, ["a"], None),
        (FactKind.INT, " 12.3456 ", 12_346),
        (FactKind.INT, "-0.0005", -1),
        (FactKind.INT, 7, 7_000),
        (FactKind.INT, "1,200", None),
        (FactKind.INT, "1e5", None),
        (FactKind.BOOL, "YES", True),
        (FactKind.BOOL, False, False),
        (FactKind.BOOL, "perhaps", None),
        (FactKind.SET, ["a", None, "B"], ("a", "B")),
        (FactKind.SET, "one", ("one",)),
        (FactKind.SET, [], ()),
        (FactKind.SET, {"a": 1}, None),
    ],
)
def test_a_custom_value_is_read_as_the_rule_needs_it(as_acme: Any, kind: FactKind, stored: Any, value: Any) -> None:
    account = new_account(custom={"Plan v. 2": stored})

    assert read(as_acme, "custom.Plan v. 2", kind, account) == value


def test_an_absent_custom_value_is_unknown(as_acme: Any) -> None:
    account = new_account()

    assert [read(as_acme, "custom.Plan", kind, account) for kind in list(FactKind)[:4]] == [None] * 4


def test_the_age_of_a_signal_counts_whole_days_and_ignores_the_future(as_acme: Any) -> None:
    account = new_account()
    for place, ago in enumerate([timedelta(days=-1), timedelta(days=2, hours=23), timedelta(days=9)]):
        Signal.objects.create(account=account, external_id=str(place), kind="visit", occurred_at=NOW - ago)

    assert read(as_acme, "signal.visit", FactKind.DAYS, account) == 2
    assert read(as_acme, "signal_count.visit", FactKind.INT, account) == 2
    assert read(as_acme, "signal.funding", FactKind.DAYS, account) is None
    assert read(as_acme, "signal_count.funding", FactKind.INT, account) == 0


def test_ratings_are_the_mean_in_thousandths_half_up(as_acme: Any) -> None:
    account = new_account()
    for place, points in enumerate([5, 4, 4]):
        TeamRating.objects.create(
            account=account, department="sales", score=points, rated_by_email=f"{place}@x.test", rated_at=NOW
        )

    assert read(as_acme, "rating.sales", FactKind.INT, account) == 4_333
    assert read(as_acme, "rating.finance", FactKind.INT, account) is None


def test_a_measure_is_read_as_it_was_written(as_acme: Any) -> None:
    account = new_account()
    AccountMeasure.objects.create(account=account, key="engagement_points", value=120, source="engagement", at=NOW)

    assert read(as_acme, "measure.engagement_points", FactKind.INT, account) == 120


def test_the_standing_under_another_profile_is_read_as_it_is_stored(as_acme: Any) -> None:
    profile, account, unscored = profile_with(), new_account(industry="gambling", employees=300), new_account()
    version = published_version(profile)
    assert version is not None
    fields: dict[str, Any] = {"version_id": version.pk, "potential_milli": 9, "shares": [], "scored_at": NOW}
    FitScore.objects.create(profile=profile, account=account, score_milli=62_500, excluded_by="gambling", **fields)

    assert read(as_acme, "score.best", FactKind.INT, account) == 62_500
    assert read(as_acme, "excluded.best", FactKind.BOOL, account) is True
    assert read(as_acme, "score.best", FactKind.INT, unscored) is None
    assert read(as_acme, "score.other", FactKind.INT, account) is None


def test_tables_are_joined_only_when_a_criterion_reads_them(as_acme: Any) -> None:
    select = facts_select([FactRead("employees", FactKind.INT)], Scope(as_acme.pk), now=NOW)

    assert "JOIN" not in select.sql.text


def test_a_scope_takes_keys_or_ranges(as_acme: Any) -> None:
    first, second, third = new_account().pk, new_account().pk, new_account().pk
    wanted = [FactRead("employees", FactKind.INT)]

    def found(scope: Scope) -> set[int]:
        return set(facts_read(wanted, scope, now=NOW))

    assert found(Scope(as_acme.pk)) == {first, second, third}
    assert found(Scope(as_acme.pk, keys=(first, third))) == {first, third}
    assert found(Scope(as_acme.pk, ranges=((first, second), (third, third + 1)))) == {first, third}
    assert found(Scope(as_acme.pk, keys=())) == set()


def test_nothing_a_user_typed_stands_in_the_statement(as_acme: Any) -> None:
    name = "x'; drop table account; --"
    select = facts_select([FactRead(f"custom.{name}", FactKind.TEXT)], Scope(as_acme.pk), now=NOW)

    assert name not in select.sql.text
    assert read(as_acme, f"custom.{name}", FactKind.TEXT, new_account(custom={name: "kept"})) == "kept"


def read_of_deal(tenant: Any, key: str, kind: FactKind, deal: Any) -> Any:
    wanted = FactRead(key, kind)
    scope = Scope(tenant.pk, keys=(deal.pk,), subject=Subject.DEAL)
    return facts_read([wanted], scope, now=NOW)[deal.pk][wanted]


def test_a_deal_reads_its_own_facts_and_those_of_its_account(as_acme: Any) -> None:
    account = new_account(employees=300, custom={"Plan": "Gold"})
    AccountMeasure.objects.create(account=account, key="reach", value=7, source="test", at=NOW)
    deal = DealFactory(account=account, amount_cents=12_345, stage="Demo", custom={"Plan": "Deal's own"})

    assert read_of_deal(as_acme, "deal.amount", FactKind.INT, deal) == 12_345
    assert read_of_deal(as_acme, "deal.stage", FactKind.TEXT, deal) == "Demo"
    assert read_of_deal(as_acme, "deal.custom.Plan", FactKind.TEXT, deal) == "Deal's own"
    assert read_of_deal(as_acme, "custom.Plan", FactKind.TEXT, deal) == "Gold"
    assert read_of_deal(as_acme, "employees", FactKind.INT, deal) == 300
    assert read_of_deal(as_acme, "measure.reach", FactKind.INT, deal) == 7


def test_a_deal_without_an_account_is_read_and_its_accounts_facts_are_unknown(as_acme: Any) -> None:
    deal = DealFactory(account=None, amount_cents=None)

    assert read_of_deal(as_acme, "employees", FactKind.INT, deal) is None
    assert read_of_deal(as_acme, "deal.amount", FactKind.INT, deal) is None
    assert read_of_deal(as_acme, "signal_count.visit", FactKind.INT, deal) == 0


def test_ages_of_a_deal_stand_still_once_it_is_closed(as_acme: Any) -> None:
    today = NOW.date()
    dates: dict[str, Any] = {
        "created_on": today - timedelta(days=50),
        "expected_close_on": today - timedelta(days=5),
        "stage_changed_at": NOW - timedelta(days=20),
    }
    open_deal = DealFactory(status="open", closed_on=None, **dates)
    closed = DealFactory(status="lost", closed_on=today - timedelta(days=10), **dates)
    undated = DealFactory(status="open", created_on=None)

    names = ("deal.age_days", "deal.days_in_stage", "deal.days_to_close")
    assert [read_of_deal(as_acme, name, FactKind.INT, open_deal) for name in names] == [50, 20, -5]
    assert [read_of_deal(as_acme, name, FactKind.INT, closed) for name in names] == [40, 10, 5]
    assert read_of_deal(as_acme, "deal.age_days", FactKind.INT, undated) is None


def test_the_account_is_joined_only_when_a_deals_criterion_reads_it(as_acme: Any) -> None:
    scope = Scope(as_acme.pk, subject=Subject.DEAL)

    assert "JOIN" not in facts_select([FactRead("deal.amount", FactKind.INT)], scope, now=NOW).sql.text
    assert "account a" in facts_select([FactRead("employees", FactKind.INT)], scope, now=NOW).sql.text


def change(deal_or_account: Any, kind: str, field: str, old: Any, at: Any) -> None:
    FactChange.objects.create(
        object_kind=kind, object_id=deal_or_account.pk, field=field, old=old, new="whatever", source="test", at=at
    )


def test_facts_of_a_past_moment_are_undone_from_the_changes_since(as_acme: Any) -> None:
    account = new_account(employees=500, industry="retail", technologies=["SAP"], custom={"Plan": "Gold", "New": 1})
    hour = timedelta(hours=1)
    change(account, "account", "employees", 100, NOW - 3 * hour)
    change(account, "account", "employees", 300, NOW - hour)
    change(account, "account", "technologies", None, NOW - hour)
    change(account, "account", "custom.Plan", "Free", NOW - hour)
    change(account, "account", "custom.New", None, NOW - hour)

    def known(key: str, kind: FactKind, hours: int) -> Any:
        wanted, at = FactRead(key, kind), NOW - hours * hour
        return facts_read([wanted], Scope(as_acme.pk, keys=(account.pk,), as_of=at), now=at)[account.pk][wanted]

    assert [known("employees", FactKind.INT, hours) for hours in (0, 2, 3, 4)] == [500, 300, 300, 100]
    assert [known("technologies", FactKind.SET, hours) for hours in (0, 2)] == [("SAP",), None]
    assert [known("custom.Plan", FactKind.TEXT, hours) for hours in (0, 2)] == ["Gold", "Free"]
    assert [known("custom.New", FactKind.INT, hours) for hours in (0, 2)] == [1_000, None]
    assert [known("industry", FactKind.TEXT, hours) for hours in (0, 2)] == ["retail", "retail"]


def test_opinions_of_a_past_moment_are_those_of_then_though_newer_ones_replaced_them(as_acme: Any) -> None:
    account = new_account()
    rating_set(account=account, department="sales", score=5, actor=ANN, now=NOW - 9 * DAY)
    rating_set(account=account, department="sales", score=2, actor=BOB, now=NOW - 7 * DAY)
    rating_set(account=account, department="sales", score=1, actor=ANN, now=NOW - 5 * DAY)
    rating_set(account=account, department="sales", score=1, actor=ANN, now=NOW - 3 * DAY)
    deals = [
        DealFactory(account=account, created_on=(NOW - ago * DAY).date(), status="won").pk for ago in (10, 9, 7, 5, 2)
    ]
    wanted = FactRead("rating.sales", FactKind.INT)

    def known(ago: int) -> Any:
        scope = Scope(as_acme.pk, keys=(account.pk,), as_of=NOW - ago * DAY)
        return facts_read([wanted], scope, now=NOW)[account.pk][wanted]

    assert [known(ago) for ago in (10, 9, 8, 7, 6, 5, 4, 3, 0)] == [
        *(None, 5_000, 5_000, 3_500, 3_500),
        *(1_500, 1_500, 1_500, 1_500),
    ]
    opened = facts_read([wanted], Scope(as_acme.pk, keys=tuple(deals), subject=Subject.DEAL, as_opened=True), now=NOW)
    assert [opened[pk][wanted] for pk in deals] == [None, 5_000, 3_500, 1_500, 1_500]


def test_a_deal_of_the_past_reads_the_account_it_had_then(as_acme: Any) -> None:
    before, now = new_account(employees=100), new_account(employees=900)
    deal = DealFactory(account=now, amount_cents=70, stage="Offer")
    change(deal, "deal", "account_id", before.pk, NOW)
    change(deal, "deal", "stage", "Demo", NOW)
    change(deal, "deal", "amount_cents", None, NOW)

    def known(key: str, kind: FactKind, at: Any) -> Any:
        wanted = FactRead(key, kind)
        scope = Scope(as_acme.pk, keys=(deal.pk,), subject=Subject.DEAL, as_of=at)
        return facts_read([wanted], scope, now=at)[deal.pk][wanted]

    then = NOW - timedelta(days=1)
    assert [known("deal.stage", FactKind.TEXT, at) for at in (then, NOW)] == ["Demo", "Offer"]
    assert [known("deal.amount", FactKind.INT, at) for at in (then, NOW)] == [None, 70]
    assert known("employees", FactKind.INT, NOW) == 900
