"""Whose account it is to work: reps and marketers write on their own, managers and admins on any."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext as _

from accounts.models import Account, AccountTeamMember
from common.errors import AbsError
from users.models import Membership, Role

# rights, as templates name them, that reps and marketers have on their own accounts alone
OWNERS_ALONE = (
    "accounts_rate",
    "accounts_write",
    "contacts_write",
    "engagement_write",
    "personas_committee",
    "tiers_veto",
)
ANY_ACCOUNT = frozenset({Role.MANAGER, Role.ADMIN})


class NotYourAccountError(AbsError):
    """A rep or marketer would write on an account that somebody else works."""

    code: ClassVar[str] = "not_your_account"
    status: ClassVar[int] = 403


def account_is_workable(*, account: Account, membership: Membership) -> bool:
    """This function will say whether the member may write on the account.

    That is: managers and admins on any, others on accounts they own or are on the team of, and on accounts that nobody
    owns.
    """
    if Role(membership.role) in ANY_ACCOUNT or account.owner_id in (None, membership.user_id):
        return True
    return AccountTeamMember.objects.filter(account_id=account.pk, user_id=membership.user_id).exists()


def account_write_check(*, account: Account | None, membership: Membership) -> None:
    """This function will let pass who may write on the account; None stands for no account, which anybody may work.

    :raises NotYourAccountError: naming what to do.
    """
    if account is not None and not account_is_workable(account=account, membership=membership):
        raise NotYourAccountError(
            _("This account is worked by somebody else. Ask them or a manager, or have yourself put on its team.")
        )


def may_on_account(*, may: dict[str, bool], account: Account | None, membership: Membership) -> dict[str, bool]:
    """This function will return ``may`` for this account's pages: less what its owner alone may do."""
    if account is None or account_is_workable(account=account, membership=membership):
        return may
    return may | dict.fromkeys(OWNERS_ALONE, False)
