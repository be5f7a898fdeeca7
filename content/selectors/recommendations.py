"""What to show next to whom at one account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Account, Contact, Deal, Product, SegmentAccount
from common.formats import language_text
from content.domain.recommendation import Recommendation, Viewer, recommend
from content.models import Asset, BuyerStage
from content.selectors.library import candidate_list
from content.selectors.stages import AccountStage, account_stage
from personas.models import Persona
from personas.selectors.committee import CommitteeView, Person, committee_of_account

PER_PERSONA = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One asset to show, with the reasons in words."""

    asset: Asset
    points: int
    reasons: tuple[str, ...]
    reason_text: str


@dataclass(frozen=True, slots=True)
class PersonaSuggestions:
    """What one persona of the committee should see next; ``people`` are those seated, maybe nobody."""

    persona: Persona
    people: list[Person]
    suggestions: list[Suggestion]


@dataclass(frozen=True, slots=True)
class AccountRecommendations:
    """The recommendations of an account: the stage it is in, and a list per committee persona."""

    stage: AccountStage
    personas: list[PersonaSuggestions]


def reason_text(reason: str, *, persona: Persona, stage: BuyerStage | None, language: str | None) -> str:
    """This function will say one reason code in words."""
    match reason:
        case "persona":
            return _("made for %(persona)s") % {"persona": persona.name}
        case "stage":
            return _("fits the stage %(stage)s") % {"stage": stage.name if stage else ""}
        case "segment":
            return _("made for this account's segment")
        case "product":
            return _("about the product of an open deal")
        case "language":
            return _("in their language (%(language)s)") % {"language": language_text(language or "")}
        case _:
            return _("fits everybody")


def account_recommendations(
    *,
    account: Account,
    shown: Mapping[int, Set[int]],
    now: datetime,
    committee: CommitteeView | None = None,
    persona_key: str = "",
    stage_key: str = "",
    per_persona: int = PER_PERSONA,
) -> AccountRecommendations:
    """This function will rank what each committee persona of an account should see next.

    ``shown`` holds, by contact id, the ids of assets this person has seen; an asset is left out for a persona when
    everybody of it on the committee has seen it. ``persona_key`` and ``stage_key`` narrow or override. The number of
    queries does not grow with people or assets.
    """
    view = committee or committee_of_account(account_id=account.pk, now=now)
    stage = account_stage(account=account)
    if stage_key:
        stage = AccountStage(BuyerStage.objects.filter(key=stage_key).first(), stage.position)
    personas = _personas(view, persona_key)
    candidates = candidate_list()
    segments = frozenset(SegmentAccount.objects.filter(account_id=account.pk).values_list("segment_id", flat=True))
    products = _open_products(account)
    stage_id = stage.stage.pk if stage.stage else None
    on = timezone.localtime(now).date()
    ranked: list[tuple[Persona, list[Person], str | None, tuple[Recommendation, ...]]] = []
    for persona in personas:
        people = [p for p in view.people if p.persona_id == persona.pk and p.contact.status == Contact.Status.ACTIVE]
        language = next((p.contact.language for p in people if p.contact.language), None)
        viewer = Viewer(persona.pk, stage_id, segments, products, language, _seen_by_all(people, shown))
        found = recommend(candidates=candidates, viewer=viewer, on=on, limit=per_persona)
        ranked.append((persona, people, language, found))
    assets = Asset.objects.in_bulk({one.asset_id for *_rest, found in ranked for one in found})
    return AccountRecommendations(
        stage,
        [
            PersonaSuggestions(persona, people, _suggestions(found, assets, persona, stage.stage, language))
            for persona, people, language, found in ranked
        ],
    )


def _seen_by_all(people: list[Person], shown: Mapping[int, Set[int]]) -> frozenset[int]:
    seen = [frozenset(shown.get(person.contact.pk, ())) for person in people]
    return frozenset[int].intersection(*seen) if seen else frozenset()


def _suggestions(
    found: Iterable[Recommendation],
    assets: Mapping[int, Asset],
    persona: Persona,
    stage: BuyerStage | None,
    language: str | None,
) -> list[Suggestion]:
    suggestions = []
    for one in found:
        words = [reason_text(code, persona=persona, stage=stage, language=language) for code in one.reasons]
        suggestions.append(Suggestion(assets[one.asset_id], one.points, one.reasons, ", ".join(words)))
    return suggestions


def _personas(view: CommitteeView, persona_key: str) -> list[Persona]:
    if persona_key:
        return list(Persona.objects.filter(key=persona_key))
    wanted = [chair.persona for chair in view.chairs]
    listed = {persona.pk for persona in wanted}
    extra = {p.persona_id for p in view.people if p.persona_id is not None} - listed
    return wanted + list(Persona.objects.filter(pk__in=extra).order_by("position", "id"))


def _open_products(account: Account) -> frozenset[int]:
    rows = Deal.objects.filter(account_id=account.pk, status=Deal.Status.OPEN).values_list("products", flat=True)
    names = {name for products in rows for name in products or ()}
    return frozenset(Product.objects.filter(name__in=names).values_list("pk", flat=True))
