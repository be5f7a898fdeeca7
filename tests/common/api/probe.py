"""A small resource over accounts, to try the base of every resource on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import F, QuerySet
from django.urls import include, path
from rest_framework import serializers

from accounts.models import Account
from common.api.batch import Outcome
from common.api.fields import CleanCharField, JsonObjectField, ListOrOneField, StrictSerializer
from common.api.query import ListQuery, WholeNumberField
from common.api.resource import Record, ResourceView, resource_urls


class ProbeOut(serializers.Serializer[Account]):
    id = serializers.UUIDField(source="public_id")
    source = serializers.CharField()  # type: ignore[assignment]
    external_id = serializers.CharField()
    name = serializers.CharField()
    employees = serializers.IntegerField(allow_null=True)
    version = serializers.IntegerField()


class ProbeIn(StrictSerializer):
    source = CleanCharField(max_length=60)  # type: ignore[assignment]
    external_id = CleanCharField(max_length=255)
    name = CleanCharField(max_length=300)
    employees = serializers.IntegerField(allow_null=True, required=False)
    founded_year = serializers.IntegerField(allow_null=True, required=False)
    customer_since = serializers.DateField(allow_null=True, required=False)
    updated_at_source = serializers.DateTimeField(allow_null=True, required=False)
    revenue = serializers.DecimalField(20, 2, allow_null=True, required=False)
    technologies = ListOrOneField(child=CleanCharField(max_length=60), required=False)
    custom = JsonObjectField(required=False)


class ProbeQuery(ListQuery):
    employees = WholeNumberField(required=False)
    name = forms.CharField(max_length=200, required=False)


STORED = ("name", "employees", "founded_year", "customer_since", "updated_at_source", "custom")


class ProbeApi(ResourceView):
    required_scope = "accounts"
    out, into, query = ProbeOut, ProbeIn, ProbeQuery
    sorts = {"name": "name", "employees": "employees", "updated_at": "updated_at", "created_at": "created_at"}
    default_sort = "-updated_at"

    def rows(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = Account.objects.all()
        return rows

    def filtered(self, rows: QuerySet[Any], given: Any) -> QuerySet[Any]:
        if given["employees"] is not None:
            rows = rows.filter(employees=given["employees"])
        return rows.filter(name=given["name"]) if given["name"] else rows

    def upsert(self, records: Sequence[Record], *, now: datetime) -> Sequence[Outcome]:
        return [self._one(record) for record in records]

    def _one(self, record: Record) -> Outcome:
        key = {"source": record["source"], "external_id": record["external_id"]}
        if record.get("name") == "refuse me":
            return Outcome.refused("bad_name", "Not this name.", name="name", external_id=key["external_id"])
        stored = {name: record[name] for name in STORED if name in record}
        account = Account.objects.filter(**key).first()
        if account is None:
            account = Account.objects.create(**key, **stored, name_key=str(stored["name"]).lower())
            return Outcome(status="created", id=account.public_id, external_id=key["external_id"])
        Account.objects.filter(pk=account.pk).update(**stored, version=F("version") + 1)
        return Outcome(status="updated", id=account.public_id, external_id=key["external_id"])

    def erase(self, record: Any, *, now: datetime) -> None:
        record.delete()


urlpatterns = [
    path("api/v1/", include(resource_urls("accounts", ProbeApi))),
    path("api/v1/", include("abs_platform.urls_api")),
]
