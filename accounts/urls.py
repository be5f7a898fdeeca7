"""Addresses of accounts: segments. The account pages themselves read several rooms and live in ``dashboard``."""

from __future__ import annotations

from django.urls import URLPattern, path

from accounts import views_ratings, views_scores, views_segments

app_name = "accounts"

urlpatterns: list[URLPattern] = [
    path("<uuid:public_id>/ratings/", views_ratings.ratings, name="ratings"),
    path("<uuid:public_id>/score/", views_scores.account_score, name="score"),
    path("deals/<uuid:public_id>/score/", views_scores.deal_score, name="deal_score"),
    path("segments/", views_segments.segments, name="segments"),
    path("segments/new/", views_segments.segment_edit, name="segment_new"),
    path("segments/count/", views_segments.segment_count, name="segment_count"),
    path("segments/<uuid:public_id>/", views_segments.segment, name="segment"),
    path("segments/<uuid:public_id>/edit/", views_segments.segment_edit, name="segment_edit"),
    path("segments/<uuid:public_id>/delete/", views_segments.segment_remove, name="segment_delete"),
    path(
        "segments/<uuid:public_id>/accounts/<uuid:account_id>/remove/",
        views_segments.segment_member_remove,
        name="segment_account_remove",
    ),
]
