from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from accounts.models import Account
from dashboard import tasks
from dashboard.selectors.account_filter import AccountFilter
from dashboard.tasks import account_bulk
from outbox.registry import JobRun, Progress
from tests.factories import member
from tests.tiers.factories import NOON, policy, scored
from tiers.models import TierVeto
from users.services import Actor

pytestmark = pytest.mark.usefixtures("as_acme")


class Told(Progress):
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, int | None]] = []

    def tell(self, done: int, total: int | None) -> None:
        self.steps.append((done, total))


def run(verb: str, *, wanted: AccountFilter, now: datetime = NOON, value: str = "") -> tuple[object, Told]:
    told = Told()
    payload = {
        "action": {"verb": verb, "value": value, "reason": "Sued us"},
        "filter": asdict(wanted),
        "sort": "-fit",
        "actor": asdict(Actor.of_command("test")),
    }
    return account_bulk(JobRun(1, UUID(int=1), payload, now, 1, tracker=told)), told


def test_every_account_of_the_list_is_done_in_batches_and_no_other(monkeypatch):
    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    policy()
    retail = {scored(f"A{number}", 1_000 * number or None, industry="Retail").pk for number in range(5)}
    scored("B", 1_000, industry="Energy")

    result, told = run("veto", wanted=AccountFilter(industry="Retail"))

    assert set(TierVeto.objects.values_list("account_id", flat=True)) == retail
    assert isinstance(result, dict) and result["accounts"] == 5
    assert told.steps == [(2, 5), (4, 5), (5, 5)]


def test_an_action_that_empties_its_own_list_still_reaches_all_of_it(as_acme, monkeypatch):
    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    member(as_acme, "rep", "ann@acme.test")
    for number in range(5):
        scored(f"A{number}", None)

    result, _told = run("owner", value="ann@acme.test", wanted=AccountFilter(no_owner=True))

    assert result == {"accounts": 5, "changed": 5}
    assert not Account.objects.filter(owner=None).exists()


def test_a_veto_counts_its_days_from_the_workspaces_own_day():
    policy()
    scored("A", 1_000)

    run("veto", wanted=AccountFilter(), now=datetime(2026, 3, 2, 23, 30, tzinfo=UTC))  # the third in Budapest

    assert TierVeto.objects.get().expires_on == date(2026, 6, 1)


def test_an_empty_list_is_no_work():
    assert run("veto", wanted=AccountFilter(q="nobody"))[0] == {"accounts": 0, "changed": 0}
