"""Signals in: one whose account is not known yet waits by its domain."""

# ruff: noqa: S608 - the one name put in is this package's own; every value is a parameter
from __future__ import annotations

from typing import ClassVar

from accounts.domain.facts import SIGNAL
from accounts.services.upsert import match
from accounts.services.upsert.announce import accounts_announce
from accounts.services.upsert.run import Upsert
from accounts.services.upsert.spec import ACCOUNT_LINKS, ACCOUNT_NAME_KEY, TENANT, Linked, UpsertSpec
from outbox.services import message_append

SPEC = UpsertSpec(
    facts=SIGNAL,
    table="signal",
    derived=(ACCOUNT_NAME_KEY,),
    linked=(
        Linked("account_id", (*ACCOUNT_LINKS[0].fields, "domain"), "s.account_id", "s.account_id"),
        Linked("contact_id", ("contact_external_id",), "s.contact_id", "s.contact_id"),
    ),
)


class SignalUpsert(Upsert):
    """Signals. Announces ``signal.changed`` with the ids of their accounts, left ones too, whose fit may move."""

    spec: ClassVar[UpsertSpec] = SPEC

    def resolve(self) -> None:
        """Find the account by what names it, else by the signal's own domain; find the person."""
        match.accounts_match(SPEC, source=self.source, fields=self.fields)
        if "domain" in self.fields:
            match.run(BY_DOMAIN_SQL)
        if "contact_external_id" in self.fields:
            match.contacts_match(SPEC, source=self.source)
        self.left = match.accounts_left(SPEC) if self.is_moving(SPEC.linked[0].fields) else set()

    def announce(self) -> None:
        """Fit looks again at the accounts."""
        ids = self.changed_ids()
        if ids is None:
            accounts_announce(None, topic="signal.changed", reason=f"signal: {self.source}")
            message_append(topic="signals.loaded", keys=[0])  # a summons: whoever counts events counts them all
            return
        accounts = match.rows(
            "select distinct account_id from signal where tenant_id = %(tenant)s and id = any(%(ids)s)"
            " and account_id is not null",
            ids=ids,
        )
        accounts_announce([*self.left, *(row[0] for row in accounts)], topic="signal.changed", reason="")


BY_DOMAIN_SQL = f"""
    update stage_signal s set account_id = m.id
      from (select k.domain, min(a.id) as id
              from (select distinct domain from stage_signal
                     where account_id is null and fault is null and domain <> '') k
             cross join lateral (select a.id from account a where a.tenant_id = {TENANT} and a.domain = k.domain
                   and a.domain > '' offset 0) a
             group by 1 having count(*) = 1) m
     where m.domain = s.domain and s.account_id is null and s.fault is null"""
