"""What fields, kinds and states are called on pages."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Promise] = {
    "accounts": _("Accounts"),
    "contacts": _("Contacts"),
    "deals": _("Deals"),
    "signals": _("Signals"),
    "spend": _("Spend"),
    "touches": _("Touches"),
}
STATES: dict[str, tuple[Promise, str]] = {  # label and the badge's tone
    "uploaded": (_("waits for its mapping"), "info"),
    "queued": (_("loading"), "accent"),
    "done": (_("done"), "good"),
    "refused": (_("refused"), "bad"),
    "cancelled": (_("cancelled"), "neutral"),
}
WAITS_FOR_ENCODING: tuple[Promise, str] = (_("waits for its encoding"), "warn")
PROBLEMS: dict[str, Promise] = {  # a page names its control where the mapping's option is named elsewhere
    "undecodable": _(
        "Byte {byte} (character {character} of the line, offset {offset} of the file) is not {encoding}. "
        "Choose the encoding of the file and read it again."
    ),
    "mapping_nothing": _("No column is mapped yet: choose above what the columns become."),
    "mapping_required": _("No column becomes {value}, so no new records can be made, only known ones changed."),
    "not_a_country": _("{value} is not a country we know; say under “Replace values” which one is meant."),
    "separators": _("The separators of {value} can be read in more than one way; write money:. or money:, as format."),
    "not_a_number": _("{value} is not a plain number; name a format for the column."),
}
FIELDS: dict[str, Promise] = {
    "external_id": _("Key in the source"),
    "source": _("Source"),
    "name": _("Name"),
    "domain": _("Domain"),
    "website": _("Website"),
    "industry": _("Industry"),
    "sub_industry": _("Sub-industry"),
    "employees": _("Employees"),
    "annual_revenue": _("Annual revenue"),
    "currency": _("Currency"),
    "country": _("Country"),
    "region": _("Region"),
    "city": _("City"),
    "offices": _("Offices"),
    "company_type": _("Company type"),
    "founded_year": _("Founded"),
    "growth_pct": _("Growth %"),
    "projected_growth_pct": _("Projected growth %"),
    "market_share_pct": _("Market share %"),
    "financial_performance": _("Financial performance"),
    "technologies": _("Technologies"),
    "parent_external_id": _("Parent's key"),
    "parent_name": _("Parent's name"),
    "owner_email": _("Owner"),
    "lifecycle": _("Lifecycle"),
    "customer_since": _("Customer since"),
    "churned_on": _("Churned on"),
    "updated_at_source": _("Changed in the source"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "title": _("Job title"),
    "department": _("Department"),
    "seniority": _("Seniority"),
    "language": _("Language"),
    "persona": _("Persona"),
    "buying_role": _("Buying role"),
    "account_external_id": _("Account's key"),
    "account_domain": _("Account's domain"),
    "account_name": _("Account's name"),
    "status": _("Status"),
    "amount": _("Amount"),
    "stage": _("Stage"),
    "type": _("Type"),
    "created_on": _("Created on"),
    "closed_on": _("Closed on"),
    "term_months": _("Term in months"),
    "one_time_fees": _("One-time fees"),
    "gross_margin_pct": _("Gross margin %"),
    "products": _("Products"),
    "lost_reason": _("Lost reason"),
    "expected_close_on": _("Expected close"),
    "stage_changed_at": _("Stage changed at"),
    "kind": _("Kind"),
    "occurred_at": _("Happened at"),
    "contact_external_id": _("Contact's key"),
    "value": _("Value"),
    "spent_on": _("Spent on"),
    "category": _("Category"),
    "tier": _("Tier"),
    "segment": _("Segment"),
    "campaign": _("Campaign"),
    "note": _("Note"),
    "direction": _("Direction"),
    "outcome": _("Outcome"),
    "duration_minutes": _("Minutes"),
    "asset": _("Asset"),
    "contact_external_ids": _("Keys of the contacts"),
    "next_step": _("Next step"),
    "next_step_on": _("Next step on"),
    "custom": _("Own fields"),
    "contacts": _("Contacts"),
    "payload": _("Content"),
}


def field_label(name: str) -> str:
    """This function will return what a field is called."""
    return str(FIELDS.get(name, name.replace("_", " ").capitalize()))
