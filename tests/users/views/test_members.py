"""Members and invitations."""

from __future__ import annotations

import pytest

from outbox.models import Job
from tenancy.context import tenant_context
from tests.factories import member
from users.models import Invitation, Membership, Role


def _id(user):
    user.refresh_from_db(fields=["public_id"])
    return user.public_id


def test_everybody_sees_the_members_and_only_admins_the_forms(login, acme):
    rep = member(acme, Role.REP, "rita@acme.test")
    page = login("read_only").get("/w/acme/settings/members/").content.decode()
    assert rep.email in page
    assert "Send the invitation" not in page

    assert "Send the invitation" in login("admin").get("/w/acme/settings/members/").content.decode()


def test_an_admin_invites_and_revokes(login, acme):
    client = login("admin")
    client.post("/w/acme/settings/members/", {"email": "New@Person.test", "role": "rep"})
    invitation = Invitation.objects.get()
    with tenant_context(acme.pk):
        assert Job.objects.count() == 1

    client.post(f"/w/acme/settings/invitations/{invitation.public_id}/revoke/")

    invitation.refresh_from_db()
    assert invitation.revoked_at is not None


def test_a_member_cannot_be_invited(login, acme):
    client = login("admin")
    answer = client.post("/w/acme/settings/members/", {"email": client.user.email, "role": "rep"})

    assert answer.status_code == 422
    assert "is a member already" in answer.content.decode()


def test_a_removed_member_is_out_on_the_next_request(login, acme):
    admin, rep = login("admin"), login("rep")
    assert rep.get("/w/acme/settings/profile/").status_code == 200

    admin.post(f"/w/acme/settings/members/{_id(rep.user)}/remove/")

    assert rep.get("/w/acme/settings/profile/").status_code == 404


def test_a_new_role_counts_from_the_next_request(login, acme):
    admin, other = login("admin"), login("rep")
    assert other.get("/w/acme/settings/workspace/").status_code == 403

    admin.post(f"/w/acme/settings/members/{_id(other.user)}/role/", {"role": "admin"})

    assert other.get("/w/acme/settings/workspace/").status_code == 200


def test_the_last_admin_is_told_why_he_stays(login, acme):
    client = login("admin")
    answer = client.post(
        f"/w/acme/settings/members/{_id(client.user)}/remove/",
        headers={"Referer": "http://testserver/w/acme/settings/members/"},
        follow=True,
    )

    assert "This is the last admin" in answer.content.decode()
    assert Membership.objects.filter(user=client.user).exists()


@pytest.mark.parametrize("verb", ["role", "remove"])
def test_a_member_of_another_workspace_cannot_be_touched(login, globex, verb):
    stranger = member(globex, Role.REP)
    answer = login("admin").post(f"/w/acme/settings/members/{_id(stranger)}/{verb}/", {"role": "admin"})

    assert answer.status_code == 404
    assert Membership.objects.get(user=stranger).role == Role.REP


@pytest.mark.parametrize(
    ("backend", "told"),
    [
        ("django.core.mail.backends.smtp.EmailBackend", "An invitation is on its way to new@person.test."),
        (
            "django.core.mail.backends.filebased.EmailBackend",
            "No mail server is set up: the invitation for new@person.test is a file in the folder “mail”",
        ),
    ],
)
def test_without_a_mail_server_the_admin_is_told_where_the_letter_is(login, acme, settings, backend, told):
    settings.EMAIL_BACKEND = backend

    page = login("admin").post("/w/acme/settings/members/", {"email": "new@person.test", "role": "rep"}, follow=True)

    assert told in page.content.decode()
