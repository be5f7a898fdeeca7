"""A department rates an account on a page."""

from __future__ import annotations

from accounts.models import TeamRating
from tests.factories import AccountFactory, member
from users.models import User


def test_a_rating_is_given_and_shown(as_acme, login):
    account = AccountFactory()
    account.refresh_from_db()
    client = login("rep", email="ann@acme.test")
    url = f"{client.base}/accounts/{account.public_id}/ratings/"
    assert "Nobody has rated" in client.get(url).content.decode()
    assert client.post(url, {"department": "sales", "score": "4", "note": "Quick"})["Location"] == url
    page = client.get(url).content.decode()
    assert "Quick" in page
    assert f"<bdi>{User.objects.get(email='ann@acme.test').get_full_name()}</bdi></td>" in page


def test_a_faulty_rating_is_told_and_not_stored(as_acme, login):
    account = AccountFactory()
    account.refresh_from_db()
    client = login("rep")
    assert client.post(f"{client.base}/accounts/{account.public_id}/ratings/", {"score": "9"}).status_code == 422
    assert TeamRating.objects.count() == 0


def test_somebody_elses_account_is_read_but_not_rated(as_acme, login):
    account = AccountFactory(owner=member(as_acme, "rep"))
    account.refresh_from_db()
    client = login("rep")
    url = f"{client.base}/accounts/{account.public_id}/ratings/"
    assert "Your rating" not in client.get(url).content.decode()
    assert client.post(url, {"department": "sales", "score": "4"}).status_code == 403
