from __future__ import annotations

from typing import Any

import pytest

from accounts.models import LearnedReport
from accounts.selectors.icp import version_get
from accounts.services.usability import NotUsableError, usable_check
from tests.accounts.icp_examples import profile_with

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("decision", ["no_useful_model", "too_little_data"])
def test_a_version_found_to_be_of_no_use_is_refused(as_acme: Any, decision: str) -> None:
    profile = profile_with(publish=False)
    version = version_get(profile, 1)
    usable_check(version)
    LearnedReport.objects.create(profile=profile, version=version, version_number=1, decision=decision, report={})
    with pytest.raises(NotUsableError):
        usable_check(version)


def test_the_newest_report_counts(as_acme: Any) -> None:
    profile = profile_with(publish=False)
    version = version_get(profile, 1)
    for decision in ("no_useful_model", "usable"):
        LearnedReport.objects.create(profile=profile, version=version, version_number=1, decision=decision, report={})
    usable_check(version)
