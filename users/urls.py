"""Addresses of users."""

from __future__ import annotations

from django.urls import URLPattern, path

from users.views import audit, entrance, inbox, keys, members, settings

app_name = "users"

urlpatterns: list[URLPattern] = [
    path("workspaces/", entrance.workspaces, name="workspaces"),
    path("theme/", entrance.theme, name="theme"),
    path("invitations/<str:token>/", entrance.invitation, name="invitation"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.inbox_read, name="inbox_read"),
    path("settings/", settings.settings_home, name="settings"),
    path("settings/profile/", settings.profile, name="profile"),
    path("settings/notifications/", settings.notifications, name="notifications"),
    path("settings/workspace/", settings.workspace, name="workspace"),
    path("settings/members/", members.members, name="members"),
    path("settings/members/<uuid:public_id>/role/", members.member_role, name="member_role"),
    path("settings/members/<uuid:public_id>/remove/", members.member_end, name="member_end"),
    path("settings/invitations/<uuid:public_id>/revoke/", members.invitation_end, name="invitation_end"),
    path("settings/api-keys/", keys.api_keys, name="api_keys"),
    path("settings/api-keys/<uuid:public_id>/revoke/", keys.api_key_end, name="api_key_end"),
    path("settings/audit/", audit.audit, name="audit"),
]
