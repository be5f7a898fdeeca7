from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from common import formats

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("milli", "text"), [(0, "0.0"), (62_449, "62.4"), (62_450, "62.5"), (99_950, "100.0"), (100_000, "100.0")]
)
def test_a_score_has_one_decimal_rounded_half_up(milli, text):
    assert formats.score_text(milli) == text


@pytest.mark.parametrize(
    ("language", "money", "number"),
    [
        ("en", "€2,360.91", "1,234,567"),
        ("hu", "2\u00a0360,91\u00a0EUR", "1\u00a0234\u00a0567"),
        ("ru", "2\u00a0360,91\u00a0€", "1\u00a0234\u00a0567"),
        ("bg", "2\u00a0360,91\u00a0€", "1\u00a0234\u00a0567"),
        ("fa", "\u200e€\u00a0۲٬۳۶۰٫۹۱", "۱٬۲۳۴٬۵۶۷"),
    ],
)
def test_money_and_numbers_follow_the_language(language, money, number):
    with translation.override(language):
        assert formats.money_text(236_091, "EUR") == money
        assert formats.number_text(1_234_567) == number


def test_a_currency_without_cents_is_rounded_half_up():
    assert formats.money_text(236_150, "JPY") == "¥2,362"


def test_short_money_drops_cents_below_ten_thousand_and_digits_above():
    assert formats.money_short_text(123_450, "USD") == "$1,235"
    assert formats.money_short_text(1_234_567_89, "USD") == "$1.2M"


@pytest.mark.parametrize(("bp", "text"), [(1250, "12.5%"), (1255, "12.55%"), (1200, "12%"), (-50, "-0.5%"), (0, "0%")])
def test_basis_points_show_as_many_decimals_as_they_have(bp, text):
    assert formats.basis_points_text(bp) == text


def test_a_share_is_rounded_half_up():
    assert formats.percent_text(Decimal("0.63150")) == "63.2%"
    assert formats.percent_text(Decimal("0.63149")) == "63.1%"


def test_an_instant_is_shown_in_the_active_time_zone():
    with timezone.override(ZoneInfo("Europe/Budapest")):
        assert formats.instant_text(NOON) == "Mar 1, 2026, 13:00"


def test_the_day_of_an_instant_is_the_active_time_zones_day():
    late = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    with timezone.override(ZoneInfo("Europe/Budapest")):
        assert formats.day_text(late) == "Mar 2, 2026"
    assert formats.day_text(date(2026, 3, 1)) == "Mar 1, 2026"


def test_an_age_is_told_in_the_largest_fitting_unit():
    assert formats.ago_text(NOON - timedelta(minutes=5), NOON) == "5 minutes ago"


def test_a_language_babel_does_not_know_reads_as_english():
    assert formats.locale_for("xx-yy").language == "en"


def test_a_compact_number_stays_exact_below_ten_thousand():
    assert formats.compact_text(9_999) == "9,999"
    assert formats.compact_text(12_400) == "12.4K"


def test_a_country_is_written_by_its_name_and_an_unknown_code_as_it_stands():
    with translation.override("hu"):
        assert formats.country_text("DE") == "Németország"
    with translation.override("en"):
        assert [formats.country_text(code) for code in ("US", "QQ")] == ["United States", "QQ"]


def test_a_language_is_written_by_its_name_whatever_its_region():
    with translation.override("en"):
        assert [formats.language_text(code) for code in ("hu", "pt-BR", "qq")] == ["Hungarian", "Portuguese", "qq"]
    with translation.override("hu"):
        assert formats.language_text("en") == "angol"


def test_a_month_is_written_in_the_readers_words():
    assert formats.month_text(date(2026, 3, 1)) == "Mar 2026"
    with translation.override("hu"):
        assert formats.month_text(date(2026, 3, 1)) == "2026. márc."
