"""How a person is named on a page."""

from __future__ import annotations

from django import template

from accounts.models import Contact

register = template.Library()


@register.filter
def person_name(contact: Contact) -> str:
    """This function will return a person's name, else the address, else the source's id."""
    return f"{contact.first_name} {contact.last_name}".strip() or contact.email or contact.external_id
