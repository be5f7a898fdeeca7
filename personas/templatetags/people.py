"""How a person is named on a page."""

from __future__ import annotations

from django import template
from django.urls import reverse

from accounts.models import Account, Contact, Deal

register = template.Library()


@register.filter
def person_name(contact: Contact) -> str:
    """This function will return a person's name, else the address, else the source's id."""
    return f"{contact.first_name} {contact.last_name}".strip() or contact.email or contact.external_id


@register.simple_tag
def committee_url(account: Account, deal: Deal | str | None = None) -> str:
    """This function will return the address of an account's committee, or of that of one of its deals."""
    if isinstance(deal, Deal):
        return reverse("personas:deal_committee", args=[account.public_id, deal.public_id])
    return reverse("personas:committee", args=[account.public_id])


@register.simple_tag
def seat_url(account: Account, contact: Contact, deal: Deal | str | None = None) -> str:
    """This function will return the address of a person's seat on one of these committees."""
    return f"{committee_url(account, deal)}{contact.public_id}/"
