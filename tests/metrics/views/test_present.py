"""A metric in words: its value with its unit, its sample, why it is missing, and how it moved."""

from __future__ import annotations

from decimal import Decimal

import pytest

from metrics.domain.catalogue import METRICS
from metrics.domain.metric import Flag, Metric, Unit, quotient, share, total, undefined
from metrics.views.present import GOOD_DOWN, detail_texts, group_labels, reading_texts, rows_href, shown, value_text
from metrics.wording import DEFINITIONS, METRIC_LABELS
from tests.factories import UserFactory, member
from tests.metrics.factories import tiers
from tests.metrics.selectors.test_totals import ask
from users.models import Membership


def shares(now: tuple[int, int], before: tuple[int, int]) -> tuple[Metric, Metric]:
    return share("win_rate", *now), share("win_rate", *before)


def amounts(now: int, before: int, name: str = "won_value") -> tuple[Metric, Metric]:
    return total(name, Unit.MONEY, now, n=now), total(name, Unit.MONEY, before, n=before)


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("2360.91", Unit.MONEY, "€2,360.91"),
        ("-5", Unit.MONEY, "-€5.00"),
        ("0.6315", Unit.SHARE, "63.15%"),
        ("57", Unit.DAYS, "57.0 days"),
        ("1", Unit.DAYS, "1.0 day"),
        ("18.2", Unit.MONTHS, "18.2 months"),
        ("1", Unit.MONTHS, "1.0 month"),
        ("3", Unit.RATIO, "3.00"),
        ("4238", Unit.COUNT, "4,238"),
    ],
)
def test_each_unit_is_written_as_people_read_it(value, unit, expected):
    assert value_text(Decimal(value), unit, "EUR") == expected


def test_an_estimate_names_its_sample_and_its_interval():
    assert detail_texts(share("win_rate", 1, 2), "EUR") == ("n 2", "95%: 9.5%–90.5%")


def test_a_deal_size_names_its_median_and_a_cycle_its_mean():
    size = quotient("ads", Unit.MONEY, 300, 2, n=2, companion=Decimal("120"))
    cycle = quotient("cycle_days", Unit.DAYS, 57, 1, n=1, companion=Decimal("49.5"))

    assert detail_texts(size, "EUR") == ("n 2", "median €120.00")
    assert detail_texts(cycle, "EUR") == ("n 1", "mean 49.5 days")


def test_a_count_is_its_own_sample():
    assert detail_texts(total("won_count", Unit.COUNT, 7, n=7), "EUR") == ()


def test_a_metric_without_a_value_says_why_and_shows_no_sample():
    found = shown(undefined("cac", Unit.MONEY, "no_spend_recorded", n=3), currency="EUR")

    assert (found.text, found.reason) == (None, "No spend is recorded for this period.")
    assert (found.label, found.details, found.delta) == ("CAC", (), "")


def test_no_value_is_unknown_but_for_a_target_that_is_met():
    unknown, met = (
        shown(undefined("pipeline_coverage", Unit.RATIO, reason), currency="EUR")
        for reason in ("no_quota_recorded", "met")
    )

    assert (unknown.instead, unknown.reason) == ("Not known yet", "No target is recorded for this period.")
    assert met.instead == "Target met"
    assert met.reason == "What was won has reached the target, so that nothing is left to cover."
    assert shown(share("win_rate", 1, 2), currency="EUR").instead == ""


def test_coverage_names_what_the_win_rate_asks_for():
    coverage, rate = quotient("pipeline_coverage", Unit.RATIO, 3, 1, n=9), share("win_rate", 22, 100)

    assert reading_texts(coverage, rate) == ("4.55 asked for at this win rate",)
    assert reading_texts(coverage, share("win_rate", 0, 3)) == ()
    assert reading_texts(coverage, None) == ()
    assert reading_texts(undefined("pipeline_coverage", Unit.RATIO, "met"), rate) == ()


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (Decimal("0.9"), "under 1: loses money"),
        (2, "under 3: thin"),
        (5, "3 to 5: healthy"),
        (6, "over 5: may be under-spending"),
    ],
)
def test_a_ratio_of_worth_and_cost_is_read_by_the_published_bands(ratio, words):
    assert reading_texts(quotient("ltv_cac", Unit.RATIO, ratio, 1, n=9), None) == (words,)


def test_a_small_sample_is_a_badge_and_overlapping_groups_are_said_only_where_asked():
    metric = share("win_rate", 1, 2, flags=[Flag.MISSING_AMOUNT, Flag.LOW_N, Flag.OVERLAPPING])

    quiet, loud = (shown(metric, currency="EUR", with_overlap=asked) for asked in (False, True))

    assert (quiet.is_low_n, quiet.flags) == (True, ("some amounts missing",))
    assert loud.flags == ("some amounts missing", "groups overlap")


@pytest.mark.parametrize(
    ("pair", "delta", "trend", "before"),
    [
        (shares((1, 2), (2, 2)), "-50.0 points", "down", "100.00%"),
        (shares((3, 4), (1, 2)), "+25.0 points", "up", "50.00%"),
        (shares((1, 2), (2, 4)), "+0.0 points", "flat", "50.00%"),
        (amounts(150, 100), "50.0%", "up", "€100.00"),
        (amounts(0, 100), "-100.0%", "down", "€100.00"),
        (amounts(5, 0), "", "up", "€0.00"),
    ],
)
def test_shares_move_by_points_and_everything_else_by_percent(pair, delta, trend, before):
    found = shown(pair[0], before=pair[1], currency="EUR")

    assert (found.delta, found.trend, found.before) == (delta, trend, before)


def test_nothing_is_compared_with_the_unknown():
    known, missing = share("win_rate", 1, 2), undefined("win_rate", Unit.SHARE, "no_closed_deals")

    for now, before in ((known, missing), (missing, known), (known, None)):
        found = shown(now, before=before, currency="EUR")
        assert (found.delta, found.trend, found.before) == ("", "", "")


def test_a_dearer_customer_is_bad_news():
    assert shown(amounts(2, 1, "cac")[0], currency="EUR").good == "down"
    assert shown(amounts(2, 1)[0], currency="EUR").good == "up"
    assert set(METRICS) >= GOOD_DOWN


def test_every_metric_has_a_label_and_a_definition():
    assert set(METRIC_LABELS) == set(DEFINITIONS) == set(METRICS)


def test_the_address_of_rows_keeps_the_pages_question_and_escapes_the_group():
    href = rows_href(ask(by="Plan %"), name="ads", group="R&D / é", address="start=2026-01-01")

    assert href.endswith("/rows/ads/?group=R%26D+%2F+%C3%A9&by=Plan+%25&start=2026-01-01")
    assert rows_href(ask(), name="ads", group="", address="").endswith("/rows/ads/?group=&by=all")


def test_tiers_and_members_are_shown_by_name_and_other_groups_as_they_are(as_acme, globex):
    tiers("top")
    ann = member(as_acme, "rep")
    nameless = UserFactory(name="", email="bo@acme.test")
    Membership.objects.create(user=nameless, tenant=as_acme, role="rep")
    stranger = member(globex, "rep")
    keys = [f"#{ann.pk}", f"#{nameless.pk}", f"#{stranger.pk}", "gone@acme.test", ""]

    assert group_labels(ask(by="tier"), ["top", "dissolved", ""], as_acme.pk) == {
        "top": "Top",
        "dissolved": "dissolved",
        "": "No tier",
    }
    assert list(group_labels(ask(by="owner"), keys, as_acme.pk).values()) == [
        ann.name,
        "bo@acme.test",
        f"#{stranger.pk}",
        "gone@acme.test",
        "No owner",
    ]
    assert group_labels(ask(by="industry"), ["top", ""], as_acme.pk) == {"top": "top", "": "Unknown"}


def test_what_is_shown_keeps_the_metrics_name_and_address():
    found = shown(share("win_rate", 1, 2), currency="EUR", href="/there")

    assert (found.name, found.href, found.text, found.is_low_n) == ("win_rate", "/there", "50.00%", False)
