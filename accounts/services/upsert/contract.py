"""Contracts in: the base of MRR and churn. Without a known account there is none."""

# ruff: noqa: S608 - the one name put in is this package's own; every value is a parameter
from __future__ import annotations

from typing import ClassVar

from accounts.domain.facts import CONTRACT
from accounts.services.upsert import match
from accounts.services.upsert.announce import worths_announce
from accounts.services.upsert.run import Upsert
from accounts.services.upsert.spec import ACCOUNT_LINKS, ACCOUNT_NAME_KEY, TENANT, Linked, UpsertSpec
from outbox.services import message_append

SPEC = UpsertSpec(
    facts=CONTRACT,
    table="contract",
    derived=(ACCOUNT_NAME_KEY,),
    linked=(
        Linked("account_id", ACCOUNT_LINKS[0].fields, "coalesce(s.account_id, a.account_id)", "s.account_id"),
        Linked("deal_id", ("deal_external_id",), "s.deal_id", "s.deal_id"),
    ),
)


class ContractUpsert(Upsert):
    """Contracts. Announces ``worth.changed`` with the ids of their accounts, those they left included."""

    spec: ClassVar[UpsertSpec] = SPEC

    def resolve(self) -> None:
        """Find account and deal; both must be known where they are named."""
        match.accounts_match(SPEC, source=self.source, fields=self.fields)
        match.account_required(SPEC)
        if "deal_external_id" in self.fields:
            match.key_link(SPEC, "deal", "deal_external_id", "deal_id", self.source)
            match.run(
                """update stage_contract set fault = 'unknown_deal', fault_field = 'deal_external_id',
                          fault_value = deal_external_id
                    where deal_external_id is not null and deal_id is null and fault is null"""
            )
        match.run(ORDER_SQL, mask=SPEC.bits["ends_on"])
        self.left = match.accounts_left(SPEC) if self.is_moving(ACCOUNT_LINKS[0].fields) else set()

    def announce(self) -> None:
        """What the customers were worth is worked out anew, and so are unit economics."""
        ids = self.changed_ids()
        if ids is None:
            message_append(topic="contracts.loaded", keys=[0])  # a summons: whoever adds them up adds them all up
            return
        accounts = match.rows(
            "select distinct account_id from contract where tenant_id = %(tenant)s and id = any(%(ids)s)", ids=ids
        )
        worths_announce({*self.left, *(row[0] for row in accounts)})


ORDER_SQL = f"""
    update stage_contract s set fault = 'order', fault_field = 'ends_on', fault_value = j.ends_on::text
      from (select s.idx, coalesce(s.starts_on, a.starts_on) as starts_on,
                   case when s.given & %(mask)s <> 0 then s.ends_on else a.ends_on end as ends_on
              from stage_contract s left join contract a on a.tenant_id = {TENANT} and a.id = s.target_id) j
     where j.idx = s.idx and j.ends_on < j.starts_on and s.fault is null"""
