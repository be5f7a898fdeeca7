from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.tiers.factories import NOON, placed, policy, scored
from tiers.models import TierAssignment, TierPin, TierVeto
from tiers.services.run import tiers_run

pytestmark = pytest.mark.usefixtures("as_acme")


@pytest.fixture
def alpha():
    tiers = policy()
    account = scored("Alpha", 90_000)
    placed(account, tiers[0])
    account.refresh_from_db()
    return account


def address(account, verb: str = "") -> str:
    return f"/w/acme/tiers/accounts/{account.public_id}/{verb}"


def test_the_page_tells_the_tier_its_reason_and_the_history(login, alpha):
    page = login("read_only").get(address(alpha)).content.decode()

    assert "Tier 1" in page and "reached the promote line" in page
    assert "Move and pin" not in page and "Veto this account" not in page


def test_who_may_not_veto_an_account_reads_who_may(login, alpha, django_user_model):
    client = login("rep")

    nobodys = client.get(address(alpha)).content.decode()
    alpha.owner = django_user_model.objects.create(email="mia@acme.test", name="Mia")
    alpha.save()
    theirs = client.get(address(alpha)).content.decode()
    alpha.owner = client.user
    alpha.save()
    own = client.get(address(alpha)).content.decode()

    assert "It has no owner yet." in nobodys and f"/w/acme/accounts/{alpha.public_id}/edit/" in nobodys
    assert "The owner is <bdi>Mia</bdi>." in theirs and "Veto this account" not in theirs
    assert "Veto this account" in own and "can veto it" not in own
    assert "can veto it" not in login("read_only").get(address(alpha)).content.decode()


def test_a_move_pins_the_account_and_leads_back(login, alpha):
    given = {"tier": "tier-3", "reason": "Lost their sponsor", "next": "/w/acme/tiers/?owner=me"}

    response = login("manager").post(address(alpha, "move/"), given)

    assert (response.status_code, response["Location"]) == (302, "/w/acme/tiers/?owner=me")
    assert TierPin.objects.get().reason == "Lost their sponsor"
    assert TierAssignment.objects.get(left_at=None).tier.key == "tier-3"


def test_a_move_never_leads_to_another_site(login, alpha):
    given = {"tier": "tier-3", "reason": "r", "next": "https://evil.test/"}

    assert login("manager").post(address(alpha, "move/"), given)["Location"] == address(alpha)


def test_a_place_that_no_page_has_is_no_failure(login, alpha):
    """It is an address like any other, and not the name of a view."""
    given = {"tier": "tier-3", "reason": "r", "next": "nowhere"}

    assert login("manager").post(address(alpha, "move/"), given)["Location"] == "nowhere"


def test_a_move_without_a_reason_comes_back_with_the_form(login, alpha):
    response = login("manager").post(address(alpha, "move/"), {"tier": "tier-3", "reason": " "})

    assert response.status_code == 422
    assert not TierPin.objects.exists()


def test_a_move_of_a_vetoed_account_says_why_not(login, alpha):
    TierVeto.objects.create(account=alpha, reason="Sued us", vetoed_at=NOON, expires_on="2999-01-01")

    response = login("manager").post(address(alpha, "move/"), {"tier": "tier-3", "reason": "r"})

    assert response.status_code == 422


def test_a_pin_is_taken_away(login, alpha):
    client = login("manager")
    client.post(address(alpha, "move/"), {"tier": "tier-3", "reason": "r"})

    assert client.post(address(alpha, "unpin/")).status_code == 302
    assert not TierPin.objects.exists()


def test_a_rep_vetoes_an_own_account_and_no_other(login, alpha):
    client = login("rep")
    soon = (timezone.now() + timedelta(days=30)).date().isoformat()
    given = {"reason": "Sued us", "expires_on": soon}

    assert client.post(address(alpha, "veto/"), given).status_code == 403

    alpha.owner = client.user
    alpha.save(update_fields=["owner"])
    assert "Veto this account" in client.get(address(alpha)).content.decode()
    assert client.post(address(alpha, "veto/"), given).status_code == 302
    assert TierVeto.objects.get().reason == "Sued us"
    assert client.post(address(alpha, "veto/revoke/")).status_code == 302
    assert TierVeto.objects.get().revoked_at is not None


def test_a_veto_beyond_two_years_is_refused_at_its_field(login, alpha):
    response = login("manager").post(address(alpha, "veto/"), {"reason": "r", "expires_on": "2999-12-31"})

    assert response.status_code == 422
    assert "two years" in response.content.decode()


def test_another_workspaces_account_is_not_found(login, alpha, globex):
    client = login("admin", tenant=globex, email="zed@globex.test")

    assert client.get(address(alpha).replace("/acme/", "/globex/")).status_code == 404
    assert client.post(address(alpha, "move/").replace("/acme/", "/globex/")).status_code == 404


def test_the_history_page_tells_why_the_account_left(login, alpha):
    from tests.tiers.factories import score

    score(alpha, 45_000)
    tiers_run(now=NOON)

    page = login("read_only").get(address(alpha)).content.decode()

    assert "Score 45.0 fell under the stay line of 60 of the tier above" in page
