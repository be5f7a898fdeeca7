"""How rows find their group: one expression and its joins per dimension.

Raw SQL for the reason told in ``fragments``.
"""

from __future__ import annotations

from psycopg2 import sql

from metrics.domain.catalogue import Fact
from metrics.domain.query import Cohort, Dimension, Grouping
from metrics.selectors.fragments import Part, column
from metrics.selectors.sources import Ask, Source

# A stay counts from the day it began; on the row's day the stay that was last begun counts.
_TIER_JOINS = {
    Cohort.NOW: """
        left join (select stay.account_id, tier.key from tier_assignment stay
            join tier on tier.tenant_id = %(tenant)s and tier.id = stay.tier_id
            where stay.tenant_id = %(tenant)s and stay.left_at is null) tiered
            on tiered.account_id = fact.account_id""",  # at most one, by its unique index
    Cohort.THEN: """
        left join lateral (select tier.key from tier_assignment stay
            join tier on tier.tenant_id = %(tenant)s and tier.id = stay.tier_id
            where stay.tenant_id = %(tenant)s and stay.account_id = fact.account_id
              and (stay.entered_at at time zone %(tz)s)::date <= fact.on_date
              and (stay.left_at is null or (stay.left_at at time zone %(tz)s)::date > fact.on_date)
            order by stay.entered_at desc, stay.id desc limit 1) tiered on true""",
    Cohort.FIRST: """
        left join lateral (select tier.key from tier_assignment stay
            join tier on tier.tenant_id = %(tenant)s and tier.id = stay.tier_id
            where stay.tenant_id = %(tenant)s and stay.account_id = fact.account_id
            order by stay.entered_at, stay.id limit 1) tiered on true""",
}
_SEGMENT_JOIN = """
        left join lateral (select segment.key from segment_account
            join segment on segment.tenant_id = %(tenant)s and segment.id = segment_account.segment_id
            where segment_account.tenant_id = %(tenant)s
              and segment_account.account_id = fact.account_id) segmented on true"""
_PERSONA_JOIN = """
        left join lateral (select distinct persona.key from persona
            join contact_persona on contact_persona.tenant_id = %(tenant)s and contact_persona.persona_id = persona.id
            where persona.tenant_id = %(tenant)s and (contact_persona.contact_id = fact.contact_id
               or contact_persona.contact_id in (select deal_contact.contact_id from deal_contact
                    where deal_contact.tenant_id = %(tenant)s
                      and deal_contact.deal_id = fact.deal_id))) personal on true"""
_ACCOUNT_JOIN = " left join account on account.tenant_id = %(tenant)s and account.id = fact.account_id"


def group_parts(grouping: Grouping, cohort: Cohort, *, fact: Fact) -> tuple[Part, Part]:
    """This function will write the group's expression over ``fact`` and the joins it needs; null: in no group."""
    dimension = grouping.dimension
    if fact is Fact.MOVE and dimension is Dimension.TIER:
        return sql.SQL("fact.own_group"), sql.SQL("")
    if dimension is Dimension.TIER:
        return sql.SQL("tiered.key"), sql.SQL(_TIER_JOINS[cohort])
    if dimension is Dimension.SEGMENT:
        return sql.SQL("segmented.key"), sql.SQL(_SEGMENT_JOIN)
    if dimension is Dimension.PERSONA:
        return sql.SQL("personal.key"), sql.SQL(_PERSONA_JOIN)
    if dimension is Dimension.OWNER:
        return sql.SQL("fact.owner"), sql.SQL("")
    if dimension is Dimension.FIELD:
        return sql.SQL("nullif({}::text, '')").format(column("account", grouping.name)), sql.SQL(_ACCOUNT_JOIN)
    if dimension is Dimension.CUSTOM:
        return sql.SQL("nullif(account.custom ->> %(custom_key)s, '')"), sql.SQL(_ACCOUNT_JOIN)
    return sql.SQL("''"), sql.SQL("")


def grouped_rows(source: Source, ask: Ask, *, fact: Fact) -> Part:
    """This function will write a source's rows with their ``group_key``, empty for rows in no group.

    A row that belongs to two groups appears twice.
    """
    return _grouped(source.rows(ask), ask, fact)


def _grouped(rows: Part, ask: Ask, fact: Fact) -> Part:
    group, joins = group_parts(ask.query.grouping, ask.query.cohort, fact=fact)
    return sql.SQL("select fact.*, coalesce({group}, '') as group_key from ({rows}) fact{joins}").format(
        group=group, rows=rows, joins=joins
    )


def summed(source: Source, ask: Ask, *, fact: Fact) -> Part:
    """This function will write the sums of a source's rows by period and group."""
    totals = sql.SQL(", ").join(
        sql.SQL("{} as {}").format(sql.SQL(how), sql.Identifier(name)) for name, how in source.totals.items()
    )
    return sql.SQL("select slot_key, group_key, {totals} from ({rows}) grouped group by slot_key, group_key").format(
        totals=totals, rows=_grouped((source.parts or source.rows)(ask), ask, fact)
    )
