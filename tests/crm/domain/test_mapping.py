"""Mappings are checked as a whole, and every fault is named by its JSON pointer."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.domain.facts import ACCOUNT, DEAL
from crm.domain.mapping import MappingRefused, header_digest, mapping_default, mapping_parse


def test_every_fault_is_named_at_once() -> None:
    spec = {
        "fields": {
            "color": {"column": "a"},
            "employees": {"column": "a", "format": "mony"},
            "name": {"const": "x", "column": "q"},
            "industry": {"column": "s", "format": "money", "scale": 5},
            "country": {"const": "XX"},
            "city": {"column": "c", "values": [], "empty": "x", "colour": 1},
        },
        "delimiter": "#",
        "bar": 1,
    }
    with pytest.raises(MappingRefused) as caught:
        mapping_parse(spec, ACCOUNT)
    assert {(fault.column, fault.code) for fault in caught.value.problems} == {
        ("/bar", "mapping_unknown"),
        ("/fields/color", "mapping_field"),
        ("/fields/employees/format", "mapping_format"),
        ("/fields/name", "mapping_source"),
        ("/fields/industry/format", "mapping_format_kind"),
        ("/fields/industry/scale", "mapping_scale"),
        ("/fields/country/const", "mapping_const"),
        ("/fields/city/empty", "mapping_list"),
        ("/fields/city/colour", "mapping_unknown"),
        ("/delimiter", "mapping_delimiter"),
    }


def test_a_mapping_that_is_no_object_is_refused() -> None:
    spec: Any
    for spec in ([], "x", {"fields": []}, {"fields": {"name": 5}}):
        with pytest.raises(MappingRefused):
            mapping_parse(spec, ACCOUNT)


def test_without_a_mapping_headers_that_are_field_names_map_to_themselves() -> None:
    spec = mapping_default(["external_id", "name", "Color", "custom"], ACCOUNT)
    assert spec == {"fields": {"name": {"column": "name"}}, "external_id": {"column": "external_id"}}


def test_the_key_may_stand_among_the_fields() -> None:
    mapping = mapping_parse({"fields": {"external_id": {"column": "Id"}, "name": "Deal"}}, DEAL)
    assert mapping.external_id is not None and mapping.external_id.column == "Id"
    assert [name for name, _ in mapping.fields] == ["name"]


def test_files_with_the_same_headers_have_the_same_mark() -> None:
    assert header_digest(["a", "b"]) == header_digest(["a", "b"]) != header_digest(["ab"])
