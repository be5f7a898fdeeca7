"""The gap matrix priced in the open pipeline that waits for the content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from psycopg2 import sql

from content.domain.gaps import Cell, Stake, Worth, gap_worths
from content.domain.stages import deal_stage
from content.models import BuyerStage
from content.selectors.library import gap_view
from content.selectors.stages import stage_mapping
from metrics.selectors.fragments import DEAL_AMOUNT
from personas.models import Persona
from tenancy.context import required_tenant_id

# By hand, because it converts by dated rates and adds up all open deals by stage and audience at once: the answer has a
# row for each combination that occurs, however many deals there are. Who sits on the deal's own committee is its
# audience; where nobody does, who sits on the account's.
STAKES = sql.SQL(
    """
    with priced as (
        select deal.id, deal.account_id, deal.stage, {amount} as cents,
               exists (select 1 from committee_seat own where own.tenant_id = %(tenant)s and own.deal_id = deal.id)
                   as has_own
          from deal
         where deal.tenant_id = %(tenant)s and deal.status = 'open' and deal.account_id is not null
           and (%(segment)s is null or exists (
                select 1 from segment_account place where place.tenant_id = %(tenant)s
                   and place.segment_id = %(segment)s and place.account_id = deal.account_id))),
    audience as (
        select priced.id, array_agg(distinct coalesce(seat.persona_id, known.persona_id)) as personas
          from priced
          join committee_seat seat on seat.tenant_id = %(tenant)s and seat.account_id = priced.account_id
               and (seat.deal_id = priced.id or (seat.deal_id is null and not priced.has_own))
          join contact on contact.tenant_id = %(tenant)s and contact.id = seat.contact_id and contact.status = 'active'
          left join contact_persona known on known.tenant_id = %(tenant)s and known.contact_id = seat.contact_id
         where coalesce(seat.persona_id, known.persona_id) is not null
         group by priced.id)
    select priced.stage, coalesce(audience.personas, '{{}}'), count(*), coalesce(sum(priced.cents), 0),
           count(*) filter (where priced.cents is null)
      from priced left join audience on audience.id = priced.id
     group by 1, 2
    """
).format(amount=DEAL_AMOUNT)


@dataclass(frozen=True, slots=True)
class PricedCell:
    """One persona at one stage; ``worth`` is None where there is something to show."""

    stage: BuyerStage
    cell: Cell
    worth: Worth | None


@dataclass(frozen=True, slots=True)
class PricedRow:
    """One persona's row."""

    persona: Persona
    cells: tuple[PricedCell, ...]


@dataclass(frozen=True, slots=True)
class PricedGaps:
    """The gap matrix as the page shows it."""

    stages: list[BuyerStage]
    rows: list[PricedRow]
    gaps: int
    whole: Worth  # open deals that wait for at least one gap, each once
    nobody: Worth  # open deals on whose committee no persona is known: they wait for nothing we could name

    @property
    def dearest(self) -> list[tuple[Persona, PricedCell, Worth]]:
        """This function will return the gaps that open deals wait for, the dearest first, at most five."""
        found = [
            (row.persona, cell, cell.worth)
            for row in self.rows
            for cell in row.cells
            if cell.worth and cell.worth.deals
        ]
        return sorted(found, key=lambda one: (-one[2].cents, -one[2].deals))[:5]


def stakes_read(*, stages: list[BuyerStage], home: str, today: date, segment_id: int | None) -> list[Stake]:
    """This function will add up the open deals by buyer stage and the personas on their committees.

    ``home`` is the workspace's currency; open deals are converted at the rate of ``today``.
    """
    mapping, order = stage_mapping(), [stage.key for stage in stages]
    ids = {stage.key: stage.pk for stage in stages}
    with connection.cursor() as cursor:
        cursor.execute(STAKES, {"tenant": required_tenant_id(), "home": home, "today": today, "segment": segment_id})
        rows = cursor.fetchall()
    return [
        Stake(
            ids[deal_stage(crm_stage=crm_stage, status="open", mapping=mapping, order=order)],
            frozenset(personas),
            deals,
            int(cents),
            unpriced,
        )
        for crm_stage, personas, deals, cents, unpriced in rows
    ]


def gap_pipeline(*, home: str, today: date, segment_id: int | None = None) -> PricedGaps:
    """This function will return the gap matrix, each gap priced in open pipeline. Six queries.

    Source: docs/formulas.md#content-gaps.
    """
    view = gap_view(on=today, segment_id=segment_id)
    stakes = stakes_read(stages=view.stages, home=home, today=today, segment_id=segment_id) if view.stages else []
    gaps = {(cell.persona_id, cell.stage_id) for row in view.rows for _, cell in row.cells if cell.is_gap}
    worths, whole = gap_worths(stakes=stakes, gaps=gaps)
    rows = [
        PricedRow(
            row.persona,
            tuple(PricedCell(stage, cell, worths.get((cell.persona_id, cell.stage_id))) for stage, cell in row.cells),
        )
        for row in view.rows
    ]
    alone = [stake for stake in stakes if not stake.persona_ids]
    nobody = Worth(
        sum(stake.deals for stake in alone), sum(stake.cents for stake in alone), sum(s.unpriced for s in alone)
    )
    return PricedGaps(view.stages, rows, view.gaps, whole, nobody)
