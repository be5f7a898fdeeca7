"""Smallest valid rows of the content room."""

from __future__ import annotations

from datetime import UTC, datetime

import factory

from content.domain.search import text_key
from content.models import Asset, BuyerStage, Placement, Template
from users.services import Actor

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
ACTOR = Actor("task", "", "test")


class AssetFactory(factory.django.DjangoModelFactory[Asset]):
    """An approved page."""

    class Meta:
        model = Asset

    title = factory.Sequence("Asset {}".format)
    title_key = factory.LazyAttribute(lambda asset: text_key(asset.title))
    kind = "report"
    effort = "low"
    status = "approved"
    url = "https://acme.test/asset"


class PlacementFactory(factory.django.DjangoModelFactory[Placement]):
    """An asset that fits everybody at every stage."""

    class Meta:
        model = Placement

    asset = factory.SubFactory(AssetFactory)


class StageFactory(factory.django.DjangoModelFactory[BuyerStage]):
    """A buyer stage."""

    class Meta:
        model = BuyerStage

    key = factory.Sequence("stage-{}".format)
    name = factory.Sequence("Stage {}".format)
    position = factory.Sequence(lambda n: n)


class LetterFactory(factory.django.DjangoModelFactory[Template]):
    """A letter with one variable."""

    class Meta:
        model = Template

    name = factory.Sequence("Letter {}".format)
    body = "Dear [contact name]"
