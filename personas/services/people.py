"""People in, with persona and buying role, set-based: the upsert of the room below, and what hangs on it here.

Statements are written by hand because each works on the whole stage at once, as in ``accounts.services.upsert``.
"""

# ruff: noqa: S608 - the names put in are this package's own; every value is a parameter
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from accounts.models import Contact
from accounts.services.upsert import ContactUpsert, match
from accounts.services.upsert.spec import UpsertSpec
from accounts.services.upsert.stage import StagedRow
from personas.domain.facts import OWN, PERSON
from personas.services.assignment import contact_personas_refresh
from personas.services.committee import coverage_refresh

SPEC = replace(ContactUpsert.spec, facts=PERSON)
PERSONA, ROLE = SPEC.bits["persona"], SPEC.bits["buying_role"]


class PersonUpsert(ContactUpsert):
    """People with persona and role. A persona given is held like one set by hand, null lets the rules speak again;
    a role given seats the person on the account's committee, null takes the seat away. Announces ``contact.changed``.
    """

    spec: ClassVar[UpsertSpec] = SPEC

    def stage(self, fields: Sequence[str], rows: Iterable[StagedRow], *, targets: dict[int, int] | None = None) -> int:
        """Stage the rows; the session may have made the table before, without the columns of this room."""
        match.run(SPEC.create_sql)
        match.run(WIDEN_SQL)
        return super().stage(fields, rows, targets=targets)

    def resolve(self) -> None:
        """Find accounts and personas; an unknown persona is refused."""
        super().resolve()
        if "persona" in self.fields:
            match.run(PERSONA_SQL)
            match.run(UNKNOWN_PERSONA_SQL)

    def extra_change(self) -> str:
        """Another persona or role is a change of the person."""
        found = [PERSONA_CHANGE] if "persona" in self.fields else []
        return " or ".join([*found, ROLE_CHANGE] if "buying_role" in self.fields else found)

    def finish(self) -> None:
        """Bring personas and seats to what was given."""
        freed: list[int] = []
        if "persona" in self.fields:
            match.run(PERSONAS_WRITE_SQL, now=self.now)
            freed = [pk for (pk,) in match.rows(PERSONAS_FREE_SQL)]
        if "buying_role" in self.fields:
            match.run(SEATS_DELETE_SQL)
            match.run(SEATS_WRITE_SQL, now=self.now)
        ids = self.changed_ids()  # of more than are told by name, the announcement's consumer sees to the rest
        if ids is None or not self.fields & {field.name for field in OWN}:
            return
        if freed:
            contact_personas_refresh(keys=freed, now=self.now)
        placed = Contact.objects.filter(pk__in=ids, account__isnull=False)
        coverage_refresh(account_ids=set(placed.values_list("account_id", flat=True)), now=self.now)


WIDEN_SQL = """
    alter table stage_contact add column if not exists persona text, add column if not exists buying_role text"""
PERSONA_SQL = """
    update stage_contact s set persona = p.key from persona p
     where p.tenant_id = %(tenant)s and s.fault is null and lower(s.persona) in (p.key, lower(p.name))"""
UNKNOWN_PERSONA_SQL = """
    update stage_contact s set fault = 'unknown_persona', fault_field = 'persona', fault_value = s.persona
     where s.persona is not null and s.fault is null
       and not exists (select 1 from persona p where p.tenant_id = %(tenant)s and p.key = s.persona)"""

PERSONA_CHANGE = f"""(s.given & {PERSONA} <> 0 and (
    select p.key from contact_persona c join persona p on p.tenant_id = c.tenant_id and p.id = c.persona_id
     where c.tenant_id = a.tenant_id and c.contact_id = a.id and c.method = 'hand') is distinct from s.persona)"""
ROLE_CHANGE = f"""(s.given & {ROLE} <> 0 and coalesce(s.account_id, a.account_id) is not null and (
    select c.buying_role from committee_seat c where c.tenant_id = a.tenant_id and c.contact_id = a.id
       and c.deal_id is null and c.account_id = coalesce(s.account_id, a.account_id)) is distinct from s.buying_role)"""

_WRITTEN = """
    select a.id, a.account_id, s.given, s.persona, s.buying_role
      from stage_contact s
     cross join lateral (
           select c.id, c.account_id from contact c where c.tenant_id = %(tenant)s and c.id = s.target_id
            union all
           select c.id, c.account_id from contact c
            where c.tenant_id = %(tenant)s and s.target_id is null and c.public_id = s.public_id offset 0) a
     where s.fault is null"""

PERSONAS_WRITE_SQL = f"""
    insert into contact_persona (tenant_id, contact_id, persona_id, method, confidence_bp, evidence, at)
    select %(tenant)s, w.id, p.id, 'hand', null, '', %(now)s
      from ({_WRITTEN}) w join persona p on p.tenant_id = %(tenant)s and p.key = w.persona
        on conflict (tenant_id, contact_id) do update set persona_id = excluded.persona_id, method = 'hand',
           confidence_bp = null, evidence = '', at = excluded.at
     where contact_persona.persona_id <> excluded.persona_id or contact_persona.method <> 'hand'"""
PERSONAS_FREE_SQL = f"""
    update contact_persona c set method = 'rule' from ({_WRITTEN}) w
     where c.tenant_id = %(tenant)s and c.contact_id = w.id and c.method = 'hand'
       and w.given & {PERSONA} <> 0 and w.persona is null returning c.contact_id"""

SEATS_DELETE_SQL = f"""
    delete from committee_seat c using ({_WRITTEN}) w
     where c.tenant_id = %(tenant)s and c.contact_id = w.id and c.account_id = w.account_id and c.deal_id is null
       and w.given & {ROLE} <> 0 and w.buying_role is null"""
SEATS_WRITE_SQL = f"""
    insert into committee_seat (tenant_id, account_id, contact_id, buying_role, concern, next_action, created_at,
                                updated_at)
    select %(tenant)s, w.account_id, w.id, w.buying_role, '', '', %(now)s, %(now)s
      from ({_WRITTEN}) w where w.buying_role is not null and w.account_id is not null
        on conflict (tenant_id, account_id, contact_id) where deal_id is null
        do update set buying_role = excluded.buying_role, updated_at = excluded.updated_at
     where committee_seat.buying_role <> excluded.buying_role"""
