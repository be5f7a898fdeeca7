from __future__ import annotations

from accounts.domain.learning.choice import options_choose
from accounts.domain.learning.learn import Task, learn
from accounts.domain.learning.model import Options
from tests.accounts.domain.learning.samples import FIRST_DAY, frame_of, signal_frame


def test_the_simplest_options_win_where_nothing_else_helps():
    assert options_choose(signal_frame(800).only(["industry"]), 0).options == Options(None, 0)


def test_pairs_are_chosen_where_they_help():
    left = [row % 2 for row in range(1_600)]
    right = [row // 2 % 2 for row in range(1_600)]
    won = [a == b if row % 8 else a != b for row, (a, b) in enumerate(zip(left, right, strict=True))]
    texts = {"city": [f"c{a}" for a in left], "region": [f"r{b}" for b in right]}
    chosen = options_choose(frame_of(won, texts=texts, created=[FIRST_DAY + row for row in range(1_600)]), 0)
    assert chosen.options.pairs > 0
    assert chosen.held > 0.5


def test_deals_all_alike_leave_nothing_to_choose():
    frame = frame_of([row % 2 == 0 for row in range(60)], texts={"city": ["a"] * 60})
    assert options_choose(frame, 0).options == Options(None, 0)


def test_a_field_that_is_new_in_the_newest_deals_breaks_nothing():
    city = ["a"] * 300 + ["b"] * 100
    won = [row % 3 == 0 for row in range(400)]
    found = learn(
        Task(frame_of(won, texts={"city": city}, created=[FIRST_DAY + row for row in range(400)]), black_box=False)
    )
    assert found.decision == "no_useful_model"
