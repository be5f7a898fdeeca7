"""Accounts moved by people: pins and vetoes. They take effect at once; the run that follows fills or frees places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import Account, FitScore
from common.errors import AbsError, NotFoundError
from tiers.domain.assignment import Cause
from tiers.models import Tier, TierAssignment, TierPin, TierVeto
from tiers.selectors.policy import PolicyInUse, policy_current, ranking_profile_id, workspace_day
from tiers.services.proposals import moves_supersede
from tiers.services.run import changes_announce, decision_announce, warnings_of
from users.services.audit import Actor, audit_append_each

LONGEST_VETO = timedelta(days=730)


class ReasonMissingError(AbsError):
    """A decision against the score needs a reason."""

    code = "reason_missing"


class VetoedError(AbsError):
    """A vetoed account cannot be put into a tier."""

    code = "vetoed"


class ExcludedError(AbsError):
    """An account that meets a knock-out criterion cannot be put into a tier."""

    code = "excluded"


class ExpiryRefusedError(AbsError):
    """A veto ends between today and two years from now."""

    code = "expiry_refused"


@transaction.atomic
def pin_set(*, account_ids: Sequence[int], tier_id: int, reason: str, actor: Actor, now: datetime) -> int:
    """This function will pin accounts to a tier, moving those that are elsewhere; return how many moved.

    A pinned account stays whatever its score and counts to the tier's capacity, which may thereby be overbooked. Side
    effects: locks the policy's row, one audit entry an account, announces ``tier.changed``, a run afterwards.

    :raises ReasonMissingError: without a reason.
    :raises VetoedError: when one of the accounts is vetoed.
    :raises ExcludedError: when one of the accounts meets a knock-out criterion.
    :raises NotFoundError: when the tier is not in the policy or an account is unknown.
    """
    reason = reason_read(reason)
    policy = policy_current(lock=True)
    tier = next((tier for tier in policy.tiers if tier.pk == tier_id), None)
    if tier is None:
        raise NotFoundError(_("There is no such tier."))
    accounts = _accounts(account_ids)
    _refuse_vetoed(accounts, today=workspace_day(now))
    _refuse_excluded(policy, accounts)
    TierPin.objects.bulk_create(
        [TierPin(account=a, tier=tier, reason=reason, pinned_by_id=actor.user_id, pinned_at=now) for a in accounts],
        update_conflicts=True,
        update_fields=["tier", "reason", "pinned_by", "pinned_at"],
        unique_fields=["tenant", "account"],
    )
    moved = _move(policy, accounts, tier, cause=str(Cause.PINNED), reason=reason, actor=actor, now=now)
    _audit(actor, "tier_pin.set", accounts, {"tier": tier.key, "reason": reason})
    decision_announce(account_ids)
    return moved


@transaction.atomic
def pin_remove(*, account_ids: Sequence[int], actor: Actor, now: datetime) -> int:
    """This function will take pins away; return how many. The run that follows judges the accounts by their scores.

    Side effects: locks the policy's row, one audit entry an account that was pinned, a run afterwards.
    """
    policy_current(lock=True)
    accounts = _accounts(account_ids)
    pinned = set(TierPin.objects.filter(account__in=accounts).values_list("account_id", flat=True))
    if pinned:
        TierPin.objects.filter(account_id__in=pinned).delete()
        _audit(actor, "tier_pin.remove", [account for account in accounts if account.pk in pinned], {})
        decision_announce(sorted(pinned))
    return len(pinned)


@transaction.atomic
def veto_set(*, account_ids: Sequence[int], reason: str, expires_on: date, actor: Actor, now: datetime) -> int:
    """This function will veto accounts to the end of a day in the workspace's time zone; return how many left a tier.

    A veto replaces an earlier one and takes a pin away. Side effects: locks the policy's row, one audit entry an
    account, announces ``tier.changed``, a run afterwards.

    :raises ReasonMissingError: without a reason.
    :raises ExpiryRefusedError: when the day is past or more than two years away.
    :raises NotFoundError: when an account is unknown.
    """
    reason = reason_read(reason)
    today = workspace_day(now)
    if not today <= expires_on <= today + LONGEST_VETO:
        raise ExpiryRefusedError(
            _("Choose a day between today and two years from now."),
            fields={"expires_on": _("Choose a day between today and two years from now.")},
        )
    policy = policy_current(lock=True)
    accounts = _accounts(account_ids)
    _vetoes_close(accounts, today=today, now=now)
    TierVeto.objects.bulk_create(
        [
            TierVeto(account=a, reason=reason, vetoed_by_id=actor.user_id, vetoed_at=now, expires_on=expires_on)
            for a in accounts
        ]
    )
    TierPin.objects.filter(account__in=accounts).delete()
    moved = _move(policy, accounts, None, cause=str(Cause.VETOED), reason=reason, actor=actor, now=now)
    _audit(actor, "tier_veto.set", accounts, {"reason": reason, "expires_on": expires_on.isoformat()})
    decision_announce(account_ids)
    return moved


@transaction.atomic
def veto_revoke(*, account_ids: Sequence[int], actor: Actor, now: datetime) -> int:
    """This function will end vetoes that still hold; return how many. The run that follows judges the accounts again.

    Side effects: locks the policy's row, one audit entry an account that was vetoed, a run afterwards.
    """
    policy_current(lock=True)
    accounts, today = _accounts(account_ids), workspace_day(now)
    held = TierVeto.objects.filter(account__in=accounts, revoked_at=None, expires_on__gte=today)
    vetoed = set(held.values_list("account_id", flat=True))
    ended = _vetoes_close(accounts, today=today, now=now)
    if ended:
        _audit(actor, "tier_veto.revoke", [account for account in accounts if account.pk in vetoed], {})
        decision_announce(sorted(vetoed))
    return ended


def reason_read(text: str) -> str:
    """This function will return a reason without needless blanks.

    :raises ReasonMissingError: when nothing is left of it, or more than 300 characters.
    """
    reason = " ".join(text.split())
    if not reason:
        message = _("Write why, so that others understand it later.")
        raise ReasonMissingError(message, fields={"reason": message})
    if len(reason) > 300:
        message = _("Use at most 300 characters.")
        raise ReasonMissingError(message, fields={"reason": message})
    return reason


def _accounts(account_ids: Sequence[int]) -> list[Account]:
    wanted = set(account_ids)
    found = list(Account.objects.filter(pk__in=wanted).only("pk", "public_id", "name", "tenant_id").order_by("pk"))
    if len(found) < len(wanted):
        raise NotFoundError(_("There is no such account."))
    return found


def _vetoes_close(accounts: Sequence[Account], *, today: date, now: datetime) -> int:
    """Revoke the vetoes that hold, and count them. One whose last day is over has expired: it is put away as that."""
    unclosed = TierVeto.objects.filter(account__in=accounts, revoked_at=None)
    expired_at = Coalesce("expired_at", Value(now))
    unclosed.filter(expires_on__lt=today).update(expired_at=expired_at, revoked_at=expired_at)
    revoked: int = unclosed.update(revoked_at=now)
    return revoked


def _refuse_vetoed(accounts: Sequence[Account], *, today: date) -> None:
    veto = (
        TierVeto.objects.select_related("account")
        .filter(account__in=accounts, revoked_at=None, expires_on__gte=today)
        .first()
    )
    if veto is not None:
        raise VetoedError(
            _("%(account)s is vetoed: %(reason)s. Revoke the veto first.")
            % {"account": veto.account.name, "reason": veto.reason}
        )


def _refuse_excluded(policy: PolicyInUse, accounts: Sequence[Account]) -> None:
    excluded = (
        FitScore.objects.select_related("account")
        .filter(account__in=accounts, profile_id=ranking_profile_id(policy), excluded_by__isnull=False)
        .first()
    )
    if excluded is not None:
        raise ExcludedError(
            _("%(account)s is excluded by the criterion “%(criterion)s” of the ideal customer profile.")
            % {"account": excluded.account.name, "criterion": excluded.excluded_by}
        )


def _move(
    policy: PolicyInUse,
    accounts: Sequence[Account],
    tier: Tier | None,
    *,
    cause: str,
    reason: str,
    actor: Actor,
    now: datetime,
) -> int:
    """Close and open stays, end what is proposed for them, keep the policy's sizes and warnings true, and announce."""
    moves_supersede([account.pk for account in accounts], now=now)
    stays = {s.account_id: s for s in TierAssignment.objects.filter(account__in=accounts, left_at=None)}
    target_id = None if tier is None else tier.pk
    moving = [a for a in accounts if (stays[a.pk].tier_id if a.pk in stays else None) != target_id]
    ranked = FitScore.objects.filter(profile_id=ranking_profile_id(policy))
    scores = {
        one.account_id: one for one in ranked.filter(account__in=moving).only("account_id", "score_milli", "version_id")
    }
    sizes = policy.row.sizes
    leaving = [stays[a.pk] for a in moving if a.pk in stays]
    for stay in leaving:
        sizes[str(stay.tier_id)] = sizes.get(str(stay.tier_id), 1) - 1
    at_leaving = ranked.filter(account_id=OuterRef("account_id"))
    TierAssignment.objects.filter(pk__in=[stay.pk for stay in leaving]).update(
        left_at=now,
        left_cause=cause,
        left_reason=reason,
        left_score_milli=Subquery(at_leaving.values("score_milli")),
        went_to_id=target_id,
    )
    if tier is not None:
        TierAssignment.objects.bulk_create(
            TierAssignment(
                account=account,
                tier=tier,
                entered_at=now,
                cause=cause,
                reason=reason,
                decided_by_id=actor.user_id,
                score_milli=scores[account.pk].score_milli if account.pk in scores else None,
                icp_version_id=scores[account.pk].version_id if account.pk in scores else None,
                came_from_id=stays[account.pk].tier_id if account.pk in stays else None,
            )
            for account in moving
        )
        sizes[str(tier.pk)] = sizes.get(str(tier.pk), 0) + len(moving)
    policy.row.warnings = warnings_of(policy)
    policy.row.save(update_fields=["sizes", "warnings"])
    changes_announce([account.pk for account in moving], now=now)
    return len(moving)


def _audit(actor: Actor, action: str, accounts: Sequence[Account], detail: dict[str, str]) -> None:
    ids = [str(account.public_id) for account in accounts]
    audit_append_each(actor=actor, action=action, object_type="account", object_ids=ids, detail=detail)
