"""Every address asks for a key, and for the right scope of it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.security.api_routes import ROUTES
from tests.security.api_rows import send
from users.models import ApiKey
from users.services.keys import SCOPES as ALL_SCOPES

pytestmark = pytest.mark.django_db

# the scope of every address that is no resource's own, by its name; one without a row fails
SCOPES = {
    "account-committee": "committee",
    "account-recommendations": "content",
    "account-score": "accounts",
    "account-score-diff": "accounts",
    "account-score-history": "accounts",
    "account-score-rerated": "accounts",
    "deal-score": "deals",
    "deal-score-diff": "deals",
    "deal-score-history": "deals",
    "deal-score-rerated": "deals",
    "account-seat": "committee",
    "asset-placement": "content",
    "asset-placements": "content",
    "assets-list": "content",
    "assets-one": "content",
    "account-engagement": "engagement",
    "engagement-qualified": "engagement",
    "engagement-rules": "engagement",
    "engagement-trial": "engagement",
    "icp-answers": "icp",
    "icp-best-traits": "icp",
    "icp-learn": "icp",
    "icp-learned-report": "icp",
    "icp-learned-reports": "icp",
    "icp-preview": "icp",
    "icp-profile": "icp",
    "icp-profiles": "icp",
    "icp-publish": "icp",
    "icp-reviews": "icp",
    "icp-rollback": "icp",
    "icp-version": "icp",
    "icp-versions": "icp",
    "imports-errors": "imports",
    "imports-list": "imports",
    "imports-one": "imports",
    "jobs-list": "jobs",
    "jobs-one": "jobs",
    "metrics": "metrics",
    "metric-focus": "metrics",
    "metric-rows": "metrics",
    "tiers-approve": "tiers",
    "tiers-assignments": "tiers",
    "tiers-bridge": "tiers",
    "tiers-changes": "tiers",
    "tiers-churn": "tiers",
    "tiers-cluster": "tiers",
    "tiers-clusters": "tiers",
    "tiers-decisions": "tiers",
    "tiers-policy": "tiers",
    "tiers-proposal": "tiers",
    "tiers-proposals": "tiers",
    "tiers-veto": "tiers",
    "tiers-vetoes": "tiers",
}
READS_BY_POST = {"batch_read"}


def _scope(route):
    is_read = route.method == "GET" or route.action in READS_BY_POST
    resource = route.resource if route.is_resource else SCOPES[route.name]
    return f"{resource}:{'read' if is_read else 'write'}"


def _send(client, route):
    return send(client, route.method, route.filled(uuid4()), {})


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_an_address_asks_for_its_scope_and_for_no_other(route, acme, api):
    wanted = _scope(route)
    others = [scope for scope in ALL_SCOPES if scope != wanted]

    nobody = _send(api().__class__(), route)
    wrong = _send(api(*others), route)
    right = _send(api(wanted), route)

    assert nobody.status_code == 401
    assert nobody["WWW-Authenticate"] == 'Bearer realm="api"'
    assert wrong.status_code == 403
    assert wrong.json()["detail"] == f"This key lacks the scope {wanted}."
    assert right.status_code not in (401, 403)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic YTpi", "Bearer abs_live_" + "a" * 36, "Bearer é"])
def test_a_bad_key_is_refused_alike(acme, client, header):
    answer = client.get("/api/v1/jobs", headers={"Authorization": header})

    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("change", ["revoked_at", "expires_at"])
def test_a_revoked_or_expired_key_is_refused_on_the_very_next_request(acme, api, change):
    client = api()
    before = client.get("/api/v1/jobs").status_code
    ApiKey.objects.update(**{change: timezone.now() - timedelta(seconds=1)})

    assert (before, client.get("/api/v1/jobs").status_code) == (200, 401)


def test_a_member_whose_role_was_lowered_or_taken_is_refused_on_the_very_next_request(acme, login):
    client = login("manager")
    address = f"{client.base}/jobs/{uuid4()}/cancel"
    seen = [client.post(address, headers={"HX-Request": "true"}).status_code]

    client.user.memberships.update(role="rep")
    seen.append(client.post(address).status_code)
    client.user.memberships.all().delete()
    seen.append(client.post(address).status_code)
    client.user.is_active = False
    client.user.save()
    seen.append(client.get(f"{client.base}/jobs/").status_code)

    assert seen == [404, 403, 404, 302]
