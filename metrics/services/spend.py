"""The spend ledger's writers. Costs come in set-based, in the manner of ``accounts.services.upsert``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction

from accounts.services.upsert import Options, RecordResult, Upsert, match, records_upsert
from accounts.services.upsert.announce import summons
from accounts.services.upsert.spec import ACCOUNT_LINKS, ACCOUNT_NAME_KEY, Linked, UpsertSpec
from common.errors import NotFoundError
from metrics.domain.facts import SPEND
from metrics.models import Spend
from outbox.services import message_append
from users.services import Actor, audit_append

SPEC = UpsertSpec(
    facts=SPEND,
    table="spend",
    derived=(ACCOUNT_NAME_KEY,),
    linked=(Linked("account_id", ACCOUNT_LINKS[0].fields, "s.account_id", "s.account_id"),),
)


class SpendUpsert(Upsert):
    """Costs. Announces ``spend.changed``. A cost is booked on at most one account, tier, segment or campaign."""

    spec: ClassVar[UpsertSpec] = SPEC

    def resolve(self) -> None:
        """Find what each cost is booked on; all that is named must be known, and only one thing named."""
        match.accounts_match(SPEC, source=self.source, fields=self.fields)
        match.run(UNMATCHED_SQL)
        if "tier" in self.fields:
            match.run(TIER_SQL)
            match.run(UNKNOWN_SQL["tier"])
        if "segment" in self.fields:
            match.run(SEGMENT_SQL)
            match.run(UNKNOWN_SQL["segment"])
        bits = {name: SPEC.bits[name] for name in ("tier", "segment", "campaign")}
        match.run(ONE_TARGET_SQL, **bits, account=SPEC.given(ACCOUNT_LINKS[0].fields))

    def announce(self) -> None:
        """Unit economics look again."""
        created, updated = self.outcome.created, self.outcome.updated
        ends = (created.low or updated.low, max(created.high, updated.high))
        summons(self.changed_ids(), topic="spend.changed", sample=ends)


# A cost that names an account we don't know would silently become a shared one.
UNMATCHED_SQL = """
    update stage_spend set fault = 'unknown_account', fault_field = 'account_name', fault_value = found_ref
     where found_ref is not null and account_id is null and fault is null"""
TIER_SQL = """
    update stage_spend s set tier_key = tier.key from tier
     where tier.tenant_id = %(tenant)s and s.tier_key in (tier.key, tier.name) and s.fault is null"""
SEGMENT_SQL = """
    update stage_spend s set segment_key = segment.key from segment
     where segment.tenant_id = %(tenant)s and s.segment_key in (segment.key, segment.name) and s.fault is null"""
UNKNOWN_SQL = {
    "tier": """
    update stage_spend s set fault = 'unknown_tier', fault_field = 'tier', fault_value = s.tier_key
     where s.tier_key <> '' and s.fault is null
       and not exists (select 1 from tier where tier.tenant_id = %(tenant)s and tier.key = s.tier_key)""",
    "segment": """
    update stage_spend s set fault = 'unknown_segment', fault_field = 'segment', fault_value = s.segment_key
     where s.segment_key <> '' and s.fault is null
       and not exists (select 1 from segment where segment.tenant_id = %(tenant)s and segment.key = s.segment_key)""",
}
# Judged as the row will stand: what is given, else what is stored.
ONE_TARGET_SQL = """
    update stage_spend s set fault = 'one_target', fault_field = 'campaign'
      from (select s.idx,
                   ((case when s.given & %(account)s <> 0 then s.account_id else a.account_id end) is not null)::int
                   + (coalesce(case when s.given & %(tier)s <> 0 then s.tier_key else a.tier_key end, '') <> '')::int
                   + (coalesce(case when s.given & %(segment)s <> 0 then s.segment_key
                                    else a.segment_key end, '') <> '')::int
                   + (coalesce(case when s.given & %(campaign)s <> 0 then s.campaign
                                    else a.campaign end, '') <> '')::int as named
              from stage_spend s left join spend a on a.tenant_id = %(tenant)s and a.id = s.target_id) judged
     where judged.idx = s.idx and judged.named > 1 and s.fault is null"""


def spend_upsert(
    *,
    rows: Sequence[dict[str, Any]],
    source: str,
    now: datetime,
    actor: Actor | None = None,
    options: Options | None = None,
) -> list[RecordResult]:
    """This function will store costs and return one result each, in their order; the fields are those of the API.

    Merges: an absent field stays, null clears. Side effects: announces ``spend.changed``, one audit row by ``actor``.

    :raises BatchRefused: with ``options.all_or_none``, when any cost cannot be stored; then nothing is.
    """
    return records_upsert(
        "spend", records=rows, source=source, now=now, actor=actor, options=options, upsert=SpendUpsert
    )


@transaction.atomic
def spend_delete(*, spend_id: int, actor: Actor) -> None:
    """This function will take a cost out of the ledger.

    Side effects: announces ``spend.changed``, one audit row.

    :raises NotFoundError: when there is no such cost.
    """
    cost = Spend.objects.select_for_update().filter(pk=spend_id).first()
    if cost is None:
        raise NotFoundError("There is no such cost.")
    detail = {"spent_on": cost.spent_on.isoformat(), "amount_cents": cost.amount_cents, "currency": cost.currency}
    audit_append(actor=actor, action="spend.delete", object_type="spend", object_id=str(cost.public_id), detail=detail)
    cost.delete()
    message_append(topic="spend.changed", keys=[spend_id])
