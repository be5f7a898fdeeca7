"""Assets and where they fit."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Product, Segment
from common.errors import AbsError, ConflictError, NotFoundError
from content.domain.kinds import EFFORTS, AssetKind
from content.domain.search import text_key
from content.models import Asset, BuyerStage, Placement
from personas.models import Persona
from users.services import Actor, audit_append


class AssetInvalidError(AbsError):
    """An asset's fields are not usable; ``fields`` names each fault."""

    code = "asset_invalid"


class StaleAssetError(ConflictError):
    """Somebody changed the asset meanwhile."""

    code = "stale_version"


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """Everything an asset says. It needs an address or a text."""

    title: str
    kind: str
    effort: str
    status: str = Asset.Status.DRAFT
    language: str = "en"
    url: str = ""
    body: str = ""
    summary: str = ""
    owner_id: int | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class PlacementFacts:
    """Where an asset fits; ``None`` means any."""

    persona_id: int | None = None
    stage_id: int | None = None
    segment_id: int | None = None
    product_id: int | None = None


def _faults(facts: AssetFacts) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not facts.title.strip():
        faults["title"] = _("Give the asset a title.")
    if facts.kind not in list(AssetKind):
        faults["kind"] = _("Choose one of the kinds.")
    if facts.effort not in EFFORTS:
        faults["effort"] = _("Choose low, medium or high.")
    if facts.status not in Asset.Status:
        faults["status"] = _("Choose draft, approved or retired.")
    if not facts.url and not facts.body.strip():
        faults["url"] = _("Give an address or a text.")
    if facts.url and not facts.url.startswith(("https://", "http://")):
        faults["url"] = _("The address must begin with https:// or http://.")
    return faults


def _columns(facts: AssetFacts) -> dict[str, Any]:
    return {**asdict(facts), "title": facts.title.strip(), "title_key": text_key(facts.title)[:200]}


def _approval(facts: AssetFacts, before: Asset | None, actor: Actor, now: datetime) -> dict[str, Any]:
    if facts.status != Asset.Status.APPROVED:
        return {"approved_by_id": None, "approved_at": None}
    if before is not None and before.status == Asset.Status.APPROVED:
        return {}
    return {"approved_by_id": actor.user_id, "approved_at": now}


@transaction.atomic
def asset_create(*, facts: AssetFacts, actor: Actor, now: datetime) -> Asset:
    """This function will store a new asset; approving it notes who and when.

    :raises AssetInvalidError: naming each unusable field.
    """
    if faults := _faults(facts):
        raise AssetInvalidError(" ".join(faults.values()), fields=faults)
    asset: Asset = Asset.objects.create(
        **_columns(facts), **_approval(facts, None, actor, now), created_at=now, updated_at=now
    )
    asset.refresh_from_db(fields=["public_id"])
    audit_append(actor=actor, action="asset.create", object_type="asset", object_id=str(asset.public_id))
    return asset


@transaction.atomic
def asset_update(*, asset_id: int, facts: AssetFacts, actor: Actor, now: datetime, version: int | None = None) -> Asset:
    """This function will replace an asset's fields; nothing is written when nothing changed.

    :raises NotFoundError: when there is no such asset.
    :raises StaleAssetError: when ``version`` is given and the asset has moved on.
    :raises AssetInvalidError: naming each unusable field.
    """
    asset: Asset | None = Asset.objects.select_for_update().filter(pk=asset_id).first()
    if asset is None:
        raise NotFoundError(_("There is no such asset."))
    if version is not None and asset.version != version:
        raise StaleAssetError(_("Somebody changed this asset meanwhile. Look at it again before saving."))
    if faults := _faults(facts):
        raise AssetInvalidError(" ".join(faults.values()), fields=faults)
    columns = _columns(facts) | _approval(facts, asset, actor, now)
    changed = [name for name, value in columns.items() if getattr(asset, name) != value]
    if not changed:
        return asset
    for name in changed:
        setattr(asset, name, columns[name])
    asset.version += 1
    asset.updated_at = now
    asset.save()
    audit_append(
        actor=actor,
        action="asset.update",
        object_type="asset",
        object_id=str(asset.public_id),
        detail={"fields": changed},
    )
    return asset


@transaction.atomic
def asset_delete(*, asset_id: int, actor: Actor) -> None:
    """This function will delete an asset and its placements; sessions that showed it keep its title.

    :raises NotFoundError: when there is no such asset.
    """
    asset = Asset.objects.filter(pk=asset_id).first()
    if asset is None:
        raise NotFoundError(_("There is no such asset."))
    public_id = str(asset.public_id)
    asset.delete()
    audit_append(actor=actor, action="asset.delete", object_type="asset", object_id=public_id)


@transaction.atomic
def placement_add(*, asset_id: int, facts: PlacementFacts, actor: Actor) -> Placement:
    """This function will say where an asset fits; saying it twice changes nothing.

    :raises NotFoundError: when the asset or what the placement names does not exist.
    """
    asset = Asset.objects.filter(pk=asset_id).first()
    named = (
        (Persona, facts.persona_id),
        (BuyerStage, facts.stage_id),
        (Segment, facts.segment_id),
        (Product, facts.product_id),
    )
    if asset is None or any(pk is not None and not m.objects.filter(pk=pk).exists() for m, pk in named):
        raise NotFoundError(_("There is no such asset, persona, stage, segment or product."))
    placement: Placement
    placement, made = Placement.objects.get_or_create(asset_id=asset_id, **asdict(facts))
    if made:
        audit_append(actor=actor, action="placement.add", object_type="asset", object_id=str(asset.public_id))
    return placement


@transaction.atomic
def placement_remove(*, asset_id: int, placement_id: int, actor: Actor) -> None:
    """This function will take one placement away.

    :raises NotFoundError: when the asset has no such placement.
    """
    found = Placement.objects.select_related("asset").filter(pk=placement_id, asset_id=asset_id).first()
    if found is None:
        raise NotFoundError(_("There is no such placement."))
    found.delete()
    audit_append(actor=actor, action="placement.remove", object_type="asset", object_id=str(found.asset.public_id))
