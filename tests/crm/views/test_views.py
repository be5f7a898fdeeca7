"""Inputs of the mapping page, and small answers of the others."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from accounts.domain.facts import ACCOUNT
from crm.forms import column_inputs, constant_inputs, mapping_read, target_choices
from tests.factories import AccountFactory


def test_inputs_and_mapping_are_two_forms_of_one_thing() -> None:
    header = ["Id", "Firm", "Rev", "Rank", "Skip"]
    post = QueryDict(mutable=True)
    post.update(
        {
            "c0_target": "external_id",
            "c1_target": "name",
            "c1_also": "parent_name",
            "c2_target": "annual_revenue",
            "c2_format": "money",
            "c2_scale": "1000000",
            "c2_values": "n/a = \nmuch = 5",
            "c2_empty": "-, x",
            "c3_target": "custom",
            "k0_field": "currency",
            "k0_value": "USD",
            "encoding": "cp1250",
        }
    )
    spec = mapping_read(post, header)
    assert spec == {
        "external_id": {"column": "Id"},
        "fields": {
            "name": {"column": "Firm"},
            "parent_name": {"column": "Firm"},
            "annual_revenue": {
                "column": "Rev",
                "format": "money",
                "scale": 1_000_000,
                "values": {"n/a": None, "much": "5"},
                "empty": ["-", "x"],
            },
            "currency": {"const": "USD"},
        },
        "custom": ["Rank"],
        "encoding": "cp1250",
    }
    inputs = [column_inputs(spec, name) for name in header]
    assert [one["target"] for one in inputs] == ["external_id", "name", "annual_revenue", "custom", ""]
    assert (inputs[1]["also"], inputs[2]["values"], inputs[2]["empty"]) == ("parent_name", "n/a = \nmuch = 5", "-, x")
    assert constant_inputs(spec)[0] == {"field": "currency", "value": "USD"}
    assert ("annual_revenue", "Annual revenue") in target_choices(ACCOUNT)


@pytest.mark.django_db
def test_typed_beginnings_offer_accounts(as_acme: Any, login: Any) -> None:
    AccountFactory(name="Known <Ltd>", name_key="known ltd")
    client = login("rep")
    answer = client.get(f"{client.base}/imports/unassigned/accounts/?account=KNO").content.decode()
    assert answer.strip() == '<option value="Known &lt;Ltd&gt;"></option>'
    AccountFactory(name="Twin", name_key="twin", domain="twin.example", source="crm")
    AccountFactory(name="Twin", name_key="twin", domain="", external_id="t-2", source="file")
    answer = client.get(f"{client.base}/imports/unassigned/accounts/?account=twin").content.decode()
    assert '<option value="twin.example" label="Twin · crm"></option>' in answer
    assert '<option value="t-2" label="Twin · file"></option>' in answer


@pytest.mark.django_db
def test_the_waiting_deals_and_the_history_can_be_taken_along(as_acme: Any, login: Any) -> None:
    client = login("rep")
    for path in ("imports/?format=csv", "imports/unassigned/?format=csv"):
        answer = client.get(f"{client.base}/{path}")
        assert answer["Content-Type"].startswith("text/csv")
        assert b"".join(answer.streaming_content)
