from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Criterion, IcpVersion
from accounts.selectors.icp import criterion_rows
from accounts.services.scoring import fit_refresh
from tests.accounts.icp_examples import (
    CRITERIA,
    GAMBLING,
    INDUSTRY,
    NOW,
    SIZE,
    VISITS,
    draft_with,
    new_account,
    profile_with,
)

pytestmark = pytest.mark.django_db
DRAFT = "/icp/best/versions/2/"


@pytest.fixture
def draft(as_acme: Any) -> IcpVersion:
    """Version 2, a draft with the three example criteria."""
    return draft_with(profile_with(), CRITERIA)


def stored(draft: IcpVersion) -> dict[str, Any]:
    return {row["key"]: row for row in criterion_rows(draft.pk)}


def test_weights_are_saved_by_a_plain_form(draft: IcpVersion, login: Any) -> None:
    manager = login("manager")

    answer = manager.post(manager.base + DRAFT, {"weight_industry": "75", "weight_size": "25"})

    assert answer.status_code == 302
    assert [row["weight"] for row in criterion_rows(draft.pk)] == [75, 25, 0]


def test_two_who_weigh_different_criteria_both_keep_their_weight(draft: IcpVersion, login: Any) -> None:
    ann, ben = login("manager"), login("manager")
    shown = ann.get(ann.base + DRAFT).content.decode()
    assert 'name="seen_industry" value="30"' in shown
    seen = {"seen_industry": "30", "seen_size": "20"}

    ann.post(ann.base + DRAFT, seen | {"weight_industry": "75", "weight_size": "20"})
    answer = ben.post(ben.base + DRAFT, seen | {"weight_industry": "30", "weight_size": "25"})

    assert answer.status_code == 302
    assert [row["weight"] for row in criterion_rows(draft.pk)] == [75, 25, 0]


def test_two_who_weigh_the_same_criterion_are_told_of_each_other(draft: IcpVersion, login: Any) -> None:
    ann, ben = login("manager"), login("manager")
    seen = {"seen_industry": "30", "seen_size": "20"}
    ann.post(ann.base + DRAFT, seen | {"weight_industry": "75", "weight_size": "20"})

    answer = ben.post(ben.base + DRAFT, seen | {"weight_industry": "40", "weight_size": "25"})

    told = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody made this 75" in told
    assert [row["weight"] for row in criterion_rows(draft.pk)] == [75, 20, 0]
    assert 'name="seen_industry" value="75"' in told and 'name="weight_industry" value="40"' in told
    again = {"seen_industry": "75", "seen_size": "20", "weight_industry": "40", "weight_size": "25"}
    assert ben.post(ben.base + DRAFT, again).status_code == 302
    assert [row["weight"] for row in criterion_rows(draft.pk)] == [40, 25, 0]


def test_a_criterion_somebody_changed_meanwhile_is_not_overwritten_unseen(draft: IcpVersion, login: Any) -> None:
    ann, ben = login("manager"), login("manager")
    address = f"{ann.base}{DRAFT}criteria/industry/"
    page = ann.get(address)
    form, seen = page.context["form"], page.context["seen"]
    rows = {f"row_{side}": [row[side] for row in form.rows] for side in ("left", "share")}
    data = {name: form[name].value() for name in form.fields} | rows | {"seen": seen}
    assert f'name="seen" value="{seen}"' in page.content.decode()
    assert ben.post(address, data | {"label": "Branch"}).status_code == 302

    more = ann.post(address, data | {"label": "Trade", "more": "1"})  # one more row is no consent
    refused = ann.post(address, data | {"label": "Trade", "seen": more.context["seen"]})

    assert refused.status_code == 422
    assert "Somebody changed this criterion" in refused.content.decode()
    assert stored(draft)["industry"]["label"] == "Branch"
    assert ann.post(address, data | {"label": "Trade", "seen": refused.context["seen"]}).status_code == 302
    assert stored(draft)["industry"]["label"] == "Trade"


def test_a_faulty_weight_is_refused_beside_its_input(draft: IcpVersion, login: Any) -> None:
    manager = login("manager")

    answer = manager.post(manager.base + DRAFT, {"weight_industry": "0", "weight_size": "25"})

    assert answer.status_code == 422
    assert 'id="error-industry"' in answer.content.decode()
    assert [row["weight"] for row in criterion_rows(draft.pk)] == [30, 20, 0]


def test_the_preview_follows_weights_that_are_not_saved(draft: IcpVersion, login: Any) -> None:
    fit_refresh(keys=[new_account(name="Moving Ltd", industry="retail", employees=500).pk], now=NOW)
    manager = login("manager")

    answer = manager.get(
        manager.base + DRAFT + "preview/",
        {"weight_industry": "80", "weight_size": "20"},
        headers={"HX-Request": "true"},
    )

    page = answer.content.decode()
    assert "<html" not in page
    assert "Moving Ltd" in page and "68.0" in page and "−8.0" in page
    assert [row["weight"] for row in criterion_rows(draft.pk)] == [30, 20, 0]


def test_a_faulty_weight_is_told_in_the_preview(draft: IcpVersion, login: Any) -> None:
    manager = login("manager")

    answer = manager.get(manager.base + DRAFT + "preview/", {"weight_industry": "many"}, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert "whole numbers from 1 to 1000" in answer.content.decode()


FORMS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        "one_of",
        {
            "fact": "industry",
            "row_left": ["Steel, coal", '"Machines, heavy"', ""],
            "row_share": ["100", "55.5", ""],
            "other": "10",
        },
        {"kind": "one_of", "shares": {"Steel": 1000, "coal": 1000, "Machines, heavy": 555}, "other": 100},
    ),
    (
        "range",
        {"fact": "annual_revenue", "row_left": ["10000000", "1000000.5"], "row_share": ["100", "0"]},
        {"kind": "range", "points": [[100_000_050, 0], [1_000_000_000, 1000]]},
    ),
    (
        "has",
        {"fact": "technologies", "mode": "all", "values": "SAP\nOracle", "share": "90", "other": "0"},
        {"kind": "has", "mode": "all", "values": ["SAP", "Oracle"], "share": 900, "other": 0},
    ),
    (
        "recency",
        {"fact": "signal.funding", "decay": "linear", "days": "60"},
        {"kind": "recency", "decay": "linear", "days": 60},
    ),
    (
        "knock_out",
        {"fact": "employees", "op": "below", "bound": "10", "values": "", "reason": "Too small"},
        {"kind": "knock_out", "op": "below", "reason": "Too small", "bound": 10},
    ),
    (
        "table",
        {"fact_0": "employees", "levels_0": "50, 500", "fact_1": "", "levels_1": "", "cell": ["0", "50", "100", "20"]},
        {"kind": "table", "axes": [{"fact": "employees", "edges": [50, 500]}], "shares": [0, 500, 1000, 200]},
    ),
]


@pytest.mark.parametrize(("kind", "given", "rule"), FORMS, ids=[kind for kind, _, _ in FORMS])
def test_every_kind_of_rule_is_made_by_a_plain_form(
    draft: IcpVersion, login: Any, kind: str, given: dict[str, Any], rule: dict[str, Any]
) -> None:
    manager = login("manager")
    address = f"{manager.base}{DRAFT}new-criterion/?kind={kind}"
    assert manager.get(address).status_code == 200

    answer = manager.post(address, {"label": "My rule", "group": "internal", "weight": "40", **given})

    assert answer.status_code == 302, answer.content.decode()
    made = stored(draft)["my_rule"]
    assert made["rule"] == rule
    assert made["weight"] == (0 if kind == "knock_out" else 40)


def test_a_table_reads_a_list_among_ones_own_fields_as_one(draft: IcpVersion, login: Any) -> None:
    new_account(custom={"Modules": ["CRM", "ERP"]})
    manager = login("manager")
    address = f"{manager.base}{DRAFT}new-criterion/?kind="
    axis = {"fact_0": "custom.Modules", "levels_0": "CRM, HR\nERP", "cell": ["100", "50", "0", "20"]}
    given = {"label": "Modules", "group": "internal", "weight": "40"}

    assert manager.post(f"{address}table", {**given, **axis}).status_code == 302

    axes = stored(draft)["modules"]["rule"]["axes"]
    assert axes == [{"fact": "custom.Modules", "list": True, "categories": [["CRM", "HR"], ["ERP"]]}]
    offered = manager.get(f"{address}has&fact=custom.Modules").content.decode()
    assert "<bdi>CRM</bdi>" in offered and "custom.Modules" not in manager.get(f"{address}one_of").content.decode()


COUNTRIES: list[tuple[str, dict[str, Any], str]] = [
    ("one_of", {"fact": "country", "row_left": ["Germany, at"], "row_share": ["100"], "other": "0"}, "shares"),
    ("knock_out", {"fact": "country", "op": "in", "values": "Germany\nat"}, "values"),
    (
        "table",
        {"fact_0": "country", "levels_0": "Germany, at", "cell": ["100", "0", "0"]},
        "axes",
    ),
]


@pytest.mark.parametrize(("kind", "given", "part"), COUNTRIES, ids=[kind for kind, _, _ in COUNTRIES])
def test_countries_are_typed_and_read_by_name_and_stored_by_code(
    draft: IcpVersion, login: Any, kind: str, given: dict[str, Any], part: str
) -> None:
    manager = login("manager")
    address = f"{manager.base}{DRAFT}new-criterion/?kind={kind}"

    manager.post(address, {"label": "My rule", "group": "internal", "weight": "40", **given})

    held = stored(draft)["my_rule"]["rule"][part]
    assert sorted(held[0]["categories"][0] if part == "axes" else held) == ["AT", "DE"]
    page = manager.get(f"{manager.base}{DRAFT}criteria/my_rule/").content.decode()
    assert "Germany, Austria" in page or "Austria, Germany" in page


def test_a_kind_of_rule_that_nothing_in_the_data_fits_says_so(draft: IcpVersion, login: Any) -> None:
    manager = login("manager")
    address = manager.base + DRAFT + "new-criterion/?kind=flag"

    before = manager.get(address).content.decode()
    new_account(custom={"Has budget": "yes"})
    after = manager.get(address).content.decode()

    assert "No field of your data can be read by this kind of rule yet." in before
    assert 'name="fact"' not in before and "Save in the draft" not in before
    assert 'value="custom.Has budget"' in after and "Save in the draft" in after


def test_a_new_criterion_shows_the_values_its_fact_has_in_our_data(draft: IcpVersion, login: Any) -> None:
    for industry in ("Steel", "Steel", "Coal"):
        new_account(industry=industry)
    new_account(country="DE")
    manager = login("manager")
    address = f"{manager.base}{DRAFT}new-criterion/?kind=one_of"

    page = manager.get(address).content.decode()
    part = manager.get(f"{address}&fact=country", headers={"HX-Request": "true", "HX-Target": "values-known"})

    assert page.index("Steel") < page.index("Coal")
    assert "Germany" in part.content.decode() and "Steel" not in part.content.decode()


@pytest.mark.parametrize("criterion", [INDUSTRY, SIZE, GAMBLING, VISITS], ids=lambda criterion: str(criterion["key"]))
def test_a_stored_criterion_opens_in_its_editor_and_saves_unchanged(
    as_acme: Any, login: Any, criterion: dict[str, Any]
) -> None:
    draft = draft_with(profile_with(), [SIZE, criterion] if criterion != SIZE else [SIZE])
    manager = login("manager")
    address = f"{manager.base}{DRAFT}criteria/{criterion['key']}/"
    form = manager.get(address).context["form"]
    data: dict[str, Any] = {name: form[name].value() for name in form.fields}
    data |= {f"row_{side}": [row[side] for row in form.rows] for side in ("left", "share") if form.rows}
    before = stored(draft)[criterion["key"]]

    answer = manager.post(address, {name: value for name, value in data.items() if value is not None})

    assert answer.status_code == 302, answer.context["form"].errors
    assert stored(draft)[criterion["key"]] == before


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("one_of", {"fact": "country", "row_left": ["DE"], "row_share": ["101"], "other": "0"}, "between 0 and 100"),
        ("one_of", {"fact": "country", "row_left": [""], "row_share": [""], "other": "0"}, "at least one row"),
        (
            "one_of",
            {"fact": "country", "row_left": ["Atlantis"], "row_share": ["1"], "other": "0"},
            "no country we know",
        ),
        ("knock_out", {"fact": "country", "op": "in", "values": "Atlantis"}, "no country we know"),
        ("range", {"fact": "employees", "row_left": ["ten"], "row_share": ["1"]}, "is not a number"),
        ("range", {"fact": "employees", "row_left": ["1.5"], "row_share": ["1"]}, "too fine"),
        ("knock_out", {"fact": "employees", "op": "in", "values": "x"}, "cannot read"),
        ("table", {"fact_0": "employees", "levels_0": "50"}, "laid out below"),
    ],
)
def test_a_faulty_rule_is_refused_in_words(
    draft: IcpVersion, login: Any, kind: str, given: dict[str, Any], said: str
) -> None:
    manager = login("manager")
    address = f"{manager.base}{DRAFT}new-criterion/?kind={kind}"

    answer = manager.post(address, {"label": "My rule", "group": "internal", "weight": "40", **given})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "my_rule" not in stored(draft)


def test_more_rows_keeps_what_was_typed(draft: IcpVersion, login: Any) -> None:
    manager = login("manager")
    given = {"label": "", "row_left": ["a", "b"], "row_share": ["1", "2"], "more": "1"}

    page = manager.post(f"{manager.base}{DRAFT}new-criterion/?kind=one_of", given)

    assert [row["left"] for row in page.context["form"].rows] == ["a", "b", "", ""]


def test_criteria_are_moved_and_removed(draft: IcpVersion, login: Any) -> None:
    manager = login("manager")

    manager.post(f"{manager.base}{DRAFT}criteria/size/act/", {"act": "up"})
    assert [row["key"] for row in criterion_rows(draft.pk)] == ["size", "industry", "gambling"]

    manager.post(f"{manager.base}{DRAFT}criteria/size/act/", {"act": "delete"})
    assert [row["key"] for row in criterion_rows(draft.pk)] == ["industry", "gambling"]


def test_a_published_version_cannot_be_edited(draft: IcpVersion, login: Any) -> None:
    manager = login("manager")

    answer = manager.post(f"{manager.base}/icp/best/versions/1/", {"weight_industry": "99"})

    assert answer.status_code == 409
    assert Criterion.objects.get(version__number=1, key="industry").weight == 30


def test_reps_read_drafts_but_do_not_change_them(draft: IcpVersion, login: Any) -> None:
    rep = login("rep")

    assert rep.get(rep.base + DRAFT).status_code == 200
    assert rep.post(rep.base + DRAFT, {"weight_industry": "99"}).status_code == 403
    assert rep.get(f"{rep.base}{DRAFT}new-criterion/").status_code == 403


def test_every_reader_sees_the_whole_rule_of_a_published_version(as_acme: Any, login: Any) -> None:
    grid = {
        "key": "grid",
        "label": "Country by revenue",
        "group": "firmographic",
        "weight": 10,
        "rule": {
            "kind": "table",
            "axes": [
                {"fact": "country", "categories": [["DE", "AT"]]},
                {"fact": "annual_revenue", "edges": [10**9]},
            ],
            "shares": [10, 20, 30, 40, 50, 60, 70, 80, 1000],
        },
    }
    profile_with([grid, GAMBLING])
    reader = login("read_only")
    base = f"{reader.base}/icp/best/versions/1/criteria"

    assert f"{base}/grid/rule/" in reader.get(f"{reader.base}/icp/best/versions/1/").content.decode()
    page = reader.get(f"{base}/grid/rule/").content.decode()
    assert "Germany, Austria" in page and "below €10M" in page and "100%" in page and "1%" in page
    assert "excluded if it is gambling" in reader.get(f"{base}/gambling/rule/").content.decode()
    assert reader.get(f"{base}/nothing/rule/").status_code == 404
