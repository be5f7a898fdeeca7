"""If only the top tiers were worked: tiers as they stood when deals were opened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import FitScore, FitScoreChange, IcpProfile
from metrics.domain.query import Cohort
from metrics.selectors.focus import focus, focus_groups, focus_metric, focus_query, focus_rows
from metrics.selectors.rows import rows_total
from tests.factories import AccountFactory
from tests.metrics.factories import LostDealFactory, WonDealFactory, place, tiers
from tests.metrics.selectors.asking import day
from tests.metrics.selectors.test_grouping import groups
from tests.metrics.selectors.test_totals import JANUARY, ask
from tiers.models import Tier

pytestmark = pytest.mark.usefixtures("as_acme")


def profile() -> IcpProfile:
    found: IcpProfile = IcpProfile.objects.get_or_create(key="fit", defaults={"name": "Fit", "is_primary": True})[0]
    return found


def scored(account: Any, milli: int, **given: Any) -> None:
    FitScore.objects.create(
        profile=profile(), account=account, version_id=1, score_milli=milli, potential_milli=milli, shares=[],
        scored_at=datetime(2026, 6, 1, tzinfo=UTC), **given
    )  # fmt: skip


def score_was(account: Any, milli: int, at: str) -> None:
    FitScoreChange.objects.create(
        profile_id=profile().pk, account_id=account.pk, version_id=1, at=datetime.fromisoformat(at), cause="data",
        score_milli=milli, potential_milli=milli, shares=[],
    )  # fmt: skip


def test_a_deal_counts_in_the_tier_its_account_was_in_when_it_was_opened() -> None:
    made = tiers("top", "wide")
    account = AccountFactory()
    place(account, made["wide"], "2025-12-01", "2025-12-20")
    place(account, made["top"], "2025-12-20")
    before, on_the_day, gap = (
        WonDealFactory(account=account, created_on=day(12, number, 2025)).pk for number in (19, 20, 21)
    )
    stranger = WonDealFactory().pk

    found = dict(groups(by="tier", cohort=Cohort.OPENING))

    assert found == {before: "wide", on_the_day: "top", gap: "top", stranger: ""}
    assert focus(ask()).bases == {"history": 4}


def test_deals_opened_before_tiers_were_kept_are_sorted_by_the_score_known_then() -> None:
    made = tiers("top", "wide")
    Tier.objects.filter(key="top").update(promote_milli=70_000)
    place(AccountFactory(), made["top"], "2026-03-01")
    rose, low, excluded = AccountFactory(), AccountFactory(), AccountFactory()
    score_was(rose, 55_000, "2025-12-16T22:59:59+00:00")  # the last second of that day in Budapest
    score_was(rose, 90_000, "2025-12-16T23:00:00+00:00")
    scored(rose, 90_000)
    scored(low, 20_000)
    scored(excluded, 99_000, excluded_by="gambling")
    deals = [WonDealFactory(account=account).pk for account in (rose, low, excluded)]
    unscored = WonDealFactory(account=None).pk

    found = dict(groups(by="tier", cohort=Cohort.OPENING))

    assert [found[pk] for pk in (*deals, unscored)] == ["wide", "", "", ""]
    answer = focus(ask())
    assert (answer.bases, answer.guessed) == ({"score_then": 1, "score_now": 2, "unknown": 1}, 4)


def test_the_answer_tells_each_tier_alone_and_all_down_to_it() -> None:
    made = tiers("top", "wide")
    for key, won, lost in (("top", 3, 1), ("wide", 1, 3)):
        account = AccountFactory()
        place(account, made[key], "2025-01-01")
        for _ in range(won):
            WonDealFactory(account=account)
        for _ in range(lost):
            LostDealFactory(account=account)
    LostDealFactory()

    found = focus(ask(period=JANUARY))

    assert [(line.key, line.own.closed, line.down_to.closed) for line in found.lines] == [
        ("top", 4, 4),
        ("wide", 4, 8),
        ("", 1, 9),
    ]
    assert str(found.lines[0].own.win_rate.value) == "0.7500"
    assert str(found.whole.win_rate.value) == "0.4444"
    assert str(found.lines[0].own.value_kept.value) == "0.7500"
    assert found.names == {"top": "Top", "wide": "Wide"}


def test_every_number_opens_to_rows_that_add_up_to_it() -> None:
    made = tiers("top", "wide")
    for key in ("top", "wide"):
        account = AccountFactory()
        place(account, made[key], "2025-01-01")
        WonDealFactory(account=account, amount_cents=70_000)
        LostDealFactory(account=account)
    query = ask()
    found = focus(query)

    for which in (
        {"tier": "wide", "down_to": None},
        {"tier": None, "down_to": "wide"},
        {"tier": None, "down_to": None},
    ):
        names = focus_groups(found, **which)
        assert names is not None
        rate = focus_metric(found, name="win_rate", **which)
        rows = focus_rows(query, name="win_rate", groups=names)
        assert (rows_total(rows, "won"), len(rows)) == (rate.numerator, rate.denominator)
        value = focus_metric(found, name="won_value", **which)
        rows = focus_rows(query, name="won_value", groups=names)
        assert rows_total(rows, "won_value_cents") / 100 == value.value


def test_unknown_lines_have_no_rows() -> None:
    tiers("top")
    found = focus(ask())

    assert focus_groups(found, tier="none", down_to=None) is None
    assert focus_groups(found, tier=None, down_to="none") is None
    assert focus_groups(found, tier=None, down_to=None) == ["top"]


def test_a_retired_tier_is_shown_only_for_its_deals() -> None:
    made = tiers("top", "old", "older")
    account = AccountFactory()
    place(account, made["old"], "2025-01-01")
    WonDealFactory(account=account)
    Tier.objects.exclude(key="top").update(position=None)

    assert [line.key for line in focus(ask()).lines] == ["top", "old"]


def test_the_question_is_about_opening_whatever_was_asked() -> None:
    query = focus_query(ask("cac", by="industry", cohort=Cohort.NOW))

    assert (query.names, query.grouping.label, query.cohort) == (("win_rate", "won_value"), "tier", Cohort.OPENING)


def test_many_deals_cost_no_more_statements_than_one(django_assert_num_queries: Any) -> None:
    made = tiers("top")
    for number in (1, 20):
        for _ in range(number):
            account = AccountFactory()
            place(account, made["top"], "2025-01-01")
            WonDealFactory(account=account)
        with django_assert_num_queries(7):
            focus(ask())
