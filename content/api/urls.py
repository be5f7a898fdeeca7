"""Addresses of this room below ``/api/v1/``."""

from __future__ import annotations

from django.urls import path

from content.api.assets import AssetApi, AssetListApi, PlacementApi, PlacementListApi

urlpatterns = [
    path("assets", AssetListApi.as_view(), name="assets-list"),
    path("assets/<uuid:id>", AssetApi.as_view(), name="assets-one"),
    path("assets/<uuid:id>/placements", PlacementListApi.as_view(), name="asset-placements"),
    path("assets/<uuid:id>/placements/<uuid:placement_id>", PlacementApi.as_view(), name="asset-placement"),
]
