from __future__ import annotations

from typing import Any

import pytest

from accounts.domain.icp_facts import Subject
from accounts.models import FitScore, IcpProfile, IcpVersion
from accounts.services.deal_scoring import deal_scores_refresh
from accounts.services.scoring import fit_refresh
from outbox.services import outbox_drain
from tests.accounts.icp_examples import CRITERIA, INDUSTRY, NOW, SIZE, draft_with, new_account, profile_with
from tests.factories import DealFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def alone(settings: Any) -> None:
    """Nobody listens to moved fits: what tiers do with them is theirs to test."""
    settings.OUTBOX_ROUTES = {**settings.OUTBOX_ROUTES, "fit.changed": ()}


def test_the_list_shows_every_profile_and_invites_to_a_first_one(as_acme: Any, login: Any) -> None:
    manager = login("manager")
    assert "No profile yet" in manager.get(f"{manager.base}/icp/").content.decode()

    profile_with()

    page = manager.get(f"{manager.base}/icp/").content.decode()
    assert "Best" in page and "Version 1" in page and "primary" in page
    assert "1 Department interviews · 2 Firmographics" in page and "✓ done, – missing, ! old" in page


def test_the_page_of_a_profile_of_deals_leads_to_why_a_deal_has_its_score(
    as_acme: Any, login: Any, alone: None
) -> None:
    size = {**SIZE, "fact": "deal.amount", "rule": {"kind": "range", "points": [[0, 0], [100_000, 1000]]}}
    profile = profile_with([size], name="Deals", subject=Subject.DEAL)
    deal = DealFactory(account=None, name="Large order", amount_cents=100_000)
    deal_scores_refresh(keys=[deal.pk], now=NOW)
    reader = login("read_only")

    page = reader.get(f"{reader.base}/icp/{profile.key}/").content.decode()

    assert "Large order" in page
    assert f"{reader.base}/accounts/deals/{deal.public_id}/score/?profile={profile.key}" in page


def test_a_new_profile_opens_as_a_draft(as_acme: Any, login: Any) -> None:
    manager = login("manager")

    answer = manager.post(f"{manager.base}/icp/", {"name": "Hospitals"})

    assert answer.headers["Location"] == f"{manager.base}/icp/hospitals/versions/1/"
    assert "No criteria yet" in manager.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize(("query", "of_deals"), [("", False), ("?scores=deal", True), ("?scores=x", False)])
def test_the_address_says_what_a_new_profile_is_to_score(as_acme: Any, login: Any, query: str, of_deals: bool) -> None:
    manager = login("manager")

    page = manager.get(f"{manager.base}/icp/{query}").content.decode()

    assert ('<option value="deal" selected>' in page) is of_deals


def test_a_profile_without_a_name_is_refused_in_place(as_acme: Any, login: Any) -> None:
    manager = login("manager")

    answer = manager.post(f"{manager.base}/icp/", {"name": " "})

    assert answer.status_code == 422
    assert IcpProfile.objects.count() == 0


def test_the_profile_page_shows_the_standing_and_the_criteria(as_acme: Any, login: Any) -> None:
    profile_with()
    fit_refresh(keys=[new_account(employees=500).pk, new_account(industry="gambling").pk], now=NOW)
    reader = login("read_only")

    page = reader.get(f"{reader.base}/icp/best/").content.decode()

    assert "2 of 2 accounts are scored" in page
    assert "1 of them are excluded" in page
    assert "software → 100%" in page
    assert "Edit as a draft" not in page


def test_settings_rename_the_profile(as_acme: Any, login: Any) -> None:
    profile_with()
    manager = login("manager")

    manager.post(f"{manager.base}/icp/best/", {"name": "Better", "review_on": "2026-12-01", "is_primary": "on"})

    profile = IcpProfile.objects.get()
    assert (profile.name, str(profile.review_on), profile.is_primary) == ("Better", "2026-12-01", True)


def test_publishing_shows_who_moves_and_then_scores_everyone(as_acme: Any, login: Any, alone: None) -> None:
    account = new_account(name="Moving Ltd", industry="retail", employees=500)
    profile = profile_with()
    outbox_drain()
    draft_with(profile, [{**INDUSTRY, "weight": 80}, SIZE])
    manager = login("manager")

    asked = manager.get(f"{manager.base}/icp/best/versions/2/publish/").content.decode()
    assert "Moving Ltd" in asked and "Industry" in asked
    assert FitScore.objects.get(account=account).score_milli == 76_000

    manager.post(f"{manager.base}/icp/best/versions/2/publish/", {"note": "industry matters more"})
    outbox_drain()

    assert FitScore.objects.get(account=account).score_milli == 68_000
    assert IcpVersion.objects.get(number=2).note == "industry matters more"


def test_an_older_version_is_brought_back(as_acme: Any, login: Any, alone: None) -> None:
    profile = profile_with()
    account = new_account(industry="retail", employees=500)
    draft_with(profile, [SIZE])
    manager = login("manager")
    manager.post(f"{manager.base}/icp/best/versions/2/publish/")
    outbox_drain()
    assert FitScore.objects.get(account=account).score_milli == 100_000

    assert manager.get(f"{manager.base}/icp/best/versions/1/rollback/").status_code == 200
    manager.post(f"{manager.base}/icp/best/versions/1/rollback/")
    outbox_drain()

    assert FitScore.objects.get(account=account).score_milli == 76_000
    assert IcpVersion.objects.get(number=3).republishes == 1


def test_criteria_come_as_a_file(as_acme: Any, login: Any) -> None:
    profile_with(CRITERIA)
    reader = login("read_only")

    body = b"".join(reader.get(f"{reader.base}/icp/best/versions/1/criteria.csv").streaming_content).decode("utf-8-sig")

    assert body.splitlines()[0] == "position,key,label,group,fact,weight,rule"
    assert body.splitlines()[2].startswith("2,size,Employees,firmographic,employees,20,")


def test_a_draft_is_thrown_away_but_not_a_published_version(as_acme: Any, login: Any) -> None:
    draft_with(profile_with(), [SIZE])
    manager = login("manager")

    manager.post(f"{manager.base}/icp/best/versions/2/discard/")
    refused = manager.post(f"{manager.base}/icp/best/versions/1/discard/")

    assert list(IcpVersion.objects.values_list("number", flat=True)) == [1]
    assert refused.status_code == 409


@pytest.mark.parametrize("address", ["nothing/", "best/versions/9/", "best/versions/9/publish/"])
def test_what_does_not_exist_is_not_found(as_acme: Any, login: Any, address: str) -> None:
    profile_with()
    manager = login("manager")

    assert manager.get(f"{manager.base}/icp/{address}").status_code == 404


def test_a_profile_of_deals_is_made_edited_with_facts_of_deals_and_shown(as_acme: Any, login: Any) -> None:
    manager = login("manager")
    made = manager.post(f"{manager.base}/icp/", {"name": "Win", "subject": "deal"})
    editor = manager.get(f"{made.headers['Location']}new-criterion/?kind=range").content.decode()
    assert "Deal amount" in editor

    saved = manager.post(
        f"{made.headers['Location']}new-criterion/?kind=range",
        {
            "label": "Amount",
            "group": "value",
            "weight": "20",
            "fact": "deal.amount",
            "row_left": ["0", "1000"],
            "row_share": ["0", "100"],
        },
    )

    assert saved.status_code == 302, saved.context["form"].errors
    profile = IcpProfile.objects.get(key="win")
    assert (profile.subject, profile.is_primary) == ("deal", True)
    assert "No deal is scored by this profile yet" in manager.get(f"{manager.base}/icp/win/").content.decode()


def test_one_of_several_profiles_of_deals_is_named_to_give_the_win_scores(as_acme: Any, login: Any) -> None:
    profile_with([SIZE], name="Fit")
    profile_with([SIZE], name="Win", subject=Subject.DEAL)
    profile_with([SIZE], name="Upsell", subject=Subject.DEAL)
    manager = login("manager")

    page = manager.get(f"{manager.base}/icp/upsell/").content.decode()
    manager.post(f"{manager.base}/icp/upsell/", {"name": "Upsell", "is_primary": "on"})

    assert "Gives the win scores" in page
    primary = IcpProfile.objects.filter(is_primary=True).order_by("key")
    assert [(profile.key, profile.subject) for profile in primary] == [("fit", "account"), ("upsell", "deal")]
