"""Who did what, from where, in the workspace's own log."""

from __future__ import annotations

from django.test import RequestFactory

from common.request_id import request_id
from users.models import AuditEntry
from users.services import Actor, audit_append


def test_a_row_tells_actor_action_object_and_request(as_acme, login):
    client = login("rep", email="rep@acme.test")
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.7")
    request.user = client.user
    token = request_id.set("abc-123-def")
    audit_append(
        actor=Actor.of_request(request), action="tier.pin", object_type="account", object_id="x", detail={"tier": 1}
    )
    request_id.reset(token)
    entry = AuditEntry.objects.get()
    assert (entry.actor_kind, entry.actor_label, entry.ip) == ("user", "rep@acme.test", "192.0.2.7")
    assert (entry.action, entry.object_type, entry.object_id, entry.detail) == ("tier.pin", "account", "x", {"tier": 1})
    assert entry.request_id == "abc-123-def"


def test_commands_and_tasks_are_named_as_such():
    assert Actor.of_command("recompute").label == "manage.py recompute"
    assert Actor.of_task("nightly").kind == "task"
