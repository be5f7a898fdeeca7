"""Addresses of fit below ``/api/v1/``: profiles, versions, scores."""

from __future__ import annotations

from django.urls import path

from accounts.api import icp, learning, score_history, scores, workshop

PROFILE = "icp/profiles/<str:profile>"
VERSION = f"{PROFILE}/versions/<int:number>"

urlpatterns = [
    path("accounts/<uuid:id>/score", scores.ScoreView.as_view(), name="account-score"),
    path("accounts/<uuid:id>/score/history", scores.ScoreHistoryView.as_view(), name="account-score-history"),
    path("accounts/<uuid:id>/score/diff", score_history.ScoreDiffView.as_view(), name="account-score-diff"),
    path("accounts/<uuid:id>/score/rerated", score_history.RerateView.as_view(), name="account-score-rerated"),
    path("deals/<uuid:id>/score/diff", score_history.DealScoreDiffView.as_view(), name="deal-score-diff"),
    path("deals/<uuid:id>/score/rerated", score_history.DealRerateView.as_view(), name="deal-score-rerated"),
    path("deals/<uuid:id>/score", scores.DealScoreView.as_view(), name="deal-score"),
    path("deals/<uuid:id>/score/history", scores.DealScoreHistoryView.as_view(), name="deal-score-history"),
    path("icp/profiles", icp.ProfileListView.as_view(), name="icp-profiles"),
    path(PROFILE, icp.ProfileView.as_view(), name="icp-profile"),
    path(f"{PROFILE}/versions", icp.VersionListView.as_view(), name="icp-versions"),
    path(VERSION, icp.VersionView.as_view(), name="icp-version"),
    path("icp/learn", learning.LearnView.as_view(), name="icp-learn"),
    path("icp/best-customer-traits", workshop.BestTraitsView.as_view(), name="icp-best-traits"),
    path(f"{PROFILE}/answers", workshop.AnswerListView.as_view(), name="icp-answers"),
    path(f"{PROFILE}/reviews", workshop.ReviewListView.as_view(), name="icp-reviews"),
    path(f"{PROFILE}/learned-reports", learning.LearnedReportListView.as_view(), name="icp-learned-reports"),
    path(f"{PROFILE}/learned-reports/<uuid:report>", learning.LearnedReportView.as_view(), name="icp-learned-report"),
    path(f"{VERSION}/preview", icp.PreviewView.as_view(), name="icp-preview"),
    path(f"{VERSION}/publish", icp.PublishView.as_view(), name="icp-publish"),
    path(f"{VERSION}/rollback", icp.RollbackView.as_view(), name="icp-rollback"),
]
