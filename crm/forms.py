"""What the import pages send: a file, a mapping column by column, a choice of account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.domain.facts import Facts
from crm.labels import KINDS, field_label
from crm.services.kinds import UPSERTS

LEAVE, CUSTOM, KEY = "", "custom", "external_id"
CONSTANTS = 2  # fields that are the same in every row
FORMATS = (
    "country_name", "domain", "money", "money:.", "money:,", "percent", "integer", "date:%d/%m/%Y", "date:%m/%d/%Y",
    "date:%d.%m.%Y", "date:%d-%b-%y", "datetime:%Y-%m-%d %H:%M:%S", "bool", "list", "list:;",
)  # fmt: skip
ENCODINGS = (
    ("", _("found by looking")),
    ("cp1252", _("Western European, Windows (cp1252)")),
    ("latin-1", _("Western European, ISO 8859-1 (latin-1)")),
    ("cp1250", _("Central European, Windows (cp1250)")),
    ("cp1251", _("Cyrillic, Windows (cp1251)")),
    ("utf-8", _("Unicode (UTF-8)")),
    ("utf-16", _("Unicode (UTF-16)")),
)


class UploadForm(forms.Form):
    """A file to import."""

    kind = forms.ChoiceField(label=_("What is in it"), choices=[(kind, KINDS[kind]) for kind in UPSERTS])
    file = forms.FileField(label=_("File"), help_text=_("CSV, XLSX or NDJSON, up to 2 GB."), max_length=255)
    source = forms.CharField(
        label=_("Source"),
        max_length=40,
        initial="file",
        help_text=_(
            "What system the file comes from. A later file of the same source updates the records it names again."
        ),
    )


class MatchForm(forms.Form):
    """Deals and the account they belong to."""

    account = forms.CharField(label=_("Account"), max_length=300)


def mapping_read(post: QueryDict, header: list[str]) -> dict[str, Any]:
    """This function will read a mapping from the inputs of the mapping page; ``c<n>_*`` belong to the n-th column."""
    fields: dict[str, dict[str, Any]] = {}
    spec: dict[str, Any] = {"fields": fields}
    custom: list[Any] = []
    for place, column in enumerate(header):
        rule = _rule(post, f"c{place}_", column)
        target, also = post.get(f"c{place}_target", ""), post.get(f"c{place}_also", "")
        for name, detailed in ((target, rule), (also, {"column": column})):
            if name == KEY:
                spec["external_id"] = {"column": column, **({"values": rule["values"]} if "values" in rule else {})}
            elif name == CUSTOM:
                custom.append(detailed if len(detailed) > 1 else column)
            elif name != LEAVE:
                fields[name] = detailed
    for number in range(CONSTANTS):
        name, value = post.get(f"k{number}_field", ""), str(post.get(f"k{number}_value", "")).strip()
        if name and value and name not in fields:
            fields[name] = {"const": value}
    if custom:
        spec["custom"] = custom
    for name in ("encoding", "delimiter"):
        if post.get(name):
            spec[name] = post[name]
    return spec


def rest_kept(mapping: dict[str, Any], header: list[str]) -> dict[str, Any]:
    """This function will return the mapping with every column that became nothing kept as an own field."""
    rest = [column for column in header if column_inputs(mapping, column)["target"] == LEAVE]
    return {**mapping, "custom": [*mapping.get("custom", []), *rest]} if rest else mapping


def takes_own(facts: Facts) -> bool:
    """This function will tell whether records of a kind keep fields of their own."""
    return CUSTOM in facts.by_name


def _rule(post: QueryDict, prefix: str, column: str) -> dict[str, Any]:
    rule: dict[str, Any] = {"column": column}
    form = str(post.get(f"{prefix}format", "")).strip()
    if form:
        rule["format"] = form
    scale = str(post.get(f"{prefix}scale", "")).strip()
    if scale:
        rule["scale"] = int(scale) if scale.isascii() and scale.isdigit() and len(scale) < 16 else scale
    values = {}
    for line in post.get(f"{prefix}values", "").splitlines():
        left, equals, right = line.partition("=")
        if equals and left.strip():
            values[left.strip()] = right.strip() or None
    if values:
        rule["values"] = values
    empty = [part.strip() for part in post.get(f"{prefix}empty", "").split(",") if part.strip()]
    if empty:
        rule["empty"] = empty
    return rule


def column_inputs(mapping: dict[str, Any], column: str) -> dict[str, Any]:
    """This function will return what a mapping says about a column, as its inputs show it."""
    rules = [(name, rule) for name, rule in mapping.get("fields", {}).items() if rule.get("column") == column]
    key = mapping.get("external_id")
    if key and key.get("column") == column:
        rules.append((KEY, key))
    for item in mapping.get("custom", []):
        rule = {"column": item} if isinstance(item, str) else item
        if rule.get("column") == column:
            rules.append((CUSTOM, rule))
    rules.sort(key=lambda pair: -len(pair[1]))  # the one with format or values is the first target
    first = rules[0][1] if rules else {}
    return {
        "target": rules[0][0] if rules else LEAVE,
        "also": rules[1][0] if len(rules) > 1 else LEAVE,
        "format": first.get("format", ""),
        "scale": first.get("scale", ""),
        "values": "\n".join(f"{left} = {right or ''}" for left, right in first.get("values", {}).items()),
        "empty": ", ".join(first.get("empty", [])),
        "open": len(first) > 1,
    }


def constant_inputs(mapping: dict[str, Any]) -> list[dict[str, Any]]:
    """This function will return the constants of a mapping, as their inputs show them."""
    rules = mapping.get("fields", {}).items()
    fixed = [{"field": name, "value": rule["const"]} for name, rule in rules if "const" in rule]
    return [*fixed, *({"field": "", "value": ""} for _ in range(CONSTANTS))][:CONSTANTS]


def target_choices(facts: Facts) -> list[tuple[str, str]]:
    """This function will return the fields a column can become."""
    choices = [(LEAVE, _("— leave out —")), (KEY, field_label(KEY))]
    if takes_own(facts):
        choices.append((CUSTOM, _("Own field, under this header")))
    names = [field.name for field in facts.fields if field.name not in (KEY, CUSTOM, "contacts", "payload")]
    return [(value, str(label)) for value, label in choices] + [(name, field_label(name)) for name in names]
