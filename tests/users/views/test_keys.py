"""API keys: made, shown once, ended."""

from __future__ import annotations

import re

from tests.clients import AbsClient
from users.models import ApiKey

PATH = "/w/acme/settings/api-keys/"


def test_a_key_is_shown_in_the_answer_that_makes_it_and_never_again(login, acme):
    client = login("admin")
    made = client.post(PATH, {"name": "crm", "expires": "30", "read": ["accounts"], "write": ["deals"]})

    token = re.search(r"abs_live_\w{36}", made.content.decode())
    assert token is not None
    assert made["Cache-Control"].startswith("max-age=0")
    assert token[0] not in client.get(PATH).content.decode()
    key = ApiKey.objects.get()
    assert key.scopes == ["accounts:read", "deals:write"]
    assert key.expires_at is not None and (key.expires_at - key.created_at).days in (29, 30)


def test_a_key_without_any_right_is_not_made(login, acme):
    answer = login("admin").post(PATH, {"name": "crm", "expires": "0"})

    assert answer.status_code == 422
    assert not ApiKey.objects.exists()


def test_full_access_is_one_star(login, acme):
    login("admin").post(PATH, {"name": "crm", "expires": "0", "everything": "on"})

    assert (ApiKey.objects.get().scopes, ApiKey.objects.get().expires_at) == (["*"], None)


def test_a_revoked_key_opens_nothing_any_more(login, acme, api):
    machine = api("*")
    key = ApiKey.objects.get()
    login("admin").post(f"{PATH}{key.public_id}/revoke/")

    assert machine.get("/api/v1/accounts").status_code == 401


def test_the_key_of_another_workspace_cannot_be_revoked(login, globex, api):
    api("*", tenant=globex)
    key = ApiKey.objects.get()

    assert login("admin").post(f"{PATH}{key.public_id}/revoke/").status_code == 404
    key.refresh_from_db()
    assert key.revoked_at is None


def test_only_admins_see_keys(login, acme):
    assert login("manager").get(PATH).status_code == 403
    assert AbsClient().get(PATH).status_code == 302
