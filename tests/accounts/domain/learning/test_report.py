from __future__ import annotations

import json

import pytest

from accounts.domain.learning.learn import Task, learn
from accounts.domain.learning.report import REASONS, reason_text, report_json
from tests.accounts.domain.learning.samples import frame_of, signal_frame


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_its_sentence(reason):
    numbers = {"open": 0.1, "closed": 0.9, "auc": 0.912, "won": 0.5, "lost": 0.25, "cover": 0.4}
    assert "{" not in reason_text(reason, numbers)


def test_a_report_is_json_and_its_bands_are_scores_of_the_version():
    report = report_json(learn(Task(signal_frame(800), black_box=False)))
    assert json.loads(json.dumps(report)) == report
    bands = report["calibration"]
    assert sum(band["n"] for band in bands) == report["examined"]["n"] == 200
    assert all(0 <= band["score_from"] <= band["score_to"] <= 100 for band in bands)
    assert [band["score_from"] for band in bands] == sorted(band["score_from"] for band in bands)
    assert all(band["win_rate_low"] <= band["win_rate"] <= band["win_rate_high"] for band in bands)
    assert report["examined"]["from"] == "2021-08-23"
    assert sum(tenth["n"] for tenth in report["deciles"]) == 200


def test_a_report_without_an_examination_has_the_same_parts():
    full = report_json(learn(Task(signal_frame(800), black_box=False)))
    empty = report_json(learn(Task(frame_of([True] * 5 + [False] * 5, texts={"city": ["a", "b"] * 5}))))
    assert set(empty) == set(full)
    assert (empty["decision"], empty["auc"], empty["calibration"]) == ("too_little_data", None, [])


def test_empty_fields_are_not_worth_telling():
    frame = frame_of([True, False] * 5, texts={"city": ["a", "b"] * 5, "region": [None] * 10, "country": ["x"] * 10})
    assert report_json(learn(Task(frame)))["left_out"] == {"country": "constant"}


def test_what_came_after_the_deals_were_opened_is_told():
    frame = frame_of([True, False] * 5, texts={"city": ["a", "b"] * 5, "region": [None] * 10})
    report = report_json(learn(Task(frame, later=frozenset({"region", "technologies"}), exclude=frozenset({"city"}))))
    assert report["left_out"] == {"city": "excluded", "region": "later", "technologies": "later"}
