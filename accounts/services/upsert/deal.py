"""Deals in: a deal without a known account is kept and waits to be matched."""

# ruff: noqa: S608 - identifiers come from the specs of this package alone; every value is a parameter
from __future__ import annotations

from typing import ClassVar

from accounts.domain.facts import DEAL
from accounts.domain.normalise import fold
from accounts.services.deal_scoring import deals_rescore_enqueue
from accounts.services.upsert import match
from accounts.services.upsert.announce import summons
from accounts.services.upsert.run import Upsert
from accounts.services.upsert.spec import ACCOUNT_LINKS, ACCOUNT_NAME_KEY, OWNER_LINK, TENANT, Derived, UpsertSpec
from outbox.services import message_append


def deal_key(name: str | None) -> str:
    """This function will return the comparable form of a deal's name."""
    return fold(name or "")[:300]


SPEC = UpsertSpec(
    facts=DEAL,
    table="deal",
    history="deal",
    silent=frozenset({"owner_id", "account_ref"}),
    derived=(ACCOUNT_NAME_KEY, Derived("name_key", ("name",), deal_key)),
    linked=(*ACCOUNT_LINKS, OWNER_LINK),
)


class DealUpsert(Upsert):
    """Deals with their contacts. Announces ``deal.changed``."""

    spec: ClassVar[UpsertSpec] = SPEC

    def resolve(self) -> None:
        """Find account, owner and the people of the deal; an unknown person is refused."""
        match.accounts_match(SPEC, source=self.source, fields=self.fields)
        self.owners()
        if "contacts" in self.fields:
            match.run(UNKNOWN_CONTACT_SQL, source=self.source)

    def extra_change(self) -> str:
        """Other people in the deal are a change of the deal."""
        if "contacts" not in self.fields:
            return ""
        return f"(s.given & {SPEC.bits['contacts']} <> 0 and {STORED_LINKS} is distinct from {GIVEN_LINKS})"

    def finish(self) -> None:
        """Bring the people of the deal to what was given."""
        if "contacts" in self.fields:
            mask = SPEC.bits["contacts"]
            match.run(LINKS_DELETE_SQL, source=self.source, mask=mask)
            match.run(LINKS_WRITE_SQL, source=self.source, mask=mask)

    def announce(self) -> None:
        """Unit economics and win scores look again."""
        created, updated = self.outcome.created, self.outcome.updated
        ends = (created.low or updated.low, max(created.high, updated.high))
        ids = self.changed_ids()
        if ids is None:
            deals_rescore_enqueue(reason=f"deal: {self.source}")
            message_append(topic="deals.loaded", keys=[0])  # a summons: whoever adds deals up adds them all up
        summons(ids, topic="deal.changed", sample=ends)


UNKNOWN_CONTACT_SQL = f"""
    update stage_deal s set fault = 'unknown_contact', fault_field = 'contacts', fault_value = u.wanted
      from (select s.idx, min(l ->> 'contact_external_id') as wanted
              from stage_deal s cross join lateral jsonb_array_elements(s.contacts) l
             where s.fault is null and (
                   select c.id from contact c where c.tenant_id = {TENANT} and c.source = %(source)s
                      and c.external_id = l ->> 'contact_external_id') is null
             group by s.idx) u
     where u.idx = s.idx"""

STORED_LINKS = """(select jsonb_object_agg(c.external_id, l.buying_role) from deal_contact l
    join contact c on c.tenant_id = l.tenant_id and c.id = l.contact_id
    where l.tenant_id = a.tenant_id and l.deal_id = a.id)"""
GIVEN_LINKS = """(select jsonb_object_agg(l ->> 'contact_external_id', l ->> 'buying_role')
    from jsonb_array_elements(coalesce(s.contacts, '[]')) l)"""

_WANTED = f"""
    select d.id as deal_id, c.id as contact_id, max(l ->> 'buying_role') as buying_role, min(place) as place
      from stage_deal s
      join lateral (
           select d.* from deal d where d.tenant_id = {TENANT} and d.id = s.target_id
            union all
           select d.* from deal d
            where d.tenant_id = {TENANT} and s.target_id is null and d.public_id = s.public_id) d on true
      cross join lateral jsonb_array_elements(coalesce(s.contacts, '[]')) with ordinality as given (l, place)
     cross join lateral (select c.id from contact c where c.tenant_id = {TENANT} and c.source = %(source)s
           and c.external_id = l ->> 'contact_external_id' offset 0) c
     where s.given & %(mask)s <> 0 and s.fault is null group by 1, 2"""

LINKS_DELETE_SQL = f"""
    delete from deal_contact x using stage_deal s
     where x.tenant_id = {TENANT} and x.deal_id = s.target_id and s.given & %(mask)s <> 0 and s.fault is null
       and not exists (select 1 from ({_WANTED}) w where w.deal_id = x.deal_id and w.contact_id = x.contact_id)"""

LINKS_WRITE_SQL = f"""
    insert into deal_contact (tenant_id, deal_id, contact_id, buying_role)
    select %(tenant)s, deal_id, contact_id, buying_role from ({_WANTED}) w order by deal_id, place
        on conflict (tenant_id, deal_id, contact_id) do update set buying_role = excluded.buying_role
     where deal_contact.buying_role <> excluded.buying_role"""
