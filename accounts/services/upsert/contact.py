"""People in."""

# ruff: noqa: S608 - the one name put in is this package's own; every value is a parameter
from __future__ import annotations

from typing import ClassVar

from accounts.domain.facts import CONTACT
from accounts.domain.normalise import fold
from accounts.services.upsert import match
from accounts.services.upsert.announce import every_key
from accounts.services.upsert.run import Upsert
from accounts.services.upsert.spec import ACCOUNT_LINKS, ACCOUNT_NAME_KEY, TENANT, Derived, UpsertSpec
from outbox.services import message_append


def person_key(first: str | None, last: str | None) -> str:
    """This function will return the comparable form of a person's name."""
    return fold(f"{first or ''} {last or ''}")[:250]


SPEC = UpsertSpec(
    facts=CONTACT,
    table="contact",
    silent=frozenset({"account_ref"}),
    derived=(
        ACCOUNT_NAME_KEY,
        Derived("email_key", ("email",), lambda email: email or ""),
        Derived("name_key", ("first_name", "last_name"), person_key),
    ),
    linked=ACCOUNT_LINKS,
)


class ContactUpsert(Upsert):
    """People. Announces ``contact.changed``."""

    spec: ClassVar[UpsertSpec] = SPEC

    def resolve(self) -> None:
        """Find the accounts; complete a name of which one half is given."""
        match.accounts_match(SPEC, source=self.source, fields=self.fields)
        halves = self.fields & {"first_name", "last_name"}
        if halves and (len(halves) == 1 or not self.uniform):
            self._complete_names()

    def _complete_names(self) -> None:
        rows = match.rows(HALF_NAMES_SQL, first=SPEC.bits["first_name"], last=SPEC.bits["last_name"])
        if rows:
            match.run(
                """update stage_contact s set name_key = k.name_key
                     from unnest(%(ids)s::bigint[], %(keys)s::text[]) as k (idx, name_key) where k.idx = s.idx""",
                ids=[idx for idx, _, _ in rows],
                keys=[person_key(first, last) for _, first, last in rows],
            )

    def announce(self) -> None:
        """Personas look again at what changed."""
        ids = self.changed_ids()
        if ids is None:
            every_key(SPEC, "contact.changed")
        else:
            message_append(topic="contact.changed", keys=ids)


HALF_NAMES_SQL = f"""
    select s.idx, case when s.given & %(first)s <> 0 then s.first_name else a.first_name end,
           case when s.given & %(last)s <> 0 then s.last_name else a.last_name end
      from stage_contact s join contact a on a.tenant_id = {TENANT} and a.id = s.target_id
     where s.fault is null and (s.given & %(first)s <> 0) <> (s.given & %(last)s <> 0)"""
