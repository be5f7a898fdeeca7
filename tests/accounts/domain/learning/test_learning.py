from __future__ import annotations

import numpy as np
import pytest

from accounts.domain.icp_facts import FactRead
from accounts.domain.icp_format import criterion_json
from accounts.domain.icp_parse import version_parse
from accounts.domain.learning.criteria import version_of
from accounts.domain.learning.learn import Task, learn
from accounts.domain.scoring import score
from tests.accounts.domain.learning.samples import frame_of, signal_frame


def task(frame, **more):
    return Task(frame, black_box=False, **more)


def test_deals_with_a_signal_give_a_usable_model():
    found = learn(task(signal_frame(800)))
    assert found.decision == "usable"
    assert found.evaluation is not None
    assert found.evaluation.auc is not None
    assert (found.evaluation.split, found.evaluation.taught, found.evaluation.examined) == ("time", 600, 200)
    assert found.evaluation.auc.low > 0.6
    assert {levels.key for table in found.model.tables[:2] for levels in table.levels} == {"industry", "employees"}


def test_learning_twice_gives_the_same_version():
    first, second = (version_of(learn(task(signal_frame(500))).model) for _ in range(2))
    assert [criterion_json(one) for one in first.criteria] == [criterion_json(one) for one in second.criteria]


def test_deals_without_a_signal_give_no_useful_model():
    found = learn(task(signal_frame(800, strength=0.0)))
    assert found.decision == "no_useful_model"
    assert found.evaluation is not None
    assert found.evaluation.auc is not None
    assert found.evaluation.auc.low <= 0.5


@pytest.mark.parametrize(("n", "wins"), [(39, 20), (200, 9), (200, 191), (0, 0)])
def test_too_few_deals_or_outcomes_are_said_to_be_too_few(n, wins):
    won = [row < wins for row in range(n)]
    found = learn(task(frame_of(won, texts={"industry": [f"i{row % 3}" for row in range(n)]})))
    assert (found.decision, found.evaluation) == ("too_little_data", None)


def test_forty_deals_with_ten_of_either_outcome_are_enough_and_warned_of():
    found = learn(task(signal_frame(60, strength=3.0, dated=False)))
    assert found.evaluation is not None
    assert found.evaluation.split == "cv"
    assert set(found.warnings) >= {"small_data", "no_dates"}


def test_dated_deals_too_few_for_a_split_by_time_are_not_said_to_lack_dates():
    won = [row < 30 for row in range(45)]  # the newest quarter is lost to the last
    origins = {"origin": [f"o{row % 3}" for row in range(45)]}
    found = learn(task(frame_of(won, texts=origins, created=range(730_000, 730_045))))
    assert found.evaluation is not None
    assert found.evaluation.split == "cv"
    assert "no_time_split" in found.warnings
    assert "no_dates" not in found.warnings


def test_the_version_scores_in_python_as_the_model_does():
    frame = signal_frame(700)
    found = learn(task(frame))
    spec = version_parse([criterion_json(one) for one in version_of(found.model).criteria])
    assert any(len(one.facts) == 2 for one in spec.criteria)
    expected = found.model.score_milli(frame)
    for row in range(0, 700, 13):
        facts = {}
        for column in frame.columns:
            code = int(column.codes[row])
            facts[FactRead(column.key, column.kind)] = column.values[code] if code >= 0 else None
        assert score(spec, facts).score_milli == expected[row]


def test_leaky_fields_are_left_out_unless_asked_for_by_name():
    frame = signal_frame(600)
    leaky = frame_of(frame.won, created=frame.created, texts={"deal.custom.Result": [str(won) for won in frame.won]})
    both = type(frame)((*frame.columns, *leaky.columns), frame.won, frame.created, frame.groups)
    left = learn(task(both))
    assert left.left_out == {"deal.custom.Result": "leaky"}
    assert "deal.custom.Result" not in {levels.key for table in left.model.tables for levels in table.levels}
    kept = learn(task(both, include=frozenset({"deal.custom.Result"})))
    assert kept.model.tables[0].levels[0].key == "deal.custom.Result"


def test_excluded_fields_constants_identifiers_and_dates_are_not_learned_from():
    won = [row % 3 == 0 for row in range(120)]
    texts = {
        "deal.custom.Id": [f"D-{row}" for row in range(120)],
        "deal.custom.Start": [f"2024-01-{row % 28 + 1:02d}" for row in range(120)],
        "country": ["HU"] * 120,
        "city": ["Pécs", "Győr"] * 60,
    }
    found = learn(task(frame_of(won, texts=texts), exclude=frozenset({"city"})))
    assert found.left_out == {
        "city": "excluded",
        "deal.custom.Id": "identifier",
        "deal.custom.Start": "dates",
        "country": "constant",
    }
    assert (found.decision, found.model.tables) == ("no_useful_model", ())


def test_the_chances_average_to_the_win_rate_of_the_newest_deals():
    frame = signal_frame(800)
    found = learn(task(frame))
    newest = frame.take(np.arange(600, 800))
    chances = found.calibration.chance(found.model.score_milli(newest))
    assert float(chances.mean()) == pytest.approx((newest.won.sum() + 0.5) / 201, abs=1e-6)
    assert found.outlook.n == 200
    assert found.outlook.rate == newest.won.mean()


def test_the_current_profile_is_measured_on_the_same_deals():
    frame = signal_frame(800)
    perfect = frame.won.astype(np.int64) * 1000
    found = learn(task(frame, current=perfect))
    assert found.evaluation is not None
    assert found.evaluation.current_auc == 1.0


def test_the_black_boxes_are_measured_on_the_same_deals(monkeypatch):
    def told(train, test, *, seed=0):
        return {"knows": test.target, "guesses": np.zeros(len(test))}

    monkeypatch.setattr("accounts.domain.learning.evaluation.black_box_scores", told)
    found = learn(Task(signal_frame(300)))
    assert found.evaluation is not None
    assert found.evaluation.black_boxes == {"knows": 1.0, "guesses": 0.5}
    assert found.evaluation.black_box_auc == 1.0


def test_progress_is_told_step_by_step():
    steps = []
    learn(task(signal_frame(200)), lambda done, total: steps.append((done, total)))
    assert steps == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]
