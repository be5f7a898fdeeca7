"""What the best customers share becomes an ordinary draft."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.domain.trait_rules import traits_criteria
from accounts.domain.traits import traits_compared
from accounts.models import AccountMeasure, IcpVersion
from accounts.selectors.icp import criterion_rows
from accounts.selectors.trait_members import Best
from accounts.selectors.traits import traits_of_best
from accounts.services.best_customers import NoTraitsError, traits_draft_create
from accounts.services.icp_publish import icp_version_publish
from tests.accounts.icp_examples import ACTOR, NOW, profile_with
from tests.factories import AccountFactory
from users.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def customers(as_acme: Any) -> None:
    for place in range(20):
        account = AccountFactory(industry="Banking" if place < 6 else "Retail", country="DE" if place < 10 else "FR")
        AccountMeasure.objects.create(account=account, key="ltv", value=1000 - place, source="metrics", at=NOW)


def made(profile: Any, chosen: list[str], **more: Any) -> IcpVersion:
    return traits_draft_create(
        profile=profile, best=Best(), chosen=chosen, label=str.upper, actor=ACTOR, now=NOW, **more
    )


def test_the_chosen_traits_become_criteria_by_the_formula(customers):
    profile = profile_with()

    draft = made(profile, ["industry=Banking", "country=DE", "country=Mars"])

    wanted = [trait for trait in traits_compared(traits_of_best(Best())) if trait.value in ("Banking", "DE")]
    rows = criterion_rows(draft.pk)
    assert (draft.number, draft.status) == (2, "draft")
    assert [(row["fact"], row["weight"], row["rule"]) for row in rows] == [
        (one["fact"], one["weight"], one["rule"]) for one in traits_criteria(wanted)
    ]
    assert {row["label"] for row in rows} == {"INDUSTRY", "COUNTRY"}
    assert AuditEntry.objects.filter(action="icp_version.traits", object_id=profile.key).count() == 1


def test_the_draft_can_be_published(customers):
    profile = profile_with()
    draft = made(profile, ["industry=Banking"])

    icp_version_publish(version=draft, note="", actor=ACTOR, now=NOW)

    draft.refresh_from_db()
    assert draft.status == "published"


def test_with_a_name_it_is_a_new_profile(customers):
    draft = made(profile_with(), ["industry=Banking"], name="Best by worth")

    assert (draft.profile.name, draft.number, draft.profile.is_primary) == ("Best by worth", 1, False)


def test_nothing_chosen_makes_no_draft(customers):
    profile = profile_with()

    with pytest.raises(NoTraitsError):
        made(profile, ["industry=Mars"])

    assert IcpVersion.objects.count() == 1
