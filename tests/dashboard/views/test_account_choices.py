from __future__ import annotations

import pytest

from accounts.models import Account, Segment
from outbox.models import Job
from outbox.services import outbox_drain
from tests.tiers.factories import policy, scored
from tiers.models import TierPin, TierVeto

pytestmark = pytest.mark.usefixtures("as_acme")
URL = "/w/acme/accounts/bulk/"


def chosen(*accounts: Account) -> list[str]:
    return [str(Account.objects.get(pk=account.pk).public_id) for account in accounts]


def test_an_owner_is_assigned_to_the_chosen(login):
    policy()
    client = login("manager")
    a, b, c = (scored(name, 1_000) for name in "ABC")

    response = client.post(URL, {"action": f"owner:{client.user.email}", "chosen": chosen(a, b), "query": "q=x&page=1"})

    assert response["Location"] == "/w/acme/accounts/?q=x"
    assert {x.pk for x in Account.objects.filter(owner=client.user)} == {a.pk, b.pk}
    assert Account.objects.get(pk=c.pk).owner_id is None

    client.post(URL, {"action": "owner:", "chosen": chosen(a)})
    assert Account.objects.get(pk=a.pk).owner_id is None


def test_the_chosen_are_pinned_or_put_into_a_segment(login):
    policy()
    Segment.objects.create(key="vip", name="VIP")
    a, b = scored("A", 1_000), scored("B", 2_000)
    client = login("manager")

    client.post(URL, {"action": "pin:tier-1", "reason": "Board", "chosen": chosen(a, b)})
    client.post(URL, {"action": "segment:vip", "chosen": chosen(a)})

    assert set(TierPin.objects.values_list("account_id", flat=True)) == {a.pk, b.pk}
    assert Segment.objects.get().members.count() == 1


def test_each_action_asks_for_its_own_right(login):
    policy()
    a = scored("A", 1_000)

    assert login("rep").post(URL, {"action": "pin:tier-1", "reason": "r", "chosen": chosen(a)}).status_code == 403
    assert login("rep").post(URL, {"action": "veto:", "reason": "r", "chosen": chosen(a)}).status_code == 403
    assert login("rep").post(URL, {"action": "owner:", "chosen": chosen(a)}).status_code == 403
    assert login("read_only").post(URL, {"action": "owner:", "chosen": chosen(a)}).status_code == 403
    assert not TierPin.objects.exists() and not TierVeto.objects.exists()


def test_a_rep_vetoes_own_accounts(login):
    policy()
    client = login("rep")
    a = scored("A", 1_000, owner=client.user)

    client.post(URL, {"action": "veto:", "reason": "Sued us", "chosen": chosen(a)})

    assert TierVeto.objects.get().reason == "Sued us"
    assert client.post(URL, {"action": "veto:", "reason": "r", "scope": "all", "query": ""}).status_code == 403


@pytest.mark.parametrize(
    "given",
    [
        {"action": ""},
        {"action": "fly:"},
        {"action": "owner:", "chosen": ["x"]},
        {"action": "pin:tier-1"},
        {"action": "segment:nope"},
        {"action": "segment:\0"},
        {"action": "pin:nope", "reason": "r"},
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(login, given):
    policy()
    a = scored("A", 1_000)

    response = login("manager").post(URL, {"chosen": chosen(a)} | given, follow=True)

    assert "toast-error" in response.content.decode()
    assert not TierPin.objects.exists()


def test_a_reason_is_kept_without_what_cannot_be_stored(login):
    policy()
    given = {"action": "veto:", "reason": "Sued\0 us", "scope": "all", "query": "owner=me"}

    assert login("rep").post(URL, given).status_code == 302

    assert Job.objects.get().payload["action"]["reason"] == "Sued us"


def test_all_of_a_list_is_done_in_the_background(login):
    policy()
    client = login("manager")
    for number in range(7):
        scored(f"A{number}", 1_000, industry="Retail" if number < 5 else "Energy")

    response = client.post(
        URL, {"action": f"owner:{client.user.email}", "scope": "all", "query": "industry=Retail&sort=-fit"}
    )
    outbox_drain()

    job = Job.objects.get(kind="dashboard.account_bulk")
    assert str(job.public_id) in response["Location"]
    assert (job.state, job.result) == ("done", {"accounts": 5, "changed": 5})
    assert Account.objects.filter(owner=client.user).count() == 5
