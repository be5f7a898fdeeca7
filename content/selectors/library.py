"""The content library: assets with their placements, and which personas have nothing to see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import StrIndex

from content.domain.gaps import Cell, gap_matrix
from content.domain.recommendation import Candidate, Placing
from content.domain.search import text_key
from content.models import Asset, BuyerStage, Placement
from personas.models import Persona


@dataclass(frozen=True, slots=True)
class AssetFilter:
    """What the library is narrowed to; empty means no narrowing. Persona, stage and segment are public ids or keys."""

    q: str = ""
    kind: str = ""
    status: str = ""
    effort: str = ""
    language: str = ""
    persona: str = ""
    stage: str = ""
    segment: str = ""
    expired: bool = False


def asset_rows() -> QuerySet[Asset]:
    """This function will return every asset with owner and placements at hand, in no order."""
    rows: QuerySet[Asset] = Asset.objects.select_related("owner").prefetch_related(
        "placements__persona", "placements__stage", "placements__segment", "placements__product"
    )
    return rows


def asset_list(*, wanted: AssetFilter, on: date) -> QuerySet[Asset]:
    """This function will return the assets of the library, by title, with owners and placements at hand."""
    assets = asset_rows()
    exact = {
        "kind": wanted.kind,
        "status": wanted.status,
        "effort": wanted.effort,
        "language": wanted.language,
    }
    assets = assets.filter(**{name: value for name, value in exact.items() if value})
    if wanted.expired:
        assets = assets.filter(expires_on__lt=on)
    if key := text_key(wanted.q):
        # a library holds hundreds of rows, so a scan of them is cheap; StrIndex is the contains that needs no pattern
        assets = assets.annotate(found=StrIndex(F("title_key"), Value(key))).filter(found__gt=0)
    placed = _placed(wanted)
    if placed is not None:
        assets = assets.filter(pk__in=placed.values("asset_id"))
    return assets.order_by("title_key", "id")


def _placed(wanted: AssetFilter) -> QuerySet[Placement] | None:
    where = Q()
    if wanted.persona:
        where &= Q(persona=None) | Q(persona__key=wanted.persona)
    if wanted.stage:
        where &= Q(stage=None) | Q(stage__key=wanted.stage)
    if wanted.segment:
        where &= Q(segment=None) | Q(segment__key=wanted.segment)
    return Placement.objects.filter(where) if where else None


def candidate_list(*, asset_ids: Sequence[int] | None = None) -> list[Candidate]:
    """This function will return assets as the rules see them. Two queries, whatever their number."""
    placings: dict[int, list[Placing]] = defaultdict(list)
    rows = Placement.objects.order_by("id").values_list(
        "asset_id", "persona_id", "stage_id", "segment_id", "product_id"
    )
    for asset_id, persona_id, stage_id, segment_id, product_id in rows:
        placings[asset_id].append(Placing(persona_id, stage_id, segment_id, product_id))
    assets = Asset.objects.order_by("id")
    if asset_ids is not None:
        assets = assets.filter(pk__in=list(asset_ids))
    return [
        Candidate(
            asset_id=asset.pk,
            title=asset.title,
            status=asset.status,
            expires_on=asset.expires_on,
            language=asset.language,
            effort=asset.effort,
            placings=tuple(placings[asset.pk]),
        )
        for asset in assets
    ]


@dataclass(frozen=True, slots=True)
class GapRow:
    """One persona's row of the gap matrix."""

    persona: Persona
    cells: tuple[tuple[BuyerStage, Cell], ...]


@dataclass(frozen=True, slots=True)
class GapView:
    """The gap matrix as the page shows it."""

    stages: list[BuyerStage]
    rows: list[GapRow]
    gaps: int


def gap_view(*, on: date, segment_id: int | None = None) -> GapView:
    """This function will count usable assets per persona and buyer stage. Four queries."""
    personas = list(Persona.objects.filter(is_active=True).order_by("position", "id"))
    stages = list(BuyerStage.objects.order_by("position", "id"))
    matrix = gap_matrix(
        candidates=candidate_list(),
        persona_ids=[persona.pk for persona in personas],
        stage_ids=[stage.pk for stage in stages],
        on=on,
        segment_id=segment_id,
    )
    rows = [
        GapRow(persona, tuple(zip(stages, cells, strict=True))) for persona, cells in zip(personas, matrix, strict=True)
    ]
    return GapView(stages, rows, sum(cell.is_gap for row in matrix for cell in row))


def asset_get(*, public_id: UUID) -> Asset | None:
    """This function will return an asset with owner, approver and placements, or ``None``."""
    return asset_rows().select_related("approved_by").filter(public_id=public_id).first()
