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
        left join tier_assignment stay on stay.tenant_id = %(tenant)s and stay.account_id = fact.account_id
             and stay.left_at is null
        left join tier tiered on tiered.tenant_id = %(tenant)s and tiered.id = stay.tier_id""",  # at most one
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
# Deals opened before any tier was kept are sorted by the score under the profile that ranks now: the one known when
# they were opened, else the one of today, into the best tier whose promote line it reaches. ``basis`` says which.
_TIER_JOINS[Cohort.OPENING] = """
        left join deal opened on opened.tenant_id = %(tenant)s and opened.id = fact.deal_id
        left join lateral (
            select coalesce(opened.created_on, fact.on_date) as day,
                   (select min((entered_at at time zone %(tz)s)::date) from tier_assignment
                     where tenant_id = %(tenant)s) as kept_from,
                   (select coalesce(policy.profile_id, (select profile.id from icp_profile profile
                             where profile.tenant_id = %(tenant)s and profile.subject = 'account'
                               and profile.is_primary))
                      from tier_policy policy where policy.tenant_id = %(tenant)s) as profile_id) opening on true
        left join lateral (select tier.key from tier_assignment stay
            join tier on tier.tenant_id = %(tenant)s and tier.id = stay.tier_id
            where opening.day >= opening.kept_from
              and stay.tenant_id = %(tenant)s and stay.account_id = fact.account_id
              and (stay.entered_at at time zone %(tz)s)::date <= opening.day
              and (stay.left_at is null or (stay.left_at at time zone %(tz)s)::date > opening.day)
            order by stay.entered_at desc, stay.id desc limit 1) stood on true
        left join lateral (select known.score_milli, known.excluded_by from fit_score_change known
            where (opening.day >= opening.kept_from) is not true
              and known.tenant_id = %(tenant)s and known.profile_id = opening.profile_id
              and known.account_id = fact.account_id
              and known.at < (opening.day + 1)::timestamp at time zone %(tz)s
            order by known.at desc, known.id desc limit 1) then_scored on true
        left join fit_score now_scored on now_scored.tenant_id = %(tenant)s
             and now_scored.profile_id = opening.profile_id and now_scored.account_id = fact.account_id
        left join lateral (
            select case when opening.day >= opening.kept_from then 'history'
                        when then_scored.score_milli is not null then 'score_then'
                        when now_scored.score_milli is not null then 'score_now' else 'unknown' end as basis,
                   coalesce(then_scored.score_milli, now_scored.score_milli) as score_milli,
                   case when then_scored.score_milli is not null then then_scored.excluded_by
                        else now_scored.excluded_by end as excluded_by) sorted on true
        left join lateral (
            select sorted.basis, coalesce(stood.key, (
                   select tier.key from tier
                    where tier.tenant_id = %(tenant)s and tier.position is not null and sorted.basis <> 'history'
                      and sorted.excluded_by is null and sorted.score_milli >= tier.promote_milli
                    order by tier.position limit 1)) as key) tiered on true"""
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


def opening_bases(source: Source, ask: Ask, *, fact: Fact) -> Part:
    """This function will write how many of a source's rows found their tier at opening by which basis."""
    return sql.SQL(
        "select tiered.basis, count(*) as n from ({rows}) fact{joins} group by tiered.basis order by tiered.basis"
    ).format(rows=source.rows(ask), joins=sql.SQL(_TIER_JOINS[Cohort.OPENING]))


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


def summed(source: Source, ask: Ask, *, fact: Fact, whole: bool = False) -> Part:
    """This function will write the sums of a source's rows by period and group.

    ``whole`` adds a row for all groups of a period together, which ``is_whole`` tells: for groups that don't overlap.
    """
    totals = sql.SQL(", ").join(
        sql.SQL("{} as {}").format(sql.SQL(how), sql.Identifier(name))
        for name, how in source.totals.items()
        if source.only.get(name) in (None, *ask.query.names)
    )
    by = "group by grouping sets ((slot_key, group_key), (slot_key))" if whole else "group by slot_key, group_key"
    return sql.SQL("select slot_key, group_key, {whole} as is_whole, {totals} from ({rows}) grouped {by}").format(
        whole=sql.SQL("grouping(group_key) = 1" if whole else "false"),
        totals=totals,
        rows=_grouped((source.parts or source.rows)(ask), ask, fact),
        by=sql.SQL(by),
    )
