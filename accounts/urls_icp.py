"""Addresses of the ICP workshop."""

from __future__ import annotations

from django.urls import path

from accounts import views_icp as views
from accounts import views_icp_draft as drafts
from accounts import views_learning as learning
from accounts import views_workshop as workshop

app_name = "icp"

urlpatterns = [
    path("", views.profiles, name="profiles"),
    path("<slug:key>/", views.profile, name="profile"),
    path("<slug:key>/draft/", views.draft_create, name="draft-create"),
    path("<slug:key>/workshop/", workshop.workshop, name="workshop"),
    path("<slug:key>/workshop/traits/", workshop.trait, name="trait-add"),
    path("<slug:key>/workshop/interviews/<slug:department>/", workshop.interview, name="interview"),
    path("<slug:key>/best-customers/", workshop.best_customers, name="best-customers"),
    path("<slug:key>/reviews/", workshop.reviews, name="reviews"),
    path("<slug:key>/learn/", learning.learn, name="learn"),
    path("<slug:key>/learn/cancel/", learning.learn_cancel, name="learn-cancel"),
    path("<slug:key>/learn/reports/<uuid:public_id>/", learning.report, name="learned-report"),
    path("<slug:key>/versions/<int:number>/", drafts.version, name="version"),
    path("<slug:key>/versions/<int:number>/preview/", drafts.preview, name="preview"),
    path("<slug:key>/versions/<int:number>/publish/", views.publish, name="publish"),
    path("<slug:key>/versions/<int:number>/rollback/", views.rollback, name="rollback"),
    path("<slug:key>/versions/<int:number>/discard/", views.draft_discard, name="draft-discard"),
    path("<slug:key>/versions/<int:number>/criteria.csv", views.criteria_csv, name="criteria-csv"),
    path("<slug:key>/versions/<int:number>/new-criterion/", drafts.criterion, name="criterion-new"),
    path("<slug:key>/versions/<int:number>/criteria/<slug:criterion_key>/", drafts.criterion, name="criterion"),
    path("<slug:key>/versions/<int:number>/criteria/<slug:criterion_key>/rule/", drafts.rule, name="rule"),
    path(
        "<slug:key>/versions/<int:number>/criteria/<slug:criterion_key>/act/",
        drafts.criterion_act,
        name="criterion-act",
    ),
]
