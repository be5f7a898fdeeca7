"""The inbox and its bell."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tenancy.context import tenant_context
from users.models import Membership, Notification
from users.services.notifications import Notice, notifications_add

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
INBOX = "/w/acme/inbox/"


@pytest.fixture
def rita(login, acme):
    client = login("read_only")
    with tenant_context(acme.pk):
        told = {"account": "<Bolt> Ltd", "expires_on": "2026-03-09", "reason": "no budget"}
        notices = [
            Notice("users.invitation_accepted", {"email": "new@person.test"}, user_id=client.user.pk),
            Notice("tiers.veto_ends", told, user_id=client.user.pk, about="00000000-0000-0000-0000-000000000007"),
        ]
        notifications_add(notices=notices, now=NOON)
    return client


def page(client, query=""):
    return client.get(INBOX + query).content.decode()


def public_id(acme, kind):
    with tenant_context(acme.pk):
        return str(Notification.objects.get(kind=kind).public_id)


def test_the_bell_of_every_page_tells_the_unread(rita):
    shown = rita.get("/w/acme/settings/profile/").content.decode()
    assert "Inbox, 2 unread" in shown
    assert '<span class="topbar-count" aria-hidden="true">2</span>' in shown


def test_the_inbox_tells_what_happened_in_words(rita):
    shown = page(rita)
    assert "Your veto of &lt;Bolt&gt; Ltd ends on Mar 9, 2026: no budget" in shown
    assert "new@person.test accepted your invitation." in shown


def test_one_is_marked_read_and_leaves_the_unread_ones(rita, acme):
    answer = rita.post(INBOX + "read/", {"read": public_id(acme, "tiers.veto_ends")})

    assert (answer.status_code, answer["Location"]) == (302, INBOX)
    assert "Bolt" not in page(rita)
    assert "Bolt" in page(rita, "?show=all")
    assert "Inbox, 1 unread" in page(rita)


def test_opening_marks_read_and_leads_to_what_it_is_about(rita, acme):
    answer = rita.post(INBOX + "read/", {"open": public_id(acme, "tiers.veto_ends")})

    assert answer["Location"] == "/w/acme/tiers/accounts/00000000-0000-0000-0000-000000000007/"
    assert "Inbox, 1 unread" in page(rita)
    assert f'href="{answer["Location"]}"' in page(rita, "?show=all")


def test_all_are_marked_read_at_once(rita):
    rita.post(INBOX + "read/", {"all": "on"})

    shown = page(rita)
    assert "Nothing unread" in shown
    assert "topbar-count" not in shown


def test_another_members_notifications_are_neither_shown_nor_marked(rita, acme, login):
    other = login("admin")

    assert other.post(INBOX + "read/", {"open": public_id(acme, "tiers.veto_ends")})["Location"] == INBOX
    other.post(INBOX + "read/", {"all": "on"})
    assert "Bolt" not in page(other, "?show=all")
    assert "Inbox, 2 unread" in page(rita)


def test_nonsense_marks_nothing(rita):
    for body in ({}, {"read": "x"}, {"open": "7"}):
        assert rita.post(INBOX + "read/", body)["Location"] == INBOX
    assert "Inbox, 2 unread" in page(rita)


def test_the_kind_filters_and_a_file_holds_the_same(rita):
    assert "Bolt" not in page(rita, "?kind=users.invitation_accepted")
    lines = b"".join(rita.get(INBOX + "?format=csv&kind=tiers.veto_ends").streaming_content).decode().splitlines()
    assert [line.split(",")[0] for line in lines] == ["\ufeffWhat", '"Your veto of <Bolt> Ltd ends on Mar 9']


def test_a_member_chooses_what_to_be_told(rita, acme):
    shown = rita.get("/w/acme/settings/profile/").content.decode()
    assert shown.count('name="wanted"') == shown.count("checked", shown.index('name="wanted"')) > 3

    rita.post("/w/acme/settings/notifications/", {"wanted": ["crm.import_ended"]})

    muted = Membership.objects.get(user=rita.user).muted_kinds
    assert "tiers.moved" in muted
    assert "crm.import_ended" not in muted
