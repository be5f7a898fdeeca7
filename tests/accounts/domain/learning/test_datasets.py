"""The marks on real data, with fewer seeds than ``benchmarks/learning.py`` and without its black boxes."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from accounts.domain.learning.choice import options_choose
from accounts.domain.learning.learn import Task, learn
from accounts.domain.learning.measure import auc, lift_top
from accounts.domain.learning.model import model_learn
from accounts.domain.learning.split import folds
from benchmarks import learning_sets as sets


def needs(name):
    return pytest.mark.skipif(not sets.is_there(name), reason=f"../shared/data/{name} is not there")


@needs("salvirt_b2b")
def test_salvirt_is_ranked_without_leaning_on_identical_rows():
    frame = sets.salvirt_b2b()
    areas = []
    for seed in range(3):
        said = np.zeros(len(frame))
        for taught, examined in folds(frame, seed):
            past = frame.take(taught)
            said[examined] = model_learn(past, options_choose(past, seed).options).log_odds(frame.take(examined))
        areas.append(auc(frame.won, said))
    assert np.mean(areas) >= 0.80
    assert learn(Task(frame, black_box=False)).leaks.leaky == ()


@needs("it_deals")
def test_it_deals_of_2017_are_ranked_by_what_was_learned_before():
    frame = sets.it_deals()
    future = sets.since(frame, date(2017, 1, 1))
    learned = learn(Task(sets.before(frame, date(2017, 1, 1)), black_box=False))
    scores = learned.model.score_milli(future)
    assert learned.decision == "usable"
    assert learned.leaks.leaky == ()
    assert (auc(future.won, scores.astype(float)) or 0) >= 0.70
    assert (lift_top(future.won, scores.astype(float)) or 0) >= 1.6
    assert abs(learned.calibration.chance(scores).mean() - future.won.mean()) <= 0.05


@needs("olist")
def test_the_last_month_of_olist_is_ranked_and_its_win_rate_forecast():
    frame = sets.olist()
    future = sets.since(frame, date(2018, 3, 1))
    learned = learn(Task(sets.before(frame, date(2018, 3, 1)), black_box=False))
    scores = learned.model.score_milli(future)
    assert (auc(future.won, scores.astype(float)) or 0) >= 0.60
    assert abs(learned.outlook.rate - future.won.mean()) <= 0.05


@needs("xeducation_leads")
def test_leaks_are_found_from_the_data_and_honest_fields_are_kept():
    frame = sets.xeducation_leads()
    learned = learn(
        Task(frame, exclude=frozenset(f"deal.custom.{name}" for name in sets.AFTER_THE_FACT), black_box=False)
    )
    leaky = {found.field.removeprefix("deal.custom.") for found in learned.leaks.leaky}
    assert leaky == {"Tags", "Lead Quality", "Lead Profile"}
    assert learned.left_out["deal.custom.Prospect ID"] == "identifier"
    assert learned.left_out["deal.custom.Lead Number"] == "identifier"
    assert learned.evaluation is not None
    assert learned.evaluation.auc is not None
    assert 0.85 <= learned.evaluation.auc.value <= 0.89


@needs("maven_crm")
@pytest.mark.parametrize("with_outcome", [False, True])
def test_where_there_is_no_signal_none_is_claimed(with_outcome):
    learned = learn(Task(sets.maven_crm(with_outcome=with_outcome), black_box=False))
    assert learned.decision == "no_useful_model"
    leaky = {found.field.removeprefix("deal.custom.") for found in learned.leaks.leaky}
    assert leaky == ({"deal_stage", "close_value"} if with_outcome else set())
