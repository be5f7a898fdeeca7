"""Keys are shown once, stored as a digest, and end at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from users.models import ApiKey, AuditEntry
from users.selectors import api_key_find
from users.services import Actor, api_key_create, api_key_revoke
from users.services.keys import UnknownScopeError

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
COMMAND = Actor.of_command("test")


def test_a_new_key_is_found_by_its_token_and_by_nothing_else(as_acme):
    key, token = api_key_create(tenant=as_acme, name="crm", scopes=["accounts:read"], actor=COMMAND)
    assert api_key_find(token=token, now=NOON) == key
    assert api_key_find(token=token[:-1], now=NOON) is None


def test_the_key_itself_is_stored_nowhere(as_acme):
    _, token = api_key_create(tenant=as_acme, name="crm", scopes=["*"], actor=COMMAND)
    stored = ApiKey.objects.values().get()
    assert token not in str(stored)
    assert token not in str(list(AuditEntry.objects.values()))


def test_an_expired_key_is_no_key(as_acme):
    _, token = api_key_create(tenant=as_acme, name="crm", scopes=["*"], actor=COMMAND, expires_at=NOON)
    assert api_key_find(token=token, now=NOON - timedelta(seconds=1)) is not None
    assert api_key_find(token=token, now=NOON) is None


def test_a_revoked_key_is_refused_by_the_next_look(as_acme):
    key, token = api_key_create(tenant=as_acme, name="crm", scopes=["*"], actor=COMMAND)
    api_key_revoke(api_key=key, actor=COMMAND, now=NOON)
    assert api_key_find(token=token, now=NOON) is None
    assert AuditEntry.objects.filter(action="api_key.revoke").count() == 1


@pytest.mark.parametrize("scopes", [[], ["accounts"], ["accounts:delete"], ["accounts:read", "nothing:read"]])
def test_an_unknown_scope_is_refused(as_acme, scopes: list[str]):
    with pytest.raises(UnknownScopeError):
        api_key_create(tenant=as_acme, name="crm", scopes=scopes, actor=COMMAND)
    assert ApiKey.objects.count() == 0
