"""The demo's content: assets with their places, objections, letters, and what the CRM's stages mean."""

from __future__ import annotations

from datetime import datetime, timedelta

from abs_platform.demo.library import ASSETS, OBJECTIONS, TEMPLATES, DemoAsset
from content.models import Asset, BuyerStage, Objection
from content.services.assets import AssetFacts, PlacementFacts, asset_create, placement_add
from content.services.objections import ObjectionFacts, objection_set
from content.services.stages import stage_mappings_set
from content.services.templates import TemplateFacts, template_set
from personas.models import Persona
from users.services import Actor

ACTOR = Actor.of_command("load_demo")
STAGE_OF = {
    "Discovery": "awareness",
    "Evaluation": "interest",
    "Proposal": "decision",
    "Negotiation": "purchase",
    "Closed won": "loyalty",
}


def content_load(*, now: datetime) -> dict[str, int]:
    """This function will store the demo's content and return the assets' ids by title."""
    stages = dict(BuyerStage.objects.values_list("key", "pk"))
    personas = dict(Persona.objects.values_list("key", "pk"))
    stage_mappings_set(mappings=STAGE_OF, actor=ACTOR)
    assets = {asset.title: _asset(asset, stages, personas, now) for asset in ASSETS}
    for text, answer, persona, title in OBJECTIONS:
        facts = ObjectionFacts(text, answer, persona_id=personas.get(persona or ""), asset_id=assets.get(title or ""))
        objection_set(objection_id=None, facts=facts, actor=ACTOR)
    for name, channel, subject, body, persona, stage in TEMPLATES:
        letter = TemplateFacts(
            name,
            body,
            subject,
            channel,
            persona_id=personas.get(persona or ""),
            stage_id=stages.get(stage),
        )
        template_set(template_id=None, facts=letter, actor=ACTOR, now=now)
    return assets


def _asset(asset: DemoAsset, stages: dict[str, int], personas: dict[str, int], now: datetime) -> int:
    expires = now.date() + timedelta(days=asset.expires_in_days) if asset.expires_in_days is not None else None
    facts = AssetFacts(
        asset.title,
        asset.kind,
        asset.effort,
        status=Asset.Status.APPROVED,
        body=asset.summary,
        summary=asset.summary,
        expires_on=expires,
    )
    stored = asset_create(facts=facts, actor=ACTOR, now=now)
    for persona in asset.personas or (None,):
        for stage in asset.stages or (None,):
            place = PlacementFacts(personas.get(persona or ""), stages.get(stage or ""))
            placement_add(asset_id=stored.pk, facts=place, actor=ACTOR)
    return stored.pk


def objections_by_text() -> dict[str, int]:
    """This function will return the objections' ids by their text."""
    return dict(Objection.objects.values_list("text", "pk"))
