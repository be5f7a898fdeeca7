from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.tiers.factories import policy, scored
from tiers.models import TierVeto

pytestmark = pytest.mark.usefixtures("as_acme")
URL = "/api/v1/tiers/vetoes"


@pytest.fixture
def alpha():
    policy()
    account = scored("Alpha", 90_000)
    account.refresh_from_db()
    return account


def body(account, **more):
    day = (timezone.now() + timedelta(days=30)).date().isoformat()
    return {"account_id": str(account.public_id), "reason": "Sued us", "expires_on": day} | more


def test_a_veto_is_set_read_and_revoked(api, alpha):
    client = api("tiers:read", "tiers:write")

    made = client.post(URL, body(alpha), content_type="application/json")
    (held,) = client.get(URL).json()["results"]

    assert made.status_code == 201
    assert held["id"] == made.json()["id"] and held["account"] == "Alpha" and held["vetoed_by"] is None
    assert client.delete(f"{URL}/{held['id']}").status_code == 204
    assert client.get(URL).json()["results"] == []
    assert len(client.get(URL, {"all": "true"}).json()["results"]) == 1
    assert client.get(f"{URL}/{held['id']}").json()["revoked_at"] is not None
    assert client.delete(f"{URL}/{held['id']}").status_code == 204


def test_a_veto_without_reason_or_end_of_an_unknown_account_is_refused(api, alpha):
    client = api()

    for given, status in (
        (body(alpha, reason=" "), 400),
        (body(alpha, expires_on="2999-01-01"), 400),
        (body(alpha, expires_on=None), 400),
        (body(alpha, account_id=str(uuid4())), 404),
        (body(alpha, colour="red"), 400),
    ):
        assert client.post(URL, given, content_type="application/json").status_code == status, given
    assert not TierVeto.objects.exists()
