"""The smallest valid record of every resource. A resource without a row fails the tests that need one."""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone

from accounts.models import Segment
from crm.models import Import
from engagement.domain.rules_parse import rules_format
from engagement.domain.rules_starter import STARTER_RULES
from outbox.services import job_enqueue
from tenancy.context import tenant_context
from tests.factories import AccountFactory
from tests.security.api_routes import ROUTES, Route
from tiers.models import ProposedMove, Tier, TierCluster, TierPolicy, TierProposal, TierVeto

ACCOUNT = {"source": "s", "external_id": "a", "name": "Globe", "domain": "globe.test"}

SMALLEST: dict[str, dict[str, Any]] = {
    "accounts": {"source": "s", "external_id": "e", "name": "Acme Tools", "domain": "acme-tools.test"},
    "contacts": {"source": "s", "external_id": "e", "email": "ann@globe.test", "account_external_id": "a"},
    "deals": {
        "source": "s",
        "external_id": "e",
        "name": "First",
        "status": "open",
        "currency": "EUR",
        "account_external_id": "a",
    },
    "contracts": {
        "source": "s",
        "external_id": "e",
        "account_external_id": "a",
        "starts_on": "2026-01-01",
        "mrr": "10.00",
        "currency": "EUR",
    },
    "signals": {
        "source": "s",
        "external_id": "e",
        "kind": "visit",
        "occurred_at": "2026-01-01T00:00:00Z",
        "account_external_id": "a",
    },
    "touches": {
        "source": "s",
        "external_id": "e",
        "kind": "call",
        "occurred_at": "2026-01-01T00:00:00Z",
        "direction": "outbound",
        "outcome": "conversation",
        "account_external_id": "a",
    },
    "spend": {
        "source": "s",
        "external_id": "e",
        "spent_on": "2026-01-01",
        "amount": "10.00",
        "currency": "EUR",
        "category": "events",
    },
    "ratings": {
        "source": "s",
        "external_id": "e",
        "account_external_id": "a",
        "department": "sales",
        "score": 3,
        "rated_at": "2026-01-01T00:00:00Z",
    },
}

RESOURCES = sorted({route.resource for route in ROUTES if route.is_resource})


def send(client: Any, method: str, path: str, body: Any, **headers: str) -> Any:
    """Send JSON; text goes as it is."""
    raw = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.generic(method, path, raw, "application/json", headers=headers)


def stored(client: Any, resource: str) -> dict[str, Any]:
    """Store the smallest record of a resource, and the account it hangs on; return the answer."""
    if "account_external_id" in SMALLEST[resource]:
        answer = send(client, "PUT", "/api/v1/accounts/by-external-id/s/a", ACCOUNT)
        assert answer.status_code in (200, 201), answer.content
    answer = send(client, "POST", f"/api/v1/{resource}", SMALLEST[resource])
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


# the smallest body of the writes that are no resource's own; an address without a row gets an empty object
BODIES: dict[str, dict[str, Any]] = {
    "accounts-one": {"employees": 1},
    "account-seat": {"buying_role": "champion"},
    "asset-placements": {"stage": None},
    "assets-list": {"title": "Guide", "kind": "blog_post", "url": "https://acme.test/guide"},
    "assets-one": {"title": "Guide"},
    "engagement-rules": {"rules": rules_format(STARTER_RULES)},
    "engagement-trial": {"rules": rules_format(STARTER_RULES)},
    "icp-answers": {"question": "why_then", "text": "A new CFO"},
    "icp-profile": {"name": "Ours"},
    "icp-profiles": {"name": "Ours"},
    "icp-version": {"criteria": []},
    "icp-publish": {"note": "x"},
    "tiers-clusters": {"tier": "few", "segment": "s"},
    "tiers-decisions": {"ids": ["00000000-0000-0000-0000-000000000007"], "decision": "approve"},
    "tiers-policy": {
        "tiers": [{"name": "All", "level": "one_to_many", "promote_milli": 0, "stay_milli": 0, "minimum": 0}]
    },
}


def object_of(route: Route, client: Any, tenant: Any) -> Any:
    """Return the id of a workspace's object that the address could name; a new kind of address needs a branch."""
    if route.resource in SMALLEST:
        return stored(client, route.resource)["id"]
    if route.resource in ("icp", "assets"):
        name = {"icp": "icp-profiles", "assets": "assets-list"}[route.resource]
        path = {"icp": "icp/profiles", "assets": "assets"}[route.resource]
        answer = send(client, "POST", f"/api/v1/{path}", BODIES[name])
        assert answer.status_code == 201, answer.content
        return answer.json()["id"]
    with tenant_context(tenant.pk):
        if route.resource == "imports":
            made = Import.objects.create(kind="accounts", file_name="a.csv", file_size=1, file_digest="0" * 64)
            made.refresh_from_db()
            return made.public_id
        if route.resource == "tiers":
            now = timezone.now()
            TierPolicy.objects.create(name="Target accounts")
            account = AccountFactory()
            if "clusters" in route.path:
                tier = Tier.objects.create(
                    policy=TierPolicy.objects.get(), position=1, key="few", name="Few", level="one_to_few",
                    promote_milli=0, stay_milli=0,
                )  # fmt: skip
                cluster = TierCluster.objects.create(tier=tier, segment=Segment.objects.create(key="s", name="S"))
                cluster.refresh_from_db()
                return cluster.public_id
            if "proposals" in route.path:
                proposal = TierProposal.objects.create(made_at=now, waiting=1, added=1, superseded=0)
                move = ProposedMove.objects.create(proposal=proposal, account=account, cause="entered")
                move.refresh_from_db()
                return move.public_id
            veto = TierVeto.objects.create(account=account, reason="x", vetoed_at=now, expires_on="2999-01-01")
            veto.refresh_from_db()
            return veto.public_id
        assert route.resource == "jobs", f"{route}: say in object_of() how to make its object"
        return job_enqueue(kind="outbox.purge", payload={}).public_id
