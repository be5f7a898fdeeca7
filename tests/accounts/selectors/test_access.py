"""Reps write on their own accounts; on nobody's too, on somebody else's never."""

from __future__ import annotations

import pytest

from accounts.models import AccountTeamMember
from accounts.selectors.access import NotYourAccountError, account_is_workable, account_write_check, may_on_account
from tests.factories import AccountFactory, member
from users.models import Membership


@pytest.mark.parametrize(
    ("role", "workable"), [("rep", False), ("marketer", False), ("manager", True), ("admin", True)]
)
def test_somebody_elses_account_is_for_managers(as_acme, role: str, workable: bool):
    account = AccountFactory(owner=member(as_acme, "rep"))
    membership = Membership.objects.get(user=member(as_acme, role))
    assert account_is_workable(account=account, membership=membership) is workable


def test_ones_own_nobodys_and_the_teams_accounts_are_ones_to_work(as_acme):
    user = member(as_acme, "rep")
    membership = Membership.objects.get(user=user)
    teams = AccountFactory(owner=member(as_acme, "rep"))
    AccountTeamMember.objects.create(account=teams, user=user, role="sdr")
    for account in (AccountFactory(owner=user), AccountFactory(owner=None), teams):
        account_write_check(account=account, membership=membership)
    account_write_check(account=None, membership=membership)


def test_the_refusal_says_what_to_do(as_acme):
    account = AccountFactory(owner=member(as_acme, "rep"))
    with pytest.raises(NotYourAccountError, match="Ask them or a manager"):
        account_write_check(account=account, membership=Membership.objects.get(user=member(as_acme, "rep")))


def test_pages_refuse_to_write_on_somebody_elses_account(as_acme, login):
    account = AccountFactory(owner=member(as_acme, "rep"))
    account.refresh_from_db()
    rep = login("rep")
    for path in (
        f"/accounts/{account.public_id}/edit/",
        f"/sessions/touches/log/{account.public_id}/",
        f"/sessions/plan/{account.public_id}/",
        f"/personas/accounts/{account.public_id}/contacts/new/",
    ):
        assert rep.get(f"{rep.base}{path}").status_code == 403, path


def test_what_one_may_not_do_is_not_offered(as_acme):
    account = AccountFactory(owner=member(as_acme, "rep"))
    may = {"accounts_read": True, "contacts_write": True}
    other = Membership.objects.get(user=member(as_acme, "rep"))
    assert may_on_account(may=may, account=account, membership=other)["contacts_write"] is False
    assert may_on_account(may=may, account=None, membership=other) == may
