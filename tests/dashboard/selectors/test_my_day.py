from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import FitScoreChange, Signal
from dashboard.selectors.my_day import MyDay, my_day, watched_ids
from engagement.models import SalesSession, Touch
from personas.models import CommitteeSeat
from tests.factories import ContactFactory, UserFactory
from tests.tiers.factories import NOON, placed, policy, primary_version, scored
from tiers.models import TierAssignment
from tiers.services.run import tiers_run

pytestmark = pytest.mark.usefixtures("as_acme")
ZONE = ZoneInfo("Europe/Budapest")
YESTERDAY = NOON - timedelta(days=1)


def day(user, *, mine: bool = True) -> MyDay:
    return my_day(user_id=user.pk, mine=mine, zone=ZONE, since=YESTERDAY, now=NOON)


def change(account, milli: int, at, cause: str = "data") -> None:
    version = primary_version()
    FitScoreChange.objects.create(
        profile_id=version.profile_id,
        account_id=account.pk,
        version_id=version.pk,
        at=at,
        cause=cause,
        score_milli=milli,
        potential_milli=milli,
        shares=[],
    )


def told(found: MyDay) -> list[tuple[str, list[str]]]:
    return [(entry.account.name, [news.kind for news in entry.news]) for entry in found.changed]


def test_every_kind_of_news_of_an_own_account_is_told_newest_first():
    tiers = policy()
    ann = UserFactory()
    account = scored("Alpha", 90_000, owner=ann)
    change(account, 40_000, NOON - timedelta(days=9))
    change(account, 90_000, NOON - timedelta(hours=4), "rating")
    placed(account, tiers[0], days_ago=0)
    TierAssignment.objects.update(entered_at=NOON - timedelta(hours=3), score_milli=90_000, line_milli=70_000)
    Signal.objects.create(
        external_id="s", account=account, kind="product_launch", occurred_at=NOON - timedelta(hours=2)
    )
    seat = CommitteeSeat.objects.create(
        account=account, contact=ContactFactory(account=account), buying_role="champion"
    )
    CommitteeSeat.objects.filter(pk=seat.pk).update(updated_at=NOON - timedelta(hours=1))

    (entry,) = day(ann).changed

    assert [news.kind for news in entry.news] == ["seat", "signal", "tier", "score"]
    assert entry.news[1].text == "product launch"
    assert (entry.news[2].text, entry.news[2].reason) == ("Tier 1", "Score 90.0 reached the promote line of 70")
    assert (entry.news[3].before_milli, entry.news[3].after_milli, entry.news[3].cause) == (40_000, 90_000, "rating")
    assert entry.score_milli == 90_000


def test_what_is_old_or_no_change_is_not_told():
    tiers = policy()
    ann = UserFactory()
    account = scored("Alpha", 50_000, owner=ann)
    change(account, 50_000, NOON - timedelta(days=9))
    change(account, 60_000, NOON - timedelta(hours=3))
    change(account, 50_000, NOON - timedelta(hours=2))
    placed(account, tiers[0], days_ago=5)
    Signal.objects.create(external_id="s", account=account, kind="x", occurred_at=YESTERDAY)
    first = scored("New", 50_000, owner=ann)
    change(first, 50_000, NOON)

    assert told(day(ann)) == []


def test_an_account_that_left_the_tiers_tells_why():
    tiers = policy()
    ann = UserFactory()
    stay = placed(scored("Alpha", 10_000, owner=ann), tiers[1])
    TierAssignment.objects.filter(pk=stay.pk).update(
        left_at=NOON, left_cause="left", left_score_milli=10_000, left_line_milli=40_000
    )

    (entry,) = day(ann).changed
    assert entry.news[0].reason == "Score 10.0 fell under the stay line of 40"


def test_mine_are_my_accounts_and_the_workspaces_those_in_ranked_tiers():
    tiers = policy()
    ann = UserFactory()
    mine, ranked, rest = (scored(name, 50_000) for name in ("Mine", "Ranked", "Rest"))
    mine.owner = ann
    mine.save()
    placed(ranked, tiers[1], days_ago=0)
    placed(rest, tiers[2], days_ago=0)
    for account in (mine, ranked, rest):
        Signal.objects.create(external_id=account.name, account=account, kind="x", occurred_at=NOON)

    assert [name for name, _ in told(day(ann))] == ["Mine"]
    assert [name for name, _ in told(day(ann, mine=False))] == ["Ranked"]
    assert watched_ids(user_id=ann.pk, profile_id=None) == [mine.pk]


def test_what_is_due_and_planned_today_is_told_in_the_workspaces_day():
    policy()
    ann, bob = UserFactory(), UserFactory()
    account = scored("Alpha", 1_000)
    today = NOON.date()
    for owner, on, text in ((ann, today, "Call"), (ann, today + timedelta(days=1), "Later"), (bob, today, "Other")):
        Touch.objects.create(
            external_id=text, account=account, kind="call", occurred_at=NOON, owner=owner, next_step=text,
            next_step_on=on,
        )  # fmt: skip
    midnight = NOON.replace(hour=23)  # 0:00 of the next day in Budapest
    for title, at, who in (("Demo", NOON, ann), ("Tomorrow", midnight, ann), ("Theirs", NOON, bob)):
        SalesSession.objects.create(account=account, title=title, starts_at=at, led_by=who)

    found = day(ann)
    assert [step.text for step in found.steps] == ["Call"]
    assert [session.title for session in found.sessions] == ["Demo"]
    assert {session.title for session in day(ann, mine=False).sessions} == {"Demo", "Theirs"}


@pytest.mark.parametrize("accounts", [3, 30])
def test_the_number_of_queries_does_not_grow_with_the_accounts(accounts, django_assert_num_queries):
    policy()
    ann = UserFactory()
    for number in range(accounts):
        account = scored(f"A{number}", 1_000, owner=ann)
        Signal.objects.create(external_id=str(number), account=account, kind="x", occurred_at=NOON)

    with django_assert_num_queries(13):
        day(ann)


def test_of_what_changed_at_one_moment_the_best_fit_comes_first():
    tiers = policy()
    ann = UserFactory()
    for name, milli in (("Middling", 60_000), ("Best", 95_000), ("Weak", 40_000)):
        placed(scored(name, milli, owner=ann), tiers[0], days_ago=0)
    TierAssignment.objects.update(entered_at=NOON - timedelta(hours=1))

    assert [name for name, _kinds in told(day(ann))] == ["Best", "Middling", "Weak"]


def test_moves_that_wait_for_the_reader_are_shown_and_counted():
    ann = UserFactory()
    policy(approval="owner")
    for number in range(6):
        scored(f"A{number}", 90_000 - number, owner=ann)
    scored("Theirs", 95_000)
    tiers_run(now=NOON)

    found = day(ann)

    assert [move.account.name for move in found.moves] == ["A0", "A1", "A2", "A3", "A4"]
    assert found.moves_waiting == 6
