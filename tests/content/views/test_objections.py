"""Pages of objections."""

from __future__ import annotations

from content.models import Objection


def test_an_objection_is_made_changed_and_deleted(as_acme, login):
    client = login("marketer")
    base = f"{client.base}/content/objections/"

    assert client.post(f"{base}new/", {"text": "Too dear", "answer": "", "keywords": ""}).status_code == 422
    assert (
        client.post(f"{base}new/", {"text": "Too dear", "answer": "Pays back", "keywords": "price, cost"}).status_code
        == 302
    )
    made = Objection.objects.get()
    assert made.keywords == ["price", "cost"]
    assert client.post(f"{base}{made.public_id}/", {"text": "Too dear", "answer": "In 3 months"}).status_code == 302
    assert "In 3 months" in client.get(base).content.decode()
    assert client.post(f"{base}{made.public_id}/delete/").status_code == 302
    assert not Objection.objects.exists()
