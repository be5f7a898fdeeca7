from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories import UserFactory
from tests.tiers.factories import NOON, placed, policy, primary_version, scored
from tiers.models import TierPin, TierPolicy, TierVeto
from tiers.selectors.board import board_columns, column_cards, owner_sizes, pinned_cards, waiting_cards
from tiers.selectors.policy import policy_current

pytestmark = pytest.mark.usefixtures("as_acme")
TODAY = NOON.date()


def profile_id() -> int:
    return primary_version().profile_id


def test_a_column_runs_from_the_best_down_page_by_page():
    tier = policy()[0]
    for name, milli, potential in (("C", 70_000, 80_000), ("A", 90_000, 90_000), ("B", 70_000, 95_000)):
        placed(scored(name, milli, potential=potential), tier)
    placed(scored("Unscored", None), tier)

    first, cursor = column_cards(tier, profile_id=profile_id(), size=2)
    second, end = column_cards(tier, profile_id=profile_id(), size=2, after=cursor)

    assert [card.name for card in first] == ["A", "B"]
    assert [card.name for card in second] == ["C"]
    assert end == ""
    assert (second[0].cause, second[0].since) == ("entered", NOON - timedelta(days=365))


def test_accounts_with_the_same_scores_are_each_on_one_page():
    tier = policy()[0]
    names = {placed(scored(f"A{number}", 80_000), tier).account.name for number in range(5)}

    shown: list[str] = []
    cursor = ""
    for _page in range(3):
        cards, cursor = column_cards(tier, profile_id=profile_id(), size=2, after=cursor)
        shown += [card.name for card in cards]

    assert cursor == ""
    assert (len(shown), set(shown)) == (5, names)


@pytest.mark.parametrize("cursor", ["x", "1.2", "1.2.x", "-1.2.3", "1.2.3.4"])
def test_a_made_up_cursor_begins_at_the_top(cursor):
    tier = policy()[0]
    placed(scored("A", 80_000), tier)

    cards, _after = column_cards(tier, profile_id=profile_id(), after=cursor)

    assert [card.name for card in cards] == ["A"]


def test_the_pinned_come_first_by_name_and_only_once():
    tier = policy()[0]
    owner = UserFactory(name="Ann")
    placed(scored("Best", 90_000), tier)
    for name, milli in (("Zulu", None), ("Mike", 10_000)):
        account = scored(name, milli, owner=owner)
        placed(account, tier)
        TierPin.objects.create(account=account, tier=tier, reason="Board wish", pinned_at=NOON)

    cards, _after = column_cards(tier, profile_id=profile_id())

    assert [(card.name, card.is_pinned, card.score_milli) for card in cards] == [
        ("Mike", True, 10_000),
        ("Zulu", True, None),
        ("Best", False, 90_000),
    ]
    assert (cards[0].owner, cards[0].cause, cards[0].reason, cards[0].since) == ("Ann", "pinned", "Board wish", NOON)
    assert pinned_cards(tier, profile_id=profile_id(), owner_id=owner.pk + 1) == []


def test_many_pinned_come_a_page_at_a_time_and_then_the_others():
    tier = policy()[0]
    placed(scored("Best", 90_000), tier)
    for name in ("Alpha", "Bravo", "Bravo", "Charlie"):
        account = scored(name, 10_000)
        placed(account, tier)
        TierPin.objects.create(account=account, tier=tier, reason="", pinned_at=NOON)

    pages, cursor = list[list[str]](), ""
    while not pages or cursor:
        cards, cursor = column_cards(tier, profile_id=profile_id(), size=3, after=cursor)
        pages.append([card.name for card in cards])

    assert pages == [["Alpha", "Bravo", "Bravo"], ["Charlie", "Best"]]
    assert len(column_cards(tier, profile_id=profile_id(), size=9, after="pin.nobody")[0]) == 5


def test_the_board_of_one_owner_counts_and_shows_only_theirs():
    tiers = policy()
    owner = UserFactory()
    placed(scored("Mine", 80_000, owner=owner), tiers[0])
    placed(scored("Other", 90_000), tiers[0])
    TierPolicy.objects.update(sizes={str(tiers[0].pk): 2})

    mine = board_columns(policy_current(), profile_id=profile_id(), owner_id=owner.pk)
    everybody = board_columns(policy_current(), profile_id=profile_id())

    assert owner_sizes(owner.pk) == {tiers[0].pk: 1}
    assert [column.size for column in mine] == [1, 0, 0]
    assert [card.name for card in mine[0].cards] == ["Mine"]
    assert [column.size for column in everybody] == [2, 0, 0]
    assert [card.name for card in everybody[0].cards] == ["Other", "Mine"]


@pytest.mark.parametrize("accounts", [2, 40])
def test_the_board_costs_as_many_queries_for_many_accounts(accounts, django_assert_num_queries):
    tiers = policy()
    for number in range(accounts):
        placed(scored(f"A{number}", 80_000), tiers[number % 3])
    current, profile = policy_current(), profile_id()

    with django_assert_num_queries(6):  # pins and scores of each tier
        board_columns(current, profile_id=profile)


def test_who_waits_is_on_the_line_and_stands_nowhere_as_good():
    tiers = policy()
    owner = UserFactory()
    placed(scored("Inside", 95_000), tiers[0])
    placed(scored("Below", 70_000, owner=owner), tiers[1])
    vetoed, pinned = scored("Vetoed", 90_000), scored("Pinned", 90_000)
    TierVeto.objects.create(account=vetoed, reason="r", vetoed_at=NOON, expires_on=TODAY)
    TierPin.objects.create(account=pinned, tier=tiers[1], reason="r", pinned_at=NOON)
    scored("Excluded", 90_000, excluded_by="country")
    scored("Outside", 75_000)
    scored("Short", 69_999)

    def waiting(tier, **more):
        cards = waiting_cards(policy_current(), tier, profile_id=profile_id(), today=TODAY, **more)
        return [(card.rank, card.name, card.line_milli) for card in cards]

    assert waiting(tiers[0]) == [(1, "Outside", 70_000), (2, "Below", 70_000)]
    assert waiting(tiers[0], owner_id=owner.pk) == [(2, "Below", 70_000)]
    assert waiting(tiers[0], size=1) == [(1, "Outside", 70_000)]
    assert [name for _rank, name, _line in waiting(tiers[1])] == ["Outside", "Short"]


def test_nobody_waits_for_a_tier_with_room_for_all():
    tiers = policy()
    scored("A", 90_000)

    assert waiting_cards(policy_current(), tiers[2], profile_id=profile_id(), today=TODAY) == []
