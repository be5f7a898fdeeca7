"""Buyer stages, their CRM stages, and where an account stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from accounts.models import Account, Deal
from content.domain.stages import DealPosition, StagePosition, stage_guess, stage_of_account
from content.models import BuyerStage, StageMapping


@dataclass(frozen=True, slots=True)
class CrmStage:
    """A CRM stage found on open deals, and the buyer stage it stands for. ``mapped`` is empty when it is a guess."""

    name: str
    deals: int
    mapped: str
    guess: str  # the name of a stage


@dataclass(frozen=True, slots=True)
class AccountStage:
    """The buyer stage an account is in. ``stage`` is ``None`` only when the workspace has no stages."""

    stage: BuyerStage | None
    position: StagePosition


def stage_list() -> list[BuyerStage]:
    """This function will return the buyer stages from first to last."""
    return list(BuyerStage.objects.order_by("position", "id"))


def stage_mapping() -> dict[str, str]:
    """This function will return the workspace's own CRM stage → buyer stage key."""
    return dict(StageMapping.objects.values_list("crm_stage", "stage__key"))


def crm_stage_list() -> list[CrmStage]:
    """This function will return every CRM stage that open deals or the mapping name, most deals first."""
    mapping = stage_mapping()
    counts = dict(
        Deal.objects.filter(status=Deal.Status.OPEN)
        .values_list("stage")
        .annotate(deals=Count("id"))
        .order_by()
        .values_list("stage", "deals")
    )
    names = {name for name in {*counts, *mapping} if name}
    stages = stage_list()
    known = {stage.key: stage.name for stage in stages}
    first = stages[0].name if stages else ""  # where a guess ends that names a stage the workspace removed
    return [
        CrmStage(
            name,
            counts.get(name, 0),
            mapping.get(name, ""),
            known.get(stage_guess(crm_stage=name, status="open"), first),
        )
        for name in sorted(names, key=lambda n: (-counts.get(n, 0), n))
    ]


def account_stage(*, account: Account) -> AccountStage:
    """This function will work out the buyer stage of an account from its deals. Three queries."""
    stages = {stage.key: stage for stage in stage_list()}
    deals = Deal.objects.filter(account_id=account.pk).values_list(
        "pk", "status", "stage", "stage_changed_at", "created_on"
    )
    position = stage_of_account(
        deals=[
            DealPosition(pk, status, stage, str(moved or created or "")) for pk, status, stage, moved, created in deals
        ],
        mapping=stage_mapping(),
        order=list(stages),
        lifecycle=account.lifecycle,
    )
    return AccountStage(stages.get(position.stage), position)
