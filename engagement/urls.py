"""Addresses of engagement."""

from __future__ import annotations

from django.urls import URLPattern, path

from engagement.views import engaged, sessions, touches

app_name = "engagement"

urlpatterns: list[URLPattern] = [
    path("", sessions.sessions, name="list"),
    path("analysis/", sessions.analysis, name="analysis"),
    path("accounts/", engaged.engaged, name="engaged"),
    path("qualified/", engaged.qualified, name="qualified"),
    path("accounts/<uuid:account>/", engaged.account_engagement, name="account"),
    path("rules/", engaged.rules_page, name="rules"),
    path("plan/<uuid:account>/", sessions.session_new, name="session_new"),
    path("touches/", touches.touches, name="touches"),
    path("touches/log/<uuid:account>/", touches.touch_new, name="touch_new"),
    path("touches/<uuid:public_id>/delete/", touches.touch_delete_action, name="touch_delete"),
    path("next-steps/<str:kind>/<uuid:public_id>/done/", touches.next_step_done_action, name="next_step_done"),
    path("<uuid:public_id>/", sessions.session, name="session"),
    path("<uuid:public_id>/edit/", sessions.session_edit, name="session_edit"),
    path("<uuid:public_id>/log/", sessions.session_log_page, name="session_log"),
    path("<uuid:public_id>/cancel/", sessions.session_cancel_action, name="session_cancel"),
    path("<uuid:public_id>/delete/", sessions.session_delete_action, name="session_delete"),
]
