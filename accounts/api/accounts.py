"""``/api/v1/accounts``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from rest_framework import serializers

from accounts.api.shapes import CREATE, SOURCE, FactsOut, facts_in, facts_out, merging, outcomes
from accounts.domain.facts import ACCOUNT
from accounts.domain.facts_out import cents_out, instant_out, milli_out, value_out, writers
from accounts.models import Account
from accounts.selectors.accounts import account_list, account_standings
from accounts.services.deletion import account_delete
from accounts.services.upsert import records_upsert
from common.api.batch import Outcome
from common.api.query import ListQuery
from common.api.resource import Record, ResourceView
from users.services import Actor

COLUMNS = writers(ACCOUNT)


class _AccountOut(FactsOut):
    def shared(self, rows: list[Any]) -> dict[int, dict[str, Any]]:
        """Read the standings of all rows; what is stored by this very request has none yet."""
        if self.context.get("is_new"):
            return {row.pk: {} for row in rows}
        return account_standings([row.pk for row in rows])

    def row(self, row: Any, shared: dict[int, dict[str, Any]]) -> dict[str, Any]:
        """Facts, then what was worked out, then bookkeeping."""
        found: dict[str, Any] = {"id": str(row.public_id), "source": row.source}
        values = row.__dict__
        for name, column, kind in COLUMNS:
            found[name] = value_out(kind, values[column])
        standing = shared[row.pk]
        fit = milli_out(standing.get("fit_milli"))
        priority = standing.get("priority")
        found.update(
            parent_external_id=row.parent_key,
            fit_score=fit,
            fit_potential=milli_out(standing.get("potential_milli")),
            engagement_points=standing.get("engagement_points"),
            expected_ltv=cents_out(standing.get("expected_ltv_cents")),
            win_score=milli_out(standing.get("win_score_milli")),
            priority=fit if priority is None else milli_out(priority),
            tier=standing.get("tier"),
            tier_since=instant_out(standing.get("tier_since")),
            version=row.version,
            created_at=instant_out(row.created_at),
            updated_at=instant_out(row.updated_at),
        )
        return found


AccountOut = facts_out(
    ACCOUNT,
    _AccountOut,
    "Account",
    {
        "fit_score": serializers.FloatField(allow_null=True, help_text="0–100, one decimal; null until scored"),
        "fit_potential": serializers.FloatField(allow_null=True, help_text="the fit if every unknown were perfect"),
        "engagement_points": serializers.IntegerField(allow_null=True),
        "expected_ltv": serializers.DecimalField(
            max_digits=21, decimal_places=2, allow_null=True, help_text="in the workspace's currency"
        ),
        "win_score": serializers.FloatField(allow_null=True, help_text="0–100; that of its best open deal"),
        "priority": serializers.FloatField(
            allow_null=True, help_text="0–100; the fit, unless the tier policy names another profile"
        ),
        "tier": serializers.CharField(allow_null=True),
        "tier_since": serializers.DateTimeField(allow_null=True),
    },
)
AccountIn = facts_in(ACCOUNT, "AccountIn")


class AccountQuery(ListQuery):
    """Filters of the list: equality of a field."""

    source = forms.CharField(required=False, max_length=40)
    external_id = forms.CharField(required=False, max_length=200)
    name = forms.CharField(required=False, max_length=300)
    domain = forms.CharField(required=False, max_length=253)
    industry = forms.CharField(required=False, max_length=120)
    country = forms.CharField(required=False, max_length=2)
    region = forms.CharField(required=False, max_length=120)
    city = forms.CharField(required=False, max_length=120)
    lifecycle = forms.ChoiceField(required=False, choices=Account.Lifecycle.choices)
    owner_email = forms.CharField(required=False, max_length=254)
    parent_external_id = forms.CharField(required=False, max_length=200)


FILTERS = tuple(name for name in AccountQuery.base_fields if name not in ListQuery.base_fields)


class AccountApi(ResourceView):
    """Companies: facts in, facts with fit and tier out."""

    required_scope = "accounts"
    out, into, query = AccountOut, AccountIn, AccountQuery
    sorts: ClassVar[Mapping[str, str]] = {
        "id": "public_id",
        "name": "name_key",
        "employees": "employees",
        "annual_revenue": "annual_revenue_cents",
        "created_at": "created_at",
        "updated_at": "updated_at",
    }
    default_sort = "id"

    def rows(self) -> QuerySet[Any]:
        """All companies."""
        return account_list()

    def filtered(self, rows: QuerySet[Any], given: Mapping[str, Any]) -> QuerySet[Any]:
        """Narrow by equality."""
        return account_list(filters={name: given[name] for name in FILTERS})

    def upsert(self, records: Sequence[Record], *, now: datetime) -> Sequence[Outcome]:
        """Merge each record into its company, or create it. A POST never guesses that it is one we have."""
        options = CREATE if self.action == "create" else merging(self.request)
        actor = Actor.of_request(self.request._request)
        return outcomes(
            records_upsert("accounts", records=records, source=SOURCE, now=now, actor=actor, options=options)
        )

    def erase(self, record: Any, *, now: datetime) -> None:
        """Delete a company without deals."""
        account_delete(account_id=record.pk, actor=Actor.of_request(self.request._request))
