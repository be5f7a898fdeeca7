from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.domain.icp_facts import Subject
from accounts.models import Criterion, IcpProfile, IcpVersion
from accounts.selectors.icp import criterion_rows, primary_profile, version_get, win_profile
from accounts.services.icp import (
    CriterionNotFoundError,
    NotADraftError,
    ProfileNameError,
    criteria_replace,
    criterion_delete,
    criterion_move,
    criterion_save,
    icp_draft_create,
    icp_draft_discard,
    icp_profile_create,
    icp_profile_update,
    weights_set,
)
from accounts.services.icp_problems import IcpInvalidError
from outbox.models import Job
from tests.accounts.icp_examples import ACTOR, CRITERIA, GAMBLING, INDUSTRY, NOW, SIZE, VISITS, draft_with, profile_with
from users.models import AuditEntry

pytestmark = pytest.mark.django_db


def keys(version: IcpVersion) -> list[str]:
    return [row["key"] for row in criterion_rows(version.pk)]


def test_the_first_profile_is_primary_and_keys_never_clash(as_acme: Any) -> None:
    first, second = (icp_profile_create(name="Best fit!", actor=ACTOR, now=NOW) for _ in range(2))
    other = icp_profile_create(name="目标", actor=ACTOR, now=NOW)

    assert [(p.key, p.is_primary) for p in (first, second, other)] == [
        ("best-fit", True),
        ("best-fit-2", False),
        ("profile", False),
    ]
    assert IcpVersion.objects.filter(status="draft", number=1).count() == 3


@pytest.mark.parametrize("name", ["", "  ", "x" * 121])
def test_a_profile_needs_a_name(as_acme: Any, name: str) -> None:
    with pytest.raises(ProfileNameError):
        icp_profile_create(name=name, actor=ACTOR, now=NOW)


def test_only_one_profile_is_primary(as_acme: Any) -> None:
    first, second = profile_with(), profile_with(name="Second")

    icp_profile_update(profile=second, name="Second", review_on=date(2026, 12, 1), is_primary=True, actor=ACTOR)

    first.refresh_from_db()
    assert (first.is_primary, IcpProfile.objects.get(is_primary=True)) == (False, second)


def test_accounts_and_deals_have_a_primary_profile_each(as_acme: Any) -> None:
    fit = profile_with()
    first, second = (profile_with(name=name, subject=Subject.DEAL) for name in ("Win", "Upsell"))

    icp_profile_update(profile=second, name="Upsell", review_on=None, is_primary=True, actor=ACTOR)

    assert set(IcpProfile.objects.filter(is_primary=True)) == {fit, second}
    assert (primary_profile(), win_profile()) == (fit, second)
    assert first.pk < second.pk
    assert Job.objects.filter(kind="accounts.win_measures").exists()


def test_while_the_primary_profile_of_deals_is_a_draft_the_oldest_that_scores_counts(as_acme: Any) -> None:
    profile_with(name="Draft", subject=Subject.DEAL, publish=False)
    scoring = profile_with(name="Win", subject=Subject.DEAL)

    assert win_profile() == scoring


def test_a_draft_copies_the_version_it_begins_from(as_acme: Any) -> None:
    profile = profile_with()
    draft_with(profile, [SIZE])

    assert keys(icp_draft_create(profile=profile, number=None, actor=ACTOR, now=NOW)) == [
        "industry",
        "size",
        "gambling",
    ]
    assert keys(icp_draft_create(profile=profile, number=2, actor=ACTOR, now=NOW)) == ["size"]


def test_every_change_is_in_the_audit_log(as_acme: Any) -> None:
    draft = draft_with(profile_with(), CRITERIA)
    weights_set(version=draft, weights={"size": "50"}, actor=ACTOR)
    icp_draft_discard(version=draft, actor=ACTOR)

    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "icp_profile.create",
        "icp_version.edit",
        "icp_version.publish",
        "icp_version.draft",
        "icp_version.edit",
        "icp_version.edit",
        "icp_version.discard",
    ]


def test_a_criterion_is_added_replaced_moved_and_removed(as_acme: Any) -> None:
    draft = draft_with(profile_with(), [INDUSTRY, GAMBLING])

    criterion_save(version=draft, criterion=SIZE, replaces=None, actor=ACTOR)
    criterion_save(version=draft, criterion={**SIZE, "weight": 99}, replaces="size", actor=ACTOR)
    assert [(row["key"], row["weight"]) for row in criterion_rows(draft.pk)] == [
        ("industry", 30),
        ("gambling", 0),
        ("size", 99),
    ]

    criterion_move(version=draft, key="size", up=True, actor=ACTOR)
    assert keys(draft) == ["size", "gambling", "industry"]
    criterion_move(version=draft, key="size", up=True, actor=ACTOR)
    assert keys(draft) == ["size", "gambling", "industry"]
    criterion_delete(version=draft, key="gambling", actor=ACTOR)
    assert keys(draft) == ["size", "industry"]


def test_a_faulty_criterion_is_named_as_the_one_submitted(as_acme: Any) -> None:
    draft = draft_with(profile_with(), [INDUSTRY])

    with pytest.raises(IcpInvalidError) as caught:
        criterion_save(version=draft, criterion={**SIZE, "weight": 0}, replaces=None, actor=ACTOR)

    assert caught.value.fields == {"criterion.weight": "From 1 to 1000."}


@pytest.mark.parametrize("weight", ["0", "1001", "-1", "1.5", "many", "", "٣"])
def test_a_weight_is_a_whole_number_from_1_to_1000(as_acme: Any, weight: str) -> None:
    draft = draft_with(profile_with(), [INDUSTRY, SIZE])

    with pytest.raises(IcpInvalidError) as caught:
        weights_set(version=draft, weights={"size": weight}, actor=ACTOR)

    assert list(caught.value.fields) == ["criteria.1.weight"]


def test_a_knock_out_keeps_having_no_weight(as_acme: Any) -> None:
    draft = draft_with(profile_with(), CRITERIA)

    weights_set(version=draft, weights={"gambling": "50", "size": "50"}, actor=ACTOR)

    assert Criterion.objects.get(version=draft, key="gambling").weight is None


def test_a_missing_criterion_is_told(as_acme: Any) -> None:
    draft = draft_with(profile_with(), [SIZE])

    with pytest.raises(CriterionNotFoundError):
        criterion_delete(version=draft, key="industry", actor=ACTOR)


def test_nothing_edits_a_published_version(as_acme: Any) -> None:
    published = version_get(profile_with(), 1)

    for change in (
        lambda: criteria_replace(version=published, criteria=[SIZE], actor=ACTOR),
        lambda: weights_set(version=published, weights={"size": "1"}, actor=ACTOR),
        lambda: icp_draft_discard(version=published, actor=ACTOR),
    ):
        with pytest.raises(NotADraftError):
            change()
    assert keys(published) == ["industry", "size", "gambling"]


def test_a_half_life_table_that_came_along_is_not_believed(as_acme: Any) -> None:
    rule = {**VISITS["rule"], "days": 1, "table": [1000, 999]}
    draft = draft_with(profile_with(), [{**VISITS, "rule": rule}])

    assert criterion_rows(draft.pk)[0]["rule"]["table"][:3] == [1000, 500, 250]
