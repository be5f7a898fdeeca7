"""Companies in: matched by key, else by who they are; parents linked, also within the same batch."""

# ruff: noqa: S608 - the one name put in is this package's own; every value is a parameter
from __future__ import annotations

import json
from typing import Any, ClassVar

from accounts.domain.facts import ACCOUNT
from accounts.domain.identity import name_key
from accounts.services.upsert import match
from accounts.services.upsert.announce import accounts_announce
from accounts.services.upsert.run import Upsert
from accounts.services.upsert.spec import C_TEXT, OWNER_LINK, TENANT, Derived, Linked, UpsertSpec

PARENT = ("parent_external_id", "parent_name")
SPEC = UpsertSpec(
    facts=ACCOUNT,
    table="account",
    history="account",
    silent=frozenset({"owner_id", "parent_ref"}),
    derived=(
        Derived("name_key", ("name",), name_key),
        Derived("parent_name_key", ("parent_name",), name_key, C_TEXT, stored=False),
    ),
    linked=(
        Linked("parent_id", PARENT, "s.parent_id", "null::bigint"),
        Linked(
            "parent_ref",
            PARENT,
            "coalesce(s.parent_external_id, s.parent_name, '')",
            "coalesce(s.parent_external_id, s.parent_name, '')",
            "text",
        ),
        OWNER_LINK,
    ),
)


class AccountUpsert(Upsert):
    """Companies. Announces ``account.created`` and ``account.changed``."""

    spec: ClassVar[UpsertSpec] = SPEC

    def find(self) -> None:
        """Match by identity what no key matched; two rows without key that are one company become one."""
        if self.create_only or self.has_targets or "name" not in self.fields:
            return
        if match.run(IDENTITY_SQL):
            match.run(CHOSEN_SQL, source=self.source)
        if self.outcome.staged > 1:
            match.run(TWINS_SQL)

    def resolve(self) -> None:
        """Find owners; refuse parents named by an external id that is neither stored nor staged."""
        self.owners()
        if "parent_external_id" in self.fields:
            match.run(UNKNOWN_PARENT_SQL, source=self.source)

    def link(self) -> None:
        """Find the parents, which may have been stored a moment ago, and refuse circles."""
        if not self.fields & set(PARENT):
            return
        if "parent_external_id" in self.fields:
            match.key_link(SPEC, "account", "parent_external_id", "parent_id", self.source)
        if "parent_name" in self.fields:
            match.run(PARENT_BY_NAME_SQL)
        if match.run(CIRCLE_SQL, mask=SPEC.given(PARENT)):
            self.outcome.created.count -= match.run(UNDO_NEW_SQL)
        match.run(LINK_NEW_SQL)

    def ambiguous(self, *, limit: int) -> list[tuple[int, dict[str, Any]]]:
        """Position and values of the rows that several accounts fit."""
        fields, bits = self.spec.facts.fields, self.spec.bits
        found = ((position, given, json.loads(row)) for position, given, row in match.rows(AMBIGUOUS_SQL, limit=limit))
        return [
            (position, {field.name: row[field.target] for field in fields if given & bits[field.name]})
            for position, given, row in found
        ]

    def announce(self) -> None:
        """Scores look at what is new, and again at what changed."""
        reason = f"{self.spec.table}: {self.source}"
        if self.changed_ids() is None:
            accounts_announce(None, topic="account.changed", reason=reason)
            return
        accounts_announce(self.outcome.created.ids, topic="account.created", reason=reason)
        accounts_announce(self.outcome.updated.ids, topic="account.changed", reason=reason)


# Candidates share the domain and a compatible name, or the name where domain and country do not contradict. The best
# kind of likeness decides; two equals are ambiguous. A row that has a key may only adopt an account without
# one. Of several keys that could, the last does; the others are companies of their own, as a second load would find.
# Most accounts may have no domain: `a.domain > ''` tells the planner that those are not among the probed.
IDENTITY_SQL = f"""
    with candidate as (
        select s.idx, a.id, case when a.domain = s.domain and a.domain <> '' then 0 else 2 end as distance
          from stage_account s
         cross join lateral (select * from account a where a.tenant_id = {TENANT} and a.name_key = s.name_key
               offset 0) a
         where s.target_id is null and s.fault is null
           and (s.external_id is null or a.external_id = a.public_id::text)
           and (coalesce(s.domain, '') = '' or a.domain = '' or a.domain = s.domain)
           and (s.country is null or a.country is null or a.country = s.country
                or (a.domain = s.domain and a.domain <> ''))
        union all
        select s.idx, a.id, 1
          from stage_account s
         cross join lateral (select * from account a where a.tenant_id = {TENANT} and a.domain = s.domain
               and a.domain > '' offset 0) a
         where s.target_id is null and s.fault is null and s.domain <> ''
           and (s.external_id is null or a.external_id = a.public_id::text)
           and (a.name_key ^@ (s.name_key || ' ') or s.name_key ^@ (a.name_key || ' '))),
    best as (
        select idx, count(*) as found, min(id) as id
          from (select c.*, min(distance) over (partition by idx) as nearest from candidate c) c
         where distance = nearest group by idx),
    adopted as (
        select max(b.idx) as idx from best b join stage_account s on s.idx = b.idx
         where b.found = 1 and s.external_id is not null group by b.id)
    update stage_account s
       set target_id = case when b.found = 1 and (s.external_id is null or s.idx in (select idx from adopted))
                            then b.id end,
           fault = case when b.found > 1 then 'ambiguous_account' end,
           fault_field = case when b.found > 1 then 'name' end,
           fault_value = case when b.found > 1 then s.name end
      from best b where b.idx = s.idx"""

# Where somebody has said which of them such a company is, that holds. With a key it would be known by that key by now.
CHOSEN_SQL = f"""
    update stage_account s set target_id = f.id, fault = null, fault_field = null, fault_value = null
      from (select k.ctid as place, (select c.account_id from company_choice c where c.tenant_id = {TENANT}
                      and c.source = %(source)s and c.name_key = k.name_key
                      and c.domain = coalesce(k.domain, '') and c.country = coalesce(k.country, '')) as id
              from stage_account k where k.fault = 'ambiguous_account' and k.external_id is null offset 0) f
     where f.place = s.ctid and f.id is not null"""
AMBIGUOUS_SQL = """
    select idx, given, to_jsonb(s)::text from stage_account s where fault = 'ambiguous_account'
     order by idx limit %(limit)s"""

TWINS_SQL = """
    update stage_account s set fault = 'superseded', fault_field = 'name', fault_value = d.winner::text
      from (select idx, last_value(idx) over (partition by name_key, coalesce(domain, ''), coalesce(country, '')
                   order by idx rows between unbounded preceding and unbounded following) as winner
              from stage_account where external_id is null and target_id is null
                    and (fault is null or fault = 'ambiguous_account')) d
     where d.idx = s.idx and d.winner <> d.idx"""

UNKNOWN_PARENT_SQL = f"""
    update stage_account s set fault = 'unknown_parent', fault_field = 'parent_external_id',
           fault_value = s.parent_external_id
     where s.parent_external_id is not null and s.fault is null
       and (select a.id from account a where a.tenant_id = {TENANT} and a.source = %(source)s
               and a.external_id = s.parent_external_id) is null
       and s.parent_external_id not in (select p.external_id from stage_account p
                                         where p.external_id is not null and p.fault is null)"""

# Of several companies of that name the one that is written alike is meant; else nobody knows, and the text is kept.
PARENT_BY_NAME_SQL = f"""
    update stage_account s set parent_id = m.id
      from (select k.parent_name, case when count(*) = 1 then min(p.id)
                   when count(*) filter (where p.name = k.parent_name) = 1
                   then min(p.id) filter (where p.name = k.parent_name) end as id
              from (select distinct parent_name, parent_name_key from stage_account
                     where parent_name_key is not null and fault is null) k
             cross join lateral (select a.id, a.name from account a where a.tenant_id = {TENANT}
                   and a.name_key = k.parent_name_key offset 0) p group by 1) m
     where m.parent_name = s.parent_name and s.parent_id is null and s.fault is null"""

CIRCLE_SQL = f"""
    with recursive own as (
        select s.idx, a.id, s.parent_id from stage_account s
          join lateral (
               select t.id from account t where t.tenant_id = {TENANT} and t.id = s.target_id
                union all
               select t.id from account t
                where t.tenant_id = {TENANT} and s.target_id is null and t.public_id = s.public_id) a on true
         where s.given & %(mask)s <> 0 and s.fault is null),
    up (idx, start, at, depth) as (
        select idx, id, parent_id, 1 from own where parent_id is not null
        union all
        select up.idx, up.start, case when o.id is null then a.parent_id else o.parent_id end, up.depth + 1
          from up join account a on a.tenant_id = {TENANT} and a.id = up.at left join own o on o.id = up.at
         where up.at <> up.start and up.depth < 100)
    update stage_account s set fault = 'parent_cycle', fault_field = 'parent', fault_value = s.parent_name
      from (select distinct idx from up where at = start or depth >= 100) c where c.idx = s.idx"""

UNDO_NEW_SQL = f"""
    delete from account a using stage_account s
     where a.tenant_id = {TENANT} and a.public_id = s.public_id and s.target_id is null
       and s.fault = 'parent_cycle'"""

LINK_NEW_SQL = f"""
    update account a set parent_id = s.parent_id from stage_account s
     where a.tenant_id = {TENANT} and a.public_id = s.public_id and s.target_id is null and s.parent_id is not null
       and s.fault is null"""
