"""One account's place in the target lists, with everything its page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import Account, FitScore
from common.errors import NotFoundError
from tiers.models import ProposedMove, TierAssignment, TierPin, TierVeto
from tiers.selectors.history import account_stays
from tiers.selectors.policy import PolicyInUse, policy_current, ranking_profile_id, workspace_day
from tiers.selectors.proposals import move_text, move_waiting_of
from tiers.selectors.reasons import leave_text, stay_text
from tiers.selectors.vetoes import account_pin, account_vetoes


@dataclass(frozen=True)
class StayLine:
    """A stay with why it began and why it ended."""

    stay: TierAssignment
    came: str
    went: str


@dataclass(frozen=True)
class AccountPlace:
    """Where an account stands, how it got there, and what people decided about it."""

    account: Account
    policy: PolicyInUse
    score: FitScore | None
    stays: tuple[StayLine, ...]
    pin: TierPin | None
    veto: TierVeto | None
    vetoes: tuple[TierVeto, ...]
    move: ProposedMove | None
    move_why: str

    @property
    def current(self) -> StayLine | None:
        """The open stay, None without a tier."""
        return next((line for line in self.stays if line.stay.left_at is None), None)


def account_find(public_id: UUID) -> Account:
    """This function will return an account by its public id, with its owner.

    :raises NotFoundError: when the workspace has none such.
    """
    account: Account | None = Account.objects.select_related("owner").filter(public_id=public_id).first()
    if account is None:
        raise NotFoundError("There is no such account.")
    return account


def account_place(account: Account, *, now: datetime) -> AccountPlace:
    """This function will collect an account's standing, history, pin and veto."""
    policy = policy_current()
    today, vetoes = workspace_day(now), account_vetoes(account.pk)
    move = move_waiting_of(account.pk)
    stays = tuple(StayLine(stay, stay_text(stay), leave_text(stay)) for stay in account_stays(account.pk))
    return AccountPlace(
        account=account,
        policy=policy,
        score=FitScore.objects.filter(account=account, profile_id=ranking_profile_id(policy)).first(),
        stays=stays,
        pin=account_pin(account.pk),
        veto=next((one for one in vetoes if one.revoked_at is None and one.expires_on >= today), None),
        vetoes=tuple(vetoes),
        move=move,
        move_why="" if move is None else move_text(move),
    )
