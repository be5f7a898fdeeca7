"""``/api/v1/assets`` and their placements."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404
from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Product, Segment
from common.api.etags import assert_unchanged, etag_of, is_known
from common.api.fields import CleanCharField, StrictSerializer
from common.api.paging import page_document, page_of
from common.api.query import ListQuery, QueryForm, query_read
from common.api.views import ApiView
from content.domain.kinds import AssetKind, usual_effort
from content.models import Asset, BuyerStage, Placement
from content.selectors.library import asset_get, asset_rows
from content.services import asset_create, asset_delete, asset_update, placement_add, placement_remove
from content.services.assets import AssetFacts, PlacementFacts
from personas.models import Persona
from users.services import Actor

SORTS = {"id": "public_id", "title": "title_key", "updated_at": "updated_at"}


class PlacementOut(serializers.Serializer[Any]):
    """Where an asset fits; null means any."""

    id = serializers.UUIDField(source="public_id")
    persona = serializers.CharField(source="persona.key", allow_null=True, default=None)
    stage = serializers.CharField(source="stage.key", allow_null=True, default=None)
    segment = serializers.CharField(source="segment.key", allow_null=True, default=None)
    product = serializers.CharField(source="product.name", allow_null=True, default=None)


class PlacementIn(StrictSerializer):
    """Keys of persona, stage and segment, the name of a product; absent or null means any."""

    persona = CleanCharField(required=False, allow_null=True, max_length=60)
    stage = CleanCharField(required=False, allow_null=True, max_length=40)
    segment = CleanCharField(required=False, allow_null=True, max_length=60)
    product = CleanCharField(required=False, allow_null=True, max_length=120)


class AssetOut(serializers.Serializer[Asset]):
    """Something to show."""

    id = serializers.UUIDField(source="public_id")
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=[kind.value for kind in AssetKind])
    effort = serializers.ChoiceField(choices=Asset.Effort.choices)
    status = serializers.ChoiceField(choices=Asset.Status.choices)
    language = serializers.CharField()
    url = serializers.CharField()
    summary = serializers.CharField()
    body = serializers.CharField()
    owner_email = serializers.EmailField(source="owner.email", allow_null=True, default=None)
    expires_on = serializers.DateField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True, default_timezone=UTC)
    placements = PlacementOut(source="placements.all", many=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField(default_timezone=UTC)
    updated_at = serializers.DateTimeField(default_timezone=UTC)


class AssetIn(StrictSerializer):
    """An asset as clients write it; the effort follows the kind where it is not given."""

    title = CleanCharField(max_length=200)
    kind = serializers.ChoiceField(choices=[kind.value for kind in AssetKind])
    effort = serializers.ChoiceField(choices=Asset.Effort.choices, required=False)
    status = serializers.ChoiceField(choices=Asset.Status.choices, required=False)
    language = CleanCharField(max_length=10, required=False)
    url = serializers.URLField(max_length=1000, required=False, allow_blank=True)
    summary = CleanCharField(max_length=500, required=False, allow_blank=True)
    body = CleanCharField(max_length=100_000, required=False, allow_blank=True)
    expires_on = serializers.DateField(required=False, allow_null=True)


class AssetQuery(ListQuery):
    """Filters of the list: equality of a field."""

    kind = forms.CharField(required=False, max_length=40)
    status = forms.ChoiceField(required=False, choices=Asset.Status.choices)
    effort = forms.ChoiceField(required=False, choices=Asset.Effort.choices)
    language = forms.CharField(required=False, max_length=10)


class AssetListApi(ApiView):
    """The library."""

    required_scope = "content"
    query, lists, into, out = AssetQuery, AssetOut, AssetIn, AssetOut

    def get(self, request: Request) -> Response:
        """List assets."""
        given = query_read(AssetQuery, request.query_params)
        rows = asset_rows().filter(**{n: given[n] for n in ("kind", "status", "effort", "language") if given[n]})
        if given["updated_since"]:
            rows = rows.filter(updated_at__gte=given["updated_since"])
        return Response(page_document(page_of(rows, query=given, sorts=SORTS, default="id"), AssetOut))

    def post(self, request: Request) -> Response:
        """Add an asset."""
        given = _checked(AssetIn, request)
        given.setdefault("effort", usual_effort(AssetKind(given["kind"])))
        actor = Actor.of_request(request._request)
        asset = asset_create(facts=AssetFacts(**given), actor=actor, now=timezone.now())
        return _answer(asset, status=201)


class AssetApi(ApiView):
    """One asset."""

    required_scope = "content"
    query, into, out = QueryForm, AssetIn, AssetOut

    def get(self, request: Request, id: UUID) -> Response:
        """Read an asset."""
        query_read(QueryForm, request.query_params)
        asset = _asset(id)
        return Response(status=304, headers={"ETag": etag_of(asset)}) if is_known(request, asset) else _answer(asset)

    def patch(self, request: Request, id: UUID) -> Response:
        """Merge: an absent field is untouched."""
        asset = _asset(id)
        assert_unchanged(request, asset)
        given = _checked(AssetIn, request, partial=True)
        before = {field.name: getattr(asset, field.name) for field in fields(AssetFacts)}
        facts = AssetFacts(**{**before, **given})
        actor = Actor.of_request(request._request)
        asset_update(asset_id=asset.pk, facts=facts, actor=actor, now=timezone.now(), version=asset.version)
        return _answer(_asset(id))

    def delete(self, request: Request, id: UUID) -> Response:
        """Delete an asset and its placements."""
        asset = _asset(id)
        assert_unchanged(request, asset)
        asset_delete(asset_id=asset.pk, actor=Actor.of_request(request._request))
        return Response(status=204)


class PlacementListApi(ApiView):
    """Where an asset fits."""

    required_scope = "content"
    query, into, out = QueryForm, PlacementIn, PlacementOut

    def get(self, request: Request, id: UUID) -> Response:
        """List an asset's placements."""
        query_read(QueryForm, request.query_params)
        shown = PlacementOut(list(_asset(id).placements.all()), many=True).data
        return Response({"results": shown, "paging": {"next": None}})

    def post(self, request: Request, id: UUID) -> Response:
        """Say where the asset fits; saying it twice changes nothing."""
        asset = _asset(id)
        facts = _placement_facts(_checked(PlacementIn, request))
        made = placement_add(asset_id=asset.pk, facts=facts, actor=Actor.of_request(request._request))
        made.refresh_from_db(fields=["public_id"])
        return Response(PlacementOut(made).data, status=201)


class PlacementApi(ApiView):
    """One placement."""

    required_scope = "content"
    query = QueryForm

    def delete(self, request: Request, id: UUID, placement_id: UUID) -> Response:
        """Take a placement away."""
        asset = _asset(id)
        placement = Placement.objects.filter(public_id=placement_id, asset_id=asset.pk).first()
        if placement is None:
            raise Http404
        actor = Actor.of_request(request._request)
        placement_remove(asset_id=asset.pk, placement_id=placement.pk, actor=actor)
        return Response(status=204)


def _asset(id: UUID) -> Asset:
    asset = asset_get(public_id=id)
    if asset is None:
        raise Http404
    return asset


def _checked(shape: type[StrictSerializer], request: Request, *, partial: bool = False) -> dict[str, Any]:
    given = shape(data=request.data, partial=partial)
    given.is_valid(raise_exception=True)
    return dict(given.validated_data)


def _answer(asset: Asset, *, status: int = 200) -> Response:
    return Response(AssetOut(asset).data, status=status, headers={"ETag": etag_of(asset)})


def _placement_facts(given: dict[str, Any]) -> PlacementFacts:
    """Find what the keys name.

    :raises ValidationError: naming the first key that names nothing.
    """
    axes: tuple[tuple[str, Any, str], ...] = (
        ("persona", Persona, "key"),
        ("stage", BuyerStage, "key"),
        ("segment", Segment, "key"),
        ("product", Product, "name"),
    )
    found: dict[str, int | None] = {}
    for name, model, column in axes:
        wanted = given.get(name)
        pk = model.objects.filter(**{column: wanted}).values_list("pk", flat=True).first() if wanted else None
        if wanted and pk is None:
            raise ValidationError({name: [f"There is no {name} {wanted!r}."]})
        found[f"{name}_id"] = pk
    return PlacementFacts(**found)
