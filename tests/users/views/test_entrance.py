"""Signing in, resetting a password, choosing a workspace, the theme, accepting an invitation."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from common.appearance import COOKIE
from outbox.models import Job
from tenancy.context import tenant_context
from tenancy.models import Tenant
from tests.clients import AbsClient
from tests.factories import UserFactory, member
from users import selectors
from users.models import Invitation, Membership, Role, User
from users.services import Actor
from users.services.invitations import invitation_create, invitation_token


@pytest.fixture(autouse=True)
def _no_rate_is_left_over():
    cache.clear()
    yield
    cache.clear()


def _login(client, email, password):
    return client.post("/auth/login/", {"login": email, "password": password})


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(acme):
    rep = member(acme, Role.REP)
    answers = [_login(AbsClient(), email, "wrong") for email in (rep.email, "nobody@example.test")]

    told = [re.findall(r'role="alert">.*?<p>(.*?)</p>', answer.content.decode(), re.S) for answer in answers]
    assert told[0] == told[1] != []


def test_guessing_is_slowed_down_even_for_the_right_password(acme):
    rep = member(acme, Role.REP)
    client = AbsClient()
    for _ in range(5):
        _login(client, rep.email, "wrong")

    answer = _login(client, rep.email, "correct horse")

    assert "_auth_user_id" not in client.session
    assert "Too many failed login attempts" in answer.content.decode()


@pytest.mark.parametrize(
    "there",
    ["https://evil.test/", "//evil.test", "/\\evil.test", "javascript:alert(1)", "http://localhost/", "//localhost"],
)
def test_signing_in_never_leads_to_another_site(acme, there):
    person = member(acme, "rep")
    person.set_password("correct horse battery")
    person.save()

    given = {"login": person.email, "password": "correct horse battery", "next": there}
    assert AbsClient().post("/auth/login/", given).headers["Location"] == "/"
    given["next"] = "/w/acme/accounts/"
    assert AbsClient().post("/auth/login/", given).headers["Location"] == "/w/acme/accounts/"


def test_nobody_signs_up_alone(db):
    answer = AbsClient().post("/auth/signup/", {"email": "x@x.test", "password1": "a-long-and-rare-one"})

    assert not User.objects.exists()
    assert "You need an invitation" in answer.content.decode()


def test_changing_ones_address_is_off(login):
    assert login("rep").get("/auth/email/").status_code == 404


def test_a_reset_answers_alike_and_writes_only_to_people_with_an_account(acme):
    rep = member(acme, Role.REP)
    answers = [
        AbsClient().post("/auth/password/reset/", {"email": email}) for email in (rep.email, "nobody@example.test")
    ]

    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, "/auth/password/reset/done/")] * 2
    with tenant_context(acme.pk):
        job = Job.objects.get()
    assert job.payload["to"] == rep.email


def test_the_link_of_the_letter_sets_a_new_password_once(acme, settings):
    rep = member(acme, Role.REP)
    client = AbsClient()
    client.post("/auth/password/reset/", {"email": rep.email}, headers={"Host": "localhost"})
    with tenant_context(acme.pk):
        text = Job.objects.get().payload["text"]
    link = re.search(rf"{settings.ABS_BASE_URL}(/auth/password/reset/key/\S+)", text)
    assert link is not None

    form = client.get(link[1]).headers["Location"]
    client.post(form, {"password1": "a-long-and-rare-one", "password2": "a-long-and-rare-one"})

    rep.refresh_from_db()
    assert rep.check_password("a-long-and-rare-one")
    assert "no longer valid" in AbsClient().get(link[1]).content.decode()


def test_the_root_leads_to_the_only_workspace_or_to_the_chooser(login, globex):
    client = login("rep")
    assert client.get("/workspaces/").headers["Location"] == "/w/acme/"

    Membership.objects.create(user=client.user, tenant=globex, role=Role.REP)
    page = client.get("/workspaces/").content.decode()

    assert "/w/acme/" in page and "/w/globex/" in page


def test_many_workspaces_are_searched_by_a_part_of_the_name(login):
    client = login("rep")
    for number in range(selectors.OFFERED):
        Membership.objects.create(
            user=client.user, tenant=Tenant.objects.create(slug=f"w-{number}", name=f"Söhne {number}")
        )

    found = client.get("/workspaces/", {"q": "SÖHNE 7"}).content.decode()
    nothing = client.get("/workspaces/", {"q": "<b>"}).content.decode()

    assert "/w/w-7/" in found and "/w/w-6/" not in found and "/w/acme/" not in found
    assert "None of your workspaces has <bdi>“&lt;b&gt;”</bdi> in its name." in nothing


def test_somebody_without_a_workspace_is_told_what_to_do(db):
    client = AbsClient()
    client.force_login(UserFactory.create())

    assert "You belong to no workspace yet" in client.get("/workspaces/").content.decode()


def test_the_theme_is_remembered_for_device_and_person(login):
    client = login("read_only")
    answer = client.post("/theme/", {"theme": "dark", "next": f"{client.base}/settings/profile/"})

    assert answer.headers["Location"] == "/w/acme/settings/profile/"
    assert answer.cookies[COOKIE].value == "dark"
    client.user.refresh_from_db()
    assert client.user.theme == "dark"


def test_the_theme_never_leads_to_another_site(login):
    answer = login("rep").post("/theme/", {"theme": "mauve", "next": "https://evil.test/"})

    assert answer.headers["Location"] == "/"
    assert COOKIE not in answer.cookies


def _invited(tenant, email="new@person.test"):
    with tenant_context(tenant.pk):
        made = invitation_create(
            tenant=tenant,
            email=email,
            role=Role.REP,
            accept_base="http://x/",
            actor=Actor.of_command("test"),
            now=timezone.now(),
        )
    return f"/invitations/{invitation_token(str(made.public_id))}/"


def test_an_invited_person_makes_an_account_and_is_signed_in(acme):
    link, client = _invited(acme), AbsClient()
    assert "Create my account" in client.get(link).content.decode()

    answer = client.post(link, {"name": "Nora", "password": "a-long-and-rare-one"})

    assert answer.headers["Location"] == "/w/acme/"
    assert Membership.objects.get(tenant=acme).user.name == "Nora"
    assert client.get("/w/acme/settings/profile/").status_code == 200


def test_an_easy_password_is_refused_at_its_field(acme):
    answer = AbsClient().post(_invited(acme), {"name": "Nora", "password": "password"})

    assert answer.status_code == 422
    assert 'id="id_password_error"' in answer.content.decode()


def test_a_known_address_must_sign_in_and_then_accepts_with_one_click(acme, globex):
    known = member(globex, Role.REP, "new@person.test")
    link = _invited(acme)
    assert "has an account already" in AbsClient().post(link, {"name": "x", "password": "y"}).content.decode()

    client = AbsClient()
    client.force_login(known)
    client.post(link)

    assert Membership.objects.filter(tenant=acme, user=known).exists()


def test_an_old_link_says_so(acme):
    link = _invited(acme)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    answer = AbsClient().get(link)

    assert answer.status_code == 410
    assert "no longer valid" in answer.content.decode()
