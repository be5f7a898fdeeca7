"""What can be wrong with a value or a record, said once: a code for machines, a sentence for people, and the place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(text: str) -> str:
    """This function will return ``text`` itself; it marks a sentence as translatable."""
    return text


TEXTS: dict[str, str] = {
    # one value
    "required": N_("A value is required."),
    "not_text": N_("Text is expected."),
    "hidden_character": N_("The text holds a character that cannot be seen ({value})."),
    "too_long": N_("The value has {found} characters; {limit} are allowed."),
    "not_a_number": N_("{value} is not a plain number; declare a format for the column."),
    "not_an_amount": N_("{value} is not an amount."),
    "separators": N_("The separators of {value} can be read in more than one way; declare money:. or money:,"),
    "not_whole": N_("{value} is not a whole number."),
    "out_of_range": N_("{value} is outside {allowed}."),
    "not_a_date": N_("{value} is not a date of the form {allowed}."),
    "not_an_instant": N_("{value} is not a point in time (ISO 8601)."),
    "not_a_bool": N_("{value} is neither yes nor no."),
    "not_a_choice": N_("{value} is not one of {allowed}."),
    "not_a_country": N_("{value} is not a country we know; map it under values."),
    "not_a_country_code": N_("{value} is not an ISO 3166 country code."),
    "not_a_currency": N_("{value} is not an ISO 4217 currency code."),
    "not_an_email": N_("{value} is not an e-mail address."),
    "not_a_domain": N_("{value} is not an internet domain."),
    "public_suffix": N_("{value} is a public suffix, not the domain of a company."),
    "not_a_list": N_("A list of texts is expected."),
    "not_an_object": N_("An object is expected."),
    "too_many_items": N_("There are {found} items; {limit} are allowed."),
    "unknown_field": N_("There is no field {value}."),
    "read_only": N_("The field {value} cannot be written."),
    # between rows
    "unknown_account": N_("There is no account {value}."),
    "ambiguous_account": N_("More than one account matches {value}; its key, domain or country would tell which."),
    "unknown_contact": N_("There is no contact {value}."),
    "unknown_deal": N_("There is no deal {value}."),
    "unknown_persona": N_("There is no persona {value}."),
    "unknown_asset": N_("There is no asset {value}."),
    "ambiguous_asset": N_("More than one asset is called {value}; its id would tell which."),
    "unknown_tier": N_("There is no tier {value}."),
    "unknown_segment": N_("There is no segment {value}."),
    "one_target": N_("At most one of account, tier, segment and campaign can be given."),
    "unknown_parent": N_("There is no account {value} to be the parent."),
    "parent_cycle": N_("The parent would be its own subsidiary."),
    "superseded": N_("A later record has the same key and wins (record {value})."),
    "stale": N_("The record here is newer ({value}); the older one is left out."),
    "duplicate": N_("There is already a record with this key."),
    "conflict": N_("{value} belongs to another record."),
    "order": N_("The end {value} is before the start."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: ``line`` counts from 1 with the header, ``column`` is a field, a header or a column's number."""

    code: str
    line: int | None = None
    column: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    text: str = ""  # the sentence with its blanks; empty: from TEXTS

    @property
    def template(self) -> str:
        """The untranslated sentence with its blanks: faces translate it, then fill it with ``params``."""
        return self.text or TEXTS.get(self.code, self.code)

    @property
    def detail(self) -> str:
        """The sentence in English."""
        return fill(self.template, self.params)

    def at(self, line: int | None, column: str | None = None) -> Problem:
        """This function will return the same problem at a place."""
        return Problem(self.code, line, column if column is not None else self.column, self.params, self.text)

    def __str__(self) -> str:
        place = [f"line {self.line}"] if self.line else []
        place += [f"column {self.column}"] if self.column else []
        return f"{', '.join(place)}: {self.detail}" if place else self.detail


class ValueRefused(ValueError):
    """One value cannot be taken; ``problem`` says why."""

    def __init__(self, code: str, **params: object) -> None:
        self.problem = Problem(code, params={key: str(value) for key, value in params.items()})
        super().__init__(self.problem.detail)


def fill(text: str, params: Mapping[str, str]) -> str:
    """This function will put ``params`` into a sentence; a long value is cut at 80 characters, a choice at 300."""
    most = {key: 300 if key == "allowed" else 80 for key in params}
    shown = {key: f"{value[: most[key]]}…" if len(value) > most[key] else value for key, value in params.items()}
    return text.format_map(_Blank(shown))


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"
