"""Segments on their pages."""

from __future__ import annotations

from accounts.models import Segment
from accounts.services.segments import segment_accounts_add, segment_save
from tests.accounts.services.test_segments import COMMAND, NOON
from tests.factories import AccountFactory

RULE = {"name": "Software", "by_rule": "rule", "industry": ["software"], "employees_min": "100"}


def test_a_segment_is_made_from_its_form_and_lists_its_members(as_acme, login):
    AccountFactory(name="Big", employees=100)
    AccountFactory(name="Small", employees=99)
    client = login("marketer")
    response = client.post(f"{client.base}/accounts/segments/new/", RULE)
    segment = Segment.objects.get()
    assert response["Location"] == f"{client.base}/accounts/segments/{segment.public_id}/"
    page = client.get(response["Location"]).content.decode()
    assert "Big" in page
    assert "Small" not in page


def test_the_form_says_what_is_wrong_and_stores_nothing(as_acme, login):
    client = login("marketer")
    response = client.post(f"{client.base}/accounts/segments/new/", {"name": "Empty", "by_rule": "rule"})
    assert response.status_code == 422
    assert "at least one part" in response.content.decode()
    assert Segment.objects.count() == 0


def test_the_count_follows_the_form(as_acme, login):
    AccountFactory(employees=100)
    client = login("read_only")
    url = f"{client.base}/accounts/segments/count/"
    assert "<b>1</b> account" in client.get(url, RULE).content.decode()
    assert "not complete" in client.get(url, {"employees_min": "x"}).content.decode()


def test_an_edit_shows_and_changes_the_rule(as_acme, login):
    AccountFactory()
    segment = segment_save(segment_id=None, name="Software", rule={"industry": ["software"]}, actor=COMMAND, now=NOON)
    client = login("marketer")
    url = f"{client.base}/accounts/segments/{segment.public_id}/edit/"
    assert 'value="Software"' in client.get(url).content.decode()
    client.post(url, {"name": "By hand", "by_rule": "hand"})
    segment.refresh_from_db()
    assert (segment.name, segment.rule) == ("By hand", None)


def test_a_rule_is_told_in_names_and_not_in_codes(as_acme, login):
    rule = {"country": ["HU", "PL"], "lifecycle": ["former"]}
    segment = segment_save(segment_id=None, name="East", rule=rule, actor=COMMAND, now=NOON)
    client = login("rep")
    page = client.get(f"{client.base}/accounts/segments/{segment.public_id}/").content.decode()
    assert "<dd>Hungary, Poland</dd>" in page
    assert "<dd>Former</dd>" in page


def test_a_member_chosen_by_hand_can_be_taken_out(as_acme, login):
    account = AccountFactory()
    segment = segment_save(segment_id=None, name="By hand", rule=None, actor=COMMAND, now=NOON)
    segment_accounts_add(segment=segment, account_ids=[account.pk], actor=COMMAND, now=NOON)
    client = login("marketer")
    account.refresh_from_db()
    client.post(f"{client.base}/accounts/segments/{segment.public_id}/accounts/{account.public_id}/remove/")
    assert segment.members.count() == 0


def test_a_segment_can_be_deleted_but_not_by_a_reader(as_acme, login):
    segment = segment_save(segment_id=None, name="By hand", rule=None, actor=COMMAND, now=NOON)
    url = f"/w/acme/accounts/segments/{segment.public_id}/delete/"
    assert login("read_only").post(url).status_code == 403
    assert login("marketer").post(url).status_code == 302
    assert Segment.objects.count() == 0


def test_lists_are_downloaded_as_csv(as_acme, login):
    AccountFactory(external_id="a-1", name="=cmd", employees=5)
    segment = segment_save(segment_id=None, name="Software", rule={"industry": ["software"]}, actor=COMMAND, now=NOON)
    client = login("read_only")
    listed = b"".join(client.get(f"{client.base}/accounts/segments/?format=csv").streaming_content).decode()
    assert "software,Software,1" in listed
    url = f"{client.base}/accounts/segments/{segment.public_id}/?format=csv"
    members = b"".join(client.get(url).streaming_content).decode()
    assert "a-1,'=cmd,software,,5" in members


def test_the_list_says_what_to_do_when_it_is_empty(as_acme, login):
    client = login("marketer")
    assert "No segments yet" in client.get(f"{client.base}/accounts/segments/").content.decode()


def test_it_companies_of_central_europe_with_over_500_employees_are_counted_while_one_types_and_saved(login, as_acme):
    for name, industry, country, employees in (
        ("In", "software", "CZ", 501),
        ("Too small", "software", "CZ", 500),
        ("Elsewhere", "software", "US", 900),
        ("Another trade", "retail", "HU", 900),
        ("Unknown size", "software", "HU", None),
    ):
        AccountFactory(name=name, industry=industry, country=country, employees=employees)
    client = login("marketer")
    given = {"industry": ["software"], "regions": ["central_europe"], "employees_min": "501"}

    page = client.get("/w/acme/accounts/segments/count/", given).content.decode()
    assert "<b>1</b> account fits this rule now." in page
    client.post("/w/acme/accounts/segments/new/", {"name": "IT in Central Europe", "by_rule": "rule", **given})

    saved = Segment.objects.get(name="IT in Central Europe")
    assert saved.rule is not None
    assert saved.rule["country"] == ["AT", "CH", "CZ", "DE", "HU", "LI", "PL", "SI", "SK"]
    assert [member.account.name for member in saved.members.select_related("account")] == ["In"]
