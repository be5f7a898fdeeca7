"""Filling a template for one contact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import Account, Contact
from content.domain.kinds import AssetKind
from content.domain.recommendation import Viewer, recommend
from content.domain.rendering import Rendered, template_render
from content.models import Asset
from content.selectors.library import candidate_list
from personas.models import ContactPersona


@dataclass(frozen=True, slots=True)
class Letter:
    """A filled template: subject and body, and which values nobody has told us."""

    subject: Rendered
    body: Rendered

    @property
    def missing(self) -> tuple[str, ...]:
        """This function will return the variables without a value, subject's first."""
        return tuple(dict.fromkeys(self.subject.missing + self.body.missing))


def letter_values(*, contact: Contact, now: datetime) -> dict[str, str | None]:
    """This function will gather what is known for a letter to this contact; unknown stays ``None``.

    The similar company is the largest other customer of the same industry; the results are the summary of the
    approved case study that fits the contact's persona best.
    """
    account = contact.account
    known = ContactPersona.objects.filter(contact_id=contact.pk).select_related("persona").first()
    persona = known.persona if known else None
    challenge = persona.challenges.split(";")[0].strip().rstrip(".") if persona else ""
    return {
        "contact name": f"{contact.first_name} {contact.last_name}".strip() or None,
        "company": account.name if account else None,
        "challenge": _within_a_sentence(challenge) or None,
        "similar company": _similar(account),
        "results": _results(persona.pk if persona else None, contact.language, now),
    }


def _within_a_sentence(text: str) -> str:
    """Begin small, unless the first word is written in capitals: ROI stays ROI."""
    return text if text[1:2].isupper() else f"{text[:1].lower()}{text[1:]}"


def _similar(account: Account | None) -> str | None:
    if account is None or not account.industry:
        return None
    alike = Account.objects.filter(industry=account.industry, lifecycle=Account.Lifecycle.CUSTOMER)
    name: str | None = (
        alike.exclude(pk=account.pk)
        .exclude(employees=None)
        .order_by("-employees", "id")
        .values_list("name", flat=True)
        .first()
    )
    return name or alike.exclude(pk=account.pk).order_by("id").values_list("name", flat=True).first()


def _results(persona_id: int | None, language: str | None, now: datetime) -> str | None:
    studies = {a.pk: a for a in Asset.objects.filter(kind=AssetKind.CASE_STUDY).exclude(summary="")}
    if persona_id is None or not studies:
        return None
    viewer = Viewer(persona_id, None, frozenset(), frozenset(), language)
    placed = candidate_list(asset_ids=list(studies))
    best = recommend(candidates=placed, viewer=viewer, on=timezone.localtime(now).date(), limit=1)
    return studies[best[0].asset_id].summary.strip().rstrip(".") if best else None


def letter_for_contact(
    *, subject: str, body: str, contact: Contact, now: datetime, own_values: Mapping[str, str] | None = None
) -> Letter:
    """This function will fill a letter for a contact; ``own_values`` typed by hand win over what is known.

    :raises UnknownVariable: when subject or body use a variable this product does not know.
    """
    values = letter_values(contact=contact, now=now) | {k: v for k, v in (own_values or {}).items() if v.strip()}
    return Letter(template_render(text=subject, values=values), template_render(text=body, values=values))
