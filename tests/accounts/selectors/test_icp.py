from __future__ import annotations

from typing import Any

import pytest

from accounts.selectors.icp import (
    ProfileNotFoundError,
    VersionNotFoundError,
    criterion_rows,
    draft_version,
    live_versions,
    primary_profile,
    primary_profile_id,
    profile_get,
    profile_list,
    profile_named,
    published_version,
    version_get,
    version_list,
    version_spec,
    version_specs,
)
from tests.accounts.icp_examples import CRITERIA, SIZE, draft_with, profile_with

pytestmark = pytest.mark.django_db


def test_criteria_come_back_as_they_were_stored(as_acme: Any) -> None:
    profile = profile_with()
    published = published_version(profile)

    assert published is not None
    assert criterion_rows(published.pk) == CRITERIA
    assert [criterion.key for criterion in version_spec(published.pk).criteria] == ["industry", "size", "gambling"]


def test_the_primary_profile_comes_first_and_counts_its_versions(as_acme: Any) -> None:
    draft_with(profile_with(name="Zoo"), [SIZE])
    profile_with(name="Aardvark")

    assert [(profile.name, profile.version_count) for profile in profile_list()] == [("Zoo", 2), ("Aardvark", 1)]
    assert primary_profile() == profile_get("zoo")
    assert primary_profile_id() == profile_get("zoo").pk


def test_versions_come_newest_first(as_acme: Any) -> None:
    profile = profile_with()
    draft = draft_with(profile, [SIZE])

    assert [(v.number, v.criterion_count) for v in version_list(profile)] == [(2, 1), (1, 3)]
    assert draft_version(profile) == draft
    assert version_get(profile, 2) == draft


def test_only_published_versions_are_live_and_take_two_queries(as_acme: Any, django_assert_num_queries: Any) -> None:
    draft_with(profile_with(), [SIZE])
    profile_with([SIZE], name="Second")

    with django_assert_num_queries(2):  # versions, criteria
        live = live_versions()

    assert [(version.number, len(version.spec.criteria)) for version in live] == [(1, 3), (1, 1)]
    assert set(version_specs(version.version_id for version in live)) == {version.version_id for version in live}


def test_a_profile_is_found_by_key_by_id_or_as_the_primary_one(as_acme: Any) -> None:
    profile = profile_with()
    profile.refresh_from_db()

    assert [profile_named(name) for name in ("best", str(profile.public_id), "")] == [profile] * 3


@pytest.mark.parametrize("name", ["worst", "00000000-0000-4000-8000-000000000000", ""])
def test_what_is_not_there_is_refused(as_acme: Any, name: str) -> None:
    with pytest.raises(ProfileNotFoundError):
        profile_named(name)


def test_a_version_that_is_not_there_is_refused(as_acme: Any) -> None:
    with pytest.raises(VersionNotFoundError):
        version_get(profile_with(), 7)
