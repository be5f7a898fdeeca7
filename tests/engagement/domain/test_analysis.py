"""What was shown in won deals is compared with what was shown in lost ones, honestly."""

from __future__ import annotations

from common.statistics import Table2x2
from engagement.domain.analysis import Seen, findings


def test_the_worked_example_leans_towards_won():
    (finding,) = findings([Seen("Demo", won=40, lost=25)], won=50, lost=50, low_n=20)

    assert finding.table == Table2x2(40, 10, 25, 25)
    assert (round(finding.odds, 3), round(finding.p, 5), finding.leans, finding.n) == (3.857, 0.00305, "won", 65)


def test_looking_at_more_things_asks_for_more_evidence():
    many = [Seen("Demo", 40, 25), *(Seen(f"Slide {n}", 25, 25) for n in range(20))]

    first = findings(many, won=50, lost=50, low_n=20)[0]

    assert (first.label, first.leans) == ("Demo", "")


def test_few_deals_are_marked():
    assert [one.is_low_n for one in findings([Seen("A", 9, 10), Seen("B", 10, 10)], won=10, lost=10, low_n=20)] == [
        False,
        True,
    ]
