"""What to show next to whom, ranked, with the reason for each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

# Points of one match. A named persona says more than a stage, a stage more than segment or product; "any" says little.
PERSONA, STAGE, SEGMENT, PRODUCT, ANY = 40, 30, 20, 20, 5
LANGUAGE = 15
EFFORT = {"low": 6, "medium": 3, "high": 0}  # the cheaper of two equal matches comes first


@dataclass(frozen=True, slots=True)
class Placing:
    """Where an asset fits; ``None`` means any."""

    persona_id: int | None = None
    stage_id: int | None = None
    segment_id: int | None = None
    product_id: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An asset that may be shown, with its placings."""

    asset_id: int
    title: str
    status: str
    expires_on: date | None
    language: str
    effort: str
    placings: tuple[Placing, ...]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is to see something: a persona, and the person when one is known."""

    persona_id: int
    stage_id: int | None
    segment_ids: frozenset[int]
    product_ids: frozenset[int]
    language: str | None
    shown: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One asset, its points and why, as codes a page can say in any language."""

    asset_id: int
    points: int
    reasons: tuple[str, ...]


def usable(*, status: str, expires_on: date | None, on: date) -> bool:
    """This function will tell whether an asset may be shown: approved and not past its last day."""
    return status == "approved" and (expires_on is None or expires_on >= on)


def _part(wanted: int | None, has: Collection[int | None], points: int, reason: str) -> tuple[int, str | None] | None:
    """Points and reason of one axis; ``None`` when the placing names something else."""
    if wanted is None:
        return ANY, None
    return (points, reason) if wanted in has else None


def _fit(placing: Placing, viewer: Viewer) -> tuple[int, tuple[str, ...]] | None:
    parts = (
        _part(placing.persona_id, (viewer.persona_id,), PERSONA, "persona"),
        # a viewer whose stage nobody knows may see what is made for any stage
        (ANY, None) if viewer.stage_id is None else _part(placing.stage_id, (viewer.stage_id,), STAGE, "stage"),
        _part(placing.segment_id, viewer.segment_ids, SEGMENT, "segment"),
        _part(placing.product_id, viewer.product_ids, PRODUCT, "product"),
    )
    points, reasons = 0, []
    for part in parts:
        if part is None:
            return None
        points += part[0]
        if part[1] is not None:
            reasons.append(part[1])
    return points, tuple(reasons)


def recommend(
    *, candidates: Sequence[Candidate], viewer: Viewer, on: date, limit: int | None = None
) -> tuple[Recommendation, ...]:
    """This function will rank what this viewer has not seen: the best matching placing decides, ties by title, then id.

    Not approved, expired, already shown to this person, or placed only elsewhere: left out.
    """
    found: list[tuple[Recommendation, str]] = []
    for asset in candidates:
        if asset.asset_id in viewer.shown or not usable(status=asset.status, expires_on=asset.expires_on, on=on):
            continue
        fits = [fit for placing in asset.placings if (fit := _fit(placing, viewer)) is not None]
        if not fits:
            continue
        points, reasons = max(fits, key=lambda fit: fit[0])
        same_language = viewer.language is not None and _base(asset.language) == _base(viewer.language)
        points += EFFORT[asset.effort] + (LANGUAGE if same_language else 0)
        told = reasons + (("language",) if same_language else ()) or ("any",)
        found.append((Recommendation(asset.asset_id, points, told), asset.title))
    found.sort(key=lambda pair: (-pair[0].points, pair[1], pair[0].asset_id))
    return tuple(recommendation for recommendation, _ in found[:limit])


def _base(language: str) -> str:
    return language.split("-")[0].casefold()
