from __future__ import annotations

from typing import Any

import pytest

from accounts.selectors.icp import live_versions, primary_profile
from accounts.services.icp_starter import starter_icp_create
from tests.accounts.icp_examples import NOW

pytestmark = pytest.mark.django_db


def test_a_new_workspace_has_a_published_primary_profile(as_acme: Any) -> None:
    profile = starter_icp_create(now=NOW)

    assert primary_profile() == profile
    (live,) = live_versions()
    assert [criterion.label for criterion in live.spec.criteria] == [
        "Industry",
        "Employees",
        "Annual revenue",
        "Country",
    ]
