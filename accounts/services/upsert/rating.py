"""Team ratings in: one a person and department of an account, whichever record tells it."""

# ruff: noqa: S608 - the one name put in is this package's own; every value is a parameter
from __future__ import annotations

from typing import ClassVar

from accounts.domain.facts import RATING
from accounts.services.upsert import match
from accounts.services.upsert.announce import accounts_announce
from accounts.services.upsert.run import Upsert
from accounts.services.upsert.spec import ACCOUNT_LINKS, ACCOUNT_NAME_KEY, TENANT, Linked, UpsertSpec

SPEC = UpsertSpec(
    facts=RATING,
    table="team_rating",
    derived=(ACCOUNT_NAME_KEY,),
    linked=(Linked("account_id", ACCOUNT_LINKS[0].fields, "a.account_id", "s.account_id"),),
    history="rating",
)


class RatingUpsert(Upsert):
    """Ratings. Announces ``account.changed`` for their accounts, whose fit may move.

    A record without a known key means the rating that this person (blank: the department as one) gave the account for
    this department, and replaces it. Locks the accounts in order of their ids, so that two first ratings by one person
    become one.
    """

    spec: ClassVar[UpsertSpec] = SPEC

    def find(self) -> None:
        """Match by account, department and person."""
        match.accounts_match(SPEC, source=self.source, fields=self.fields)
        match.run(LOCK_SQL)
        match.run(KNOWN_SQL)
        match.run(ONCE_SQL)

    def resolve(self) -> None:
        """Find the accounts; a rating stays with its own, and no two say the same person's opinion."""
        match.accounts_match(SPEC, source=self.source, fields=self.fields)
        match.account_required(SPEC)
        match.run(MOVED_SQL)
        match.run(TAKEN_SQL, department=SPEC.bits["department"], person=SPEC.bits["rated_by_email"])
        match.run(NOW_SQL, now=self.now, mask=SPEC.bits["rated_at"])

    def announce(self) -> None:
        """Fit looks again at the accounts."""
        ids = self.changed_ids()
        if ids is None:
            accounts_announce(None, topic="account.changed", reason=f"ratings: {self.source}")
            return
        accounts = match.rows(
            "select distinct account_id from team_rating where tenant_id = %(tenant)s and id = any(%(ids)s)", ids=ids
        )
        accounts_announce([row[0] for row in accounts], topic="account.changed", reason="")


LOCK_SQL = f"""
    select 1 from account where tenant_id = {TENANT}
       and id in (select account_id from stage_team_rating where account_id is not null)
     order by id for no key update"""
KNOWN_SQL = f"""
    update stage_team_rating s set target_id = k.id
      from (select w.idx, (select a.id from team_rating a where a.tenant_id = {TENANT}
                   and a.account_id = w.account_id and a.department = w.department
                   and a.rated_by_email = coalesce(w.rated_by_email, '')) as id
              from stage_team_rating w where w.target_id is null and w.fault is null) k
     where k.idx = s.idx and k.id is not null"""
ONCE_SQL = """
    update stage_team_rating s set fault = 'superseded', fault_field = 'external_id', fault_value = d.winner::text
      from (select idx, last_value(idx) over (
                   partition by account_id, department, coalesce(rated_by_email, '') order by idx
                   rows between unbounded preceding and unbounded following) as winner
              from stage_team_rating where account_id is not null and target_id is null and fault is null) d
     where d.idx = s.idx and d.winner <> d.idx"""
MOVED_SQL = f"""
    update stage_team_rating s set fault = 'conflict', fault_field = 'account_external_id',
           fault_value = coalesce(s.external_id, a.external_id)
      from team_rating a
     where a.tenant_id = {TENANT} and a.id = s.target_id and s.account_id <> a.account_id and s.fault is null"""
# Judged as the row will stand: what is given, else what is stored.
TAKEN_SQL = f"""
    update stage_team_rating s set fault = 'conflict', fault_field = 'department', fault_value = j.department
      from (select w.idx, w.department from (
                   select s.idx, a.id, a.account_id,
                          case when s.given & %(department)s <> 0 then s.department else a.department end as department,
                          case when s.given & %(person)s <> 0 then coalesce(s.rated_by_email, '')
                               else a.rated_by_email end as person
                     from stage_team_rating s join team_rating a on a.tenant_id = {TENANT} and a.id = s.target_id
                    where s.fault is null) w
             where exists (select 1 from team_rating o where o.tenant_id = {TENANT} and o.account_id = w.account_id
                           and o.department = w.department and o.rated_by_email = w.person and o.id <> w.id)) j
     where j.idx = s.idx"""
NOW_SQL = """
    update stage_team_rating set rated_at = %(now)s
     where rated_at is null and fault is null and (target_id is null or given & %(mask)s <> 0)"""
