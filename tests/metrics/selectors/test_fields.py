"""Own fields are found by name in the workspace that has them."""

from __future__ import annotations

from metrics.selectors.fields import custom_keys
from tenancy.context import tenant_context
from tests.factories import AccountFactory


def test_own_fields_are_listed_once_by_name(as_acme):
    AccountFactory(custom={"Plan %": "gold", "churn risk": None})
    AccountFactory(custom={"Plan %": "basic", "ARR'": 5})
    AccountFactory()

    assert sorted(custom_keys()) == ["ARR'", "Plan %", "churn risk"]


def test_a_workspace_sees_its_own_fields_alone(acme, globex):
    with tenant_context(globex.pk):
        AccountFactory(custom={"Secret": 1})

    with tenant_context(acme.pk):
        assert custom_keys() == []
