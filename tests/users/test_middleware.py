"""From an address to its workspace, in one transaction that knows its tenant."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.test import override_settings
from django.urls import path, reverse

from accounts.models import Account
from tenancy import context
from tenancy.context import current_tenant_id, tenant_context
from tests.clients import AbsClient
from tests.factories import AccountFactory, member
from users.models import Membership
from users.permissions import requires
from users.services.sessions import SEEN


@requires("accounts.read")
def names(request: HttpRequest) -> HttpResponse:
    return HttpResponse(",".join(Account.objects.order_by("pk").values_list("name", flat=True)))


@requires("accounts.read")
def address(request: HttpRequest) -> HttpResponse:
    return HttpResponse(reverse("names"))


def lazy(request: HttpRequest) -> TemplateResponse:
    response = TemplateResponse(request, "unused.html")
    response.resolve_template = lambda name: Lazy()  # type: ignore[method-assign, assignment, return-value]
    return response


class Lazy:
    def render(self, context: object, request: object) -> str:
        return str(Account.objects.count())


def broken(request: HttpRequest) -> HttpResponse:
    AccountFactory(name="Half done")
    return HttpResponse(status=500)


def tenantless(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('app.tenant_id', true)")
        return HttpResponse(f"[{cursor.fetchone()[0]}]")


def key(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.tenant} {current_tenant_id()}")  # type: ignore[attr-defined]


def revoked_meanwhile(request: HttpRequest) -> HttpResponse:
    other = connection.copy()  # an admin's request, while this one goes on
    try:
        with other.cursor() as cursor:
            cursor.execute("set lock_timeout = '2s'")
            cursor.execute("update api_key set revoked_at = now()")
            return HttpResponse(str(cursor.rowcount))
    finally:
        other.close()


urlpatterns = [
    path("names/", names, name="names"),
    path("address/", address),
    path("lazy/", lazy),
    path("broken/", broken),
    path("tenantless/", tenantless),
    path("api/v1/key", key),
    path("api/v1/slow", revoked_meanwhile),
    path("login/", tenantless, name="account_login"),
    path("choose/", tenantless, name="workspaces"),
]


@pytest.fixture(autouse=True)
def routes() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.fixture
def two_workspaces(acme, globex):
    for tenant in (acme, globex):
        with tenant_context(tenant.pk):
            AccountFactory(name=f"{tenant.name}'s account")


def test_a_member_reads_the_workspace_of_the_address(two_workspaces, acme, login):
    assert login("read_only").get("/w/acme/names/").content == b"Acme's account"


def test_a_member_of_two_reads_each_by_its_address(two_workspaces, acme, globex, login):
    client = login("rep")
    Membership.objects.create(user=client.user, tenant=globex, role="rep")
    assert client.get("/w/globex/names/").content == b"Globex's account"
    assert client.get("/w/acme/names/").content == b"Acme's account"


def test_a_foreign_workspace_answers_like_one_that_never_existed(two_workspaces, login):
    client = login("admin")
    foreign, unknown = client.get("/w/globex/names/"), client.get("/w/nowhere/names/")
    assert (foreign.status_code, unknown.status_code) == (404, 404)


def test_somebody_not_signed_in_is_sent_to_the_login(acme):
    response = AbsClient().get("/w/acme/names/")
    assert response.status_code == 302
    assert "next=/w/acme/names/" in response["Location"]


def test_addresses_made_inside_carry_the_workspace(login):
    assert login("rep").get("/w/acme/address/").content == b"/w/acme/names/"


def test_no_prefix_is_left_behind(login):
    login("rep").get("/w/acme/address/")
    assert reverse("names") == "/names/"


def test_a_lazily_rendered_page_still_has_its_tenant(two_workspaces, login):
    assert login("rep").get("/w/acme/lazy/").content == b"1"


def test_an_answer_of_500_stores_nothing(acme, login):
    client = login("rep")
    client.raise_request_exception = False
    assert client.get("/w/acme/broken/").status_code == 500
    with tenant_context(acme.pk):
        assert Account.objects.count() == 0


def test_a_request_without_workspace_binds_the_empty_tenant(db):
    assert AbsClient().get("/tenantless/").content == b"[]"


def test_a_key_binds_its_workspace_and_a_wrong_one_binds_none(acme, api):
    client = api("accounts:read")
    assert client.get("/api/v1/key").content == f"{acme} {acme.pk}".encode()
    assert AbsClient(headers={"Authorization": "Bearer abs_live_wrong"}).get("/api/v1/key").content == b"None None"


@pytest.mark.django_db(transaction=True)
def test_a_key_can_be_revoked_while_a_request_with_it_goes_on(api):
    client = api("accounts:read")

    assert client.get("/api/v1/slow").content == b"1"
    assert client.get("/api/v1/key").content == b"None None"


@pytest.mark.django_db(transaction=True)
def test_the_database_is_told_the_tenant_once_a_request(acme, login, api, monkeypatch):
    page, program = login("rep"), api("accounts:read")
    page.get("/w/acme/address/")  # notes the session's use, in a transaction of its own
    program.get("/api/v1/key")
    told: list[int | None] = []
    bind = context.bind

    def bind_noted(wrapper, tenant_id):
        told.append(tenant_id)
        bind(wrapper, tenant_id)

    monkeypatch.setattr(context, "bind", bind_noted)

    page.get("/w/acme/address/")
    program.get("/api/v1/key")

    assert told == [acme.pk, acme.pk]


def test_a_session_does_not_open_the_api(login):
    assert login("admin").get("/api/v1/key").content == b"None None"


def test_a_removed_member_is_refused_at_the_next_request(login):
    client = login("rep")
    assert client.get("/w/acme/names/").status_code == 200
    Membership.objects.all().delete()
    assert client.get("/w/acme/names/").status_code == 404


def test_an_idle_session_has_to_sign_in_again(login):
    client = login("rep")
    session = client.session
    session[SEEN] = "2020-01-01T00:00:00+00:00"
    session.save()
    assert client.get("/w/acme/names/").status_code == 302


def test_a_workspaces_page_is_not_cached_by_others(login):
    assert login("rep").get("/w/acme/names/")["Cache-Control"] == "private, no-store"


def test_the_workspaces_language_is_used_unless_the_user_chose_one(acme, login):
    acme.language = "hu"
    acme.save()
    client = login("rep")
    assert client.get("/w/acme/names/")["Content-Language"] == "hu"
    client.user.language = "fa"
    client.user.save()
    assert client.get("/w/acme/names/")["Content-Language"] == "fa"


def test_a_member_of_another_workspace_is_nobody_here(globex, acme):
    outsider = AbsClient()
    outsider.force_login(member(globex, "admin"))
    assert outsider.get("/w/acme/names/").status_code == 404
