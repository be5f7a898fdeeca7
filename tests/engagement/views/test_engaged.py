"""Engaged accounts are listed, explained line by line, and judged by rules that people edit."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from engagement.models import EngagementRuleSet
from engagement.services import starter_engagement_rules_create
from engagement.services.standing import engagement_refresh
from tests.engagement.factories import TouchContactFactory, TouchFactory
from tests.engagement.services.test_standing import fit_set, meeting, two_people
from tests.factories import AccountFactory, ContactFactory
from tiers.services import starter_policy_create

pytestmark = pytest.mark.usefixtures("as_acme")


@pytest.fixture
def now() -> Any:
    return timezone.now()


@pytest.fixture
def hooli(as_acme: Any, now: Any) -> Any:
    """An account with a talk two days ago, and with an event of nobody known."""
    starter_policy_create(now=now)
    starter_engagement_rules_create(now=now)
    account = AccountFactory(name="Hooli")
    gavin = ContactFactory(account=account, first_name="Gavin", last_name="Belson", title="CEO")
    touch = TouchFactory(account=account, outcome="conversation", occurred_at=now - timedelta(days=2, hours=1))
    TouchContactFactory(touch=touch, contact=gavin)
    account.signals.create(external_id="s", kind="web_visit", occurred_at=now - timedelta(hours=1))
    engagement_refresh(account_ids=[account.pk], now=now)
    return account


def form_of(response: Any, **changes: Any) -> dict[str, Any]:
    """What a browser would send back of the rules page."""
    form, events = response.context["form"], response.context["events"]
    fields = [field for part in (form, events.management_form, *events) for field in part]
    data = {field.html_name: field.value() for field in fields}
    return {name: value for name, value in (data | changes).items() if value not in (None, False)}


def test_the_list_shows_who_is_engaged_and_filters(login, hooli):
    rep = login("rep", email="rep@vendor.test")

    page = rep.get(f"{rep.base}/sessions/accounts/")
    assert "Hooli" in page.content.decode()
    assert "Nothing matches" in rep.get(f"{rep.base}/sessions/accounts/?state=qualified").content.decode()
    assert "Hooli" in rep.get(f"{rep.base}/sessions/accounts/?state=not_qualified&temperature=new").content.decode()


def test_the_list_is_a_file_too(login, hooli):
    rep = login("rep", email="rep@vendor.test")

    lines = rep.get(f"{rep.base}/sessions/accounts/?format=csv").getvalue().decode("utf-8-sig").splitlines()

    assert [(row["Account"], row["Points"], row["People"], row["Temperature"]) for row in csv.DictReader(lines)] == [
        ("Hooli", "21.56", "1", "new")
    ]


def test_a_workspace_where_nothing_happened_says_what_to_do(login):
    rep = login("rep", email="rep@vendor.test")

    assert "Nothing has happened yet" in rep.get(f"{rep.base}/sessions/accounts/").content.decode()


def test_the_lines_of_an_account_add_up_to_its_points(login, hooli):
    rep = login("rep", email="rep@vendor.test")

    page = rep.get(f"{rep.base}/sessions/accounts/{hooli.public_id}/")

    view = page.context["view"]
    assert sum(shown.line.points_milli for shown in view.lines) == view.score.points_milli == 21_560
    assert [(shown.rule.key, shown.person, shown.line.points_milli) for shown in view.lines] == [
        ("web_visit", "", 2_000),
        ("conversation", "Gavin Belson", 19_560),
    ]
    assert [(need.what, need.have, need.need) for need in view.needs] == [
        ("points", 21_560, 100_000),
        ("people", 0, 2),
        ("fit", None, 50_000),
    ]
    assert "Gavin Belson" in page.content.decode()


def test_a_qualified_account_shows_its_spell_and_what_it_needs_to_stay(login, hooli, now):
    fit_set(hooli, 50_000)
    held = meeting(hooli, *two_people(hooli))
    held.starts_at = now - timedelta(hours=2)
    held.save()
    engagement_refresh(account_ids=[hooli.pk], now=now)
    rep = login("rep", email="rep@vendor.test")

    page = rep.get(f"{rep.base}/sessions/accounts/{hooli.public_id}/")

    view = page.context["view"]
    assert view.is_qualified
    assert [(need.what, need.need) for need in view.needs] == [("points", 70_000), ("people", 2), ("fit", 45_000)]
    assert "enough points from enough people" in page.content.decode()


def test_an_account_without_events_says_so(login, hooli):
    rep = login("rep", email="rep@vendor.test")
    other = AccountFactory()

    assert "No engagement yet" in rep.get(f"{rep.base}/sessions/accounts/{other.public_id}/").content.decode()


def test_the_lines_are_a_file_too(login, hooli):
    rep = login("rep", email="rep@vendor.test")

    text = rep.get(f"{rep.base}/sessions/accounts/{hooli.public_id}/?format=csv").getvalue().decode("utf-8-sig")

    assert text.splitlines()[0] == "at,what,rule,person,full_points,weight_percent,left_per_mille,points"
    assert len(text.splitlines()) == 3


def test_rules_are_tried_and_published_from_the_page(login, hooli):
    manager = login("manager", email="boss@vendor.test")
    url = f"{manager.base}/sessions/rules/"
    page = manager.get(url)
    changed = form_of(page, points="40", note="Easier")

    preview = manager.post(url, {**changed, "action": "preview"})
    assert "Tried on the one account" in preview.content.decode()
    assert EngagementRuleSet.objects.count() == 1

    assert manager.post(url, {**changed, "action": "publish"}).status_code == 302
    newest = EngagementRuleSet.objects.get(number=2)
    assert (newest.rules["qualification"]["points_milli"], newest.note) == (40_000, "Easier")
    assert newest.rules["events"] == EngagementRuleSet.objects.get(number=1).rules["events"]


def test_an_event_is_added_and_another_taken_out(login, hooli):
    manager = login("manager", email="boss@vendor.test")
    url = f"{manager.base}/sessions/rules/"
    page = manager.get(url, {"add": "1"})
    place = len(page.context["events"]) - 1
    new = {"label": "Spoke at our conference", "source": "signal", "signal_kinds": ["web_visit"],
           "more_kinds": "talk, panel", "points": "12.5", "decay": "half_life", "days": "30"}  # fmt: skip
    given = {f"events-{place}-{name}": value for name, value in new.items()}

    sent = form_of(page, **given, **{"events-0-DELETE": "on"})
    assert manager.post(url, {**sent, "action": "publish"}).status_code == 302

    events = EngagementRuleSet.objects.get(number=2).rules["events"]
    assert "session_minutes" not in [event["key"] for event in events]
    assert events[-1] | {"outcomes": []} == {
        "key": "spoke_at_our_conference",
        "label": "Spoke at our conference",
        "source": "signal",
        "points_milli": 12_500,
        "kinds": ["web_visit", "talk", "panel"],
        "direction": "",
        "outcomes": [],
        "per_minute": False,
        "decay": "half_life",
        "days": 30,
        "act_now": False,
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"points": "-1"}, "greater than or equal to 0"),
        ({"excluded_domains": "not a domain"}, "is not a mail domain"),
        ({"events-0-days": "", "events-0-decay": "linear"}, "Needed."),
        ({"points": "0"}, "From 1 to 1000000."),
    ],
)
def test_a_fault_is_said_beside_its_field_and_nothing_is_published(login, hooli, changes, message):
    manager = login("manager", email="boss@vendor.test")
    url = f"{manager.base}/sessions/rules/"

    response = manager.post(url, {**form_of(manager.get(url), **changes), "action": "publish"})

    assert (response.status_code, EngagementRuleSet.objects.count()) == (422, 1)
    assert message in response.content.decode()


def test_a_threshold_of_a_tiers_own_is_whole(login, hooli):
    manager = login("manager", email="boss@vendor.test")
    url = f"{manager.base}/sessions/rules/"
    page = manager.get(url)
    tier = page.context["form"].tiers[0]

    half = manager.post(url, {**form_of(page, **{f"points_{tier.pk}": "50"}), "action": "publish"})
    assert "Fill in all three" in half.content.decode()

    own = {f"points_{tier.pk}": "50", f"people_{tier.pk}": "1", f"person_{tier.pk}": "10", f"tier_{tier.pk}": "150"}
    assert manager.post(url, {**form_of(page, **own), "action": "publish"}).status_code == 302
    rules = EngagementRuleSet.objects.get(number=2).rules
    assert rules["tier_percent"] == {tier.key: 150}
    assert rules["qualification"]["by_tier"][tier.key]["points_milli"] == 50_000


def test_reps_read_the_rules_and_do_not_change_them(login, hooli):
    rep = login("rep", email="rep@vendor.test")

    assert rep.get(f"{rep.base}/sessions/rules/").status_code == 200
    assert rep.post(f"{rep.base}/sessions/rules/", {}).status_code == 403


def test_the_rules_offer_what_there_is_to_choose_and_tell_each_event_in_a_line(login, hooli):
    hooli.signals.create(external_id="t", kind="trial_started", occurred_at=timezone.now())
    rep = login("rep", email="rep@vendor.test")

    page = rep.get(f"{rep.base}/sessions/rules/")

    events = {event.initial["key"]: event for event in page.context["events"]}
    assert events["meeting"].said == "points: 25 · gone after 90 days · Touch · Meeting agreed or held"
    assert events["inbound"].said == "points: 8 · gone after 90 days · Touch · They to us"
    assert events["demo_request"].said == (
        "points: 40 · gone after 90 days · Signal · demo request · qualifies at once"
    )
    text = page.content.decode()
    assert "trial started" in text and "Voicemail" in text and "Set back" in text


def test_choices_for_another_source_do_not_count(login, hooli):
    manager = login("manager", email="boss@vendor.test")
    url = f"{manager.base}/sessions/rules/"
    page = manager.get(url)
    place = [event.initial["key"] for event in page.context["events"]].index("conversation")
    changed = {
        f"events-{place}-source": "session",
        f"events-{place}-direction": "inbound",
        f"events-{place}-session_outcomes": ["advanced"],
    }

    assert manager.post(url, {**form_of(page, **changed), "action": "publish"}).status_code == 302

    event = EngagementRuleSet.objects.get(number=2).rules["events"][place]
    assert (event["source"], event["direction"], event["kinds"]) == ("session", "", [])
    assert event["outcomes"] == ["advanced"]


def test_who_entered_and_who_left_is_listed_with_dates_and_causes(login, hooli, now):
    fit_set(hooli, 50_000)
    held = meeting(hooli, *two_people(hooli))
    held.starts_at = now - timedelta(hours=2)
    held.save()
    engagement_refresh(account_ids=[hooli.pk], now=now)
    engagement_refresh(account_ids=[hooli.pk], now=now + timedelta(days=60))
    rep = login("rep", email="rep@vendor.test")
    url = f"{rep.base}/sessions/qualified/"

    page = rep.get(url).content.decode()
    assert "Hooli" in page and "enough points from enough people; then its points faded" in page
    assert "Nothing matches" in rep.get(f"{url}?state=qualified").content.decode()
    today = now.astimezone(ZoneInfo("Europe/Budapest")).date()  # the workspace's
    later = (today + timedelta(days=61)).isoformat()
    assert "Hooli" in rep.get(f"{url}?state=not_qualified&since={today.isoformat()}").content.decode()
    assert "Nothing matches" in rep.get(f"{url}?since={later}").content.decode()
    (row,) = csv.DictReader(rep.get(f"{url}?format=csv").getvalue().decode("utf-8-sig").splitlines())
    assert (row["Account"], row["Why"], row["Fit then"]) == ("Hooli", "depth_and_breadth points_fell", "50.0")


def test_before_anybody_was_qualified_the_list_says_when_that_is(login):
    rep = login("rep", email="rep@vendor.test")

    assert "No account was qualified yet" in rep.get(f"{rep.base}/sessions/qualified/").content.decode()
