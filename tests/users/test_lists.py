"""One answer for every list."""

from __future__ import annotations

from users.models import AuditEntry
from users.services import Actor, audit_append


def test_a_list_is_a_page_a_fragment_or_a_file(as_acme, login):
    for n in range(60):
        audit_append(actor=Actor.of_command("test"), action="a.b", object_type="n", object_id=str(n))
    client, url = login("admin"), "/w/acme/settings/audit/"

    page = client.get(url)
    assert (len(page.context["page"].rows), b"<html" in page.content) == (50, True)
    assert len(client.get(f"{url}?page=2").context["page"].rows) == AuditEntry.objects.count() - 50
    part = client.get(url, headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    lines = b"".join(client.get(f"{url}?format=csv").streaming_content).decode().splitlines()
    assert len(lines) == 1 + AuditEntry.objects.count()
