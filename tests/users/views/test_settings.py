"""Profile and workspace settings."""

from __future__ import annotations

import pytest

from tenancy.context import tenant_context
from users.models import AuditEntry


def test_settings_open_where_the_member_may_do_something(login):
    assert login("admin").get("/w/acme/settings/").headers["Location"] == "/w/acme/settings/workspace/"
    assert login("rep").get("/w/acme/settings/").headers["Location"] == "/w/acme/settings/profile/"


def test_a_profile_changes_language_and_direction_at_once(login):
    client = login("read_only")
    client.post("/w/acme/settings/profile/", {"name": "Rita", "language": "fa", "shortcuts": "on"})

    page = client.get("/w/acme/settings/profile/").content.decode()

    assert '<html lang="fa" dir="rtl"' in page
    assert "tabler.rtl.min.css" in page


def test_shortcuts_can_be_switched_off(login):
    client = login("rep")
    client.post("/w/acme/settings/profile/", {"name": "", "language": ""})

    assert 'data-shortcuts="off"' in client.get("/w/acme/settings/profile/").content.decode()


WANTED = {"name": "Acme Ltd", "currency": "USD", "timezone": "Europe/Sofia", "language": "bg"}


def test_a_workspace_is_changed_by_an_admin_and_the_change_is_written_down(login, acme):
    answer = login("admin").post("/w/acme/settings/workspace/", WANTED)

    acme.refresh_from_db()
    assert answer.status_code == 302
    assert (acme.name, acme.currency, acme.timezone, acme.language) == tuple(WANTED.values())
    with tenant_context(acme.pk):
        assert AuditEntry.objects.get().detail["currency"] == ["EUR", "USD"]


@pytest.mark.parametrize("role", ["manager", "rep", "read_only"])
def test_others_may_not_change_the_workspace(login, acme, role):
    assert login(role).post("/w/acme/settings/workspace/", WANTED).status_code == 403


@pytest.mark.parametrize(("field", "value"), [("currency", "XXZ"), ("timezone", "Mars/Base"), ("language", "xx")])
def test_a_setting_that_does_not_exist_is_refused_at_its_field(login, acme, field, value):
    answer = login("admin").post("/w/acme/settings/workspace/", {**WANTED, field: value})

    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()


def test_the_page_of_another_workspace_does_not_exist(login, globex):
    assert login("admin").get("/w/globex/settings/profile/").status_code == 404


def test_a_fragment_asked_for_after_the_session_ended_sends_the_browser_to_the_login(acme):
    from tests.clients import AbsClient

    answer = AbsClient().get(
        "/w/acme/settings/audit/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/w/acme/settings/audit/?page=2"},
    )

    assert answer.status_code == 200
    assert answer["HX-Redirect"].endswith("/auth/login/?next=/w/acme/settings/audit/%3Fpage%3D2")
